"""The other nodes' part of one conference's media: their seats on our stage, and the one bridge all agree on.

Rule 1: told is what matters elsewhere: who pressed, directs, is seen, or stands at the place on air or next.
Rule 2: where a room stands is agreed through Sharing.place; a node that has nobody there stands where the others say.
Rule 3: a bridge that another node is linked to is not dead: rooms do not move away from it.
"""

from collections.abc import Mapping

import msgspec
import structlog

from server.core.ids import ConferenceId, Millis
from server.live.bridges import Bridges
from server.live.sharing import Said, SaidAir, SaidSeat, Sharing
from server.live.stage import Air, Seat, Stage
from server.wire.link import Part, Slot

log = structlog.get_logger("media")


class Elsewhere:
    """Owned by the media room, which asks it before it asks a bridge."""

    def __init__(self, id: ConferenceId, bridges: Bridges, sharing: Sharing, stage: Stage) -> None:
        self.is_alone = not sharing.node
        self.is_bridged = False
        """Another node has a link to the room's bridge."""
        self._id = id
        self._bridges = bridges
        self._sharing = sharing
        self._stage = stage
        self._nodes: set[str] = set()
        self._is_adopted = False
        """The room stands where others put it; nobody of ours is on its way there."""
        self._former = b""
        """The bridge the room has left because it was away for long."""

    def said(self, is_used: bool) -> Said:
        """What the other nodes have to know of our media. `is_used`: somebody of ours is on the room's bridge."""
        stage = self._stage
        seats = [_said(seat) for seat in stage.seats.values() if not seat.node and _matters(seat, stage)]
        return Said(
            seats=seats,
            air=SaidAir(*stage.air),
            bridge=self._bridges.placed(self._id) if is_used else b"",
            is_bridged=self._bridges.of(self._id) is not None,
        )

    def hear(self, others: Mapping[str, Said], is_used: bool, now_ms: Millis) -> None:
        """Every other living node's word; one that is silent is gone, and its seats wait for their pages."""
        self.is_bridged = any(said.is_bridged for said in others.values())
        for node, said in others.items():
            air = Air(*msgspec.structs.astuple(said.air))
            self._stage.hear(node, [_seat(node, one) for one in said.seats], air)
        for node in self._nodes - others.keys():
            self._stage.lose(node, now_ms)
        self._nodes = set(others)
        named = {said.bridge for said in others.values() if said.bridge}
        if not is_used and named and (self._is_adopted or not self._bridges.is_placed(self._id)):
            self._bridges.move(self._id, min(named))
            self._is_adopted = True
        elif not is_used and self._is_adopted:
            self._bridges.vacate(self._id)
            self._is_adopted = False

    async def agreed(self) -> bytes:
        """Where the room stands by the word of all, said again so that it lasts. Raises OSError."""
        placed = self._bridges.placed(self._id)
        return await self._sharing.place(self._id, placed) if placed else b""

    def leave(self) -> None:
        """The room stands nowhere until it is placed anew."""
        self._former = self._bridges.placed(self._id)
        self._bridges.vacate(self._id)

    async def place(self) -> None:
        """The room stands on the least loaded bridge, or where the other nodes have put it."""
        chosen = self._bridges.place(self._id)
        if chosen is None:
            return
        self._is_adopted = False
        try:
            agreed = await self._sharing.place(self._id, chosen.id, self._former)
            self._bridges.move(self._id, agreed)
        except OSError as error:
            log.warning("place_not_agreed", room=self._id, reason=str(error))


def _matters(seat: Seat, stage: Stage) -> bool:
    is_called = bool(seat.place) and seat.place in (stage.floor.on_air, stage.floor.cue)
    return bool(seat.ready or seat.flowing or seat.directs or is_called)


def _said(seat: Seat) -> SaidSeat:
    return SaidSeat(
        seat.peer,
        seat.place,
        sorted(seat.may),
        seat.directs,
        seat.turn,
        {slot.value: turn for slot, turn in seat.ready.items()},
        {slot.value: sorted(parts) for slot, parts in seat.flowing.items()},
    )


def _seat(node: str, said: SaidSeat) -> Seat:
    """A seat of another node, by its word."""
    return Seat(
        said.peer,
        said.place,
        frozenset(Slot(slot) for slot in said.may),
        said.directs,
        page=None,
        ready={Slot(slot): turn for slot, turn in said.ready.items()},
        flowing={Slot(slot): frozenset(map(Part, parts)) for slot, parts in said.flowing.items()},
        node=node,
        turn=said.turn,
    )
