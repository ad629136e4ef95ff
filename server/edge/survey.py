"""Takes the picture of this house: asks the hub, its journals, the bridges, the limits and the tally. Judges nothing."""

import asyncio
import shutil
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from server.core.house import ListedConference
from server.core.ids import ROOT, Millis
from server.core.state import Phase
from server.edge.health import reasons_of
from server.edge.keys import CLOCK, GATE, HUB, LIMITS, SETTINGS, TALLY
from server.edge.nodes import BRIDGES, REASONS, Node
from server.edge.picture import (
    Bridge,
    BridgeTold,
    ClockSeen,
    Disk,
    Incidents,
    Journal,
    Limit,
    Network,
    Picture,
    SignIns,
    Sockets,
)
from server.edge.pulse import Pulse
from server.edge.tally import HOUR_MS
from server.journal.port import Journal as Kept
from server.journal.port import JournalStats
from server.live.bridges import LinkedBridge
from server.live.conference import LiveConference
from server.live.spine import Spine
from server.settings import SQLITE

CLOSED_LISTED = 30
"""Closed conferences in the picture: their figures move no more."""

STATS_WITHIN_S = 2.0
"""An engine that does not answer in this time is away; the look goes on without its figures."""

NETWORKS_SHOWN = 8
GATE_LIMIT = "gate"
"""What stands beside the limits for the gate, which no setting sets: it lets in what the loop can do now."""

SLOW_MS = 900_000


def node_of(app: web.Application, pulse: Pulse, run: str, name: str, since_ms: Millis, version: str) -> Node:
    """This node, as it tells the others."""
    hub, lag = app[HUB], pulse.lag.lately()
    return Node(
        run=run,
        name=name,
        since_ms=since_ms,
        told_ms=app[CLOCK](),
        version=version,
        engine=SQLITE if app[SETTINGS].journal == SQLITE else "redis",
        sockets=app[LIMITS].sockets.count,
        lag_p50_ms=_ms(lag.p50_s) if lag else 0.0,
        lag_p99_ms=_ms(lag.p99_s) if lag else 0.0,
        not_ready=[one.code for one in reasons_of(app)][:REASONS],
        draining=hub.stopping,
        bridges=[one.id.hex() for one in hub.bridges][:BRIDGES],
    )


async def taken(app: web.Application, nodes: Sequence[Node], pulse: Pulse) -> Picture:
    """The picture of now, no trouble in it yet."""
    now, house = app[CLOCK](), app[HUB].house
    listed, more = _listed(app)
    journals = await asyncio.gather(
        _journal("house", "", house.spine.journal, house.spine), *(_conference(app, one) for one in listed)
    )
    return Picture(
        as_of_ms=now,
        troubles=[],
        nodes=list(nodes),
        bridges=_bridges(app, nodes),
        journals=journals,
        journals_more=more,
        sockets=_sockets(app, now),
        sign_ins=_sign_ins(app, now),
        limits=_limits(app, now),
        disk=_disk(app),
        clock=ClockSeen(now, pulse.moved_ms, pulse.moved_at_ms),
        incidents=Incidents(
            app[TALLY].incidents.within(now, HOUR_MS), list(reversed(app[TALLY].incidents.last))
        ),
    )


def _listed(app: web.Application) -> tuple[list[ListedConference], int]:
    """Every conference that is not closed, then the newest closed ones, and how many more of these there are."""
    closed = {one.id for one in app[HUB].live() if one.state.phase is Phase.CLOSED}
    newest = sorted(app[HUB].house.state.conferences.values(), key=lambda one: -one.created_ms)
    done = [one for one in newest if one.id in closed]
    return [one for one in newest if one.id not in closed] + done[:CLOSED_LISTED], len(done[CLOSED_LISTED:])


async def _conference(app: web.Application, listed: ListedConference) -> Journal:
    live = app[HUB].live_one(listed.id)
    if live is None:
        return Journal(listed.id, listed.title, None, False)
    return await _journal(live.id, live.state.title or listed.title, live.spine.journal, live.spine, live)


async def _journal(
    id: str, title: str, journal: Kept, spine: Spine[Any], live: LiveConference | None = None
) -> Journal:
    stats, commits = await _stats(journal), spine.commits.lately()
    points = live.presence.counts(ROOT) if live else None
    return Journal(
        id=id,
        title=title,
        phase=int(live.state.phase) if live else None,
        is_open=stats is not None,
        engine=stats.engine if stats else "",
        entries=stats.last if stats else spine.state.seq,
        behind=max(0, stats.last - spine.state.seq) if stats else 0,
        size_bytes=stats.size_bytes if stats else 0,
        last_append_ms=spine.heard_ms,
        commits=commits.times if commits else 0,
        commit_p50_ms=_ms(commits.p50_s) if commits else None,
        commit_p99_ms=_ms(commits.p99_s) if commits else None,
        snapshot_ms=live.saved_ms() if live else None,
        snapshot_behind=live.unsaved if live else spine.state.seq,
        points=points.points if points else 0,
        points_linked=points.linked if points else 0,
        points_silent=points.silent if points else 0,
    )


async def _stats(journal: Kept) -> JournalStats | None:
    """None when the engine does not answer, whatever it says instead: the page shows that, and why is in the log."""
    try:
        async with asyncio.timeout(STATS_WITHIN_S):
            return await journal.stats()
    except Exception:
        return None


def _bridges(app: web.Application, nodes: Sequence[Node]) -> list[Bridge]:
    hub = app[HUB]
    linked = {one.id: one for one in hub.bridges}
    elsewhere = {id: node.name for node in nodes if not node.is_here for id in node.bridges}
    here = next(node.name for node in nodes if node.is_here)
    found = []
    for id, known in hub.house.state.bridges.items():
        one = linked.get(id)
        node = here if one else elsewhere.get(id.hex(), "")
        since = one.linked_ms if one else None if node else hub.bridges.lost_ms(id)
        told = _told(one, hub.bridges.rooms_on(id)) if one else None
        found.append(Bridge(id.hex(), known.name, node, since, told))
    return sorted(found, key=lambda one: one.name)


def _told(bridge: LinkedBridge, rooms: int) -> BridgeTold:
    stats = bridge.stats
    return BridgeTold(
        rooms=max(rooms, len(stats.rooms)),
        peers=stats.peers,
        packets_sent=stats.packets_sent,
        packets_dropped=stats.packets_dropped,
        dropped_share=round(bridge.lost_share, 4),
        repeats_asked=stats.repeats_asked,
        repeats_sent=stats.repeats_sent,
        strange=stats.strange,
        cpu_permille=stats.cpu_permille,
        memory_bytes=stats.memory_bytes,
        version=stats.version,
        addresses=bridge.addresses,
    )


def _sockets(app: web.Application, now: Millis) -> Sockets:
    seats, tally = app[LIMITS].sockets, app[TALLY]
    last = tally.slow.last[-1].at_ms if tally.slow.last else None
    lately = tally.slow.within(now, SLOW_MS)
    return Sockets(seats.count, seats.in_all, len(tally.behind), tally.slow.total, lately, last)


def _sign_ins(app: web.Application, now: Millis) -> SignIns:
    tally = app[TALLY]
    networks = [Network(name, times, last) for name, (times, last) in tally.networks.items()]
    networks.sort(key=lambda one: (-one.times, -one.last_ms))
    return SignIns(
        failed_by_hour=tally.failed.by_hour(now),
        failed_lately=tally.failed.within(now, HOUR_MS),
        last=list(reversed(tally.failed.last)),
        networks=networks[:NETWORKS_SHOWN],
    )


def _limits(app: web.Application, now: Millis) -> list[Limit]:
    found = []
    for name, hits in (app[LIMITS].hits() | {GATE_LIMIT: app[GATE].hits}).items():
        ago_s = hits.ago_s()
        found.append(Limit(name, hits.count, None if ago_s is None else Millis(now - int(ago_s * 1000))))
    return found


def _disk(app: web.Application) -> Disk:
    try:
        usage = shutil.disk_usage(app[SETTINGS].data)
    except OSError:
        return Disk(None, None)
    return Disk(usage.free, usage.total)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
