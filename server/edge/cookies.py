"""The cookies that make a browser a device: `<device hex>.<key base64url>`, one per grant, one per account.

Rule 1: HttpOnly, SameSite=Strict, Path=/; over TLS also Secure and named __Host- (RFC 6265bis 4.1.3.2).
Rule 2: the key is random; only its SHA-256 is kept, in the journal.
Rule 3: a browser keeps at most MOST of them: more would pass the 8 KiB a request's headers may have.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes
from typing import NamedTuple

from aiohttp import web

from server.core.ids import DEVICE_ID_BYTES, ConferenceId, DeviceId, GrantId
from server.edge.addresses import asking

KEY_BYTES = 20
"""160 bits: above the 112 that may be kept under a plain hash (ASVS 5.0, 6.5.2)."""

ACCOUNT = "dc_account"
MOST = 24
DAY_S = 86_400
_VALUE = re.compile(r"([0-9a-f]{16})\.([A-Za-z0-9_-]{27})")


class Carried(NamedTuple):
    """What a cookie says: which device, and the secret that proves it."""

    device: DeviceId
    key: bytes

    @property
    def key_hash(self) -> bytes:
        return sha256(self.key).digest()

    def proves(self, key_hash: bytes) -> bool:
        """Whether the secret is the one whose hash was kept; in constant time."""
        return hmac.compare_digest(self.key_hash, key_hash)


def draw() -> Carried:
    """A new device and its secret."""
    return Carried(DeviceId(token_bytes(DEVICE_ID_BYTES)), token_bytes(KEY_BYTES))


def name_of(conference: ConferenceId, grant: GrantId) -> str:
    return f"dc_{conference}_{grant}"


def claim_name_of(conference: ConferenceId) -> str:
    """The cookie that keeps what a personal link proved: the page need not hold it until a session opens."""
    return f"dc_{conference}_person"


def read(request: web.Request, name: str) -> Carried | None:
    """The device the browser shows under `name`; None when absent or not of this form."""
    found = _VALUE.fullmatch(read_text(request, name))
    if found is None:
        return None
    return Carried(DeviceId(bytes.fromhex(found[1])), urlsafe_b64decode(found[2] + "="))


def read_text(request: web.Request, name: str) -> str:
    """What the browser shows under `name`, whatever its form; "" when absent."""
    return request.cookies.get(_spelled(request, name), "")


def write(request: web.Request, response: web.Response, name: str, carried: Carried, days: int) -> None:
    key = urlsafe_b64encode(carried.key).decode().rstrip("=")
    write_text(request, response, name, f"{carried.device.hex()}.{key}", days)


def write_text(request: web.Request, response: web.Response, name: str, text: str, days: int) -> None:
    _set(request, response, name, text, days * DAY_S)
    for crowded in _oldest(request, name):
        _set(request, response, crowded, "", 0)


def forget(request: web.Request, response: web.Response, name: str) -> None:
    _set(request, response, name, "", 0)


def _oldest(request: web.Request, kept: str) -> list[str]:
    """The device cookies past MOST; browsers send the oldest first (RFC 6265, 5.4)."""
    prefix = _spelled(request, "dc_")
    names = [
        name for name in request.cookies if name.startswith(prefix) and name != _spelled(request, ACCOUNT)
    ]
    plain = [name.removeprefix("__Host-") for name in names]
    return [name for name in plain if name != kept][: max(0, len(plain) + 1 - MOST)]


def _set(request: web.Request, response: web.Response, name: str, value: str, max_age_s: int) -> None:
    secure = asking(request).is_secure
    response.set_cookie(
        _spelled(request, name),
        value,
        max_age=max_age_s,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=secure,
    )


def _spelled(request: web.Request, name: str) -> str:
    return f"__Host-{name}" if asking(request).is_secure else name
