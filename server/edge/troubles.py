"""What is not well in a picture, and how badly: the rules of the operations page. Pure.

Rule 1: every trouble has words with a next step on the page (web_client/src/pages/operations/trouble_words.ts) and a row in
docs/operations.md; every alert (config/prometheus/alerts.yml) names the trouble it is about. Tests compare the four.
Rule 2: a threshold says where it comes from. What is only strange is shown, and is no trouble.
"""

from collections.abc import Iterator

from server.core.ids import Millis
from server.core.state import Phase
from server.edge.health import LEAST_FREE_BYTES
from server.edge.nodes import ROW_S, Node
from server.edge.picture import Bridge, Journal, Picture, Trouble
from server.live.hub import Reason

NOW, NEXT = "now", "next"

LEVELS = {
    "FOLDING_STOPPED": NOW,
    "NOT_OPENED": NOW,
    "ENGINE_AWAY": NOW,
    "DISK_FULL": NOW,
    "DATA_FOLDER": NOW,
    "DISK_LOW": NOW,
    "NO_BRIDGE": NOW,
    "NODE_LOST": NOW,
    "NODE_NOT_READY": NOW,
    "LOOP_SLOW": NOW,
    "SOCKETS_FULL": NOW,
    "POINTS_SILENT": NOW,
    "OPENING": NEXT,
    "STOPPING": NEXT,
    "DISK_SCARCE": NEXT,
    "BRIDGE_UNLINKED": NEXT,
    "BRIDGE_BUSY": NEXT,
    "BRIDGE_DROPS": NEXT,
    "FOLD_BEHIND": NEXT,
    "COMMIT_SLOW": NEXT,
    "SOCKETS_SLOW": NEXT,
    "SIGN_INS_FAILED": NEXT,
    "LIMIT_HIT": NEXT,
    "INCIDENTS": NEXT,
    "CLOCK_MOVED": NEXT,
    "NODE_CLOCK": NEXT,
    "VERSIONS_DIFFER": NEXT,
}
"""Code -> level, the worst first: the order they are told in."""

SCARCE_BYTES = 2 << 30
"""Two conferences of two million people: some 0.4 KB of journal and vault for each person, and a snapshot."""

LAG_MS = 250.0
"""A page asks for an answer within 100 ms (LOOK, law 4); a turn this late is felt by everybody."""

COMMIT_MS, COMMITS = 500.0, 10
"""A disk that needs half a second for one fsync; fewer commits than this say nothing."""

BEHIND_ENTRIES = 20_000
"""A second of the fastest fold measured (bench checkins)."""

CPU_PERMILLE = 800
"""A bridge is one thread: above this a burst of cameras waits."""

DROPPED_SHARE = 0.02
"""Two packets in a hundred: picture begins to break; a decoder hides less."""

SILENT_SHARE, SILENT_POINTS = 0.1, 10
"""Of a live conference's points that were linked: a line or a carrier has failed, not a laptop closed."""

SEATS_SHARE = 0.9
SLOW_SOCKETS, BEHIND_SHARE = 5, 0.05
FAILED_SIGN_INS = 20
"""An hour: twice what one forgotten password costs before its address has to wait."""

LIMITS_THAT_HURT = frozenset(
    {"sockets", "handshakes_per_second", "requests_per_second", "sockets_per_address"}
)
"""Limits that turn away people who did nothing wrong; the others answer whoever guesses."""

LATELY_MS = 900_000
MOVED_WITHIN_MS = 3_600_000
AHEAD_MS = 2_000
"""A node's row may be some seconds old, never from the future."""


def found(picture: Picture, reasons: list[Reason], lost: dict[str, Millis]) -> list[Trouble]:
    """Every trouble, the worst first. `lost`: names of nodes that vanished without saying that they stop -> when."""
    troubles = [
        *_of_reasons(picture, reasons),
        *_of_nodes(picture),
        *(_trouble("NODE_LOST", name, since_ms=at_ms) for name, at_ms in lost.items()),
        *_of_bridges(picture.bridges),
        *(one for journal in picture.journals for one in _of_journal(journal)),
        *_of_visitors(picture),
        *_of_machine(picture),
    ]
    if any(
        one.code == "ENGINE_AWAY" for one in reasons
    ):  # one engine for all: told once, and nobody's row is fresh
        troubles = [
            one
            for one in troubles
            if one.code != "NODE_CLOCK" and (one.code != "ENGINE_AWAY" or not one.about)
        ]
    order = list(LEVELS)
    return sorted(troubles, key=lambda one: (order.index(one.code), one.about))


def _trouble(code: str, about: str = "", n: float = 0, since_ms: Millis | None = None) -> Trouble:
    return Trouble(code, LEVELS[code], about, since_ms or Millis(0), n)


def _of_reasons(picture: Picture, reasons: list[Reason]) -> Iterator[Trouble]:
    """What /readyz says; a title in place of an id."""
    titles = {one.id: one.title or one.id for one in picture.journals}
    free = picture.disk.free_bytes or 0
    for one in reasons:
        n = free if one.code == "DISK_LOW" else 0
        yield _trouble(one.code, titles.get(one.about, one.about), n)


def _of_nodes(picture: Picture) -> Iterator[Trouble]:
    nodes, now = picture.nodes, picture.as_of_ms
    several = len(nodes) > 1
    for node in nodes:
        about = node.name if several else ""
        if node.lag_p99_ms >= LAG_MS:
            yield _trouble("LOOP_SLOW", about, node.lag_p99_ms)
        if node.is_here:
            continue
        if node.not_ready and not node.draining:
            yield _trouble("NODE_NOT_READY", about)
        if _is_off(node, now):
            yield _trouble("NODE_CLOCK", about, abs(node.told_ms - now))
    if len({node.version for node in nodes}) > 1:
        yield _trouble("VERSIONS_DIFFER", ", ".join(sorted({node.version for node in nodes})))


def _is_off(node: Node, now: Millis) -> bool:
    """Its clock and ours differ by more than the age of its row can explain."""
    return node.told_ms > 0 and not -AHEAD_MS <= now - node.told_ms <= ROW_S * 1000


def _of_bridges(bridges: list[Bridge]) -> Iterator[Trouble]:
    away = [one for one in bridges if not one.node]
    if bridges and len(away) == len(bridges):
        known = [one.since_ms for one in away if one.since_ms is not None]
        yield _trouble("NO_BRIDGE", ", ".join(one.name for one in away), since_ms=max(known, default=None))
    else:
        yield from (_trouble("BRIDGE_UNLINKED", one.name, since_ms=one.since_ms) for one in away)
    for one in bridges:
        if one.told and one.told.cpu_permille >= CPU_PERMILLE:
            yield _trouble("BRIDGE_BUSY", one.name, one.told.cpu_permille / 1000)
        if one.told and one.told.dropped_share >= DROPPED_SHARE:
            yield _trouble("BRIDGE_DROPS", one.name, one.told.dropped_share)


def _of_journal(journal: Journal) -> Iterator[Trouble]:
    about = journal.title or journal.id
    if not journal.is_open and (journal.phase is not None or journal.id == "house"):
        yield _trouble("ENGINE_AWAY", about)
    came = journal.points_linked + journal.points_silent
    if journal.phase == Phase.LIVE and journal.points_silent >= max(SILENT_POINTS, came * SILENT_SHARE):
        yield _trouble("POINTS_SILENT", about, journal.points_silent)
    if journal.behind >= BEHIND_ENTRIES:
        yield _trouble("FOLD_BEHIND", about, journal.behind)
    if journal.commits >= COMMITS and (journal.commit_p99_ms or 0) >= COMMIT_MS:
        yield _trouble("COMMIT_SLOW", about, journal.commit_p99_ms or 0)


def _of_visitors(picture: Picture) -> Iterator[Trouble]:
    sockets, now = picture.sockets, picture.as_of_ms
    if sockets.open >= sockets.most * SEATS_SHARE:
        yield _trouble("SOCKETS_FULL", n=sockets.open)
    behind = sockets.behind if sockets.behind >= max(SLOW_SOCKETS, sockets.open * BEHIND_SHARE) else 0
    if behind or sockets.closed_slow_lately >= SLOW_SOCKETS:
        yield _trouble("SOCKETS_SLOW", n=behind + sockets.closed_slow_lately)
    if picture.sign_ins.failed_lately >= FAILED_SIGN_INS:
        yield _trouble("SIGN_INS_FAILED", n=picture.sign_ins.failed_lately)
    for limit in picture.limits:
        is_fresh = limit.last_ms is not None and now - limit.last_ms <= LATELY_MS
        if limit.name in LIMITS_THAT_HURT and is_fresh:
            yield _trouble("LIMIT_HIT", limit.name, limit.hits)
    if picture.incidents.lately:
        yield _trouble("INCIDENTS", n=picture.incidents.lately)


def _of_machine(picture: Picture) -> Iterator[Trouble]:
    free, clock = picture.disk.free_bytes, picture.clock
    if free is not None and LEAST_FREE_BYTES <= free < SCARCE_BYTES:
        yield _trouble("DISK_SCARCE", n=free)
    moved_at = clock.moved_at_ms
    if moved_at is not None and picture.as_of_ms - moved_at <= MOVED_WITHIN_MS:
        yield _trouble("CLOCK_MOVED", n=clock.moved_ms, since_ms=moved_at)
