"""The storm after a server's death: every desk of a conference comes back at once, to where it stood."""

import asyncio
import gc
import statistics
import time
from pathlib import Path
from typing import Any

from bench.arguments import AskedStorm
from bench.devices import room
from bench.ledger import Ledger
from bench.load import OpenLoop
from bench.machine import ServerProcess
from bench.pages import DeskPage, Room, open_all
from bench.plan import Plan
from bench.reader import count_found
from bench.seed import say, seed

PEOPLE_OF_POINT = 43
"""Hồ Chí Minh City, 7 Feb 2026: 94,938 people at 2,212 points (DOMAIN, real sizes)."""

AREA = 50
"""Points under one unit of the seeded tree."""

CHECKINS_PER_S, LOAD_S = 500, 5
"""What is going on when the server dies: the last minutes before an opening."""

BACK_WITHIN_S = 120


async def measure_storm(asked: AskedStorm, folder: Path) -> dict[str, Any]:
    """The figures of one run, by key."""
    plan = Plan(asked.points * PEOPLE_OF_POINT, asked.points, max(1, asked.points // AREA))
    browsers = [room(plan, point) for point in range(asked.points)]
    data = folder / "data"
    await seed(data, plan, browsers)
    ledger = Ledger(plan.people)
    rooms = [
        Room(browser, [(person, browser.node) for person in range(*plan.people_of(point))], ledger)
        for point, browser in enumerate(browsers)
    ]
    server = ServerProcess(data, "sqlite")
    await server.start()
    try:
        figures = await _storm(server, rooms, ledger)
    finally:
        server.kill()
        await server.ended()
    found = count_found(data, "sqlite", ledger)
    return {**figures, "acked": ledger.acked, "lost": ledger.acked - found}


async def _storm(server: ServerProcess, rooms: list[Room], ledger: Ledger) -> dict[str, Any]:
    pages = await open_all(server, rooms)
    say(f"{len(pages)} desks are live, server {server.pid}")
    gc.freeze()
    for one in rooms:
        one.tries = 0
    load = OpenLoop(list(pages), CHECKINS_PER_S)
    load.start()
    await asyncio.sleep(LOAD_S)
    killed_s = time.perf_counter()
    server.kill()
    await server.ended()
    await server.start()
    back = [
        asyncio.create_task(one.comes_back(server.origin, page))
        for one, page in zip(rooms, pages, strict=True)
    ]
    await load.stop()
    await server.ready()
    ready_s = time.perf_counter()
    async with asyncio.timeout(BACK_WITHIN_S):
        again = await asyncio.gather(*back)
    figures = _figures(killed_s, ready_s, again, rooms)
    for page in again:
        page.close()
    return figures | {"rss_mib": round(server.peak_mib()), "cpu_s": round(server.cpu_s(), 1)}


def _figures(killed_s: float, ready_s: float, pages: list[DeskPage], rooms: list[Room]) -> dict[str, Any]:
    live_s = sorted(page.live_s - killed_s for page in pages)
    return {
        "whole_s": round(live_s[-1], 2),
        "ready_s": round(ready_s - killed_s, 2),
        "half_s": round(statistics.median(live_s), 2),
        "p99_s": round(live_s[int(len(live_s) * 0.99)], 2),
        "tries_per_desk": round(sum(room.tries for room in rooms) / len(rooms), 1),
    }
