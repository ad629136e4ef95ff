"""Time-limited TURN credentials, as coturn's use-auth-secret takes them: for pages whose network lets no UDP out.

Rule 1: name = "<end in seconds>:<whose>", password = base64(HMAC-SHA1(secret, name)). No account is made anywhere: the TURN
server checks both with the secret it shares with us, and counts its quota by whose (draft-uberti-behave-turn-rest).
Rule 2: whose is a keyed hash of the device: the TURN server's log names nobody.
Rule 3: the secret stands in a file, never in a setting, a log or an answer.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from server.core.ids import DeviceId
from server.edge.callers import caller_of
from server.edge.keys import CLOCK, TURN
from server.settings import BadSetting, Settings

SECRET_CHARS = range(16, 257)
MINUTE_MS = 60_000


class Turn:
    """What pages are told of TURN; made once, from the settings."""

    def __init__(self, settings: Settings, secret: bytes) -> None:
        self._urls, self._secret = list(settings.turn_urls), secret
        self._lasts_ms = settings.turn_minutes * MINUTE_MS
        self._policy = "relay" if settings.turn_only == "yes" and self._urls else "all"

    @classmethod
    def of(cls, settings: Settings) -> "Turn":
        """Raises BadSetting where there are TURN addresses and no secret that can be used."""
        return cls(settings, _secret(settings) if settings.turn_urls else b"")

    def told(self, device: DeviceId, now_ms: int) -> Mapping[str, object]:
        """What a page hands to its peer connection, and until when."""
        until_ms = now_ms + self._lasts_ms
        whose = hmac.digest(self._secret, b"turn|" + device, "sha256")[:8].hex() if self._urls else ""
        name = f"{until_ms // 1000}:{whose}"
        password = b64encode(hmac.digest(self._secret, name.encode(), "sha1")).decode() if self._urls else ""
        server = {"urls": self._urls, "username": name, "credential": password}
        return {
            "ice_servers": [server] if self._urls else [],
            "policy": self._policy,
            "until_ms": until_ms,
        }


async def issue(request: web.Request) -> web.Response:
    """POST media: the TURN servers of one page, and what opens them for a while."""
    caller = await caller_of(request)
    return web.json_response(request.app[TURN].told(caller.device, request.app[CLOCK]()))


def _secret(settings: Settings) -> bytes:
    path = (
        Path(settings.turn_secret_file)
        if settings.turn_secret_file
        else settings.data / "keys" / "turn.secret"
    )
    try:
        mode, secret = path.stat().st_mode, path.read_bytes().strip()
    except OSError as error:
        raise BadSetting(f"turn_urls needs the TURN server's secret in {path}: {error.strerror}.") from error
    if mode & 0o077:
        raise BadSetting(f"{path} may be read by others; if nobody did: chmod 600 {path}")
    if len(secret) not in SECRET_CHARS:
        raise BadSetting(f"{path} must hold 16 to 256 characters: openssl rand -hex 32 > {path}")
    return secret
