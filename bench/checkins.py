"""Acknowledged check-ins a second and their latency; kill -9; what the journal has; a restart."""

import asyncio
import gc
import shutil
from pathlib import Path
from typing import Any

from bench.arguments import Asked
from bench.devices import desks, one_viewer
from bench.engine import engine
from bench.ledger import Ledger
from bench.load import ClosedLoop, OpenLoop, enter_all, make_desks
from bench.machine import ServerProcess
from bench.plan import Plan
from bench.reader import count_found
from bench.restart import restart
from bench.seed import began_ms, say, seed, seed_checkins
from bench.window import Window


async def measure_checkins(asked: Asked, folder: Path) -> dict[str, Any]:
    """The figures of one run, by key."""
    plan = Plan(asked.people, asked.points, asked.desks)
    browsers = desks(plan)
    crowd = [*browsers, one_viewer(plan)]
    loaded, again = folder / "loaded", folder / "again"
    async with engine(asked.journal, folder / "redis") as setting:
        await seed(loaded, plan, crowd, setting)
        figures = await _killed(asked, plan, loaded, setting)
    shutil.rmtree(loaded)
    async with engine(asked.journal, folder / "redis-again") as setting:
        await seed(again, plan, crowd, setting)
        await seed_checkins(again, plan, browsers, began_ms(), setting)
        restart_s, peak_mib = await restart(plan, again, setting)
    return {**figures, "restart_s": round(restart_s, 2), "rss_mib": round(max(figures["rss_mib"], peak_mib))}


async def _killed(asked: Asked, plan: Plan, folder: Path, setting: str) -> dict[str, Any]:
    """The figures of the load; its server killed, what it acknowledged counted in the journal."""
    ledger = Ledger(plan.people)
    server = ServerProcess(folder, setting)
    await server.start()
    try:
        figures = await _load(asked, plan, server, ledger)
    finally:
        server.kill()
        await server.ended()
    figures["found"] = count_found(folder, setting, ledger)
    say(f"acknowledged {ledger.acked:,}, found {figures['found']:,} after kill -9")
    return figures


async def _load(asked: Asked, plan: Plan, server: ServerProcess, ledger: Ledger) -> dict[str, Any]:
    """Ramp, measure, kill in the middle of the load; then everything that was still on its way is read."""
    crowd = await enter_all(server, make_desks(plan, desks(plan), ledger))
    say(f"{len(crowd)} desks are in, server {server.pid}")
    load = OpenLoop(crowd, asked.rate) if asked.rate else ClosedLoop(crowd)
    gc.freeze()
    load.start()
    window = await Window.measure(server, ledger, asked.seconds)
    peak_mib = server.peak_mib()
    server.kill()
    await server.ended()
    await asyncio.gather(*(desk.ended.wait() for desk in crowd))
    await load.stop()
    return {**window.figures(ledger), "rss_mib": round(peak_mib), "acked": ledger.acked}
