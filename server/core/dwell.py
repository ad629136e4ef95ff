"""Who was online in one session, and for how long: columns, and the pure functions that read them.

A *word* says that a person was seen joined or left at a time. Presence online is a pure function of a person's words
sorted by time, ties by journal order, and of the session's times; so words may arrive in any order:

- from a word "joined" to the next word she is there; after the last one too, once the session is closed, until its close;
- nothing counts before the opening or after the close; gaps shorter than GAP_MS are no gaps (a phone changed network);
- she is *present online* from the moment her time reaches so many percent of the session's length as the conference's
  plan says: of the planned length, and once the session is closed of the real one.
"""

from array import array
from typing import NamedTuple

from server.core.attendance import NONE

GAP_MS = 60_000
"""The server writes down at most one word a minute about a person: what is shorter is a reconnect, not a leaving."""


class Word(NamedTuple):
    at_ms: int
    joined: bool


class Bounds(NamedTuple):
    """What a session's times say about being there."""

    opened_ms: int
    closed_ms: int
    """0 while it is not closed."""
    needed_ms: int
    """So much counts as present."""


class Stay(NamedTuple):
    """What the words of one person amount to."""

    spans: list[list[int]]
    """[from, to], in order, apart by GAP_MS or more."""
    there: bool
    """She did not leave."""

    @property
    def spent_ms(self) -> int:
        return sum(end - start for start, end in self.spans)


def bounds(starts_ms: int, ends_ms: int, opened_ms: int, closed_ms: int, percent: int) -> Bounds:
    length = closed_ms - opened_ms if closed_ms else ends_ms - starts_ms
    return Bounds(opened_ms, closed_ms, -(-max(length, 0) * percent // 100))


def stay(words: list[Word], session: Bounds) -> Stay:
    """Words in order of time."""
    spans: list[list[int]] = []
    there = False
    for at_ms, joined in words:
        if there or (joined and spans and at_ms - spans[-1][1] < GAP_MS):
            spans[-1][1] = at_ms
        elif joined:
            spans.append([at_ms, at_ms])
        there = joined
    if there:
        spans[-1][1] = max(spans[-1][1], session.opened_ms, session.closed_ms)
    return Stay(_clipped(spans, session), there)


def _clipped(spans: list[list[int]], session: Bounds) -> list[list[int]]:
    """What of the spans lies inside the session."""
    inside = [[max(start, session.opened_ms), min(end, session.closed_ms or end)] for start, end in spans]
    return [span for span in inside if span[0] <= span[1]]


def reached_ms(stay: Stay, needed_ms: int) -> int:
    """When the time spent came to `needed_ms`; NONE if it did not."""
    left_ms = needed_ms
    for start, end in stay.spans:
        if end - start >= left_ms:
            return start + left_ms
        left_ms -= end - start
    return NONE


class Dwell:
    """Every word of one session, in journal order, and who is present online by them. Owned by its Session."""

    STATE = ("at_ms", "joined", "prev", "last", "present")

    def __init__(self) -> None:
        self.at_ms = array("q")
        self.joined = bytearray()
        self.prev = array("i")
        """The word before it about the same person; NONE for the first."""
        self.last: dict[int, int] = {}
        """Person -> her last word in the journal's order."""
        self.present: dict[int, list[int]] = {}
        """Person who is present online -> [since when, when she left or NONE while she is there]."""

    def reindex(self) -> None:
        """Nothing is derived from the columns."""

    def hear(self, person: int, at_ms: int, joined: bool) -> None:
        self.prev.append(self.last.get(person, NONE))
        self.last[person] = len(self.at_ms)
        self.at_ms.append(at_ms)
        self.joined.append(joined)

    def is_there(self, person: int) -> bool:
        """True when she is present online and did not leave."""
        return self.present.get(person, (0, 0))[1] == NONE

    def words(self, person: int) -> list[Word]:
        """In order of time, ties by journal order."""
        row, found = self.last.get(person, NONE), []
        while row != NONE:
            found.append(Word(self.at_ms[row], bool(self.joined[row])))
            row = self.prev[row]
        found.reverse()
        return sorted(found, key=lambda word: word.at_ms)

    def spent_ms(self, person: int, session: Bounds, now_ms: int) -> int:
        """How long she was online by now; who is there is there until now."""
        told = stay(self.words(person), session)
        running = told.there and told.spans and not session.closed_ms
        return told.spent_ms + (max(0, now_ms - told.spans[-1][1]) if running else 0)

    def weigh(self, person: int, session: Bounds) -> list[int] | None:
        """What `present` should say of her."""
        told = stay(self.words(person), session)
        since_ms = reached_ms(told, session.needed_ms)
        if since_ms == NONE:
            return None
        return [since_ms, NONE if told.there else told.spans[-1][1]]
