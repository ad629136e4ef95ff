"""Views as replicated tables: what a topic must offer so that first load, live update and resume are one read.

A *ledger table* is a view of the folded state: its rows carry the seq that changed them, so the rows newer
than any position can be read from the state at any time, also after a restart; so can the keys of rows that left.
A *kept table* is computed anew each tick and compared with what it was: small views (presence, latest,
what is wrong) whose rows may go. Its positions belong to this one table; who brings one of an earlier life of it reloads.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from server.core.changes import Aspect
from server.wire.frames import Position

Row = Sequence[Any]
"""The key first, then the columns of the topic."""

Key = Any
Names = Mapping[bytes, Sequence[str]]
"""Vault subject -> its strings; an erased or unknown subject is absent."""


class Newer(NamedTuple):
    """Rows changed and keys gone since a position; `reset` when the whole table is given."""

    reset: bool
    rows: list[Row]
    gone: list[Key]


NOTHING_NEWER = Newer(reset=False, rows=[], gone=[])

LITTLE = 16
"""Rows that are found and spelled anew for each who comes; more are made once a tick for all of them."""

MOST_GONE = 256
"""Keys of a kept table that left and are remembered: a day of check-ins passes through the list of the latest thirty."""


class AtHand(NamedTuple):
    """An answer that need not wait for a tick, and where it leaves the watcher."""

    position: Position
    newer: Newer


class Wording(NamedTuple):
    """How rows that carry vault subjects become rows that carry words."""

    subjects: Callable[[Row], Sequence[bytes]]
    word: Callable[[Row, Names], Row]


class Table(Protocol):
    wording: Wording | None
    follows: Sequence[Aspect] | None
    """Nothing is newer as long as none of these is stirred (core/changes.py, live/due.py); None: nobody can tell."""

    def refresh(self) -> bool:
        """Bring the table up to date; whether anything is newer than at the last call."""
        ...

    def position(self) -> Position:
        """Where the table stood at the last refresh: what a client hands back to resume."""
        ...

    def since(self, position: Position | None) -> int | None:
        """The counter to read from for a client's position; None when it must reload."""
        ...

    def newer(self, since: int | None) -> Newer:
        """Rows newer than `since`; None: all of them, with reset."""
        ...

    def at_hand(self, position: Position | None) -> "AtHand | None":
        """What is newer than a client's position, when that is little and costs nothing to find; else None."""
        ...


class KeptTable:
    """A small table computed whole: `rows()` gives it as it is now, first element of a row is its key."""

    __slots__ = (
        "_compute",
        "_counter",
        "_gone",
        "_gone_since",
        "_incarnation",
        "_look",
        "_rows",
        "_seen",
        "_stamp",
        "follows",
        "wording",
    )

    def __init__(
        self,
        incarnation: int,
        rows: Callable[[], Sequence[Row]],
        wording: Wording | None = None,
        stamp: Callable[[], object] = object,
        follows: Sequence[Aspect] | None = None,
    ) -> None:
        """`stamp`: while it gives the same value, the rows are the same and are not computed; a new object each time
        is never the same."""
        self.wording = wording
        self.follows = follows
        self._look = stamp
        self._incarnation = incarnation
        self._compute = rows
        self._counter = 1
        self._seen = stamp()
        self._rows = {row[0]: row for row in rows()}
        self._stamp: dict[Key, int] = dict.fromkeys(self._rows, 1)
        self._gone: dict[Key, int] = {}
        self._gone_since = 0
        """Who stands before it is given the whole table: what left until then is forgotten."""

    def refresh(self) -> bool:
        stamp = self._look()
        if stamp == self._seen:
            return False
        self._seen = stamp
        fresh = {row[0]: row for row in self._compute()}
        changed = [key for key, row in fresh.items() if self._rows.get(key) != row]
        gone = [key for key in self._rows if key not in fresh]
        if not changed and not gone:
            return False
        self._counter += 1
        for key in changed:
            self._stamp[key] = self._counter
            self._gone.pop(key, None)
        for key in gone:
            self._gone[key] = self._counter
            del self._stamp[key]
        if len(self._gone) > MOST_GONE:
            self._gone = dict.fromkeys(gone, self._counter)
            self._gone_since = self._counter - 1
        self._rows = fresh
        return True

    def position(self) -> Position:
        return Position(self._incarnation, self._counter)

    def since(self, position: Position | None) -> int | None:
        if position is None or position.epoch != self._incarnation or position.seq > self._counter:
            return None
        return position.seq

    def newer(self, since: int | None) -> Newer:
        if since is None or since < self._gone_since:
            return Newer(reset=True, rows=list(self._rows.values()), gone=[])
        rows = [row for key, row in self._rows.items() if self._stamp[key] > since]
        return Newer(reset=False, rows=rows, gone=[key for key, at in self._gone.items() if at > since])

    def at_hand(self, position: Position | None) -> AtHand | None:
        if len(self._rows) + len(self._gone) > LITTLE:
            return None
        return AtHand(self.position(), self.newer(self.since(position)))


class Ledger(Protocol):
    """What a ledger table stands on."""

    def position(self) -> Position:
        """This history up to here."""
        ...

    def resumes(self, position: Position) -> bool:
        """Whether rows told up to a client's position still stand."""
        ...


class LedgerTable(ABC):
    """A view of folded state; each kind of it says what its rows are."""

    __slots__ = ("_ledger", "_position", "follows")

    wording: Wording | None = None

    def __init__(self, ledger: Ledger, *follows: Aspect) -> None:
        self.follows: Sequence[Aspect] | None = follows
        self._ledger = ledger
        self._position = Position(0, -1)

    @abstractmethod
    def changed(self) -> int:
        """The seq that last changed any row."""

    @abstractmethod
    def rows(self, since: int) -> Sequence[Row]:
        """Those changed after `since`; -1: all."""

    def gone(self, since: int) -> Sequence[Key]:
        """The keys that left after `since`."""
        return ()

    def began(self) -> int:
        """Who stands before this seq gets the whole table."""
        return 0

    def refresh(self) -> bool:
        if self.changed() <= self._position.seq:
            return False
        self._position = self._ledger.position()
        return True

    def position(self) -> Position:
        return self._position

    def since(self, position: Position | None) -> int | None:
        return position.seq if position is not None and self._ledger.resumes(position) else None

    def newer(self, since: int | None) -> Newer:
        if since is None or since < self.began():
            return Newer(reset=True, rows=list(self.rows(-1)), gone=[])
        return Newer(reset=False, rows=list(self.rows(since)), gone=list(self.gone(since)))

    def at_hand(self, position: Position | None) -> AtHand | None:
        if position is None or not self._ledger.resumes(position):
            return None
        rests = self.changed() <= position.seq >= self.began()
        return AtHand(position, NOTHING_NEWER) if rests else None
