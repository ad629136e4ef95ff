"""The forgetful store, by a clock the test turns."""

import asyncio

import pytest

from server.journal.passing import VALUE_BYTES, Limit, MemoryPassing, PassingFull
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passing(clock: Clock) -> MemoryPassing:
    return MemoryPassing(clock, max_values=3, max_limits=3)


async def test_a_value_is_taken_once(passing: MemoryPassing) -> None:
    await passing.put("ticket", b"who", 30)
    taken = await asyncio.gather(passing.take("ticket"), passing.take("ticket"))
    assert sorted(taken, key=str) == [None, b"who"]
    assert await passing.get("ticket") is None


async def test_a_value_ends_with_its_time_and_not_before(passing: MemoryPassing, clock: Clock) -> None:
    await passing.put("ticket", b"who", 30)
    clock.now_s += 29.999
    assert await passing.get("ticket") == b"who"
    clock.now_s += 0.001
    assert await passing.get("ticket") is None
    assert await passing.take("ticket") is None


async def test_a_newer_value_replaces_the_older_and_its_end(passing: MemoryPassing, clock: Clock) -> None:
    await passing.put("session", b"old", 10)
    await passing.put("session", b"new", 100)
    clock.now_s += 50
    await passing.put("other", b"", 1)
    assert await passing.get("session") == b"new"
    await passing.drop("session")
    assert await passing.get("session") is None


async def test_full_of_live_values_the_next_is_refused_and_none_is_lost(
    passing: MemoryPassing, clock: Clock
) -> None:
    for number in range(3):
        await passing.put(f"ticket {number}", b"%d" % number, 30 + number)
    with pytest.raises(PassingFull):
        await passing.put("one more", b"", 30)
    await passing.put("ticket 1", b"again", 30)
    assert [await passing.get(f"ticket {number}") for number in range(3)] == [b"0", b"again", b"2"]
    clock.now_s += 30
    await passing.put("one more", b"fits now", 30)
    assert await passing.get("one more") == b"fits now"


async def test_values_put_and_taken_for_hours_do_not_add_up(passing: MemoryPassing) -> None:
    for number in range(1_000):
        await passing.put(f"ticket {number}", b"", 3_600)
        await passing.take(f"ticket {number}")
    assert len(passing._ends) <= 7


async def test_a_value_beyond_the_bound_is_refused(passing: MemoryPassing) -> None:
    await passing.put("key", bytes(VALUE_BYTES), 1)
    with pytest.raises(ValueError, match="at most"):
        await passing.put("key", bytes(VALUE_BYTES + 1), 1)


async def test_no_secret_is_kept(passing: MemoryPassing) -> None:
    await passing.put("a secret token", b"", 30)
    await passing.wait_s("a secret address", Limit(1, 1))
    assert "secret" not in repr(vars(passing))


async def test_a_limit_lets_a_burst_through_then_its_rate(passing: MemoryPassing, clock: Clock) -> None:
    limit = Limit(rate=2, burst=3)
    assert [await passing.wait_s("address", limit) for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    clock.now_s += 0.5
    assert [await passing.wait_s("address", limit) for _ in range(2)] == [0, 0.5]
    clock.now_s += 1_000
    assert [await passing.wait_s("address", limit) for _ in range(4)] == [0, 0, 0, 0.5]
    assert await passing.wait_s("address", limit, cost=2) == 1


async def test_limits_are_bounded_and_the_least_lately_used_is_forgotten(passing: MemoryPassing) -> None:
    limit = Limit(rate=1, burst=1)
    for key in ("a", "b", "c", "a", "d"):
        await passing.wait_s(key, limit)
    assert await passing.wait_s("a", limit) > 0
    assert await passing.wait_s("b", limit) == 0
