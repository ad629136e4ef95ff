"""What an idle socket costs, in the server's memory and in the kernel's: a page that watches what all watch; and besides,
a desk's page that nobody touches, with the roster, board, devices and phones of its own room.

The kernel's part is what the slab caches of sockets grew by, halved: on the loopback both ends stand in one kernel, and
the other half is this bench's own.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from bench.arguments import AskedSockets
from bench.devices import Browser, room
from bench.ledger import Ledger
from bench.load import ENTERING
from bench.machine import ServerProcess
from bench.pages import SHARED, Room, open_all
from bench.plan import Plan
from bench.seed import say, seed
from bench.storm import AREA, PEOPLE_OF_POINT

CACHES = ("TCP", "sock_inode_cache", "filp", "dentry", "eventpoll_epi", "eventpoll_pwq", "lsm_file_cache")
"""What the kernel keeps of an open TCP socket (slabinfo(5)); buffers of idle sockets are empty."""

WARM = 200
"""Sockets opened before the first look: what the first ones cost is the server's, not theirs."""

SETTLED_S = 5.0


class Grown(NamedTuple):
    """Per socket; and the whole process at the end."""

    own_kib: float
    kernel_kib: float
    resident_kib: int


async def measure_sockets(asked: AskedSockets, folder: Path) -> dict[str, Any]:
    """The figures of one run, by key."""
    points = asked.count + WARM
    plan = Plan(points * PEOPLE_OF_POINT, points, max(1, points // AREA))
    browsers = [room(plan, point) for point in range(points)]
    data = folder / "data"
    await seed(data, plan, browsers)
    idle = await _grown(data, browsers, SHARED)
    desks = await _grown(data, browsers, None)
    return {
        "kib_per_socket": round(idle.own_kib + idle.kernel_kib, 1),
        "rss_kib": round(idle.own_kib, 1),
        "slab_kib": round(idle.kernel_kib, 1),
        "kib_per_desk": round(desks.own_kib + desks.kernel_kib, 1),
        "rss_mib": round(desks.resident_kib / 1024),
    }


async def _grown(data: Path, browsers: list[Browser], topics: Sequence[str] | None) -> Grown:
    """What one fresh server grew by when all these opened a page, per page."""
    rooms = [Room(browser, [], Ledger(0), topics) for browser in browsers]
    server = ServerProcess(data, "sqlite")
    await server.start()
    try:
        connector = aiohttp.TCPConnector(limit=ENTERING, keepalive_timeout=1)
        async with aiohttp.ClientSession(connector=connector) as web:
            pages = await open_all(server, web, rooms[:WARM])
            await asyncio.sleep(SETTLED_S)
            before = resident_kib(server.pid), slab_kib()
            pages += await open_all(server, web, rooms[WARM:])
            await asyncio.sleep(SETTLED_S)
            after = resident_kib(server.pid), slab_kib()
        assert not [page for page in pages if page.lost]
        count = len(rooms) - WARM
        say(f"{count} sockets are idle, server {server.pid}")
        for page in pages:
            page.close()
    finally:
        server.kill()
        await server.ended()
    return Grown((after[0] - before[0]) / count, (after[1] - before[1]) / 2 / count, after[0])


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
