"""What the bridge tells: facts about peers, by id, for whoever opened it."""

from dataclasses import dataclass
from typing import TypeAlias

from bridge.stage import PeerId, RoomId, Slot


@dataclass(frozen=True, slots=True)
class PeerConnected:
    """DTLS stands; media can flow."""

    room: RoomId
    peer: PeerId
    after_ms: int
    """Since its join."""


@dataclass(frozen=True, slots=True)
class PeerLost:
    """The peer is here no more. `why`: left, replaced, silent, closed, no_handshake, fault, bridge_closed."""

    room: RoomId
    peer: PeerId
    why: str


@dataclass(frozen=True, slots=True)
class PublishingStarted:
    """Packets of a peer with the right to this slot have begun to come."""

    room: RoomId
    peer: PeerId
    slot: Slot


@dataclass(frozen=True, slots=True)
class PublishingStopped:
    """They no longer come, or the right is over."""

    room: RoomId
    peer: PeerId
    slot: Slot


@dataclass(frozen=True, slots=True)
class RightEnded:
    """A lease was not renewed in time."""

    room: RoomId
    peer: PeerId
    slot: Slot


@dataclass(frozen=True, slots=True)
class SoundLevel:
    """How loud a peer with a right was in the last half second."""

    room: RoomId
    peer: PeerId
    level_dbov: int
    """0 is the loudest, -127 silence (RFC 6464)."""
    is_silent: bool
    """Nothing above SILENT_DBOV, or no sound packets at all."""


Event: TypeAlias = PeerConnected | PeerLost | PublishingStarted | PublishingStopped | RightEnded | SoundLevel
