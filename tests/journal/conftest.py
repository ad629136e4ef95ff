"""Journals to test: one fixture per adapter's way of being opened, so that one contract covers them all."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from server.journal.port import Journal
from server.journal.redis import open_redis_journal
from server.journal.redis_reader import Reader
from server.journal.sqlite import open_sqlite_journal
from tests.journal.redis_server import RedisServer, node, redis_server

Reopen = Callable[[], Awaitable[Journal]]
ADAPTERS = ["sqlite", "redis"]


@pytest.fixture(params=ADAPTERS)
async def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopen]:
    """Opens the same history again each time it is called; what is still open at the end is closed."""
    opened: list[Journal] = []
    async with AsyncExitStack() as stack:
        reader = (
            await stack.enter_async_context(node(stack.enter_context(redis_server()).url))
            if request.param == "redis"
            else None
        )

        async def open_again() -> Journal:
            if reader is not None:
                opened.append(await open_redis_journal(reader, "ONE"))
            else:
                opened.append(await open_sqlite_journal(tmp_path / "one.journal"))
            return opened[-1]

        yield open_again
        for journal in opened:
            await journal.close()


@pytest.fixture
async def journal(reopen: Reopen) -> Journal:
    return await reopen()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
async def reader(redis: RedisServer) -> AsyncIterator[Reader]:
    async with node(redis.url) as opened:
        yield opened
