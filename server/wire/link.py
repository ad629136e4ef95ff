"""The bridge link: what a server and a bridge say to each other, sans-I/O. LINK.md is the same in words.

Each frame is a MessagePack array in one binary websocket message; its first element is its number (`tag`).

Rule 1: this module imports nothing of the server but itself stands in it: a bridge imports it and nothing else.
Rule 2: a bridge gets ids and leases, never a name, a link or a cookie.
Rule 3: times that bound a right are durations from receipt (`lease_ms`): two machines' clocks need not agree.
Rule 4: whatever comes is inside the bounds below, or BadLinkFrame is raised and the link ends.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from enum import IntEnum, StrEnum
from typing import Annotated, Final, NamedTuple, TypeVar

import msgspec
from msgspec import Meta, Struct

VERSION: Final = 2

# -- bounds: value, then where it comes from (LINK.md shows each)

FRAME_BYTES = 512 * 1024
"""A HELLO with MOST_PEERS peers is 200 KB; an offer is at most 32 KB."""
SDP_CHARS = 32 * 1024
"""Chromium's offer of eight media sections is about 15 KB; the page's own frame ends at 64 KiB."""
ID_BYTES = 8
"""A bridge, or one media session of one page (a peer)."""
NONCE_BYTES = 32
KEY_BYTES = 32
"""An Ed25519 public key (RFC 8032)."""
SIGNATURE_BYTES = 64
"""An Ed25519 signature (RFC 8032)."""
ROOM_CHARS = 32
"""A conference's id is eight characters."""
TICKET_CHARS = 2_048
"""A body of under 400 bytes and a signature, in base64url: under 700; three times that."""
MOST_PEERS = 20_000
"""Ten times what one bridge is built for (RELAY: 1,200 to 1,500 subscribers)."""
ADDRESSES = 32
"""Interface addresses of one machine, and those in its settings."""
ADDRESS_CHARS = 64
"""An IPv6 address in brackets and a port."""
ROOMS = 1024
VERSION_CHARS = 32
"""Conferences on one bridge that its STATS name."""
CODE_CHARS = 64
WORDS_CHARS = 500
NUMBER = 2**53 - 1
LEASE_MS = 600_000
"""The longest lease: the programme's ten minutes (DOMAIN rule 8)."""
MILLIS = 8_640_000_000_000_000
"""ECMA-262 time values."""

# -- times both ends keep

TICKET_MS = 30_000
"""How long a join ticket is good (RELAY 17)."""
HELLO_WITHIN_S = 10.0
"""From the upgrade to READY: two round trips and one signature each way."""
ANSWER_WITHIN_S = 8.0
"""From JOIN to ANSWER; a bridge that cannot is not there."""
SILENCE_S = 6.0
"""Nothing heard for so long, pings included: the link is dead (half of the floor's lease)."""
PING_S = 2.0
"""How often each end asks for a sign of life."""
STATS_S = 2.0
"""How often a bridge says how loaded it is."""


class Slot(StrEnum):
    """What a peer may be allowed to send (DOMAIN rule 8)."""

    PROGRAMME = "programme"
    """Main camera, slides and sound: everybody sees and hears."""
    FLOOR = "floor"
    """Everybody but the place itself sees and hears."""
    CUE = "cue"
    """The directors alone see and hear."""
    TEST = "test"
    """Nobody: back to the sender, and statistics."""


class Happened(IntEnum):
    """What an EVENT tells of a peer, or of one slot of it."""

    CONNECTED = 0
    """ICE and DTLS are up; no slot."""
    GONE = 1
    """The media session has ended, whoever ended it; no slot. No more events of this peer."""
    FLOWS = 2
    """What arrives for the slot has changed: parts says what does now, empty when nothing any more."""
    LAPSED = 3
    """The slot's lease ran out before it was renewed."""
    MOVED = 4
    """The media session's page is at another node now; no slot. No more events of this peer come here."""


class Part(StrEnum):
    """What one peer can send."""

    SOUND = "sound"
    CAMERA = "camera"
    SLIDES = "slides"


class Code(StrEnum):
    """Why an ANSWER has no SDP, and what FAULT says before the link is closed."""

    OK = ""
    BAD_FRAME = "BAD_FRAME"
    WRONG_VERSION = "WRONG_VERSION"
    HELLO_LATE = "HELLO_LATE"
    NOT_PROVEN = "NOT_PROVEN"
    """No such bridge, or a signature that is not its own."""
    NAME_IN_USE = "NAME_IN_USE"
    """This bridge is linked already: a second one under its name is refused."""
    REMOVED = "REMOVED"
    STOPPING = "STOPPING"
    TOO_SLOW = "TOO_SLOW"
    BAD_TICKET = "BAD_TICKET"
    """Not signed by this server, too old, or for another fingerprint."""
    BAD_OFFER = "BAD_OFFER"
    FULL = "FULL"


_Id = Annotated[bytes, Meta(min_length=ID_BYTES, max_length=ID_BYTES)]
_Nonce = Annotated[bytes, Meta(min_length=NONCE_BYTES, max_length=NONCE_BYTES)]
_Signature = Annotated[bytes, Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]
_Room = Annotated[str, Meta(min_length=1, max_length=ROOM_CHARS)]
_Sdp = Annotated[str, Meta(max_length=SDP_CHARS)]
_Number = Annotated[int, Meta(ge=0, le=NUMBER)]
_Millis = Annotated[int, Meta(ge=0, le=MILLIS)]
_Address = Annotated[str, Meta(min_length=1, max_length=ADDRESS_CHARS)]
_Code = Annotated[str, Meta(max_length=CODE_CHARS)]


# -- server -> bridge


class Challenge(Struct, array_like=True, tag=0, forbid_unknown_fields=True, frozen=True):
    """The first frame of all: prove who you are."""

    version: _Number
    nonce: _Nonce


class Ready(Struct, array_like=True, tag=1, forbid_unknown_fields=True, frozen=True):
    """HELLO was taken, and this is the server the bridge enrolled with: `signature` over `server_proof`."""

    now_ms: _Millis
    """The server's clock: tickets end by it."""
    signature: _Signature


class Join(Struct, array_like=True, tag=2, forbid_unknown_fields=True, frozen=True):
    """A page's offer, and the right that belongs to it; answered by ANSWER with the same request."""

    request: _Number
    ticket: Annotated[str, Meta(max_length=TICKET_CHARS)]
    offer: _Sdp


class Leave(Struct, array_like=True, tag=3, forbid_unknown_fields=True, frozen=True):
    """The media session is over. GONE follows; an unknown peer is let be."""

    peer: _Id


class Grant(Struct, array_like=True, tag=4, forbid_unknown_fields=True, frozen=True):
    """The peer may send the slot for `lease_ms` from now; again renews. Floor and cue: whoever had it loses it."""

    peer: _Id
    slot: Slot
    lease_ms: Annotated[int, Meta(ge=1, le=LEASE_MS)]


class Release(Struct, array_like=True, tag=5, forbid_unknown_fields=True, frozen=True):
    """From now on the peer's packets for the slot are dropped."""

    peer: _Id
    slot: Slot


class Direct(Struct, array_like=True, tag=6, forbid_unknown_fields=True, frozen=True):
    """This peer of the room, and no other, sees and hears its cue; empty: nobody does."""

    room: _Room
    peer: Annotated[bytes, Meta(max_length=ID_BYTES)]


class Drain(Struct, array_like=True, tag=7, forbid_unknown_fields=True, frozen=True):
    """The room has moved to another bridge: let all its peers go."""

    room: _Room


class Claim(Struct, array_like=True, tag=9, forbid_unknown_fields=True, frozen=True):
    """A page of this media session is here: it is ours from now on. HOLDS answers, or EVENT gone if there is none."""

    room: _Room
    peer: _Id


class Fault(Struct, array_like=True, tag=8, forbid_unknown_fields=True, frozen=True):
    """Said before the server closes the link; `words` are for the log."""

    code: _Code
    words: Annotated[str, Meta(max_length=WORDS_CHARS)]


# -- bridge -> server


class Held(Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """One media session the bridge still carries."""

    room: _Room
    peer: _Id


class Hello(Struct, array_like=True, tag=20, forbid_unknown_fields=True, frozen=True):
    """The answer to CHALLENGE: `signature` over `bridge_proof`."""

    version: _Number
    bridge: _Id
    nonce: _Nonce
    """What the server has to sign in return."""
    signature: _Signature
    addresses: Annotated[list[_Address], Meta(max_length=ADDRESSES)]
    """Where it takes media, as "192.0.2.7:40000"."""
    held: Annotated[list[Held], Meta(max_length=MOST_PEERS)]
    """What survived the time without a link and belongs to no other node's; empty after a restart."""


class Answer(Struct, array_like=True, tag=21, forbid_unknown_fields=True, frozen=True):
    """What became of a JOIN: the answer's SDP, or a code that says why there is none."""

    request: _Number
    sdp: _Sdp
    code: _Code


class Event(Struct, array_like=True, tag=22, forbid_unknown_fields=True, frozen=True):
    peer: _Id
    happened: Happened
    slot: Slot | None
    parts: Annotated[list[Part], Meta(max_length=len(Part))]
    at_ms: _Millis
    """By the bridge's clock: for the log; no rule reads it."""


class Load(Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """How many peers one room has on this bridge."""

    room: _Room
    peers: _Number


class Stats(Struct, array_like=True, tag=23, forbid_unknown_fields=True, frozen=True):
    """Every STATS_S: what placement and /metrics go by. Counts rise from the bridge's start."""

    peers: _Number
    packets_sent: _Number
    packets_dropped: _Number
    """Late, unsent or unreadable."""
    cpu_permille: _Number
    """Processor time of the bridge in thousandths of one core, since the last STATS."""
    rooms: Annotated[list[Load], Meta(max_length=ROOMS)]
    repeats_asked: _Number = 0
    """Packets that receivers asked for again (NACK)."""
    repeats_sent: _Number = 0
    strange: _Number = 0
    """Datagrams of nobody who is here: scans, and media after their end."""
    memory_bytes: _Number = 0
    """Resident memory of the process."""
    version: Annotated[str, Meta(max_length=VERSION_CHARS)] = ""
    """Of the bridge's program, as "0.1.0"."""


class Holds(Struct, array_like=True, tag=24, forbid_unknown_fields=True, frozen=True):
    """Media sessions that wait for a page of this node: claimed by it, or left by another node whose link has ended."""

    held: Annotated[list[Held], Meta(max_length=MOST_PEERS)]


FromServer = Challenge | Ready | Join | Leave | Grant | Release | Direct | Drain | Fault | Claim
FromBridge = Hello | Answer | Event | Stats | Holds

SERVER_FRAMES: dict[int, str] = {
    0: "CHALLENGE",
    1: "READY",
    2: "JOIN",
    3: "LEAVE",
    4: "GRANT",
    5: "RELEASE",
    6: "DIRECT",
    7: "DRAIN",
    8: "FAULT",
    9: "CLAIM",
}
BRIDGE_FRAMES: dict[int, str] = {20: "HELLO", 21: "ANSWER", 22: "EVENT", 23: "STATS", 24: "HOLDS"}


class Ticket(NamedTuple):
    """The right one media session joins with: made by the server, carried by the link, checked by the bridge."""

    room: str
    peer: bytes
    place: str
    """Who stands there: "n17", "p123"; a page that is nobody's place is its own. A place does not hear itself."""
    role: str
    slots: Sequence[Slot]
    """What it may ever be granted."""
    fingerprint: str
    """Of the page's DTLS certificate, as the offer says it: right and offer cannot be mixed."""
    until_ms: int
    """By the server's clock (READY)."""


class BadLinkFrame(ValueError):
    """The other end sent what no honest end sends; the link ends."""


_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
_encode = msgspec.msgpack.Encoder().encode
_from_server: Callable[[bytes], FromServer] = msgspec.msgpack.Decoder(FromServer).decode
_from_bridge: Callable[[bytes], FromBridge] = msgspec.msgpack.Decoder(FromBridge).decode


def encode(frame: FromServer | FromBridge) -> bytes:
    return _encode(frame)


def decode_from_server(data: bytes) -> FromServer:
    """What a server said. Raises BadLinkFrame."""
    return _read(_from_server, data)


def decode_from_bridge(data: bytes) -> FromBridge:
    """What a bridge said. Raises BadLinkFrame."""
    return _read(_from_bridge, data)


Frame = TypeVar("Frame")


def _read(decode: Callable[[bytes], Frame], data: bytes) -> Frame:
    if len(data) > FRAME_BYTES:
        raise BadLinkFrame(f"a frame of {len(data)} bytes: at most {FRAME_BYTES} are read")
    try:
        return decode(data)
    except _UNREADABLE as error:
        raise BadLinkFrame(str(error)[:200]) from None


# -- what is signed (Ed25519; the text before the bytes keeps one signature from passing for another)


def bridge_proof(challenge: bytes, nonce: bytes, bridge: bytes) -> bytes:
    """What a bridge signs with its own key: `challenge` is the server's nonce, `nonce` its own."""
    return b"diemcau link 1 bridge\0" + challenge + nonce + bridge


def server_proof(challenge: bytes, nonce: bytes, bridge: bytes) -> bytes:
    """What the server signs in return."""
    return b"diemcau link 1 server\0" + nonce + challenge + bridge


def enrolment_proof(code: str, name: str) -> bytes:
    """What a bridge signs to enrol: the key it offers is its own, and meant for this code and name."""
    return b"diemcau link 1 enrol\0" + code.encode() + b"\0" + name.encode()


def sign_ticket(ticket: Ticket, sign: Callable[[bytes], bytes]) -> str:
    """The ticket as it travels: JSON with sorted keys, and its Ed25519 signature, each base64url, a dot between."""
    body = msgspec.json.encode(
        {
            "expires_ms": ticket.until_ms,
            "fingerprint": ticket.fingerprint,
            "may_publish": sorted(ticket.slots),
            "peer": ticket.peer.hex(),
            "place": ticket.place,
            "role": ticket.role,
            "room": ticket.room,
        }
    )
    return f"{_text(body)}.{_text(sign(body))}"


def _text(piece: bytes) -> str:
    return urlsafe_b64encode(piece).rstrip(b"=").decode()
