"""The newest picture as metrics: read when Prometheus asks, and nothing before the first look."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from server.core.state import Phase
from server.edge.picture import Bridge, BridgeTold, Journal, Picture
from server.edge.troubles import LEVELS
from server.live.hub import Hub
from server.live.timings import BOUNDS_S, Timings

if TYPE_CHECKING:
    from server.edge.operations import Watch

Figure = float | int | None


class Figures(Collector):
    """Owned by the registry of one server (metrics.py)."""

    def __init__(self, watch: "Watch", hub: Hub) -> None:
        self._watch = watch
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        picture = self._watch.picture
        if picture is None:
            return
        yield from _of_node(picture)
        yield from _of_visitors(picture)
        yield from _of_journals(picture.journals)
        yield from _of_bridges(picture.bridges)
        lag, house = self._watch.pulse.lag, self._hub.house.spine.commits
        yield _histogram("diemcau_loop_lag_seconds", "How late a turn of the loop was", (), [((), lag)])
        listed = {one.id for one in picture.journals}
        commits = [(("house",), house)]
        commits += [((one.id,), one.spine.commits) for one in self._hub.live() if one.id in listed]
        yield _histogram(
            "diemcau_journal_commit_seconds", "Time until an append was durable", ("journal",), commits
        )


def _of_node(picture: Picture) -> Iterator[Metric]:
    here = next(node for node in picture.nodes if node.is_here)
    build = GaugeMetricFamily("diemcau_build_info", "Which program runs", labels=("version", "engine"))
    build.add_metric((here.version, here.engine), 1)
    yield build
    troubles = GaugeMetricFamily("diemcau_trouble", "Troubles there are, by code", labels=("code",))
    for code in LEVELS:
        troubles.add_metric((code,), sum(one.code == code for one in picture.troubles))
    yield troubles
    for name, words, value in (
        ("diemcau_not_ready", "Reasons why the node is not ready", len(here.not_ready)),
        ("diemcau_nodes", "Nodes of this house, this one included", len(picture.nodes)),
        ("diemcau_conferences", "Conferences folded and serving", _open_conferences(picture)),
        ("diemcau_disk_free_bytes", "Free room below the data folder", picture.disk.free_bytes),
        ("diemcau_disk_size_bytes", "Size of the data folder's disk", picture.disk.size_bytes),
        ("diemcau_clock_moved_seconds", "How far the clock was set", picture.clock.moved_ms / 1000),
    ):
        if value is not None:
            yield GaugeMetricFamily(name, words, value)


def _open_conferences(picture: Picture) -> int:
    return sum(one.is_open and one.id != "house" for one in picture.journals) + picture.journals_more


def _of_visitors(picture: Picture) -> Iterator[Metric]:
    yield GaugeMetricFamily("diemcau_sockets_limit", "Sockets taken at most", picture.sockets.most)
    yield GaugeMetricFamily("diemcau_sockets_behind", "Sockets that do not drain", picture.sockets.behind)
    hits = CounterMetricFamily("diemcau_limit_hits", "Times a limit turned somebody away", labels=("limit",))
    for limit in picture.limits:
        hits.add_metric((limit.name,), limit.hits)
    yield hits


def _of_journals(journals: Iterable[Journal]) -> Iterator[Metric]:
    open_ones = [one for one in journals if one.is_open]
    told: tuple[tuple[str, str, Callable[[Journal], Figure]], ...] = (
        ("diemcau_journal_entries", "Durable entries", lambda one: one.entries),
        ("diemcau_journal_behind_entries", "Durable, not folded yet", lambda one: one.behind),
        ("diemcau_journal_size_bytes", "What the journal takes", lambda one: one.size_bytes),
        (
            "diemcau_journal_last_append_timestamp_seconds",
            "When the newest entry came",
            lambda one: _seconds(one.last_append_ms),
        ),
        (
            "diemcau_journal_snapshot_timestamp_seconds",
            "When the newest snapshot was written",
            lambda one: _seconds(one.snapshot_ms),
        ),
    )
    for name, words, value in told:
        yield _gauge(name, words, "journal", ((one.id, value(one)) for one in open_ones))
    conferences = [one for one in open_ones if one.id != "house"]
    counted: tuple[tuple[str, str, Callable[[Journal], Figure]], ...] = (
        ("diemcau_conference_live", "1: a session is open", lambda one: one.phase == Phase.LIVE),
        ("diemcau_points", "Connection points", lambda one: one.points),
        ("diemcau_points_linked", "Points linked now", lambda one: one.points_linked),
        ("diemcau_points_silent", "Points that were linked and are not", lambda one: one.points_silent),
    )
    for name, words, value in counted:
        yield _gauge(name, words, "conference", ((one.id, value(one)) for one in conferences))


BRIDGE_COUNTS: tuple[tuple[str, str, Callable[[BridgeTold], int]], ...] = (
    ("diemcau_bridge_packets_sent", "Packets sent to pages", lambda one: one.packets_sent),
    ("diemcau_bridge_packets_dropped", "Late, unsent, unreadable packets", lambda one: one.packets_dropped),
    ("diemcau_bridge_repeats_asked", "Packets that pages asked for again", lambda one: one.repeats_asked),
    ("diemcau_bridge_repeats_sent", "Packets sent again", lambda one: one.repeats_sent),
    ("diemcau_bridge_datagrams_strange", "Datagrams of nobody who is here", lambda one: one.strange),
)
BRIDGE_LEVELS: tuple[tuple[str, str, Callable[[BridgeTold], float]], ...] = (
    ("diemcau_bridge_rooms", "Conferences that stand on it", lambda one: one.rooms),
    ("diemcau_bridge_peers", "Media sessions", lambda one: one.peers),
    ("diemcau_bridge_cpu_cores", "Cores used since its last STATS", lambda one: one.cpu_permille / 1000),
    ("diemcau_bridge_memory_bytes", "Resident memory", lambda one: one.memory_bytes),
)


def _of_bridges(bridges: list[Bridge]) -> Iterator[Metric]:
    """Of every enrolled bridge whether it is linked to any node; the rest by the node that holds its link."""
    linked = ((one.name, float(bool(one.node))) for one in bridges)
    yield _gauge("diemcau_bridge_linked", "1: linked to a node", "bridge", linked)
    told = [(one.name, one.told) for one in bridges if one.told]
    for name, words, level in BRIDGE_LEVELS:
        yield _gauge(name, words, "bridge", ((bridge, level(one)) for bridge, one in told))
    for name, words, count in BRIDGE_COUNTS:
        family = CounterMetricFamily(name, words, labels=("bridge",))
        for bridge, one in told:
            family.add_metric((bridge,), count(one))
        yield family


def _gauge(name: str, words: str, label: str, values: Iterable[tuple[str, Figure]]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=(label,))
    for labelled, value in values:
        if value is not None:
            family.add_metric((labelled,), value)
    return family


def _histogram(
    name: str, words: str, labels: tuple[str, ...], timed: Iterable[tuple[tuple[str, ...], Timings]]
) -> Metric:
    family = HistogramMetricFamily(name, words, labels=labels)
    for labelled, timings in timed:
        buckets, so_far = [], 0
        for bound, count in zip((*map(str, BOUNDS_S), "+Inf"), timings.counts, strict=True):
            so_far += count
            buckets.append((bound, so_far))
        family.add_metric(labelled, buckets, timings.sum_s)
    return family


def _seconds(ms: int | None) -> Figure:
    return None if ms is None else ms / 1000
