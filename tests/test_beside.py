"""What runs beside its owner ends with it: cancelled, waited for, and what broke is said."""

import asyncio
from contextlib import suppress

import pytest

from server.beside import beside, ended


async def test_work_runs_beside_the_block_and_is_over_after_it() -> None:
    """Law: who leaves the block finds the work ended, its own last words included."""
    said: list[str] = []
    began = asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            said.append("last words")

    async with beside(work(), "work"):
        await began.wait()
        assert said == []
    assert said == ["last words"]


async def test_work_is_over_also_when_the_block_breaks() -> None:
    """Law: a block that fails leaves nothing running behind it, and its own failure is what is raised."""
    before = asyncio.all_tasks()
    with pytest.raises(ValueError, match="the block"):
        async with beside(_for_ever(), "work"):
            raise ValueError("the block")
    assert asyncio.all_tasks() == before


async def test_what_broke_beside_is_said_at_the_end() -> None:
    """Law: work that broke is not hidden by the end; the others are ended all the same."""

    async def broken() -> None:
        raise ValueError("the work")

    first, second = asyncio.create_task(broken()), asyncio.create_task(_for_ever())
    await asyncio.wait((first,))
    with pytest.raises(ValueError, match="the work"):
        await ended(None, first, second)
    assert second.cancelled()


async def test_what_is_over_or_never_began_may_be_ended() -> None:
    """Law: an owner may end twice, or before it began."""
    task = asyncio.create_task(_for_ever())
    for _ in range(2):
        await ended(None, task)
    await ended(None)
    assert task.cancelled()


async def test_who_waits_for_an_end_may_be_cancelled() -> None:
    """Law: a cancellation of the owner is its own, and is not taken for the end of the task."""
    release = asyncio.Event()

    async def slow() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await release.wait()

    task = asyncio.create_task(slow())
    await asyncio.sleep(0)
    owner = asyncio.create_task(ended(task))
    await asyncio.sleep(0)
    owner.cancel()
    await asyncio.wait((owner,))
    assert owner.cancelled() and not task.done()
    release.set()
    await task


async def _for_ever() -> None:
    await asyncio.Event().wait()
