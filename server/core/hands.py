"""The floor of one session as columns: hands that are up, the place on air, the one that is next, and every turn so far.

It holds no rule beyond keeping itself true; floor.py has the law.
"""

from array import array
from typing import NamedTuple

from server.core.places import NOBODY


class Spoken(NamedTuple):
    """How often a place had the floor, and for how long; a turn that is not over counts with no length yet."""

    times: int
    total_ms: int


class Turn(NamedTuple):
    place: str
    from_ms: int
    to_ms: int
    """0 while it is on air."""


SILENT = Spoken(0, 0)


class Floor:
    """Owned by its Session."""

    STATE = ("hands", "on_air", "since_ms", "cue", "turn_place", "turn_from_ms", "turn_to_ms", "changed")

    def __init__(self) -> None:
        self.hands: dict[str, list[int]] = {}
        """Place -> [seq of the raising, when], in the journal's order: the order they are served in."""
        self.on_air: str = NOBODY
        self.since_ms = 0
        """Since when it is on air; 0 while nobody is."""
        self.cue: str = NOBODY
        self.turn_place: list[str] = []
        self.turn_from_ms = array("q")
        self.turn_to_ms = array("q")
        self.changed = 0
        """Seq that last changed anything here."""
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self._spoken: dict[str, Spoken] = {}
        for turn in self.turns():
            self._add(turn.place, 1, turn.to_ms - turn.from_ms if turn.to_ms else 0)

    def turns(self) -> list[Turn]:
        columns = zip(self.turn_place, self.turn_from_ms, self.turn_to_ms, strict=True)
        return [Turn(*one) for one in columns]

    def spoken(self, place: str) -> Spoken:
        return self._spoken.get(place, SILENT)

    def _add(self, place: str, times: int, total_ms: int) -> None:
        before = self.spoken(place)
        self._spoken[place] = Spoken(before.times + times, before.total_ms + total_ms)

    def raise_hand(self, place: str, at_ms: int, seq: int) -> None:
        self.hands[place] = [seq, at_ms]
        self.changed = seq

    def lower(self, place: str, seq: int) -> None:
        del self.hands[place]
        self.changed = seq

    def set_cue(self, place: str, seq: int) -> None:
        self.cue, self.changed = place, seq

    def give(self, place: str, at_ms: int, seq: int) -> None:
        """The place is on air and nobody is next."""
        self.release(at_ms, seq)
        self.hands.pop(place, None)
        self.on_air, self.since_ms, self.cue = place, at_ms, NOBODY
        self.turn_place.append(place)
        self.turn_from_ms.append(at_ms)
        self.turn_to_ms.append(0)
        self._add(place, 1, 0)

    def release(self, at_ms: int, seq: int) -> None:
        """Nobody is on air."""
        if self.on_air:
            ended_ms = max(at_ms, self.since_ms)
            self.turn_to_ms[-1] = ended_ms
            self._add(self.on_air, 0, ended_ms - self.since_ms)
        self.on_air, self.since_ms, self.changed = NOBODY, 0, seq

    def close(self, at_ms: int, seq: int) -> None:
        """The session is over: nobody is on air, nobody is next, all hands are down."""
        self.release(at_ms, seq)
        self.cue = NOBODY
        self.hands.clear()
