"""Who may be seen and heard by whom, in one room. Pure: ids, rights and times in; the source of each line out.

The law:
1. A right is a lease on a slot: granted until a time, renewed by the server, gone when it is over. A lease longer
   than its slot's limit is cut to it. A slot that the peer's ticket does not name is never granted.
2. `programme` may have several holders: each part (sound, camera, slides) comes from the holder granted last among
   those who publish that part. `floor` and `cue` have one holder: the next grant ends the former.
3. The floor is seen and heard by all but its own place. Programme sound never goes back to its own place; its
   pictures go to all but the very peer that sends them.
4. The cue is seen by the director alone, in the line of the floor camera. Its sound is heard there only while
   nobody has the floor.
5. `test` is seen by nobody. No right: nothing.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, NewType

PeerId = NewType("PeerId", str)
RoomId = NewType("RoomId", str)
PlaceId = NewType("PlaceId", str)


class Slot(StrEnum):
    PROGRAMME = "programme"
    FLOOR = "floor"
    CUE = "cue"
    TEST = "test"


class Part(StrEnum):
    """What one peer can publish."""

    SOUND = "sound"
    CAMERA = "camera"
    SLIDES = "slides"


class Line(StrEnum):
    """What one peer can receive, in the order of its first five m-lines."""

    PROGRAMME_SOUND = "programme_sound"
    PROGRAMME_CAMERA = "programme_camera"
    PROGRAMME_SLIDES = "programme_slides"
    FLOOR_SOUND = "floor_sound"
    FLOOR_CAMERA = "floor_camera"


class Refused(StrEnum):
    """Why a right was not given."""

    NOT_HERE = "NOT_HERE"
    NOT_ALLOWED = "NOT_ALLOWED"
    ALREADY_OVER = "ALREADY_OVER"


class Source(NamedTuple):
    peer: PeerId
    part: Part


LONGEST_MS = {
    Slot.PROGRAMME: 600_000,
    Slot.FLOOR: 15_000,
    Slot.CUE: 15_000,
    Slot.TEST: 60_000,
}
"""DOMAIN rule 8: no server, the floor ends; the programme stays ten minutes."""

ALONE = {Slot.FLOOR, Slot.CUE}
PARTS = {
    Slot.PROGRAMME: frozenset(Part),
    Slot.FLOOR: frozenset({Part.SOUND, Part.CAMERA}),
    Slot.CUE: frozenset({Part.SOUND, Part.CAMERA}),
    Slot.TEST: frozenset(Part),
}
_PROGRAMME_LINES = {
    Line.PROGRAMME_SOUND: Part.SOUND,
    Line.PROGRAMME_CAMERA: Part.CAMERA,
    Line.PROGRAMME_SLIDES: Part.SLIDES,
}
_FLOOR_LINES = {Line.FLOOR_SOUND: Part.SOUND, Line.FLOOR_CAMERA: Part.CAMERA}


@dataclass(frozen=True, slots=True)
class Member:
    """One peer in the room, as its ticket and its offer say."""

    peer: PeerId
    place: PlaceId
    may_publish: frozenset[Slot]
    publishes: frozenset[Part]


@dataclass(slots=True)
class Stage:
    """The rights and the routing of one room. Owned by the bridge; one per room, gone with its last peer."""

    members: dict[PeerId, Member] = field(default_factory=dict)
    director: PeerId | None = None
    _leases: dict[Slot, dict[PeerId, int]] = field(default_factory=lambda: {slot: {} for slot in Slot})
    """Slot -> holder -> until when; the latest granted last."""

    def join(self, member: Member) -> None:
        """Makes the peer known, without any right; one that was known begins anew."""
        self.leave(member.peer)
        self.members[member.peer] = member

    def leave(self, peer: PeerId) -> None:
        """Forgets the peer and its rights. Idempotent."""
        self.members.pop(peer, None)
        for holders in self._leases.values():
            holders.pop(peer, None)
        if self.director == peer:
            self.director = None

    def grant(self, peer: PeerId, slot: Slot, until_ms: int, now_ms: int) -> Refused | None:
        """Gives or renews a lease; None when it is given. A renewal keeps the order of holders."""
        member = self.members.get(peer)
        if member is None:
            return Refused.NOT_HERE
        if slot not in member.may_publish:
            return Refused.NOT_ALLOWED
        if until_ms <= now_ms:
            return Refused.ALREADY_OVER
        holders = self._leases[slot]
        if slot in ALONE and peer not in holders:
            holders.clear()
        holders[peer] = min(until_ms, now_ms + LONGEST_MS[slot])
        return None

    def release(self, peer: PeerId, slot: Slot) -> bool:
        """Ends a lease; False when there was none."""
        return self._leases[slot].pop(peer, None) is not None

    def direct(self, peer: PeerId | None) -> None:
        """Who sees the cue; None, or a peer that is not here: nobody."""
        self.director = peer if peer in self.members else None

    def expire(self, now_ms: int) -> list[tuple[PeerId, Slot]]:
        """Ends every lease that is over; says which."""
        over = [
            (peer, slot)
            for slot, holders in self._leases.items()
            for peer, until_ms in holders.items()
            if until_ms <= now_ms
        ]
        for peer, slot in over:
            del self._leases[slot][peer]
        return over

    @property
    def next_expiry_ms(self) -> int | None:
        return min((until for holders in self._leases.values() for until in holders.values()), default=None)

    def holders(self, slot: Slot) -> list[PeerId]:
        return list(self._leases[slot])

    def slots_of(self, peer: PeerId) -> list[Slot]:
        return [slot for slot, holders in self._leases.items() if peer in holders]

    def source(self, peer: PeerId, line: Line) -> Source | None:
        """What this peer receives in this line now."""
        if line in _PROGRAMME_LINES:
            part = _PROGRAMME_LINES[line]
            return self._heard(peer, Slot.PROGRAMME, part, own_place_too=part != Part.SOUND)
        part = _FLOOR_LINES[line]
        if peer == self.director and self._has_cue(part):
            return self._heard(peer, Slot.CUE, part, own_place_too=False)
        return self._heard(peer, Slot.FLOOR, part, own_place_too=False)

    def _has_cue(self, part: Part) -> bool:
        if part == Part.SOUND and self._leases[Slot.FLOOR]:
            return False
        return self._feeds(Slot.CUE, part) is not None

    def _heard(self, peer: PeerId, slot: Slot, part: Part, *, own_place_too: bool) -> Source | None:
        feeder, receiver = self._feeds(slot, part), self.members.get(peer)
        if feeder is None or receiver is None or feeder.peer == peer:
            return None
        if feeder.place == receiver.place and not own_place_too:
            return None
        return Source(feeder.peer, part)

    def _feeds(self, slot: Slot, part: Part) -> Member | None:
        """Who feeds this part of the slot: the holder granted last among those who publish it."""
        for holder in reversed(self._leases[slot]):
            if part in PARTS[slot] and part in self.members[holder].publishes:
                return self.members[holder]
        return None
