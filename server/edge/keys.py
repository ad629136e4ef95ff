"""What the application holds, by typed key; put there by server/app.py and read by every route."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from server.core.ids import Millis
from server.settings import Settings

if TYPE_CHECKING:
    from server.edge.limits import Limits
    from server.edge.links import Links
    from server.edge.metrics import Metrics
    from server.edge.passwords import Passwords
    from server.live.hub import Hub

Clock = Callable[[], Millis]


class Passing(Protocol):
    """The forgetful store: tickets and set-up codes, kept under the hash of their secret until they end."""

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """`key` holds `value` for `ttl_s` seconds; an older value is replaced."""
        ...

    async def get(self, key: str) -> bytes | None: ...

    async def take(self, key: str) -> bytes | None:
        """The value, and it is gone: of two who take at once one gets None."""
        ...


SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
PASSING: web.AppKey[Passing] = web.AppKey("passing")
CLOCK: web.AppKey[Clock] = web.AppKey("clock")
HUB: web.AppKey["Hub"] = web.AppKey("hub")
LINKS: web.AppKey["Links"] = web.AppKey("links")
LIMITS: web.AppKey["Limits"] = web.AppKey("limits")
METRICS: web.AppKey["Metrics"] = web.AppKey("metrics")
PASSWORDS: web.AppKey["Passwords"] = web.AppKey("passwords")
