"""A journal loses its tail under a running house: nothing that was acknowledged is lost, and nobody has to do anything."""

import asyncio

import pytest

from tests.soak.world import World, world


async def lose_the_tail(house: World) -> None:
    """The engine dies without warning and comes back as it was some acknowledged check-ins ago."""
    house.engine.copy()
    await house.accepts(60)
    house.engine.kill()
    house.engine.put_back()
    house.engine.start()
    house.epoch += 1


async def demand_told_again(house: World) -> None:
    """Everybody stands in the new epoch and offered what they had kept; each acknowledged check-in is in it once."""
    found, _ = await house.checked()
    assert found == len(house.book.accepted)
    assert house.book.reloads >= len(house.crowd)
    assert house.book.offered_again > 0


@pytest.mark.parametrize("nodes", [1, 2])
async def test_a_redis_that_lost_its_tail_under_running_servers(nodes: int) -> None:
    """Law: every server notices, one epoch begins, all reload, each acknowledged check-in is there once; a restart
    of everything afterwards agrees."""
    async with world("redis", 1, nodes=nodes) as house:
        await house.accepts(100)
        await lose_the_tail(house)
        await demand_told_again(house)

        for server in house.servers:
            await house.dies(server)
        house.engine.kill()
        house.engine.start()
        await asyncio.gather(*(house.begins(server) for server in house.servers))
        house.goes_on()
        await house.accepts(30)
        await demand_told_again(house)


async def test_a_redis_and_a_server_that_come_back_from_an_older_copy() -> None:
    """Law: a server that was not there when the tail was lost notices it by its own mark."""
    async with world("redis", 2) as house:
        await house.accepts(100)
        await house.copies()
        await house.dies(house.servers[0])
        house.engine.kill()
        house.engine.put_back()
        house.engine.start()
        house.epoch += 1
        await house.begins(house.servers[0])
        await demand_told_again(house)


async def test_an_older_copy_of_the_files_put_back_between_two_starts() -> None:
    """Law: the same on SQLite, when somebody puts back the files of some minutes ago."""
    async with world("sqlite", 3) as house:
        await house.accepts(100)
        await house.copies()
        await house.dies(house.servers[0])
        house.engine.put_back()
        house.epoch += 1
        await house.begins(house.servers[0])
        await demand_told_again(house)

        await house.dies(house.servers[0])
        await house.begins(house.servers[0])
        await demand_told_again(house)
