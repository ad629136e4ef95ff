"""A task that runs beside its owner: it ends with the owner, and its end is waited for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from typing import Any


@contextlib.asynccontextmanager
async def beside(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """While the block runs, so does the work; after it the work is over. Raises what the work broke of, at the end."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await ended(task)


async def ended(*tasks: asyncio.Task[None] | None) -> None:
    """Returns when all are over, cancelled by this; None is one that never began. Raises what the first of them broke of.

    Who waits here may be cancelled too: then it raises CancelledError, and the tasks end by themselves.
    """
    begun = [task for task in tasks if task is not None]
    for task in begun:
        task.cancel()
    if begun:
        await asyncio.wait(begun)
    for task in begun:
        if not task.cancelled():
            task.result()
