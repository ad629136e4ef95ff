"""Who is at the other end, and by which name they called us.

Rule: X-Forwarded-* is read only when the peer that sent it is one of settings.trusted_proxies; the
rightmost address that is not itself such a proxy is the client (ASVS 5.0, 4.1.3).
"""

import ipaddress
import socket
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from aiohttp import web

from server.edge.keys import SETTINGS

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Asking(NamedTuple):
    """Who asks, and how; read once for each request."""

    address: str
    """The client's address: what limits count by. An IPv6 client is its /64, which is one customer."""
    scheme: str
    host: str
    """The name we were called by, with its port."""
    origin: str
    """The origin this request was made to, as "http://localhost:8080"."""
    public_origin: str
    """Where links lead: settings.public_url, else the origin the asker used."""
    is_secure: bool
    """Whether the browser speaks TLS, so that its cookies can be Secure."""


_ASKING: web.RequestKey[Asking] = web.RequestKey("asking", Asking)


def asking(request: web.Request) -> Asking:
    """Who asks, and by which name of ours."""
    known = request.get(_ASKING)
    if known is None:
        known = request[_ASKING] = _read(request)
    return known


def address_of(request: web.Request) -> str:
    """Asking.address of the request."""
    return asking(request).address


def _read(request: web.Request) -> Asking:
    settings, peer = request.app[SETTINGS], request.remote or ""
    proxies = settings.trusted_proxies
    address, scheme, host = _customer(peer), request.scheme, request.host
    if proxies and is_one_of(peer, proxies):
        hops = [*reversed(_listed(request, "X-Forwarded-For"))] or [peer]
        address = _customer(next((hop for hop in hops if not is_one_of(hop, proxies)), hops[-1]))
        scheme = [scheme, *_listed(request, "X-Forwarded-Proto")][-1]
        host = [host, *_listed(request, "X-Forwarded-Host")][-1]
    scheme, host = scheme.lower(), host.lower()
    origin = f"{scheme}://{host}"
    public = settings.public_url or origin
    return Asking(address, scheme, host, origin, public, "https" in (scheme, public.partition(":")[0]))


def is_called_ours(request: web.Request) -> bool:
    """Whether the name we were called by can be nobody else's. A stranger may point a name of his own at this machine, and
    his page is then of our origin (DNS rebinding); but he has no certificate for ours, no address of ours, no name without
    a dot, and no name of this machine or of public_url."""
    asked = asking(request)
    if asked.scheme == "https":
        return True
    host = _name_in(asked.host)
    if host and ("." not in host or _plain(host)):
        return True
    machine, settings = socket.gethostname().lower(), request.app[SETTINGS]
    local = f"{machine.partition('.')[0]}.local"
    return host in {machine, local, settings.host.lower(), _name_in(settings.public_url)} - {""}


def _name_in(origin: str) -> str:
    """The host of an origin, or of a Host header; empty when there is none."""
    try:
        return urlsplit(origin if "://" in origin else f"//{origin}").hostname or ""
    except ValueError:
        return ""


def _listed(request: web.Request, header: str) -> list[str]:
    joined = ",".join(request.headers.getall(header, []))
    return [one.strip() for one in joined.split(",") if one.strip()]


@lru_cache(maxsize=16)
def _networks(listed: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one) for one in listed)


def is_one_of(address: str, networks: tuple[str, ...]) -> bool:
    one = _plain(address)
    return one is not None and any(one in network for network in _networks(networks))


@lru_cache(maxsize=8_192)
def _customer(address: str) -> str:
    one = _plain(address)
    if one is None:
        return "unknown"
    return str(ipaddress.ip_network((one, 64), strict=False)) if one.version == 6 else str(one)


@lru_cache(maxsize=8_192)
def _plain(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address; an IPv4 peer of a socket that takes both kinds is an IPv4 address (RFC 4291, 2.5.5.2)."""
    try:
        one = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (one.ipv4_mapped or one) if isinstance(one, ipaddress.IPv6Address) else one
