"""Rows told again to watchers who have them already: the tree moved under them, or somebody was erased.

Rule 1: moved: every topic begins anew, at the next tick.
Rule 2: erased: only topics that can show a word of hers, so that thirty thousand desks do not load their rooms again for one
name; hers first, and no more than AT_ONCE a tick.
Rule 3: names read before are forgotten in the turn of the loop that folds the erasure, on every node.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import islice

from server.core.commands import ImportCommitted, PlanConference, TextsErased
from server.core.conference import Conference
from server.core.entries import KIND_OF, Entry
from server.core.filing import pieces
from server.core.ids import NO_NODE, NO_PERSON, DeviceId, PersonNo
from server.core.places import attendee

MOVES = frozenset(KIND_OF[kind] for kind in (PlanConference, ImportCommitted, TextsErased))
"""Kinds that set state.moved: the conference is told of each that is folded."""

AT_ONCE = 100
"""Topics begun anew in a tick: some ten milliseconds of questions told again to as many desks."""

Key = tuple[str, str]
"""Name and group of a topic, as in views.group_of."""


class Retelling:
    """Owned by LiveConference."""

    def __init__(self, state: Conference, forget: Callable[[], None]) -> None:
        self.erasures = 0
        """How many people were erased in this life of the server, by whichever node."""
        self._state = state
        self._forget = forget
        self._moved = state.moved
        self._erased: dict[PersonNo, None] = {}
        self._whole = False
        self._waiting: dict[Key, None] = {}

    def begin(self) -> None:
        """The whole journal is folded: nobody was told anything yet."""
        self._moved, self._whole, self._erased = self._state.moved, False, {}

    def folded(self, entry: Entry) -> None:
        """An entry of MOVES was folded: it moved something if the state says so."""
        if self._state.moved != self._state.seq:
            return
        if isinstance(entry.body, TextsErased):
            self._forget()
        if isinstance(entry.body, TextsErased) and entry.body.person != NO_PERSON:
            self._erased[entry.body.person] = None
            self.erasures += 1
        else:
            self._whole = True

    def due(self, topics: Collection[Key]) -> list[Key]:
        """The topics that begin anew in this tick."""
        if self._moved != self._state.moved:
            self._moved = self._state.moved
            if self._whole:
                self._whole, self._erased, self._waiting = False, {}, {}
                return list(topics)
            for person in self._erased:
                self._waiting |= dict.fromkeys(key for key in self._showing(person, topics) if key in topics)
            self._erased = {}
        found = list(islice(self._waiting, AT_ONCE))
        for key in found:
            del self._waiting[key]
        return [key for key in found if key in topics]

    def _showing(self, person: PersonNo, topics: Collection[Key]) -> Iterator[Key]:
        """The topics whose rows can hold a word of hers or about her."""
        state = self._state
        points = {piece.point for piece in pieces(state, person)} | {state.point_of(person)} - {NO_NODE}
        devices, asked = set(), set()
        for session, sitting in enumerate(state.sessions):
            yield f"latest/{session}", ""
            yield from ((f"roster/{point}/{session}", "") for point in points)
            phones = sitting.phones
            for row in phones.rows_of(person):
                yield f"phones/{phones.desk[row]}", ""
                devices.add(DeviceId(state.links.ids[phones.device[row]]))
            stage, place = sitting.floor, attendee(person)
            if place in stage.hands or place in (stage.on_air, stage.cue):
                asked.add(f"floor/{session}")
        groups = {f" {device.hex()}" for device in devices}
        asked |= {f"questions/{state.questions.session[number]}" for number in state.questions.of(person)}
        if asked or groups:
            mine = [key for key in topics if key[1][-17:] in groups]
            yield from mine
            yield from sorted((key for key in topics if key[0] in asked), key=_host_first)


def _host_first(key: Key) -> bool:
    return not key[1].startswith("h")
