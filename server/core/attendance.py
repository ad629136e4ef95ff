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
from typing import NamedTuple

from server.core.ids import NO_NODE

IN, OUT, WALK_IN = 0, 1, 2

SESSION_BITS, KIND_SHIFT, HOW_SHIFT, UNDONE = 0b111, 3, 5, 0b1000_0000
"""`meta` of a piece of evidence: session (3 bits), kind (2), how (2), undone (1)."""

EXCUSED, EXEMPT, HEAD_COUNT = 0, 1, 2

NONE = -1


class Standing(NamedTuple):
    """What the evidence of one person in one session amounts to; evidence numbers, NONE if there is none."""

    first: int
    """Her first IN."""
    opens: tuple[int, ...]
    """The INs that opened the points still open, first opened first."""


NOWHERE = Standing(NONE, ())


class Evidence:
    """Every check-in, check-out and walk-in of a conference, one row each, in journal order."""

    STATE = ("meta", "person", "point", "at_ms", "made_ms", "received_ms", "device", "seq", "prev")

    def __init__(self) -> None:
        self.meta = bytearray()
        self.person = array("I")
        self.point = array("i")
        self.at_ms = array("q")
        """Corrected scan time."""
        self.made_ms = array("q")
        self.received_ms = array("q")
        self.device = array("i")
        self.seq = array("I")
        self.prev = array("i")
        """The evidence before it about the same person and session; NONE for the first."""

    def reindex(self) -> None:
        """Nothing is derived from the columns."""

    def __len__(self) -> int:
        return len(self.meta)

    def append(
        self, meta: int, person: int, point: int, at_ms: int, made_ms: int, received_ms: int,
        device: int, seq: int, prev: int,
    ) -> int:  # fmt: skip
        """The number of the new row."""
        self.meta.append(meta)
        self.person.append(person)
        self.point.append(point)
        self.at_ms.append(at_ms)
        self.made_ms.append(made_ms)
        self.received_ms.append(received_ms)
        self.device.append(device)
        self.seq.append(seq)
        self.prev.append(prev)
        return len(self.meta) - 1

    def of_seq(self, seq: int) -> int:
        """The row that entry `seq` made, or NONE."""
        at = bisect_left(self.seq, seq)
        return at if at < len(self.seq) and self.seq[at] == seq else NONE

    def session(self, row: int) -> int:
        return self.meta[row] & SESSION_BITS

    def kind(self, row: int) -> int:
        return self.meta[row] >> KIND_SHIFT & 0b11

    def is_undone(self, row: int) -> bool:
        return self.meta[row] >= UNDONE

    def history(self, last: int) -> list[int]:
        """The chain that ends in `last`, in journal order."""
        chain = []
        while last != NONE:
            chain.append(last)
            last = self.prev[last]
        return chain[::-1]

    def standing(self, last: int) -> Standing:
        """What the chain that ends in `last` amounts to."""
        if last == NONE:
            return NOWHERE
        at_ms, first = self.at_ms, NONE
        opens: dict[int, int] = {}
        valid = [row for row in self.history(last) if not self.is_undone(row)]
        for row in sorted(valid, key=lambda row: at_ms[row]):
            point = self.point[row]
            if self.kind(row) == OUT:
                opens.pop(point, None)
            else:
                opens.setdefault(point, row)
                first = row if first == NONE else first
        return Standing(first, tuple(opens.values()))

    def point_of(self, row: int) -> int:
        """The point of a row; NO_NODE for NONE."""
        return NO_NODE if row == NONE else self.point[row]

    def now(self, standing: Standing) -> int:
        """The point she is at, or NO_NODE."""
        return self.point[standing.opens[0]] if standing.opens else NO_NODE


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

    def worth(self, kind: int, session: int, about: int) -> int:
        """The value that holds; 0 if nothing was said or all of it was undone."""
        row = self.holds(kind, session, about)
        return 0 if row == NONE else self.value[row]
