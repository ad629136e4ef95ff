"""Join tickets: who may join which room, signed by the server, checked here. Pure but for the signature.

A ticket is two base64url pieces with a dot between: JSON with sorted keys, and its Ed25519 signature (RFC 8032).
Rule 1: the signature is checked before a byte of the JSON is read.
Rule 2: a ticket names the DTLS fingerprint it is for: a right cannot be carried to another offer.
Rule 3: every field is there, of its type, and bounded; anything else is BadTicket.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bridge.stage import PeerId, PlaceId, RoomId, Slot

TICKET_BYTES = 2_048
ID_LETTERS = 64
_FINGERPRINT = re.compile(r"sha-(256|384|512) [0-9A-F]{2}(:[0-9A-F]{2}){31,63}")


class BadTicket(ValueError):
    """A ticket that opens nothing; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One right to join: made by the server for one peer and one page's certificate."""

    room: RoomId
    peer: PeerId
    place: PlaceId
    """Where the peer stands: a place does not hear itself. A page of its own is its own place."""
    role: str
    may_publish: frozenset[Slot]
    fingerprint: str
    """As in SDP: `sha-256 AB:CD:…`."""
    expires_ms: int


def signed(ticket: Ticket, key: Ed25519PrivateKey) -> str:
    """The ticket as it travels."""
    fields = {
        "room": ticket.room,
        "peer": ticket.peer,
        "place": ticket.place,
        "role": ticket.role,
        "may_publish": sorted(ticket.may_publish),
        "fingerprint": ticket.fingerprint,
        "expires_ms": ticket.expires_ms,
    }
    body = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(key.sign(body))}"


def verified(text: str, key: Ed25519PublicKey, now_ms: int) -> Ticket:
    """The ticket, whole, signed by `key` and not over. Raises BadTicket, and nothing else."""
    if len(text) > TICKET_BYTES:
        raise BadTicket("The ticket is too long.")
    body, _, signature = text.partition(".")
    try:
        plain = _bytes(body)
        key.verify(_bytes(signature), plain)
        fields = json.loads(plain)
    except (InvalidSignature, ValueError, binascii.Error, RecursionError) as error:
        raise BadTicket("The ticket is not signed by our server.") from error
    ticket = _read(fields)
    if ticket.expires_ms <= now_ms:
        raise BadTicket("The ticket is over.")
    return ticket


def _read(fields: Any) -> Ticket:
    try:
        ids = [_id(fields[name]) for name in ("room", "peer", "place", "role")]
        slots = frozenset(Slot(slot) for slot in fields["may_publish"])
        fingerprint, expires_ms = fields["fingerprint"], fields["expires_ms"]
    except (KeyError, TypeError, ValueError) as error:
        raise BadTicket(f"The ticket is not whole: {error}.") from error
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        raise BadTicket("The ticket names no fingerprint.")
    if not isinstance(expires_ms, int) or isinstance(expires_ms, bool):
        raise BadTicket("The ticket has no end.")
    room, peer, place, role = ids
    return Ticket(RoomId(room), PeerId(peer), PlaceId(place), role, slots, fingerprint, expires_ms)


def _id(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= ID_LETTERS:
        raise ValueError("an id is 1 to 64 letters")
    return value


def _text(piece: bytes) -> str:
    return base64.urlsafe_b64encode(piece).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
