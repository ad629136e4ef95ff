"""An erased name stands in no file of Redis any more; entries, chain and everybody else's name stay."""

import asyncio
import os
import re
import signal
from collections.abc import Iterator
from random import Random

import pytest

from server.core.ids import Seq
from server.journal import redis_reader, redis_texts
from server.journal.chain import Chain
from server.journal.port import JournalBusy, Text
from server.journal.redis import open_redis_journal
from server.journal.redis_archive import RedisArchive
from tests.journal.given import bytes_under, history, numbered, subject, text
from tests.journal.redis_server import RedisServer, node, redis_server

SLOWLY = "400000"
"""Microseconds for each key that is rewritten: there are two or three."""

MARK = re.compile(rb"<[0-9]{4,5}[.][01]>")


def named(number: int, version: int = 0) -> Text:
    return text(number, b"<%d.%d>" % (number, version))


def marks_in(redis: RedisServer) -> set[bytes]:
    return set(MARK.findall(bytes_under(redis.folder)))


@pytest.mark.parametrize("preamble", ["yes", "no"])
async def test_no_file_holds_an_erased_name_in_any_version_and_all_others_are_held(preamble: str) -> None:
    random = Random(7)
    with redis_server("--aof-use-rdb-preamble", preamble, "--rdbcompression", "no") as redis:
        async with node(redis.url) as reader:
            journal = await open_redis_journal(reader, "ONE")
            everybody = range(10_000, 12_500)
            await journal.append(numbered(50), [named(number) for number in everybody])
            for number in random.sample(everybody, 500):
                await journal.revise(named(number, version=1))
            chain = Chain().feed_all(await history(journal))
            left = set(everybody)
            for share in (1, 40, 1_500):
                chosen = random.sample(sorted(left), share)
                left -= set(chosen)
                assert await journal.erase([subject(number) for number in chosen]) == share
                assert {int(mark[1:6]) for mark in marks_in(redis)} == left
                await journal.append([], [named(number) for number in chosen])
                await journal.revise(named(chosen[0], version=1))
                assert {int(mark[1:6]) for mark in marks_in(redis)} == left
            assert Chain().feed_all(await history(journal)) == chain
            redis.kill()
            redis.start()
            assert Chain().feed_all(await history(journal)) == chain
            assert await journal.texts([subject(number) for number in chosen]) == {}
            await journal.close()


async def test_an_erasure_during_a_rewrite_that_began_before_it_waits_for_one_of_its_own(
    redis: RedisServer,
) -> None:
    async with node(redis.url) as reader:
        journal = await open_redis_journal(reader, "ONE")
        await journal.append(numbered(3), [named(number) for number in range(10_000, 40_000)])
        redis.admin("CONFIG", "SET", "rdb-key-save-delay", SLOWLY)
        redis.admin("BGREWRITEAOF")
        redis.admin("CONFIG", "SET", "rdb-key-save-delay", "0")
        assert "aof_rewrite_in_progress:1" in redis.admin("INFO", "persistence")
        await journal.erase([subject(10_001)])
        assert b"<10001.0>" not in marks_in(redis)
        assert b"<10002.0>" in marks_in(redis)
        await journal.close()


async def test_every_node_hears_of_an_erasure(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_reader, "CHECK_S", 0.0)
    async with node(redis.url) as one, node(redis.url) as two:
        here, there = await open_redis_journal(one, "ONE"), await open_redis_journal(two, "ONE")
        await here.append([b"one"], [named(10_001)])
        before = here.erasures, there.erasures
        await here.erase([subject(10_001)])
        await here.append([b"two"])
        following = there.follow(Seq(1))
        await anext(following)
        await here.append([b"three"])
        await anext(following)
        assert here.erasures != before[0] and there.erasures != before[1]
        await following.aclose()
        await here.close()
        await there.close()


async def test_an_erasure_that_could_not_rewrite_the_file_says_so_and_works_when_asked_again(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with node(redis.url) as reader:
        journal = await open_redis_journal(reader, "ONE")
        await journal.append(numbered(3), [named(10_001), named(10_002)])
        with monkeypatch.context() as impatient:
            impatient.setattr(redis_texts, "REWRITE_S", 0)
            with pytest.raises(JournalBusy, match="call again"):
                await journal.erase([subject(10_001)])
        assert await journal.texts([subject(10_001)]) == {}
        assert await journal.erase([subject(10_001)]) == 0
        assert marks_in(redis) == {b"<10002.0>"}
        await journal.close()


async def test_an_erasure_whose_rewrite_failed_is_not_said_to_be_done(redis: RedisServer) -> None:
    """Law: the old file still holds the name, so whoever asked is told to ask again."""
    async with node(redis.url) as reader:
        journal = await open_redis_journal(reader, "ONE")
        await journal.append(numbered(3), [named(10_001), named(10_002)])
        redis.admin("CONFIG", "SET", "rdb-key-save-delay", SLOWLY)
        erasing = asyncio.ensure_future(journal.erase([subject(10_001)]))
        async with asyncio.timeout(30):
            while not redis.children():  # noqa: ASYNC110 the kernel's list, looked at again
                await asyncio.sleep(0)
        os.kill(redis.children()[0], signal.SIGKILL)
        with pytest.raises(JournalBusy, match="call again"):
            await erasing
        assert b"<10001.0>" in marks_in(redis)
        redis.admin("CONFIG", "SET", "rdb-key-save-delay", "0")
        await journal.erase([subject(10_001)])
        assert marks_in(redis) == {b"<10002.0>"}
        await journal.close()


def test_commands_read_what_is_left(redis: RedisServer) -> None:
    archive = RedisArchive(redis.url)
    assert archive.names() == []
    assert archive.texts("ONE", [subject(1)]) == {}
    assert list(archive.blocks("ONE")) == []
    archive.close()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server("--rdbcompression", "no") as server:
        yield server
