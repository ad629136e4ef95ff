"""What a real bridge says of itself reaches the operations page."""

import asyncio
from importlib.metadata import version
from pathlib import Path

from server.edge.keys import WATCH
from tests.bridge.relayed import bridged
from tests.edge.given import House


async def test_a_bridge_tells_its_memory_and_its_version(house: House, tmp_path: Path) -> None:
    """Law: by its own STATS; a bridge that ends is told as lost, with the time."""
    browser, watch = await house.administrator(), house.app[WATCH]
    async with bridged(house, tmp_path), asyncio.timeout(30):
        while not any(one.stats.memory_bytes for one in house.hub.bridges):
            await browser.get("/healthz")
        (seen,) = (await watch.look()).bridges
        assert (seen.name, seen.node) == ("hall", (await watch.look()).nodes[0].name)
        assert seen.told is not None
        assert (seen.told.version, seen.told.peers) == (version("diemcau"), 0)
        assert seen.told.memory_bytes > 10 << 20
    async with asyncio.timeout(30):
        while len(house.hub.bridges):
            await browser.get("/healthz")
    lost = await watch.look()
    assert (lost.bridges[0].node, lost.bridges[0].told) == ("", None)
    assert [one.code for one in lost.troubles] == ["NO_BRIDGE"]
    assert lost.troubles[0].since_ms == lost.bridges[0].since_ms
