"""The forgetful store that nodes share, on a real redis-server, and what it has in common with the one in memory."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from server.journal.passing import VALUE_BYTES, Limit, MemoryPassing, Passing, PassingAway, PassingFull
from server.journal.passing_redis import RedisPassing
from tests.journal.redis_server import node, redis_server

SLOW = Limit(rate=0.001, burst=3)
"""Nothing comes back to it while a test runs."""


@pytest.fixture(params=["memory", "redis"])
async def passing(request: pytest.FixtureRequest) -> AsyncIterator[Passing]:
    if request.param == "memory":
        yield MemoryPassing(time.monotonic)
        return
    with redis_server() as redis:
        async with node(redis.url) as reader:
            yield RedisPassing(reader.client)


async def test_a_value_is_taken_once(passing: Passing) -> None:
    await passing.put("ticket", b"who", 30)
    taken = await asyncio.gather(*(passing.take("ticket") for _ in range(8)))
    assert sorted(taken, key=str) == [None] * 7 + [b"who"]
    assert await passing.get("ticket") is None


async def test_a_value_ends_by_itself(passing: Passing) -> None:
    await passing.put("ticket", b"who", 0.05)
    await passing.put("session", b"other", 30)
    while await passing.get("ticket") is not None:
        pass
    assert await passing.take("ticket") is None
    assert await passing.get("session") == b"other"


async def test_a_newer_value_replaces_the_older_until_it_is_dropped(passing: Passing) -> None:
    await passing.put("session", b"old", 30)
    await passing.put("session", b"", 30)
    assert await passing.get("session") == b""
    await passing.drop("session")
    await passing.drop("session")
    assert await passing.get("session") is None


async def test_a_value_beyond_the_bound_is_refused(passing: Passing) -> None:
    await passing.put("key", bytes(VALUE_BYTES), 1)
    with pytest.raises(ValueError, match="at most"):
        await passing.put("key", bytes(VALUE_BYTES + 1), 1)


async def test_a_limit_lets_its_burst_through_and_then_says_how_long(passing: Passing) -> None:
    waits = [await passing.wait_s("address", SLOW) for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(900 < wait <= 1_000 for wait in waits[3:])
    assert await passing.wait_s("another address", SLOW, cost=3) == 0
    assert 2_900 < await passing.wait_s("another address", SLOW, cost=3) <= 3_000


async def test_a_limit_fills_again_at_its_rate(passing: Passing) -> None:
    limit = Limit(rate=50, burst=1)
    assert await passing.wait_s("address", limit) == 0
    while await passing.wait_s("address", limit):
        pass
    assert await passing.wait_s("address", limit) > 0


async def test_two_nodes_share_one_ticket_and_one_limit_and_redis_holds_no_secret() -> None:
    with redis_server() as redis:
        async with node(redis.url) as one, node(redis.url) as two:
            here, there = RedisPassing(one.client), RedisPassing(two.client)
            await here.put("a secret token", b"who", 30)
            assert await there.take("a secret token") == b"who"
            assert await here.take("a secret token") is None
            assert [await store.wait_s("a secret address", SLOW) for store in (here, there, here)] == [0] * 3
            assert await there.wait_s("a secret address", SLOW) > 0
            await here.put("a secret token", b"who", 30)
            _, keys = await one.client.call("SCAN", 0, "MATCH", "diemcau:passing:*", "COUNT", 100)
            ends = [await one.client.call("PTTL", key) for key in keys]
        assert len(keys) == 2 and b"secret" not in b"".join(keys)
        assert all(end > 0 for end in ends)
        assert b"secret" not in b"".join(file.read_bytes() for file in redis.data.iterdir())


async def test_a_full_memory_refuses_the_next_value_and_keeps_the_others() -> None:
    with redis_server("--maxmemory", "4mb") as redis:
        async with node(redis.url) as reader:
            store = RedisPassing(reader.client)
            kept = 0
            with pytest.raises(PassingFull):
                for kept in range(10_000):
                    await store.put(f"ticket {kept}", bytes(VALUE_BYTES), 300)
            assert kept > 10
            assert [await store.get(f"ticket {number}") for number in (0, kept - 1)] == [
                bytes(VALUE_BYTES)
            ] * 2


async def test_a_store_that_is_away_says_so_and_comes_back() -> None:
    with redis_server() as redis:
        async with node(redis.url) as reader:
            store = RedisPassing(reader.client)
            await store.put("ticket", b"who", 300)
            redis.kill()
            with pytest.raises(PassingAway):
                await store.get("ticket")
            redis.start()
            assert await store.take("ticket") == b"who"
