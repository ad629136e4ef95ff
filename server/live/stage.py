"""Who may send what in one conference's media room. Pure: seats, the floor of the core and presses in, rights out.

The law (DOMAIN rule 8):
1. *programme*: every seat of the host whose person pressed; parts are told apart by the bridge.
2. *floor*: one seat of the place on air, the *speaker*: the seat whose person pressed last. It stays the speaker
   while its media session is away; another seat of the place speaks only after a press of its own.
3. *cue*: one seat of the place that is next; while nobody is, one seat of the place on air that waits for its press.
4. *test*: who asked for it, and has neither floor nor cue.
5. The director is the host's seat that joined last.
6. Seats at other nodes count like ours: presses and joins have *turns*, which rise over all nodes; who speaks is what the
   latest turn says. A seat whose node has gone is *adrift*: it has no right until a page of it is seated again.
"""

from collections.abc import Sequence
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


class Air(NamedTuple):
    """Who speaks for the place on air, by the word of one node."""

    session: int
    on_air: str
    speaker: PeerId
    """b"" for nobody."""
    turn: int
    """Of the press that made it so."""


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
    """Since when its page has no socket, or its node is gone; 0 while it has."""
    node: str = ""
    """The other node that seats it; "" for ours."""
    turn: int = 0
    """When it joined, in the order of joins and presses."""
    told: tuple[object, ...] = ()
    """What its page was last told in STAGE."""

    @property
    def is_adrift(self) -> bool:
        """Of another node, which is gone: nobody renews its rights."""
        return bool(self.node) and self.orphaned_ms > 0


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
        self._spoke = 0
        """The turn of the press that made the speaker."""
        self._turns = 0

    @property
    def air(self) -> Air:
        """What other nodes are told of the place on air."""
        return Air(self.floor.session, self.floor.on_air, self.speaker or b"", self._spoke)

    def sit(self, seat: Seat) -> None:
        """The seat is taken; one that was adrift, or at another node, keeps its presses."""
        before = self.seats.pop(seat.peer, None)
        if before is not None:
            seat.ready, seat.flowing = before.ready, before.flowing
        seat.turn = self._turn()
        self.seats[seat.peer] = seat

    def stand(self, peer: PeerId) -> Seat | None:
        """The seat is empty from now on; the speaker's stays its own."""
        return self.seats.pop(peer, None)

    def follow(self, floor: Floor) -> None:
        """The core's floor has changed, or may have: a new place on air speaks by who of it pressed last."""
        if floor.on_air != self.floor.on_air or floor.session != self.floor.session:
            self.speaker, self._former, self._spoke = None, None, 0
        self.floor = floor
        if floor.on_air and self.speaker is None:
            self._let_last_speak()

    def hear(self, node: str, seats: Sequence[Seat], air: Air) -> None:
        """What a living node says of its seats that matter, and of who speaks."""
        named = {seat.peer for seat in seats}
        for peer in [one.peer for one in self.seats.values() if one.node == node and one.peer not in named]:
            del self.seats[peer]
        for seat in seats:
            before = self.seats.get(seat.peer)
            if before is None or before.node:
                self.seats[seat.peer] = seat
            self._turns = max(self._turns, seat.turn, *seat.ready.values())
        self._turns = max(self._turns, air.turn)
        is_same = (air.session, air.on_air) == (self.floor.session, self.floor.on_air)
        if is_same and (air.turn, air.speaker) > (self._spoke, self.speaker or b""):
            self._former, self.speaker, self._spoke = self.speaker, air.speaker or None, air.turn

    def lose(self, node: str, now_ms: int) -> None:
        """The node is gone; its seats are adrift."""
        for seat in self.seats.values():
            if seat.node == node and not seat.orphaned_ms:
                seat.orphaned_ms = now_ms

    def press(self, peer: PeerId, slot: Slot, on: bool) -> None:
        """The person wants to be seen and heard in the slot, or no more."""
        seat = self.seats.get(peer)
        if seat is None or slot not in seat.may:
            return
        if not on:
            seat.ready.pop(slot, None)
            if slot is Slot.FLOOR and self.speaker == peer:
                self.speaker, self._spoke = None, self._turn()
            return
        seat.ready[slot] = self._turn()
        if slot is Slot.FLOOR and seat.place == self.floor.on_air and self.speaker != peer:
            self._former, self.speaker, self._spoke = self.speaker, peer, seat.ready[slot]

    def rights(self) -> list[tuple[PeerId, Slot]]:
        """Who may send what now, in the order in which it is to be granted."""
        found = [(seat.peer, Slot.PROGRAMME) for seat in self._pressed(Slot.PROGRAMME)]
        if self.speaker is not None and self.is_seated(self.speaker):
            found.append((self.speaker, Slot.FLOOR))
        cued = self._cued()
        if cued is not None:
            found.append((cued, Slot.CUE))
        busy = {peer for peer, slot in found}
        found += [(seat.peer, Slot.TEST) for seat in self._pressed(Slot.TEST) if seat.peer not in busy]
        return found

    def is_seated(self, peer: PeerId) -> bool:
        """Whether somebody seats it, we or another living node."""
        seat = self.seats.get(peer)
        return seat is not None and not seat.is_adrift

    def flowing(self, slot: Slot) -> set[Part]:
        """What arrives for the slot from those who pressed for it."""
        seats = self.seats.values()
        return {part for seat in seats if slot in seat.ready for part in seat.flowing.get(slot, ())}

    def director(self) -> PeerId:
        """The seat that sees the cue; b"" when there is none."""
        hosts = [seat for seat in self.seats.values() if seat.directs and not seat.is_adrift]
        return max(hosts, key=_joined).peer if hosts else b""

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
        waits = self.floor.on_air and (self.speaker is None or not self.is_seated(self.speaker))
        return self._best(self.floor.on_air) if waits else None

    def _best(self, place: str) -> PeerId | None:
        """The place's seat to preview: who pressed last, else who joined last."""
        all_of = [seat for seat in self.seats.values() if seat.place == place and Slot.CUE in seat.may]
        seats = [seat for seat in all_of if not seat.is_adrift]
        best = max(seats, key=lambda seat: (seat.ready.get(Slot.FLOOR, 0), *_joined(seat)), default=None)
        return best.peer if best is not None else None

    def _let_last_speak(self) -> None:
        last = self._last_pressed(self.floor.on_air)
        if last is not None:
            self.speaker, self._spoke = last, max(self._spoke, self.seats[last].ready[Slot.FLOOR])

    def _turn(self) -> int:
        self._turns += 1
        return self._turns

    def _last_pressed(self, place: str) -> PeerId | None:
        return next((seat.peer for seat in reversed(self._pressed(Slot.FLOOR)) if seat.place == place), None)

    def _pressed(self, slot: Slot) -> list[Seat]:
        """Seats that pressed for the slot, the last one last."""
        found = [seat for seat in self.seats.values() if slot in seat.ready]
        return sorted(found, key=lambda seat: (seat.ready[slot], seat.peer))


def _joined(seat: Seat) -> tuple[int, PeerId]:
    return seat.turn, seat.peer
