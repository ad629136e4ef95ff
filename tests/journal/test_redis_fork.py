"""A Redis that holds another history than the one that was read: told apart before anything is written or folded."""

import asyncio
import shutil
from pathlib import Path

import pytest

from server.core.ids import Seq
from server.journal import redis_reader
from server.journal.port import JournalForked
from server.journal.redis import RedisJournal, open_redis_journal
from server.journal.redis_client import Argument
from server.journal.redis_reader import Reader
from tests.journal.given import history, numbered
from tests.journal.on_redis import NAME, journal_on_redis  # noqa: F401 the fixture `journal`
from tests.journal.redis_server import RedisServer, node


async def test_a_redis_restored_from_an_older_copy_is_another_history_for_appends_and_followers(
    redis: RedisServer, journal: RedisJournal
) -> None:
    copy = redis.folder / "copy"
    await journal.append(numbered(3))
    shutil.copytree(redis.data, copy)
    await journal.append(numbered(3, start=4))
    following = asyncio.ensure_future(anext(journal.follow(Seq(6))))
    redis.kill()
    restore(redis, copy)
    with pytest.raises(JournalForked, match="no longer has entry 6"):
        await journal.append([b"lost?"])
    with pytest.raises(JournalForked):
        await following


async def test_a_longer_history_with_another_entry_at_our_place_is_another_history(
    redis: RedisServer, journal: RedisJournal
) -> None:
    copy = redis.folder / "copy"
    await journal.append(numbered(3))
    shutil.copytree(redis.data, copy)
    await journal.append([b"ours"])
    following = asyncio.ensure_future(anext(journal.follow(Seq(4))))
    redis.kill()
    restore(redis, copy)
    async with node(redis.url) as other:
        there = await open_redis_journal(other, NAME)
        await there.append([b"theirs", b"and more"])
        with pytest.raises(JournalForked):
            await following
        with pytest.raises(JournalForked):
            await journal.append([b"lost?"])
        assert await history(there) == [*numbered(3), b"theirs", b"and more"]
        await there.close()


async def test_nothing_is_taken_from_a_connection_that_was_made_behind_our_back(
    redis: RedisServer, reader: Reader, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a Redis that was restored between two questions is looked at before what it says is believed."""
    monkeypatch.setattr(redis_reader, "BLOCK_MS", 50)
    monkeypatch.setattr(redis_reader, "CHECK_S", 3_600.0)
    await journal.append([b"ours 1", b"ours 2"])
    assert len(await history(journal)) == 2
    following = asyncio.ensure_future(anext(journal.follow(Seq(2))))
    theirs = "for n = 1, 5 do redis.call('XADD', KEYS[1], n .. '-0', 'e', 'theirs ' .. n) end"
    asked = reader.client.wait

    async def wait(*command: Argument) -> object:
        if (
            command[0] == "XREAD"
        ):  # nobody is waiting at this moment, and nobody notices that the connection ends
            await asyncio.to_thread(redis.admin, "CLIENT", "KILL", "TYPE", "normal")
            poured = ("EVAL", f"redis.call('DEL', KEYS[1]) {theirs}", "1", journal.key.decode())
            await asyncio.to_thread(redis.admin, *poured)
        return await asked(*command)

    monkeypatch.setattr(reader.client, "wait", wait)
    with pytest.raises(JournalForked):
        await following
    assert journal.last_read == 2


async def test_entries_behind_one_that_is_gone_are_another_history_though_no_connection_broke(
    redis: RedisServer, journal: RedisJournal
) -> None:
    """Law: what a replica took over, or an administrator poured in, is not read on as if it were the same."""
    await journal.append([b"ours 1", b"ours 2"])
    assert len(await history(journal)) == 2
    following = journal.follow(Seq(2))
    theirs = "for n = 1, 5 do redis.call('XADD', KEYS[1], n .. '-0', 'e', 'theirs ' .. n) end"
    redis.admin("EVAL", f"redis.call('DEL', KEYS[1]) {theirs}", "1", journal.key.decode())
    with pytest.raises(JournalForked):
        async for _ in following:
            pass
    with pytest.raises(JournalForked):
        await journal.append([b"lost?"])


async def test_a_forked_journal_opened_anew_takes_the_history_that_is_there(
    redis: RedisServer, reader: Reader, journal: RedisJournal
) -> None:
    copy = redis.folder / "copy"
    await journal.append(numbered(2))
    shutil.copytree(redis.data, copy)
    await journal.append([b"lost"])
    redis.kill()
    restore(redis, copy)
    with pytest.raises(JournalForked):
        await journal.append([b"never"])
    await journal.close()
    again = await open_redis_journal(reader, NAME)
    assert await again.append([b"three"]) == 3
    assert await history(again) == [*numbered(2), b"three"]
    await again.close()


def restore(redis: RedisServer, copy: Path) -> None:
    """Redis runs on an older copy of its files."""
    shutil.rmtree(redis.data)
    shutil.copytree(copy, redis.data)
    redis.start()
