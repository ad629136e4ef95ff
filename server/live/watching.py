"""Who watches which topic of one conference, and what each tick deals out to them.

Rule 1: whoever sees the same rows of a topic shares it, and so its frames.
Rule 2: a tick looks only at the topics that are due (due.py), and gives the loop back after SLICE_S of it.
Rule 3: while names cannot be read nobody moves on, and whoever waits is served by a later tick.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from server.core.changes import Aspect, changed_aspects
from server.core.talk_rows import Audience
from server.live import views
from server.live.due import Due
from server.live.tables import Key, Row
from server.live.topic import Arrival, Plan, Topic, Watcher
from server.wire.codec import encode_rows
from server.wire.frames import Position

if TYPE_CHECKING:
    from server.live.conference import LiveConference

SLICE_S = 0.010
"""The loop is given back after this much looking (HOUSE L9: no turn over 20 ms)."""

Planned = list[tuple[Topic, list[Plan], Position]]
Outgoing = dict[Watcher, list[tuple[Topic, bytes]]]


class Watching:
    """Owned by its LiveConference; `begin` once that is folded, then `deal` at each tick."""

    def __init__(self, live: "LiveConference") -> None:
        self._live = live
        self._topics: dict[tuple[str, str], Topic] = {}
        """By name and group."""
        self._audiences: dict[tuple[str, str], Audience] = {}
        """Who a topic was made for: anybody of its group."""
        self._due = Due()
        self._told = 0
        """The seq up to which what changed was told to the topics that follow it."""
        self._settled = 0
        """The seq for which the figures were carried up."""

    def begin(self) -> None:
        """What was folded until now is in every topic's first rows."""
        self._told = self._settled = self._live.state.seq

    def join(self, watcher: Arrival, name: str, position: Position | None) -> bool:
        """Begin to send the topic to the watcher; False when there is no such topic. Rights are the door's."""
        self._settle()
        key = name, views.group_of(name, watcher)
        topic = self._topics.get(key)
        if topic is None:
            audience = Audience(watcher.grant, watcher.device)
            made = views.make(self._live, name, audience)
            if made is None:
                return False
            topic = self._topics[key] = Topic(name, made[0], self._frame, made[1])
            self._audiences[key] = audience
            self._due.add(topic)
        if not topic.join(watcher, position):
            self._due.ask_soon(topic)
        return True

    def leave(self, watcher: Arrival, name: str) -> None:
        key = name, views.group_of(name, watcher)
        topic = self._topics.get(key)
        if topic is not None:
            topic.leave(watcher)
            if not topic:
                self._forget(key)

    def stir(self, aspects: Iterable[Aspect]) -> None:
        """Something a topic follows changed that is not in the journal."""
        self._due.stir(aspects)

    async def deal(self, tick: int) -> None:
        """What is newer, to whoever watches it. Raises what reading names raises."""
        state = self._live.state
        self._begin_anew(self._live.retelling.due(self._topics.keys()))
        if self._told != state.seq:
            self._settle()
            self._due.stir(changed_aspects(state, self._told))
            self._told = state.seq
        due = self._due.take(tick)
        planned: Planned = []
        try:
            await self._plan(due, planned)
            frames = await self._frames_of(planned)
        except Exception:
            for topic, plans, position in planned:
                topic.take_back(plans, position)
            for topic in due:
                self._due.ask(topic)
            raise
        await _send(frames)

    async def _plan(self, due: Iterable[Topic], planned: Planned) -> None:
        until = time.monotonic() + SLICE_S
        for topic in due:
            self._settle()  # what was folded while the loop was given back: rows stand at the seq their frame names
            plans = topic.plans()
            if plans:
                planned.append((topic, plans, topic.position()))
            if topic.is_behind:
                self._due.ask(topic)
            until = await _gave_back(until)

    async def _frames_of(self, planned: Planned) -> Outgoing:
        """What each watcher is to be sent, all together: a page that has come back gets its eight topics in one write."""
        subjects = {subject for topic, plans, _ in planned for subject in topic.subjects(plans)}
        names = await self._live.names.read(subjects) if subjects else {}
        found: Outgoing = {}
        until = time.monotonic() + SLICE_S
        for topic, plans, position in planned:
            for frame, watchers in topic.frames(plans, position, names):
                for watcher in watchers:
                    found.setdefault(watcher, []).append((topic, frame))
            until = await _gave_back(until)
        return found

    def _settle(self) -> None:
        """Before anything is read: figures stand where the state does."""
        if self._settled != self._live.state.seq:
            self._live.state.settle()
            self._settled = self._live.state.seq

    def _begin_anew(self, keys: Iterable[tuple[str, str]]) -> None:
        """The plan or the tree changed under rows already told, or a name left: sessions may be gone, points elsewhere."""
        for key in keys:
            self._settle()
            topic = self._topics[key]
            made = views.make(self._live, topic.name, self._audiences[key])
            if made is None:
                self._forget(key)  # of a session that is no more; its page watches those there are
            else:
                topic.begin_anew(made[0])
                self._due.ask(topic)

    def _forget(self, key: tuple[str, str]) -> None:
        self._due.drop(self._topics.pop(key))
        del self._audiences[key]

    def _frame(
        self, name: str, position: Position, reset: bool, rows: Sequence[Row], gone: Sequence[Key]
    ) -> bytes:
        return encode_rows(name, position, self._live.clock(), reset, rows, gone)


async def _send(frames_of: Outgoing) -> None:
    """To whoever is still there: who has come back to a topic meanwhile was answered, and an older frame would undo it."""
    until = time.monotonic() + SLICE_S
    for watcher, frames in frames_of.items():
        for topic, frame in frames:
            if watcher in topic:
                watcher.send(frame)
        until = await _gave_back(until)


async def _gave_back(until_s: float, clock_s: Callable[[], float] = time.monotonic) -> float:
    """When to give the loop back next; given back now if that was before now."""
    if clock_s() < until_s:
        return until_s
    await asyncio.sleep(0)
    return clock_s() + SLICE_S
