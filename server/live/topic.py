"""One topic: a table, and where each of its watchers stands in it.

There is no queue: a watcher is a position. Who comes and finds little or nothing newer is answered at once. For all
others a tick builds one frame per distinct position (nearly always one, shared by all who were at the previous tick) and
hands the same bytes to each watcher that can take them; one that cannot is simply left where it stands and gets one
merged frame later.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from server.core.changes import Aspect
from server.core.ids import DeviceId, GrantId
from server.live.tables import Key, Names, Newer, Row, Table
from server.wire.frames import Position

Encode = Callable[[str, Position, bool, Sequence[Row], Sequence[Key]], bytes]


ROWS_PER_FRAME = 2_000
"""Some 600 KB of board rows: below limits.FRAME_OUT_BYTES with the longest names."""

NOWHERE = Position(0, 0)
"""A position no history has (epochs begin at 1): who resumes from it is given the whole table."""


class Watcher(Protocol):
    def ready(self) -> bool:
        """Whether its connection has drained enough to take another frame."""
        ...

    def send(self, frame: bytes) -> None: ...


class Arrival(Watcher, Protocol):
    """A socket as the conference knows it: something to send to, of a grant and device."""

    grant: GrantId
    device: DeviceId

    def beat(self, frame: bytes) -> None:
        """The sign of life everybody is sent alike, if it can take one now."""

    def rights_changed(self) -> None:
        """A device or link was approved or revoked: look up again what this socket may do."""

    def stop(self, after_ms: int) -> None:
        """The server stops: tell the page when to come back, and close."""


class Plan(NamedTuple):
    """What one group of watchers is about to be sent, before names are filled in."""

    since: int | None
    newer: Newer
    watchers: list[Watcher]


class Topic:
    """Owned by its LiveConference, made by the first watcher and dropped after the last."""

    __slots__ = (
        "_encode",
        "_late",
        "_stands",
        "_table",
        "name",
        "period",
        "turn",
    )

    def __init__(self, name: str, table: Table, encode: Encode, period: int, turn: int = 0) -> None:
        self.name = name
        self.period = period
        """Ticks between two looks at the table: 1 for what a person acts on, more for boards."""
        self.turn = turn
        """Which of the period's ticks is its own."""
        self._table = table
        self._encode = encode
        self._stands: dict[Watcher, int | None] = {}
        self._late: dict[Watcher, None] = {}
        """Who waits for a frame, and gets one even if nothing is newer, so that the page knows: a tick in which nothing
        changed looks at these alone."""

    def __len__(self) -> int:
        return len(self._stands)

    def __contains__(self, watcher: Watcher) -> bool:
        return watcher in self._stands

    @property
    def follows(self) -> Sequence[Aspect] | None:
        """What stirs it; the same for every table of its name. None: it is looked at at each of its turns."""
        return self._table.follows

    @property
    def is_behind(self) -> bool:
        """Somebody waits for a frame, whether anything is newer or not."""
        return bool(self._late)

    def join(self, watcher: Watcher, position: Position | None) -> bool:
        """The watcher is sent what is newer than `position`, or the whole table: now (True), or at the next tick."""
        table = self._table
        found = table.at_hand(position)
        rows = self._at_once(found.newer) if found is not None else None
        if found is None or rows is None or not watcher.ready():
            self._stands[watcher] = table.since(position)
            self._late[watcher] = None
            return False
        now, newer = found
        self._stands[watcher] = now.seq
        if self._late:
            self._late.pop(watcher, None)
        watcher.send(self._encode(self.name, now, newer.reset, rows, newer.gone))
        return True

    def _at_once(self, newer: Newer) -> Sequence[Row] | None:
        """The rows as they are told; None when words of the vault stand in them."""
        if self._table.wording is None or not newer.rows:
            return newer.rows
        return None if self._subjects(newer) else self._worded(newer, {})

    def leave(self, watcher: Watcher) -> None:
        self._stands.pop(watcher, None)
        self._late.pop(watcher, None)

    def begin_anew(self, table: Table) -> None:
        """Another table in place of the old: every watcher is given it whole at its next turn."""
        self._table = table
        for watcher in self._stands:
            self._stands[watcher] = None
            self._late[watcher] = None

    def plans(self) -> list[Plan]:
        """Who is to be sent what now; their standing moves to the table's position."""
        fresh = self._table.refresh()
        if not fresh and not self._late:
            return []
        counter = self._table.position().seq
        groups: dict[int | None, list[Watcher]] = {}
        late, self._late = self._late, {}
        for watcher in self._stands if fresh else late:
            since = self._stands[watcher]
            if since == counter and watcher not in late:
                continue
            if watcher.ready():
                groups.setdefault(since, []).append(watcher)
            else:
                self._late[watcher] = None
        return [self._plan(since, watchers, counter) for since, watchers in groups.items()]

    def _plan(self, since: int | None, watchers: list[Watcher], counter: int) -> Plan:
        for watcher in watchers:
            self._stands[watcher] = counter
        return Plan(since, self._table.newer(since), watchers)

    def take_back(self, plans: Iterable[Plan], position: Position) -> None:
        """Nothing of the plans was sent: their watchers stand where they stood. `position`: as for `frames`."""
        for plan in plans:
            for watcher in plan.watchers:
                if self._stands.get(watcher, -1) == position.seq:
                    self._stands[watcher] = plan.since
                    self._late[watcher] = None

    def subjects(self, plans: Iterable[Plan]) -> set[bytes]:
        """The vault subjects whose words these plans need."""
        return {subject for plan in plans for subject in self._subjects(plan.newer)}

    def _subjects(self, newer: Newer) -> set[bytes]:
        wording = self._table.wording
        if wording is None or not newer.rows:
            return set()
        return {subject for row in newer.rows for subject in wording.subjects(row)}

    def frames(
        self, plans: Iterable[Plan], position: Position, names: Names
    ) -> Iterator[tuple[bytes, list[Watcher]]]:
        """Each plan's frames, encoded once, with those who are to be sent them. `position`: the table's, when planned."""
        for plan in plans:
            for frame in self._frames(position, plan.newer, self._worded(plan.newer, names)):
                yield frame, plan.watchers

    def _worded(self, newer: Newer, names: Names) -> Sequence[Row]:
        wording = self._table.wording
        return [wording.word(row, names) for row in newer.rows] if wording else newer.rows

    def _frames(self, position: Position, newer: Newer, rows: Sequence[Row]) -> Iterator[bytes]:
        """The rows in as many frames as they need; only the last carries the position, so that who loses the
        link in between begins anew."""
        last = max(0, len(rows) - 1) // ROWS_PER_FRAME * ROWS_PER_FRAME
        for start in range(0, last, ROWS_PER_FRAME):
            part, reset = rows[start : start + ROWS_PER_FRAME], newer.reset and start == 0
            yield self._encode(self.name, NOWHERE, reset, part, ())
        yield self._encode(self.name, position, newer.reset and last == 0, rows[last:], newer.gone)

    def position(self) -> Position:
        return self._table.position()
