"""A story of its own process: run in a network namespace by test_interface.py, with the address media uses there."""

import asyncio
import sys

from bridge.events import PeerConnected
from bridge.settings import Settings
from bridge.stage import Line, Slot
from tests.bridge.given import now_ms, open_bridge
from tests.bridge.pages import doors


async def story(address: str) -> None:
    """A programme is decoded at a second page; neither browser may use loopback."""
    settings = Settings(udp_port=0)
    assert settings.addresses() == (address,), settings.addresses()
    async with open_bridge(settings) as (bridge, heard), doors(bridge, loopback=False) as open_doors:
        host = await open_doors.enter("host", Slot.PROGRAMME)
        point = await open_doors.enter("point")
        await heard.tells(PeerConnected, peer=point.peer)
        bridge.grant(host.peer, Slot.PROGRAMME, now_ms() + 60_000)
        await point.sees(Line.PROGRAMME_CAMERA)
        print((await point.received(Line.PROGRAMME_CAMERA))["frames"])


if __name__ == "__main__":
    asyncio.run(story(sys.argv[1]))
