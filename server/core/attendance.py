"""Evidence of attendance, and what it amounts to (DOMAIN rules 3, 4, 6).

All evidence is kept. The attendance of one person in one session is a pure function of her evidence that
was not undone, sorted by corrected scan time, ties by journal order:

- IN at X opens X, if X is not open already; OUT at X closes X; OUT where nothing is open does nothing (it
  waits for an earlier IN that has not arrived yet);
- she is *now* at the point opened first of those still open; she *came* at the point of her first IN;
- two open points are a conflict: both stay, somebody must look.

So the order in which evidence arrives changes no figure. Notes (excused, exempt, head-count) work alike: of
those about one thing that were not undone, the latest by corrected time, ties by journal order, holds.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from struct import Struct
from typing import NamedTuple

from server.core.ids import NO_NODE

IN, OUT, WALK_IN = 0, 1, 2

SESSION_BITS, KIND_SHIFT, HOW_SHIFT, UNDONE = 0b111, 3, 5, 0b1000_0000
"""`meta` of a piece of evidence: session (3 bits), kind (2), how (2), undone (1)."""

EXCUSED, EXEMPT, HEAD_COUNT = 0, 1, 2

NONE = -1


class Piece(NamedTuple):
    """One check-in, check-out or walk-in."""

    meta: int
    person: int
    point: int
    at_ms: int
    """Corrected scan time."""
    made_ms: int
    received_ms: int
    device: int
    seq: int
    prev: int
    """The piece before it about the same person and session; NONE for the first."""
    command: bytes

    @property
    def kind(self) -> int:
        return self.meta >> KIND_SHIFT & 0b11

    @property
    def how(self) -> int:
        return self.meta >> HOW_SHIFT & 0b11

    @property
    def session(self) -> int:
        return self.meta & SESSION_BITS

    @property
    def undone(self) -> bool:
        return self.meta >= UNDONE


class Standing(NamedTuple):
    """What the evidence of one person in one session amounts to."""

    first: Piece | None
    """Her first check-in."""
    opens: tuple[Piece, ...]
    """The check-ins that opened the points still open, first opened first."""

    @property
    def ever(self) -> int:
        """The point she came at, or NO_NODE."""
        return self.first.point if self.first else NO_NODE

    @property
    def now(self) -> int:
        """The point she is at, or NO_NODE."""
        return self.opens[0].point if self.opens else NO_NODE


NOWHERE = Standing(None, ())


RECORD = Struct("<BIiqqqiIi16s")
"""One packed record per piece, not a column per field: written in 0.2 µs instead of 0.6 (measured), and every
check-in of a conference is written once."""
RECORD_BYTES = RECORD.size
_SESSION_OF = bytes(meta & SESSION_BITS for meta in range(256))
LOOKED_AT = 1 << 16
"""Rows searched at once for those of a session, by loops that run in C: two million without any in some 20 ms."""

_SEQ, _SEQ_AT = Struct("<I"), Struct("<BIiqqqi").size


class Evidence:
    """Every piece of evidence of a conference, in journal order; only the undone bit of a record changes."""

    STATE = ("records",)

    def __init__(self) -> None:
        self.records = bytearray()

    def reindex(self) -> None:
        """Nothing is derived from the records."""

    def __len__(self) -> int:
        return len(self.records) // RECORD_BYTES

    def __getitem__(self, row: int) -> Piece:
        return Piece._make(RECORD.unpack_from(self.records, row * RECORD_BYTES))

    def append(self, piece: Piece) -> int:
        """The number of the new row."""
        self.records += RECORD.pack(*piece)
        return len(self) - 1

    def undo(self, row: int) -> None:
        self.records[row * RECORD_BYTES] |= UNDONE

    def of_seq(self, seq: int) -> int:
        """The row that entry `seq` made, or NONE."""
        at = bisect_left(range(len(self)), seq, key=self._seq)
        return at if at < len(self) and self._seq(at) == seq else NONE

    def _seq(self, row: int) -> int:
        seq: int = _SEQ.unpack_from(self.records, row * RECORD_BYTES + _SEQ_AT)[0]
        return seq

    def rows_of(self, session: int, since: int) -> Iterator[int]:
        """The rows of a session from row `since` on, newest first."""
        for end in range(len(self), since, -LOOKED_AT):
            first = max(end - LOOKED_AT, since)
            metas = self.records[first * RECORD_BYTES : end * RECORD_BYTES : RECORD_BYTES]
            sessions = metas.translate(_SESSION_OF)
            at = sessions.rfind(session)
            while at >= 0:
                yield first + at
                at = sessions.rfind(session, 0, at)

    def history(self, last: int) -> list[Piece]:
        """The chain that ends in row `last`, in journal order."""
        chain = []
        while last != NONE:
            piece = self[last]
            chain.append(piece)
            last = piece.prev
        return chain[::-1]

    def standing(self, last: int) -> Standing:
        """What the chain that ends in row `last` amounts to."""
        return NOWHERE if last == NONE else standing(self.history(last))


def standing(history: list[Piece]) -> Standing:
    """What one person's evidence in one session, given in journal order, amounts to."""
    first = None
    opens: dict[int, Piece] = {}
    valid = [piece for piece in history if piece.meta < UNDONE]
    for piece in sorted(valid, key=_at_ms):
        if piece.kind == OUT:
            opens.pop(piece.point, None)
        else:
            opens.setdefault(piece.point, piece)
            first = first or piece
    return Standing(first, tuple(opens.values()))


_at_ms = attrgetter("at_ms")


class Notes:
    """Every excuse, exemption and head-count, one row each, in journal order."""

    STATE = ("kind", "session", "about", "value", "at_ms", "seq", "prev", "undone", "last")

    def __init__(self) -> None:
        self.kind = bytearray()
        self.session = bytearray()
        self.about = array("i")
        """A person (excused, exempt) or a point (head-count)."""
        self.value = array("i")
        """1 it is so, 0 withdrawn; for a head-count the number."""
        self.at_ms = array("q")
        self.seq = array("I")
        self.prev = array("i")
        self.undone = bytearray()
        self.last: dict[int, int] = {}

    def reindex(self) -> None:
        """Nothing is derived from the columns."""

    @staticmethod
    def _key(kind: int, session: int, about: int) -> int:
        return about << 8 | session << 4 | kind

    def append(self, kind: int, session: int, about: int, value: int, at_ms: int, seq: int) -> int:
        """The number of the new row."""
        row, key = len(self.kind), self._key(kind, session, about)
        self.kind.append(kind)
        self.session.append(session)
        self.about.append(about)
        self.value.append(value)
        self.at_ms.append(at_ms)
        self.seq.append(seq)
        self.prev.append(self.last.get(key, NONE))
        self.undone.append(0)
        self.last[key] = row
        return row

    def of_seq(self, seq: int) -> int:
        """The row that entry `seq` made, or NONE."""
        at = bisect_left(self.seq, seq)
        return at if at < len(self.seq) and self.seq[at] == seq else NONE

    def holds(self, kind: int, session: int, about: int) -> int:
        """The row that holds, or NONE."""
        row, best = self.last.get(self._key(kind, session, about), NONE), NONE
        while row != NONE:
            if not self.undone[row] and (best == NONE or self.at_ms[row] > self.at_ms[best]):
                best = row
            row = self.prev[row]
        return best

    def count(self, kind: int, session: int, about: int, most: int) -> int:
        """How much was said of it, undone or not; counted up to `most`."""
        row, found = self.last.get(self._key(kind, session, about), NONE), 0
        while row != NONE and found < most:
            row, found = self.prev[row], found + 1
        return found

    def worth(self, kind: int, session: int, about: int) -> int:
        """The value that holds; 0 if nothing was said or all of it was undone."""
        row = self.holds(kind, session, about)
        return 0 if row == NONE else self.value[row]
