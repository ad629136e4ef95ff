"""What the server counts of itself, for Prometheus. Labels are route patterns, methods and codes: never an id."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from server.core.ids import ROOT
from server.edge.addresses import is_one_of
from server.edge.errors import Problem
from server.edge.keys import METRICS, SETTINGS

if TYPE_CHECKING:
    from server.live.hub import Hub

FORWARDING = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


class Metrics:
    """The registry of one server and the counters its edge raises."""

    def __init__(self, hub: "Hub") -> None:
        self.registry = CollectorRegistry()
        self.registry.register(HubFigures(hub))
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


class HubFigures(Collector):
    """What the hub holds, read when somebody asks: sums over all conferences."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        live = self._hub.live()
        counts = [one.presence.counts(ROOT) for one in live]
        for name, words, value in (
            ("diemcau_conferences", "Conferences folded and serving", len(live)),
            ("diemcau_not_ready", "Reasons why the node is not ready", len(self._hub.problems())),
            ("diemcau_entries", "Entries folded", sum(one.state.seq for one in live)),
            ("diemcau_points", "Connection points", sum(one.points for one in counts)),
            ("diemcau_points_linked", "Points linked now", sum(one.linked for one in counts)),
            (
                "diemcau_points_silent",
                "Points that were linked and are not",
                sum(one.silent for one in counts),
            ),
        ):
            yield GaugeMetricFamily(name, words, value)
        yield from self._of_bridges()

    def _of_bridges(self) -> Iterator[Metric]:
        linked = list(self._hub.bridges)
        stats = [bridge.stats for bridge in linked]
        for name, words, value in (
            ("diemcau_bridges", "Bridges enrolled", len(self._hub.house.state.bridges)),
            ("diemcau_bridges_linked", "Bridges linked now", len(linked)),
            ("diemcau_media_peers", "Media sessions on linked bridges", sum(one.peers for one in stats)),
            ("diemcau_media_packets_sent", "Packets sent to pages", sum(one.packets_sent for one in stats)),
            (
                "diemcau_media_packets_dropped",
                "Packets late, unsent or unreadable",
                sum(one.packets_dropped for one in stats),
            ),
            ("diemcau_media_cpu", "Cores used by bridges", sum(one.cpu_permille for one in stats) / 1000),
        ):
            yield GaugeMetricFamily(name, words, value)


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
    return is_one_of(request.remote or "", request.app[SETTINGS].observers)
