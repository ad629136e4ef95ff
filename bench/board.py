"""How old a check-in is when a watcher of a board sees it, and whether every watcher is told the truth."""

import asyncio
import gc
import time
from pathlib import Path
from typing import Any

from bench.arguments import Asked
from bench.devices import desks, watchers
from bench.engine import engine
from bench.freshness import has_converged, seen
from bench.ledger import Ledger
from bench.lines import Boards, Watcher
from bench.load import ClosedLoop, OpenLoop, enter_all, make_desks
from bench.machine import ServerProcess
from bench.plan import Plan
from bench.seed import say, seed
from bench.window import Window

CONVERGED_WITHIN_S = 10.0
"""A watcher that does not show everything so long after the last check-in is lost."""

LOOK_S = 0.2


async def measure_board(asked: Asked, folder: Path) -> dict[str, Any]:
    """The figures of one run, by key."""
    plan = Plan(asked.people, asked.points, asked.desks)
    viewers = watchers(plan, asked.watchers)
    data = folder / "data"
    async with engine(asked.journal, folder / "redis") as setting:
        await seed(data, plan, [*desks(plan), *viewers], setting)
        ledger = Ledger(plan.people)
        server = ServerProcess(data, setting)
        await server.start()
        try:
            boards = Boards()
            crowd = await enter_all(server, [Watcher(browser, boards) for browser in viewers])
            return await _load(asked, plan, server, ledger, crowd)
        finally:
            server.kill()
            await server.ended()


async def _load(
    asked: Asked, plan: Plan, server: ServerProcess, ledger: Ledger, crowd: list[Watcher]
) -> dict[str, Any]:
    rooms = await enter_all(server, make_desks(plan, desks(plan), ledger))
    for watcher in crowd:
        watcher.watch()
    say(f"{len(rooms)} desks and {len(crowd)} watchers are in, server {server.pid}")
    load = OpenLoop(rooms, asked.rate) if asked.rate else ClosedLoop(rooms)
    gc.freeze()
    load.start()
    window = await Window.measure(server, ledger, asked.seconds)
    await load.stop()
    await _converged(plan, ledger, crowd)
    told = seen(plan, ledger, crowd, window.start_s, window.end_s)
    say(f"{told.spread.count:,} sights, {told.wrong} wrong frames, {told.lost} watchers lost")
    return {
        "freshness_p50_ms": told.spread.percentile_ms(50),
        "freshness_p99_ms": told.spread.percentile_ms(99),
        "watchers": len(crowd),
        "lost": told.lost,
        **window.figures(ledger),
        "rss_mib": round(server.peak_mib()),
        "acked": ledger.acked,
    }


async def _converged(plan: Plan, ledger: Ledger, crowd: list[Watcher]) -> None:
    """Returns when all was answered and every watcher shows it, or when that took too long."""
    until = time.perf_counter() + CONVERGED_WITHIN_S
    while time.perf_counter() < until:
        if not ledger.waiting and has_converged(plan, ledger, crowd):
            return
        await asyncio.sleep(LOOK_S)
