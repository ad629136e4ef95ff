"""How long a restart takes: from exec to the first correct answer of the root's board over a websocket."""

import asyncio
import contextlib
from pathlib import Path

from bench.devices import one_viewer
from bench.lines import Boards, Watcher, link
from bench.machine import ServerProcess
from bench.plan import Plan
from bench.seed import say

WITHIN_S = 300
"""Longer than this and the bench gives up."""

ASK_AGAIN_S = 0.02


async def restart(plan: Plan, folder: Path, journal: str) -> tuple[float, float]:
    """(seconds, MiB at the peak) of a server whose journal has everybody checked in. Raises ServerFailed."""
    server = ServerProcess(folder, journal)
    await server.start()
    try:
        async with asyncio.timeout(WITHIN_S):
            watcher = await _enter(server, plan)
            watcher.watch()
            while not watcher.here or watcher.here[-1] != plan.people:
                if watcher.lost:
                    raise ConnectionError(f"the server closed the board: {watcher.fault}")
                await asyncio.sleep(ASK_AGAIN_S)
            seconds = watcher.told_s[-1] - server.began
        say(f"restarted in {seconds:.1f} s, {server.peak_mib():.0f} MiB")
        return seconds, server.peak_mib()
    except TimeoutError:
        raise server.failed(f"no correct board within {WITHIN_S} s") from None
    finally:
        server.kill()
        await server.ended()


async def _enter(server: ServerProcess, plan: Plan) -> Watcher:
    """The first socket the server takes, asked for again and again from the start."""
    while True:
        server.demand_alive()
        with contextlib.suppress(OSError):
            return await link(server.origin, Watcher(one_viewer(plan), Boards()))
        await asyncio.sleep(ASK_AGAIN_S)
