"""The forgetful store, by a clock the test turns."""

import asyncio

import pytest

from server.journal.passing import VALUE_BYTES, MemoryPassing, PassingFull
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passing(clock: Clock) -> MemoryPassing:
    return MemoryPassing(clock, max_values=3)


async def test_a_value_is_taken_once(passing: MemoryPassing) -> None:
    await passing.put("code", b"who", 30)
    taken = await asyncio.gather(passing.take("code"), passing.take("code"))
    assert sorted(taken, key=str) == [None, b"who"]
    assert await passing.get("code") is None


async def test_a_value_ends_with_its_time_and_not_before(passing: MemoryPassing, clock: Clock) -> None:
    await passing.put("code", b"who", 30)
    clock.now_s += 29.999
    assert await passing.get("code") == b"who"
    clock.now_s += 0.001
    assert await passing.get("code") is None
    assert await passing.take("code") is None


async def test_a_newer_value_replaces_the_older_and_its_end(passing: MemoryPassing, clock: Clock) -> None:
    await passing.put("row", b"old", 10)
    await passing.put("row", b"new", 100)
    clock.now_s += 50
    await passing.put("other", b"", 1)
    assert await passing.get("row") == b"new"
    clock.now_s += 50
    assert await passing.get("row") is None


async def test_full_of_live_values_the_next_is_refused_and_none_is_lost(
    passing: MemoryPassing, clock: Clock
) -> None:
    for number in range(3):
        await passing.put(f"code {number}", b"%d" % number, 30 + number)
    with pytest.raises(PassingFull):
        await passing.put("one more", b"", 30)
    await passing.put("code 1", b"again", 30)
    assert [await passing.get(f"code {number}") for number in range(3)] == [b"0", b"again", b"2"]
    clock.now_s += 30
    await passing.put("one more", b"fits now", 30)
    assert await passing.get("one more") == b"fits now"


async def test_values_put_and_taken_for_hours_do_not_add_up(passing: MemoryPassing) -> None:
    for number in range(1_000):
        await passing.put(f"code {number}", b"", 3_600)
        await passing.take(f"code {number}")
    assert len(passing._ends) <= 7


async def test_a_value_beyond_the_bound_is_refused(passing: MemoryPassing) -> None:
    await passing.put("key", bytes(VALUE_BYTES), 1)
    with pytest.raises(ValueError, match="at most"):
        await passing.put("key", bytes(VALUE_BYTES + 1), 1)


async def test_no_secret_is_kept(passing: MemoryPassing) -> None:
    await passing.put("a secret token", b"", 30)
    assert "secret" not in repr(vars(passing))
