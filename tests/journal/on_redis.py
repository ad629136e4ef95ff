"""One journal on the test's own Redis, for the tests that are of Redis alone: the fixture `journal` of who imports it."""

from collections.abc import AsyncIterator

import pytest

from server.journal.redis import RedisJournal, open_redis_journal
from server.journal.redis_reader import Reader

NAME = "ONE"


@pytest.fixture(name="journal")
async def journal_on_redis(reader: Reader) -> AsyncIterator[RedisJournal]:
    opened = await open_redis_journal(reader, NAME)
    yield opened
    await opened.close()
