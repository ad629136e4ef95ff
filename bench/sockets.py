"""What an idle socket costs: a desk's page that nobody touches, in the server's memory and in the kernel's.

The kernel's part is what the slab caches of sockets grew by, halved: on the loopback both ends stand in one kernel, and
the other half is this bench's own.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

import aiohttp

from bench.arguments import AskedSockets
from bench.devices import room
from bench.ledger import Ledger
from bench.load import ENTERING
from bench.machine import ServerProcess
from bench.pages import Room, open_all
from bench.plan import Plan
from bench.seed import say, seed
from bench.storm import AREA, PEOPLE_OF_POINT

CACHES = ("TCP", "sock_inode_cache", "filp", "dentry", "eventpoll_epi", "eventpoll_pwq", "lsm_file_cache")
"""What the kernel keeps of an open TCP socket (slabinfo(5)); buffers of idle sockets are empty."""

WARM = 200
"""Sockets opened before the first look: what the first ones cost is the server's, not theirs."""

SETTLED_S = 5.0


async def measure_sockets(asked: AskedSockets, folder: Path) -> dict[str, Any]:
    """The figures of one run, by key."""
    points = asked.count + WARM
    plan = Plan(points * PEOPLE_OF_POINT, points, max(1, points // AREA))
    browsers = [room(plan, point) for point in range(points)]
    data = folder / "data"
    await seed(data, plan, browsers)
    rooms = [Room(browser, [], Ledger(0)) for browser in browsers]
    server = ServerProcess(data, "sqlite")
    await server.start()
    try:
        return await _grow(server, rooms)
    finally:
        server.kill()
        await server.ended()


async def _grow(server: ServerProcess, rooms: list[Room]) -> dict[str, Any]:
    await server.ready()
    connector = aiohttp.TCPConnector(limit=ENTERING, keepalive_timeout=1)
    async with aiohttp.ClientSession(connector=connector) as web:
        pages = await open_all(server, web, rooms[:WARM])
        await asyncio.sleep(SETTLED_S)
        before = resident_kib(server.pid), slab_kib()
        idle = await open_all(server, web, rooms[WARM:])
        await asyncio.sleep(SETTLED_S)
        after = resident_kib(server.pid), slab_kib()
    assert not [page for page in pages + idle if page.lost]
    say(f"{len(idle)} sockets are idle, server {server.pid}")
    count = len(idle)
    own, kernel = (after[0] - before[0]) / count, (after[1] - before[1]) / 2 / count
    return {
        "kib_per_socket": round(own + kernel, 1),
        "rss_kib": round(own, 1),
        "slab_kib": round(kernel, 1),
        "rss_mib": round(after[0] / 1024),
    }


def resident_kib(pid: int) -> int:
    """What the process holds in memory now (proc(5), statm)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def slab_kib() -> float:
    """What the caches of sockets hold now. Raises PermissionError where only root may read them."""
    total = 0
    for line in Path("/proc/slabinfo").read_text(encoding="ascii").splitlines():
        name, *figures = line.split()
        if name in CACHES:
            total += int(figures[0]) * int(figures[2])
    return total / 1024
