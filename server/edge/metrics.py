"""What the server counts of itself, for Prometheus. Labels are route patterns, methods and codes: never an id."""

import ipaddress

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from server.edge.errors import Problem
from server.edge.keys import METRICS, SETTINGS

FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


class Metrics:
    """The registry of one server and the counters its edge raises."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "diemcau_requests",
            "HTTP requests answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "diemcau_request_seconds", "Time to answer, sockets excepted", ("route",), registry=self.registry
        )
        self.problems = Counter(
            "diemcau_problems", "Requests refused, by code", ("code",), registry=self.registry
        )
        self.sockets = Gauge("diemcau_sockets", "Open sockets", registry=self.registry)


async def show(request: web.Request) -> web.Response:
    """GET /metrics, for the networks in settings.observers that ask directly (a proxy's visitor does not)."""
    if not is_observer(request):
        raise Problem(403, "NOT_ALLOWED")
    text = generate_latest(request.app[METRICS].registry)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


def is_observer(request: web.Request) -> bool:
    """Whether somebody in settings.observers asks, and not a visitor through a proxy that stands there."""
    if any(name in request.headers for name in FORWARDING):
        return False
    try:
        address = ipaddress.ip_address(request.remote or "")
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in request.app[SETTINGS].observers)
