"""Who may send what in one conference's media room. Pure: seats, the floor of the core and presses in, rights out.

The law (DOMAIN rule 8):
1. *programme*: every seat of the host whose person pressed; parts are told apart by the bridge.
2. *floor*: one seat of the place on air, the *speaker*: the seat whose person pressed last. It stays the speaker
   while its media session is away; another seat of the place speaks only after a press of its own.
3. *cue*: one seat of the place that is next; while nobody is, one seat of the place on air that waits for its press.
4. *test*: who asked for it, and has neither floor nor cue.
5. The director is the host's seat that joined last.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from server.wire.codes import StageReason
from server.wire.link import Part, Slot

PeerId = bytes


class Floor(NamedTuple):
    """What the core says: who is on air and who is next, "" for nobody."""

    session: int = 0
    on_air: str = ""
    cue: str = ""


NO_FLOOR = Floor()


class Page(Protocol):
    """A page's socket, as far as media are concerned."""

    def send(self, frame: bytes) -> None: ...


@dataclass(eq=False)
class Seat:
    """One media session of one page. Made by a JOIN_MEDIA; ends when it is gone, left or replaced."""

    peer: PeerId
    place: str
    may: frozenset[Slot]
    directs: bool
    page: Page | None
    device: bytes = b""
    ready: dict[Slot, int] = field(default_factory=dict)
    """Slots its person pressed for, with the order of the press."""
    connected: bool = False
    flowing: dict[Slot, frozenset[Part]] = field(default_factory=dict)
    """What arrives at the bridge, by slot."""
    orphaned_ms: int = 0
    """Since when its page has no socket; 0 while it has."""
    told: tuple[object, ...] = ()
    """What its page was last told in STAGE."""


class Word(NamedTuple):
    """What STAGE tells one page."""

    rights: tuple[str, ...]
    on_air: str
    muted: bool
    reason: StageReason


class Stage:
    """The seats of one room and what follows for them. Owned by the media room."""

    def __init__(self) -> None:
        self.seats: dict[PeerId, Seat] = {}
        self.floor = NO_FLOOR
        self.speaker: PeerId | None = None
        """Who had, or has, the floor for the place on air; kept while it is away."""
        self._former: PeerId | None = None
        self._presses = 0

    def sit(self, seat: Seat) -> None:
        self.seats[seat.peer] = seat

    def stand(self, peer: PeerId) -> Seat | None:
        """The seat is empty from now on; the speaker's stays its own."""
        return self.seats.pop(peer, None)

    def follow(self, floor: Floor) -> None:
        """The core's floor has changed, or may have: a new place on air speaks by who of it pressed last."""
        if floor.on_air != self.floor.on_air or floor.session != self.floor.session:
            self.speaker = self._former = None
        self.floor = floor
        if floor.on_air and self.speaker is None:
            self.speaker = self._last_pressed(floor.on_air)

    def press(self, peer: PeerId, slot: Slot, on: bool) -> None:
        """The person wants to be seen and heard in the slot, or no more."""
        seat = self.seats.get(peer)
        if seat is None or slot not in seat.may:
            return
        if not on:
            seat.ready.pop(slot, None)
            if slot is Slot.FLOOR and self.speaker == peer:
                self.speaker = None
            return
        self._presses += 1
        seat.ready[slot] = self._presses
        if slot is Slot.FLOOR and seat.place == self.floor.on_air and self.speaker != peer:
            self._former, self.speaker = self.speaker, peer

    def rights(self) -> list[tuple[PeerId, Slot]]:
        """Who may send what now, in the order in which it is to be granted."""
        found = [(seat.peer, Slot.PROGRAMME) for seat in self._pressed(Slot.PROGRAMME)]
        if self.speaker in self.seats:
            found.append((self.speaker, Slot.FLOOR))
        cued = self._cued()
        if cued is not None:
            found.append((cued, Slot.CUE))
        busy = {peer for peer, slot in found}
        found += [(seat.peer, Slot.TEST) for seat in self._pressed(Slot.TEST) if seat.peer not in busy]
        return found

    def director(self) -> PeerId:
        """The seat that sees the cue; b"" when there is none."""
        return next((peer for peer, seat in reversed(self.seats.items()) if seat.directs), b"")

    def word(self, seat: Seat, rights: list[tuple[PeerId, Slot]], is_lost: bool) -> Word:
        """What the seat's page is to be told."""
        own = tuple(slot.value for peer, slot in rights if peer == seat.peer)
        speaks = bool(seat.place) and seat.place == self.floor.on_air and Slot.FLOOR in seat.may
        muted = speaks and seat.peer != self.speaker
        reason = StageReason.NONE
        if is_lost:
            own = tuple(slot for slot in own if slot == Slot.PROGRAMME)
            reason = StageReason.LOST
        elif muted:
            reason = StageReason.TAKEN if seat.peer == self._former else StageReason.PRESS
        return Word(own, self.floor.on_air, muted, reason)

    def _cued(self) -> PeerId | None:
        if self.floor.cue:
            return self._best(self.floor.cue)
        waits = self.floor.on_air and (self.speaker is None or self.speaker not in self.seats)
        return self._best(self.floor.on_air) if waits else None

    def _best(self, place: str) -> PeerId | None:
        """The place's seat to preview: who pressed last, else who joined last."""
        seats = [seat for seat in self.seats.values() if seat.place == place and Slot.CUE in seat.may]
        best = max(seats, key=lambda seat: seat.ready.get(Slot.FLOOR, 0), default=None)
        if best is not None and Slot.FLOOR not in best.ready:
            return seats[-1].peer
        return best.peer if best else None

    def _last_pressed(self, place: str) -> PeerId | None:
        return next((seat.peer for seat in reversed(self._pressed(Slot.FLOOR)) if seat.place == place), None)

    def _pressed(self, slot: Slot) -> list[Seat]:
        """Seats that pressed for the slot, the last one last."""
        found = [seat for seat in self.seats.values() if slot in seat.ready]
        return sorted(found, key=lambda seat: seat.ready[slot])
