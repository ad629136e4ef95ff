"""Nodes hear each other through a real Redis, agree on a place, and end when they are silent."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.journal.redis_client import RedisClient
from server.journal.redis_sharing import RedisSharing
from tests.journal.redis_server import RedisServer, redis_server

ROOM, EAST, WEST = "7K2M9QXW", b"east....", b"west...."


@pytest.fixture
async def redis() -> AsyncIterator[tuple[RedisServer, RedisClient]]:
    with redis_server() as server:
        client = RedisClient(server.url)
        yield server, client
        await client.close()


async def test_each_hears_the_others_and_never_itself(redis: tuple[RedisServer, RedisClient]) -> None:
    """Law: the last word of every other node of the conference, whole; other conferences are apart."""
    a, b = (RedisSharing(redis[1], name, 60, 60) for name in "ab")
    assert await a.exchange(ROOM, b"first") == {}
    assert await b.exchange(ROOM, b"\x00\xff") == {"a": b"first"}
    assert await a.exchange(ROOM, b"second") == {"b": b"\x00\xff"}
    assert await b.exchange(ROOM, b"\x00\xff") == {"a": b"second"}
    assert await a.exchange("OTHER", b"") == {}


async def test_a_silent_node_ends_by_itself(redis: tuple[RedisServer, RedisClient]) -> None:
    """Law: nobody has to say that a node died."""
    a, b = RedisSharing(redis[1], "a", 0.2, 60), RedisSharing(redis[1], "b", 60, 60)
    await a.exchange(ROOM, b"here")
    async with asyncio.timeout(20):
        while await b.exchange(ROOM, b""):
            pass
    assert await a.exchange(ROOM, b"here") == {"b": b""}
    assert await b.exchange(ROOM, b"") == {"a": b"here"}


async def test_of_two_who_place_a_room_one_is_right(redis: tuple[RedisServer, RedisClient]) -> None:
    """Law: the first place stands for both, until one takes over from exactly that place."""
    a, b = (RedisSharing(redis[1], name, 60, 60) for name in "ab")
    assert await asyncio.gather(a.place(ROOM, EAST), b.place(ROOM, WEST)) in ([EAST, EAST], [WEST, WEST])
    stands = await a.place(ROOM, EAST)
    other = WEST if stands == EAST else EAST
    assert await b.place(ROOM, other, b"nowhere.") == stands
    assert await b.place(ROOM, other, stands) == other
    assert await a.place(ROOM, stands) == other


async def test_a_place_nobody_names_is_free_again(redis: tuple[RedisServer, RedisClient]) -> None:
    """Law: a room that everybody left is placed anew."""
    a = RedisSharing(redis[1], "a", 60, 0.2)
    assert await a.place(ROOM, EAST) == EAST
    async with asyncio.timeout(20):
        while await a.place(ROOM, WEST) != WEST:
            pass


async def test_a_redis_that_is_away_is_said_in_one_way(redis: tuple[RedisServer, RedisClient]) -> None:
    """Law: OSError, whatever Redis says; the caller keeps what it heard last."""
    server, client = redis
    a = RedisSharing(client, "a", 60, 60)
    await a.exchange(ROOM, b"here")
    server.kill()
    with pytest.raises(OSError, match="Redis"):
        await a.exchange(ROOM, b"here")
    server.start()
    assert await a.place(ROOM, EAST) == EAST
