"""The floor of one conference as its media room asks for it: read from the core, given back through the journal."""

from collections.abc import Callable
from typing import Protocol

import structlog

from server.core.commands import CloseConference, CloseSession, CuePlace, GiveFloor, ReleaseFloor
from server.core.conference import Conference
from server.core.entries import KIND_OF, Entry
from server.core.ids import CommandId, Millis, Place, SessionNo
from server.core.refusals import Judgement, is_refusal
from server.core.state import SessionState
from server.live.spine import SERVER_DEVICE, SERVER_GRANT, Spine
from server.live.stage import NO_FLOOR, Floor

CHANGES_FLOOR = frozenset(
    KIND_OF[kind] for kind in (CuePlace, GiveFloor, ReleaseFloor, CloseSession, CloseConference)
)

log = structlog.get_logger("floor")


class Facts(Protocol):
    """What the room asks of its conference."""

    def floor(self) -> Floor: ...

    def release_floor(self, session: int, place: str) -> None:
        """The server takes the floor back: nobody of the place is there any more."""


class CoreFloor:
    """Owned by its LiveConference; reads its state, writes one command."""

    def __init__(
        self, spine: Spine[Conference], clock: Callable[[], Millis], random_bytes: Callable[[int], bytes]
    ) -> None:
        self._spine = spine
        self._clock = clock
        self._random = random_bytes

    def floor(self) -> Floor:
        """Of the session that is open and has somebody on air or next; of none when there is no such session."""
        for number, session in enumerate(self._spine.state.sessions):
            floor = session.floor
            if session.state == SessionState.OPEN and (floor.on_air or floor.cue):
                return Floor(number, floor.on_air, floor.cue)
        return NO_FLOOR

    def release_floor(self, session: int, place: str) -> None:
        now, body = self._clock(), ReleaseFloor(SessionNo(session), Place(place))
        id = CommandId(self._random(16))
        entry = Entry(KIND_OF[ReleaseFloor], id, SERVER_GRANT, SERVER_DEVICE, now, 0, now, 0, body)
        self._spine.submit(entry, (), _released)


def _released(judgement: Judgement, seq: int) -> None:
    if is_refusal(judgement.verdict):
        log.warning("floor_not_released", verdict=judgement.verdict.name)
