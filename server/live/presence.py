"""The forgetful plane of one conference: which points are linked, silent or were never seen.

It is in memory, never in the journal, never read by a rule. What a report needs (first linked, lost, back)
is returned by `second` for the shell to journal, at most once a minute per point.

A point is *linked* while an active device of it holds a socket, at this node or another; *silent* when none has for
SILENT_S (the grace covers a reload and the restart or death of a node); *never* until its first link is in the journal.

Who writes what down, when there are several nodes: that a point is linked, the node that has its socket; that it is lost,
the scribe (live/sharing.py), after the grace of the whole house. So a page that moves from one node to another is no news.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from server.core.choices import PointNews
from server.core.conference import Conference
from server.core.ids import Millis, NodeNo
from server.core.units import LOST, NEVER_LINKED
from server.live.sharing import Marks, differing, either, has, numbers

SILENT_S = 30
"""A page reload takes seconds, a router's restart two minutes: half a minute is worth a mark on the board."""

NEWS_GAP_MS = 60_000
"""At most one journal entry a minute per point (HOUSE, presence)."""


MARKED_AT_ONCE = 1_000
"""Points marked silent, and news journalled, in one second's turn: some 10 ms. When the main venue's own network fails
31,000 points fall silent together."""

HEARD_AT_ONCE = 8_000
"""Points another node has linked or lost that are taken in at once: some 10 ms; the rest a second later."""


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

    def __init__(self, state: Conference) -> None:
        self.version = 0
        """Rises with every change."""
        self._state = state
        self.is_scribe = True
        """Whether this node writes down that points are lost."""
        self.own = Marks()
        """Points with a socket at this node."""
        self._elsewhere = b""
        """Points with a socket at another node, as bits."""
        self._elsewhere_ms = Millis(0)
        self._link: dict[NodeNo, Link] = {}
        self._heard_ms: dict[NodeNo, Millis] = {}
        self._leaving: dict[NodeNo, Millis] = {}
        self._told: dict[NodeNo, tuple[PointNews | None, Millis]] = {}
        """What the journal was given last by any node, and when; None when it did not take it."""
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
        """An active device of `point` holds one more socket here."""
        self.own.add(point)
        self._heard_ms[point] = now_ms
        before = self._appear(point)
        if not self._state.first_linked_ms(point):
            self._owed.setdefault(point, News(point, PointNews.FIRST_LINKED, now_ms))
        elif before is Link.SILENT or self._state.point_news(point) == LOST:
            self._owe(News(point, PointNews.BACK, now_ms))

    def unlink(self, point: NodeNo, now_ms: Millis) -> None:
        """A socket of `point` ended here."""
        if self.own.drop(point) and not has(self._elsewhere, point):
            self._leaving[point] = now_ms

    def hear(self, said: Iterable[bytes], now_ms: Millis) -> None:
        """Which points are linked at each other node now; a node that is gone says nothing more."""
        before, self._elsewhere_ms = self._elsewhere, now_ms
        now = either(*said)
        changed = differing(before, now)
        taken = bytearray(before.ljust(len(changed), b"\0"))
        for number in islice(numbers(changed), HEARD_AT_ONCE):
            point = NodeNo(number)
            taken[point >> 3] ^= 1 << (point & 7)
            if has(now, point):
                self._appear(point)
            elif point not in self.own:
                self._leaving[point] = now_ms
        self._elsewhere = bytes(taken)

    def noted(self, point: NodeNo, news: PointNews, at_ms: Millis) -> None:
        """The journal has it, whichever node wrote it. A point that is linked here is not lost."""
        self._told[point] = (news, at_ms)
        if news is PointNews.LOST and point in self.own:
            self._owe(News(point, PointNews.BACK, at_ms))

    def _appear(self, point: NodeNo) -> Link:
        """The point is linked from now on; how it was before."""
        before = self._link.get(point, Link.NEVER)
        self._leaving.pop(point, None)
        self._silent_since.pop(point, None)
        owed = self._owed.get(point)
        if owed is not None and owed.news is PointNews.LOST:
            del self._owed[point]
        self._set(point, Link.LINKED)
        return before

    def heard(self, point: NodeNo, now_ms: Millis) -> None:
        self._heard_ms[point] = now_ms

    def state_of(self, point: NodeNo) -> Link:
        return self._link.get(point, Link.NEVER)

    def heard_ms(self, point: NodeNo) -> Millis:
        """When the point was last heard in this life of the server; 0 if not yet. Linked elsewhere: when its node spoke."""
        elsewhere = self._elsewhere_ms if has(self._elsewhere, point) else Millis(0)
        return max(self._heard_ms.get(point, Millis(0)), elsewhere)

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
            told, told_ms = self._told.get(point) or (self._last(point), Millis(-NEWS_GAP_MS))
            is_lost = news.news is PointNews.LOST
            if told is not None and (told is PointNews.LOST) == is_lost:
                del self._owed[point]
            elif now_ms - told_ms >= NEWS_GAP_MS and (self.is_scribe or not is_lost):
                del self._owed[point]
                self._told[point] = (news.news, now_ms)
                yield news

    def _last(self, point: NodeNo) -> PointNews | None:
        """What the journal had said of the point before we began to follow it."""
        said = self._state.point_news(point)
        return None if said == NEVER_LINKED else PointNews.LOST if said == LOST else PointNews.BACK

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
