"""ICE-lite (RFC 8445 section 2.5): answers checks, sends none. Sans I/O: a datagram in, an answer or silence out.

Rule 1: a check must carry our ufrag and a MESSAGE-INTEGRITY made with our password, every time; else silence.
Rule 2: an address that passed a check may speak DTLS at once: browsers do so before they nominate.
Rule 3: what we send goes to the latest nominated address; before any nomination, to the first that passed.
Rule 4: no valid check for CONSENT_MS ends the session (RFC 7675: the far end's checks are our proof of life).
Rule 5: after a restart the old password is good until the new one has been seen.
"""

import binascii
import hmac
import secrets
import string
import struct
from dataclasses import dataclass, field

from aioice import stun

from bridge.udp import Address, packed

CONSENT_MS = 30_000
"""RFC 7675 section 5.1."""

ADDRESSES_AT_MOST = 8
"""Of one peer; a browser has a handful of interfaces."""

SILENT_MOVES_AFTER_MS = 2_000
"""Authenticated media from another checked address moves us there when the selected one was quiet so long."""

_COOKIE = struct.pack("!I", stun.COOKIE)
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Credentials:
    """RFC 8445 section 5.3: at least 24 and 128 bits of randomness."""

    ufrag: str
    password: str

    @staticmethod
    def fresh() -> "Credentials":
        return Credentials(_letters(8), _letters(24))


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


@dataclass(slots=True)
class Session:
    """The ICE side of one peer. Owned by it; found through `Sessions`."""

    credentials: Credentials
    checked_ms: int
    """When the last valid check came; at first, when the session began."""
    former: Credentials | None = None
    selected: Address | None = None
    addresses: dict[Address, int] = field(default_factory=dict)
    """Every address that passed a check, oldest first -> when it was last heard."""
    is_nominated: bool = False

    def is_expired(self, now_ms: int) -> bool:
        return now_ms - self.checked_ms > CONSENT_MS

    def takes(self, address: Address, nominated: bool, now_ms: int) -> Address | None:
        """Notes a valid check; gives the address that had to go, if any."""
        self.checked_ms = now_ms
        self.addresses[address] = now_ms
        if nominated or self.selected is None:
            self.selected = address
            self.is_nominated |= nominated
        if len(self.addresses) <= ADDRESSES_AT_MOST:
            return None
        oldest = min((one for one in self.addresses if one != self.selected), key=self.addresses.__getitem__)
        del self.addresses[oldest]
        return oldest

    def hears(self, address: Address, now_ms: int) -> bool:
        """Notes authenticated media; True when that moved the selected address."""
        last = self.addresses.get(self.selected, 0) if self.selected else 0
        self.addresses[address] = now_ms
        if address == self.selected or now_ms - last <= SILENT_MOVES_AFTER_MS:
            return False
        self.selected = address
        return True


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that passed: what to answer, and whose it was."""

    session: Session
    answer: bytes
    forgotten: Address | None
    """An address of the session that is known no longer."""


class Sessions:
    """Every ICE session of one port, by our own ufrag."""

    def __init__(self) -> None:
        self._by_ufrag: dict[str, Session] = {}

    def __len__(self) -> int:
        return len(self._by_ufrag)

    def begin(self, now_ms: int) -> Session:
        session = Session(Credentials.fresh(), checked_ms=now_ms)
        self._by_ufrag[session.credentials.ufrag] = session
        return session

    def restart(self, session: Session) -> Credentials:
        """New credentials; the old ones hold until a check with the new ones passed (RFC 8445 section 2.4)."""
        if session.former is not None:
            self._by_ufrag.pop(session.former.ufrag, None)
        session.former = session.credentials
        session.credentials = Credentials.fresh()
        self._by_ufrag[session.credentials.ufrag] = session
        return session.credentials

    def end(self, session: Session) -> None:
        for credentials in (session.credentials, session.former):
            if credentials is not None:
                self._by_ufrag.pop(credentials.ufrag, None)

    def check(self, datagram: bytes, address: Address, now_ms: int) -> Checked | None:
        """The answer to a valid check; None to anything else, whatever it is."""
        request = _request(datagram)
        if request is None:
            return None
        ours = request.attributes.get("USERNAME", "").partition(":")[0]
        session = self._by_ufrag.get(ours)
        if session is None:
            return None
        used = session.credentials if session.credentials.ufrag == ours else session.former
        if used is None or not request.check_message_integrity(used.password.encode()):
            return None
        if "ICE-CONTROLLED" in request.attributes:
            return Checked(session, _role_conflict(request, used), None)
        if used is session.credentials and session.former is not None:
            self._by_ufrag.pop(session.former.ufrag, None)
            session.former = None
        forgotten = session.takes(address, "USE-CANDIDATE" in request.attributes, now_ms)
        return Checked(session, _success(request, used, address), forgotten)


def _request(datagram: bytes) -> stun.Message | None:
    """A Binding request, whole and with a right FINGERPRINT if it has one."""
    try:
        message = stun.parse_message(datagram)
    except (ValueError, struct.error, IndexError):
        return None
    is_request = message.message_class == stun.Class.REQUEST
    return message if is_request and message.message_method == stun.Method.BINDING else None


def _success(request: stun.Message, used: Credentials, address: Address) -> bytes:
    """A Binding success (RFC 8489 sections 14.2, 14.5, 14.7), written by hand: each peer asks every 2.5 s."""
    ip, port = packed(address)
    own = struct.pack("!BBH", 0, 1 if len(ip) == 4 else 2, port ^ stun.COOKIE >> 16) + bytes(
        one ^ other for one, other in zip(ip, _COOKIE + request.transaction_id, strict=False)
    )
    body = struct.pack("!HH", 0x0020, len(own)) + own
    head = struct.pack("!HH", 0x0101, len(body) + stun.INTEGRITY_LENGTH) + _COOKIE + request.transaction_id
    body += struct.pack("!HH", 0x0008, 20) + hmac.digest(used.password.encode(), head + body, "sha1")
    head = struct.pack("!HH", 0x0101, len(body) + stun.FINGERPRINT_LENGTH) + head[4:]
    crc = binascii.crc32(head + body) ^ stun.FINGERPRINT_XOR
    return head + body + struct.pack("!HHI", 0x8028, 4, crc)


def _role_conflict(request: stun.Message, used: Credentials) -> bytes:
    """RFC 8445 section 7.3.1.1: a lite agent is always controlled."""
    answer = stun.Message(stun.Method.BINDING, stun.Class.ERROR, request.transaction_id)
    answer.attributes["ERROR-CODE"] = (487, "Role Conflict")
    answer.add_message_integrity(used.password.encode())
    return bytes(answer)
