"""Who may look at the server from outside, asking directly: settings.observers. No cookie, no account."""

from aiohttp import web

from server.edge.addresses import is_called_ours, is_one_of
from server.edge.keys import SETTINGS

FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def is_observer(request: web.Request) -> bool:
    """Whether somebody in settings.observers asks, and not a visitor through a proxy that stands there, nor a website in
    somebody's browser there that points its own name at us."""
    if any(name in request.headers for name in FORWARDING) or not is_called_ours(request):
        return False
    return is_one_of(request.remote or "", request.app[SETTINGS].observers)
