"""The frames of the wire as values. PROTOCOL.md says the same in words, with an example of each.

Each is a MessagePack array whose first element is its number (`tag`); fields follow in this order.
Rule: once a version is released, fields are only ever added, at the end, with a default, together with a new version.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from msgspec import Meta, Raw, Struct

from server.core.entries import Command
from server.core.ids import CommandId, Millis
from server.wire import limits

_Millis = Annotated[Millis, Meta(ge=0, le=int(limits.MILLIS))]
_PositionNumber = Annotated[int, Meta(ge=0, le=int(limits.POSITION_NUMBER))]
_Topic = Annotated[str, Meta(min_length=1, max_length=int(limits.TOPIC_CHARS))]
_Name = Annotated[str, Meta(min_length=1, max_length=int(limits.NAME_CHARS))]
_String = Annotated[str, Meta(max_length=int(limits.TEXT_CHARS))]
_Offer = Annotated[str, Meta(min_length=1, max_length=int(limits.SDP_CHARS))]
_Fingerprint = Annotated[str, Meta(pattern=r"^sha-256 [0-9A-F]{2}(:[0-9A-F]{2}){31}$")]
_Text = Annotated[list[_String], Meta(min_length=1, max_length=int(limits.TEXT_STRINGS))]


class Position(NamedTuple):
    """How much of a topic a watcher holds. On the journal plane (epoch, seq, first 8 bytes of the chain);
    on the presence plane (incarnation, counter), with no chain."""

    epoch: _PositionNumber
    seq: _PositionNumber
    chain: Annotated[bytes, Meta(max_length=int(limits.CHAIN_BYTES))] = b""


# -- client -> server


class Watch(Struct, array_like=True, tag=2, forbid_unknown_fields=True, frozen=True):
    """Asks for a topic: from nothing (None), or for what is newer than a position."""

    topic: _Topic
    position: Position | None


class Hello(Struct, array_like=True, tag=0, forbid_unknown_fields=True, frozen=True):
    version: Annotated[int, Meta(ge=0, le=int(limits.NUMBER))]
    conference: _Name
    grant: _Name
    """With which right; whether it has it, the cookie of the handshake says."""
    now_ms: _Millis
    watches: Annotated[list[Watch], Meta(max_length=int(limits.WATCHES))]
    """What the page wants to see once it is welcomed: as if each came in a frame of its own."""


class CommandFrame(Struct, frozen=True):
    """A command as a client sent it: bounds kept, body typed, not yet judged. Number 1 on the wire."""

    kind: int
    id: CommandId
    made_ms: Millis
    """When it happened, by the client's clock."""
    sent_ms: Millis
    """When this frame was sent, by the same clock: the server measures the skew with it."""
    body: Command
    texts: list[list[str]]
    """Per digest of the kind, its strings in order. The digest itself is empty: the server fills it."""


class RawCommand(Struct, array_like=True, tag=1, forbid_unknown_fields=True, frozen=True):
    """COMMAND before its body is read; only the codec sees it."""

    kind: int
    id: Annotated[CommandId, Meta(min_length=int(limits.COMMAND_ID), max_length=int(limits.COMMAND_ID))]
    made_ms: _Millis
    sent_ms: _Millis
    body: Raw
    texts: Annotated[list[_Text], Meta(max_length=int(limits.TEXTS))]


class Unwatch(Struct, array_like=True, tag=3, forbid_unknown_fields=True, frozen=True):
    topic: _Topic


class Ping(Struct, array_like=True, tag=4, forbid_unknown_fields=True, frozen=True):
    """A sign of life; it is answered with BEAT."""

    now_ms: _Millis


class JoinMedia(Struct, array_like=True, tag=5, forbid_unknown_fields=True, frozen=True):
    """A page's offer for picture and sound; answered by MEDIA_ANSWER. Again with the same fingerprint: the same
    media session comes back (a new network, a new link)."""

    request: Annotated[int, Meta(ge=0, le=int(limits.NUMBER))]
    offer: _Offer
    fingerprint: _Fingerprint
    """Of the page's DTLS certificate, as its offer says it: the join ticket binds the right to it."""


class LeaveMedia(Struct, array_like=True, tag=6, forbid_unknown_fields=True, frozen=True):
    """The page closed its media session."""


class ResumeMedia(Struct, array_like=True, tag=8, forbid_unknown_fields=True, frozen=True):
    """The page's socket is back, and it still has the media session of this certificate; answered by STAGE."""

    fingerprint: _Fingerprint


class Publish(Struct, array_like=True, tag=7, forbid_unknown_fields=True, frozen=True):
    """The person is ready to be seen and heard in the slot (`on`), or takes it back; STAGE says what may be sent."""

    slot: Literal["programme", "floor", "test"]
    on: bool


ClientFrame = Hello | CommandFrame | Watch | Unwatch | Ping | JoinMedia | LeaveMedia | Publish | ResumeMedia


# -- server -> client


class Welcome(Struct, array_like=True, tag=10, frozen=True):
    """HELLO was taken: who this socket is."""

    version: int
    conference: str
    grant: str
    node: int
    node_name: str
    path: Sequence[str]
    """Names of the units above the node, from the top, the conference itself left out."""
    device: str
    """The device's id in hex."""
    device_state: int
    """0 active, 1 waiting for approval, 2 revoked."""
    now_ms: int
    title: str
    language: str
    """"vi" or "en": what the page shows until the person chose."""


class FirstSeen(NamedTuple):
    """Who had done it before: the detail of ALREADY_PRESENT and PRESENT_ELSEWHERE, in words."""

    point: int
    point_name: str
    at_ms: int
    device_label: str


class Outcome(NamedTuple):
    """The answer to one command. `seq`: its own place when it was just folded, else how far the fold had come."""

    id: bytes
    verdict: int
    seq: int
    first: FirstSeen | None = None
    person: int = -1
    """The number given to a walk-in, else -1."""


class Outcomes(Struct, array_like=True, tag=11, frozen=True):
    outcomes: Sequence[Outcome]


class Rows(Struct, array_like=True, tag=12, frozen=True):
    """The rows of a topic that are newer than what the watcher held. `reset`: forget the table first."""

    topic: str
    position: Position | tuple[int, ...]
    as_of_ms: int
    reset: bool
    rows: Sequence[Any]
    """Each row's first element is its key; `codec.encode_row` makes one to share between frames."""
    gone: Sequence[int | str]


class Beat(Struct, array_like=True, tag=13, frozen=True):
    as_of_ms: int


class RefusedTopic(Struct, array_like=True, tag=14, frozen=True):
    topic: str
    verdict: int


class FaultFrame(Struct, array_like=True, tag=15, frozen=True):
    """Said before the server closes; `code` is a codes.Fault."""

    code: str
    detail: str


class DeviceNews(Struct, array_like=True, tag=16, frozen=True):
    """This device was approved (0) or revoked (2)."""

    state: int


class Reconnect(Struct, array_like=True, tag=17, frozen=True):
    """Come back after so many milliseconds: the server is about to stop."""

    after_ms: int


class MediaAnswer(Struct, array_like=True, tag=18, frozen=True):
    """The answer to JOIN_MEDIA: the bridge's SDP, or "" and the code of a codes.Media."""

    request: int
    sdp: str
    code: str


class Stage(Struct, array_like=True, tag=19, frozen=True):
    """What this page's media session may send now, who is on air, and why; sent whenever it changes."""

    rights: Sequence[str]
    """Slots whose packets the bridge passes on."""
    on_air: str
    """The place that has the floor, "" when nobody has."""
    muted: bool
    """The floor is this page's place's, but this media session waits for one press (PUBLISH)."""
    reason: str
    """A codes.StageReason."""
    after_ms: int = 0
    """With REJOIN: when to join anew, so that a whole conference does not come at once."""


ServerFrame = (
    Welcome
    | Outcomes
    | Rows
    | Beat
    | RefusedTopic
    | FaultFrame
    | DeviceNews
    | Reconnect
    | MediaAnswer
    | Stage
)

CLIENT_FRAMES: dict[int, str] = {
    0: "HELLO",
    1: "COMMAND",
    2: "WATCH",
    3: "UNWATCH",
    4: "PING",
    5: "JOIN_MEDIA",
    6: "LEAVE_MEDIA",
    7: "PUBLISH",
    8: "RESUME_MEDIA",
}
SERVER_FRAMES: dict[int, str] = {
    10: "WELCOME",
    11: "OUTCOMES",
    12: "ROWS",
    13: "BEAT",
    14: "REFUSED_TOPIC",
    15: "FAULT",
    16: "DEVICE",
    17: "RECONNECT",
    18: "MEDIA_ANSWER",
    19: "STAGE",
}
