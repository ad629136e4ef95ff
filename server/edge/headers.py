"""What every answer says to a browser, and from where an unsafe request may come.

Rule 1: headers are set when a response is prepared, so that errors, files and sockets have them too.
Rule 2: a request that changes something comes from our own pages: Sec-Fetch-Site says same-origin and Origin,
where sent, is ours; without both it is refused (OWASP CSRF cheat sheet; ASVS 5.0, 3.5.1).
Rule 3: the name a request was made to is ours unless public_url says which is and a stranger could have that name, too.
"""

import re
from functools import lru_cache

from aiohttp import web

from server.edge.addresses import asking, is_called_ours
from server.edge.errors import Handler, Problem
from server.edge.keys import SETTINGS

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_HOST = re.compile(r"[a-z0-9.\-]+(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")

STAY_SECURE = "max-age=31536000"
"""A year (ASVS 5.0, 3.4.1); without subdomains: they are not ours to speak for. Not with a CA of our own: a device that
does not trust it yet, or trusts last year's, could not even fetch the new one."""

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
}

CHOSEN = ("Content-Security-Policy", "Cache-Control")
"""What a route may have said otherwise."""


@lru_cache(maxsize=64)
def policy(host: str) -> str:
    """The content security policy of a page that came from `host`; nothing inline, nothing from elsewhere."""
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",  # our own decoders of scanned pages; no text becomes a script
            f"connect-src 'self'{sockets}",  # Safari before 15.4 does not count a socket as 'self'
            "img-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@lru_cache(maxsize=64)
def _clothes(host: str, stays_secure: bool) -> dict[str, str]:
    """What an answer wears that was asked for under this name."""
    said = {"Content-Security-Policy": policy(host), "Cache-Control": "no-store"}
    return FIXED | said | ({"Strict-Transport-Security": STAY_SECURE} if stays_secure else {})


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """on_response_prepare: the fixed headers; the policy and no-store unless a route said otherwise."""
    asked, worn = asking(request), response.headers
    chosen = {name: worn[name] for name in CHOSEN if name in worn}
    worn.update(_clothes(asked.host, asked.is_secure and request.app[SETTINGS].tls != "local"))
    worn.update(chosen)
    worn.popall("Server", None)  # which versions run here is nobody's business


@web.middleware
async def from_our_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method not in SAFE:
        demand_own_origin(request)
    return await handler(request)


def demand_own_origin(request: web.Request) -> None:
    """Raises Problem 403 unless one of our own pages asks. The socket's door asks this too."""
    fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = _ours(request)
    if fetch_site not in (None, "same-origin") or (origin is not None and origin not in ours):
        raise Problem(403, "FOREIGN_ORIGIN", {"expected": sorted(ours)})
    if fetch_site is None and origin is None:
        raise Problem(403, "NO_ORIGIN", {"expected": sorted(ours)})


def _ours(request: web.Request) -> set[str]:
    """The origins of our pages: public_url and, unless a stranger may have the name, the one this request was made to."""
    public = request.app[SETTINGS].public_url
    if public and not is_called_ours(request):
        return {public}
    return {asking(request).origin, public} - {""}
