"""Joins of media that are under way while sockets end."""

import asyncio

from server.wire import link
from server.wire.link import Happened
from tests.live.test_media import World, waits_to_join


async def test_a_page_that_goes_while_its_join_waits_leaves_no_seat_behind() -> None:
    """Law: who is not here weighs on no bridge: an answer that nobody waits for may never come, or be a refusal."""
    world = World()
    bridge, joining = await waits_to_join(world)
    assert world.bridges.peers_on(bridge.id) == 1

    joining.cancel()
    await asyncio.wait([joining])

    assert world.bridges.peers_on(bridge.id) == 0


async def test_a_page_that_joins_again_while_its_former_socket_ends_hears_of_its_media() -> None:
    """Law: the end of one socket takes nothing from the next one of the same session."""
    world = World()
    bridge, _ = world.links("a")
    former = asyncio.create_task(world.joins("o2", "n2"))
    await asyncio.sleep(0)
    joining = asyncio.create_task(world.joins("o2", "n2"))
    former.cancel()
    page, code = await joining
    assert code == ""

    world.bridges.heard(bridge, link.Event(world.peer(page), Happened.CONNECTED, None, [], 0))

    assert world.room.stage.seats[world.peer(page)].connected
