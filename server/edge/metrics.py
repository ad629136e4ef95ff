"""What the server tells Prometheus: the counters its edge raises, and the newest picture (figures.py).

Rule 1: labels are route patterns, methods, codes, limits, ids of conferences and names of bridges: never a person, a point,
a device or an address. Each metric stands in docs/metrics.md, with its labels and its unit.
Rule 2: /metrics looks at nothing itself: it reads what the watch saw last (operations.py).
"""

from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from server.edge.errors import Problem
from server.edge.keys import METRICS
from server.edge.observers import is_observer
from server.edge.tally import SIGN_INS

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series per counter that nobody asks for


class Metrics:
    """The registry of one server and the counters its edge raises."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "diemcau_requests", "HTTP requests answered", ("method", "route", "status"), registry=registry
        )
        self.seconds = Histogram(
            "diemcau_request_seconds", "Time to answer, sockets excepted", ("route",), registry=registry
        )
        self.problems = Counter("diemcau_problems", "Requests refused, by code", ("code",), registry=registry)
        self.sockets = Gauge("diemcau_sockets", "Open sockets of pages", registry=registry)
        self.closed_slow = Counter(
            "diemcau_sockets_closed_slow", "Sockets closed that did not drain", registry=registry
        )
        self.sign_ins = Counter("diemcau_sign_ins", "Sign-ins of the administrator", registry=registry)
        self.failed_sign_ins = Counter(
            "diemcau_sign_ins_failed", "Who did not prove who they are", ("by",), registry=registry
        )
        for by in set(SIGN_INS.values()):
            self.failed_sign_ins.labels(by)


async def show(request: web.Request) -> web.Response:
    """GET /metrics, for the networks in settings.observers that ask directly (a proxy's visitor does not)."""
    if not is_observer(request):
        raise Problem(403, "NOT_ALLOWED")
    text = generate_latest(request.app[METRICS].registry)
    return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
