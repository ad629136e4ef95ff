"""Who may look at the server from outside, asking directly: settings.observers. No cookie, no account."""

import ipaddress

from aiohttp import web

from server.edge.keys import SETTINGS

FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def is_observer(request: web.Request) -> bool:
    """Whether somebody in settings.observers asks, and not a visitor through a proxy that stands there."""
    if any(name in request.headers for name in FORWARDING):
        return False
    try:
        address = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in request.app[SETTINGS].observers)
