"""The forgetful plane of one conference: which points are linked, silent or were never seen.

It is in memory, never in the journal, never read by a rule. What a report needs (first linked, lost, back)
is returned by `second` for the shell to journal, at most once a minute per point.

A point is *linked* while an active device of it holds a socket; *silent* when none has for SILENT_S (the
grace covers a reload and a restart of the server); *never* until its first link is in the journal.
"""

from collections import Counter
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from server.core.commands import PointNews
from server.core.conference import Conference
from server.core.ids import Millis, NodeNo

SILENT_S = 30
"""A page reload takes seconds, a router's restart two minutes: half a minute is worth a mark on the board."""

NEWS_GAP_MS = 60_000
"""At most one journal entry a minute per point (HOUSE, presence)."""


MARKED_AT_ONCE = 1_000
"""Points marked silent, and news journalled, in one second's turn: some 10 ms. When the main venue's own network fails
31,000 points fall silent together."""


class Link(IntEnum):
    NEVER = 0
    LINKED = 1
    SILENT = 2


class News(NamedTuple):
    point: NodeNo
    news: PointNews
    at_ms: Millis


class Counts(NamedTuple):
    points: int
    linked: int
    silent: int
    never: int


class Presence:
    """Links of one conference's points. Owned by LiveConference; forgotten with the process."""

    def __init__(self, state: Conference, incarnation: int) -> None:
        self.incarnation = incarnation
        self.version = 0
        """Rises with every change: the counter half of a presence position."""
        self._state = state
        self._sockets: Counter[NodeNo] = Counter()
        self._link: dict[NodeNo, Link] = {}
        self._heard_ms: dict[NodeNo, Millis] = {}
        self._leaving: dict[NodeNo, Millis] = {}
        self._told: dict[NodeNo, tuple[PointNews | None, Millis]] = {}
        """What the journal was given last, and when; None when it did not take it."""
        self._owed: dict[NodeNo, News] = {}
        self._linked: Counter[NodeNo] = Counter()
        self._silent: Counter[NodeNo] = Counter()
        self._silent_since: dict[NodeNo, Millis] = {}
        self._points: dict[NodeNo, int] = {}
        self._counted_nodes = 0

    def recall(self, now_ms: Millis) -> None:
        """After a restart: every point seen before has its grace time to come back, then it is silent."""
        for point in self._state.points_under(NodeNo(0)):
            if self._state.first_linked_ms(point):
                self._set(point, Link.LINKED)
                self._leaving[point] = now_ms

    def link(self, point: NodeNo, now_ms: Millis) -> None:
        """An active device of `point` holds one more socket."""
        self._sockets[point] += 1
        self._leaving.pop(point, None)
        self._silent_since.pop(point, None)
        self._heard_ms[point] = now_ms
        before = self._link.get(point, Link.NEVER)
        self._set(point, Link.LINKED)
        if not self._state.first_linked_ms(point):
            self._owed.setdefault(point, News(point, PointNews.FIRST_LINKED, now_ms))
        elif before is Link.SILENT:
            self._owe(News(point, PointNews.BACK, now_ms))

    def unlink(self, point: NodeNo, now_ms: Millis) -> None:
        """A socket of `point` ended."""
        self._sockets[point] -= 1
        if self._sockets[point] <= 0:
            del self._sockets[point]
            self._leaving[point] = now_ms

    def heard(self, point: NodeNo, now_ms: Millis) -> None:
        self._heard_ms[point] = now_ms

    def state_of(self, point: NodeNo) -> Link:
        return self._link.get(point, Link.NEVER)

    def heard_ms(self, point: NodeNo) -> Millis:
        """When the point was last heard in this life of the server; 0 if not yet."""
        return self._heard_ms.get(point, Millis(0))

    def silent(self, most: int) -> list[tuple[NodeNo, Millis]]:
        """At most so many silent points with the time since when, the longest silent first."""
        found = [(point, self._silent_since[point]) for point in self._silent_since]
        return sorted(found, key=lambda one: one[1])[:most]

    def counts(self, node: NodeNo) -> Counts:
        """Points under `node` (itself, if it is a point) by the state of their link."""
        points = self._points_under(node)
        linked, silent = self._linked[node], self._silent[node]
        return Counts(points, linked, silent, points - linked - silent)

    def _points_under(self, node: NodeNo) -> int:
        """Counted once per tree: a board asks it of every child every second."""
        if self._counted_nodes != self._state.node_count:
            self._points, self._counted_nodes = {}, self._state.node_count
        if node not in self._points:
            self._points[node] = self._state.point_count(node)
        return self._points[node]

    def second(self, now_ms: Millis) -> list[News]:
        """Called once a second: marks the silent, and returns what is due to be journalled."""
        over = (point for point, since in self._leaving.items() if now_ms - since >= SILENT_S * 1000)
        for point in list(islice(over, MARKED_AT_ONCE)):
            since = self._leaving.pop(point)
            self._set(point, Link.SILENT)
            self._silent_since[point] = since
            self._owe(News(point, PointNews.LOST, since))
        return list(islice(self._payable(now_ms), MARKED_AT_ONCE))

    def unsaid(self, news: News) -> None:
        """The journal had no room for what `second` gave: it is due again after the gap, if nothing newer is."""
        told, told_ms = self._told.get(news.point, (None, Millis(0)))
        if told is news.news:
            self._told[news.point] = (None, told_ms)
            self._owed.setdefault(news.point, news)

    def _owe(self, news: News) -> None:
        self._owed[news.point] = news

    def _payable(self, now_ms: Millis) -> Iterator[News]:
        for point, news in list(self._owed.items()):
            told, told_ms = self._told.get(point, (None, Millis(-NEWS_GAP_MS)))
            if news.news == told:
                del self._owed[point]
            elif now_ms - told_ms >= NEWS_GAP_MS:
                del self._owed[point]
                self._told[point] = (news.news, now_ms)
                yield news

    def _set(self, point: NodeNo, link: Link) -> None:
        before = self._link.get(point, Link.NEVER)
        if before is link:
            return
        self._link[point] = link
        self.version += 1
        node = point
        while node >= 0:
            if before is Link.LINKED:
                self._linked[node] -= 1
            elif before is Link.SILENT:
                self._silent[node] -= 1
            if link is Link.LINKED:
                self._linked[node] += 1
            elif link is Link.SILENT:
                self._silent[node] += 1
            node = self._state.parent_of(node)
