"""The forgetful store that nodes share, on a real redis-server, and what it has in common with the one in memory."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from server.journal.passing import VALUE_BYTES, MemoryPassing, Passing, PassingAway, PassingFull
from server.journal.passing_redis import RedisPassing
from tests.journal.redis_server import node, redis_server


@pytest.fixture(params=["memory", "redis"])
async def passing(request: pytest.FixtureRequest) -> AsyncIterator[Passing]:
    if request.param == "memory":
        yield MemoryPassing(time.monotonic)
        return
    with redis_server() as redis:
        async with node(redis.url) as reader:
            yield RedisPassing(reader.client)


async def test_a_value_is_taken_once(passing: Passing) -> None:
    await passing.put("code", b"who", 30)
    taken = await asyncio.gather(*(passing.take("code") for _ in range(8)))
    assert sorted(taken, key=str) == [None] * 7 + [b"who"]
    assert await passing.get("code") is None


async def test_a_value_ends_by_itself(passing: Passing) -> None:
    await passing.put("code", b"who", 0.05)
    await passing.put("row", b"other", 30)
    while await passing.get("code") is not None:
        pass
    assert await passing.take("code") is None
    assert await passing.get("row") == b"other"


async def test_a_newer_value_replaces_the_older(passing: Passing) -> None:
    await passing.put("row", b"old", 30)
    await passing.put("row", b"", 30)
    assert await passing.get("row") == b""


async def test_a_value_beyond_the_bound_is_refused(passing: Passing) -> None:
    await passing.put("key", bytes(VALUE_BYTES), 1)
    with pytest.raises(ValueError, match="at most"):
        await passing.put("key", bytes(VALUE_BYTES + 1), 1)


async def test_two_nodes_share_one_code_and_redis_holds_no_secret() -> None:
    with redis_server() as redis:
        async with node(redis.url) as one, node(redis.url) as two:
            here, there = RedisPassing(one.client), RedisPassing(two.client)
            await here.put("a secret token", b"who", 30)
            assert await there.take("a secret token") == b"who"
            assert await here.take("a secret token") is None
            await here.put("a secret token", b"who", 30)
            _, keys = await one.client.call("SCAN", 0, "MATCH", "diemcau:passing:*", "COUNT", 100)
            ends = [await one.client.call("PTTL", key) for key in keys]
        assert len(keys) == 1 and b"secret" not in b"".join(keys)
        assert all(end > 0 for end in ends)
        assert b"secret" not in b"".join(file.read_bytes() for file in redis.data.iterdir())


async def test_a_full_memory_refuses_the_next_value_and_keeps_the_others() -> None:
    with redis_server("--maxmemory", "4mb") as redis:
        async with node(redis.url) as reader:
            store = RedisPassing(reader.client)
            kept = 0
            with pytest.raises(PassingFull):
                for kept in range(10_000):
                    await store.put(f"code {kept}", bytes(VALUE_BYTES), 300)
            assert kept > 10
            assert [await store.get(f"code {number}") for number in (0, kept - 1)] == [bytes(VALUE_BYTES)] * 2


async def test_a_store_that_is_away_says_so_and_comes_back() -> None:
    with redis_server() as redis:
        async with node(redis.url) as reader:
            store = RedisPassing(reader.client)
            await store.put("code", b"who", 300)
            redis.kill()
            with pytest.raises(PassingAway):
                await store.get("code")
            redis.start()
            assert await store.take("code") == b"who"
