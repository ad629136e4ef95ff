"""A Redis that takes nothing or says nothing, and journals that are closed: nobody waits for ever."""

import asyncio
from typing import Any

import pytest

from server.journal import redis_client, redis_reader
from server.journal.port import JournalBusy
from server.journal.redis import RedisJournal, open_redis_journal
from server.journal.redis_reader import Reader
from tests.journal.given import history
from tests.journal.on_redis import NAME, journal_on_redis  # noqa: F401 the fixture `journal`
from tests.journal.redis_server import RedisServer, node


async def test_a_redis_that_answers_and_takes_nothing_is_not_waited_for_for_ever(
    redis: RedisServer, reader: Reader, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: patience is the append's own: what else Redis answers meanwhile does not begin it anew."""
    monkeypatch.setattr(redis_client, "PATIENCE_S", 0.0)
    redis.admin("CONFIG", "SET", "min-replicas-to-write", "1")
    script = reader.client.run
    refused = 0

    async def and_another_is_answered(*command: Any) -> Any:
        nonlocal refused
        try:
            return await script(*command)
        except JournalBusy:
            refused += 1
            assert refused < 20, "asked again for ever"
            await reader.client.call("PING")
            raise

    monkeypatch.setattr(reader.client, "run", and_another_is_answered)
    with pytest.raises(JournalBusy, match="NOREPLICAS"):
        await journal.append([b"one"])


async def test_a_journal_closed_in_the_moment_it_is_opened_breaks_no_other(
    redis: RedisServer, reader: Reader, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: with nothing to read nothing is asked: Redis would call that a mistake, and the reader give up whatever came."""
    monkeypatch.setattr(redis_reader, "BLOCK_MS", 20)
    other = await open_redis_journal(reader, "OTHER")
    for one in (journal, other):
        reader.drop(one)
    async with asyncio.timeout(30):
        while reader._changed.is_set():  # noqa: ASYNC110 the end of a blocking read, then nothing to read
            await asyncio.sleep(0)
    opening = asyncio.ensure_future(reader.add(journal))
    await asyncio.sleep(0)
    reader.drop(journal)
    for _ in range(3):  # the reader goes on
        await asyncio.sleep(0)
    await reader.add(other)
    assert await other.append([b"one"]) == 1
    assert await history(other) == [b"one"]
    await opening
    await other.close()


async def test_a_journal_is_closed_though_redis_hangs_over_its_last_write(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a Redis that says nothing at all keeps no server from ending; whoever asked is told that it was not taken."""
    monkeypatch.setattr(redis_client, "ANSWER_S", 3_600.0)
    monkeypatch.setattr("server.journal.redis.CLOSE_S", 0.0)
    async with node(redis.url) as reader:
        journal = await open_redis_journal(reader, NAME)
        redis.halt()
        appends = [asyncio.ensure_future(journal.append([b"one"])) for _ in range(2)]
        await asyncio.sleep(0)
        await journal.close()
        told = await asyncio.gather(*appends, return_exceptions=True)
        redis.go_on()
    assert [type(error) for error in told] == [JournalBusy, JournalBusy]
