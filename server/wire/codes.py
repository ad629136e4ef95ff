"""Why a socket was closed: the websocket close code, and the FAULT that is said before it."""

from enum import IntEnum, StrEnum


class Close(IntEnum):
    STOPPING = 1001
    """The server stops or moves (RFC 6455 "going away"): come back with back-off; nothing is lost."""
    BAD_FRAME = 4400
    """The client's fault: bytes that are no frame of this protocol. Reload the page; do not just retry."""
    NOT_SIGNED_IN = 4401
    """No cookie of the handshake proves the right HELLO names: open the link again, or sign in."""
    REVOKED = 4403
    """The device or its link was revoked: only a new link helps."""
    HELLO_LATE = 4408
    """No HELLO within the time limit."""
    TOO_SLOW = 4409
    """The client did not read fast enough: reconnect and resume from the last position."""
    FRAME_TOO_LARGE = 4413
    TOO_FAST = 4429
    """More commands or topics than one socket may have: reconnect with back-off, offer the rest again."""


class Fault(StrEnum):
    """The stable code in a FAULT frame."""

    STOPPING = "STOPPING"
    BAD_FRAME = "BAD_FRAME"
    WRONG_VERSION = "WRONG_VERSION"
    """The page speaks another protocol version than the server: reload it."""
    NOT_SIGNED_IN = "NOT_SIGNED_IN"
    REVOKED = "REVOKED"
    HELLO_LATE = "HELLO_LATE"
    TOO_SLOW = "TOO_SLOW"
    FRAME_TOO_LARGE = "FRAME_TOO_LARGE"
    TOO_FAST = "TOO_FAST"


class Media(StrEnum):
    """Why MEDIA_ANSWER has no SDP; what the bridge says (wire.link.Code) is passed on under its own name."""

    OK = ""
    NO_BRIDGE = "NO_BRIDGE"
    """No bridge is linked: come back with back-off; STAGE says REJOIN when there is one."""
    NOT_ALLOWED = "NOT_ALLOWED"
    TOO_FAST = "TOO_FAST"
    TIMED_OUT = "TIMED_OUT"
    """The bridge did not answer in time: try again."""
    BAD_TICKET = "BAD_TICKET"
    BAD_OFFER = "BAD_OFFER"
    FULL = "FULL"


class StageReason(StrEnum):
    """Why STAGE says what it says."""

    NONE = ""
    PRESS = "PRESS"
    """The floor is this place's; this media session goes on air with one press."""
    LOST = "LOST"
    """The bridge is out of reach: rights end with their leases, the programme stays."""
    REJOIN = "REJOIN"
    """The media session is no more: send JOIN_MEDIA with a new one."""
    TAKEN = "TAKEN"
    """Another page took the slot over."""


CLOSE_OF: dict[Fault, Close] = {
    fault: Close.BAD_FRAME if fault is Fault.WRONG_VERSION else Close[fault.name] for fault in Fault
}
"""The close code that follows each FAULT."""
