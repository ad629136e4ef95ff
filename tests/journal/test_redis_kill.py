"""kill -9 of Redis, and of a node, in a burst of appends: every acknowledged entry is found by a separate reader."""

import asyncio
import contextlib
import itertools

from server.core.ids import Seq
from server.journal.port import Journal, JournalBusy
from server.journal.redis import open_redis_journal
from server.journal.redis_archive import RedisArchive
from tests.journal.given import subject, text
from tests.journal.redis_server import RedisServer, node, redis_server
from tests.journal.test_kill import acknowledged_until_killed

CALLERS = 40


def entries_in(redis: RedisServer) -> list[bytes]:
    with contextlib.closing(RedisArchive(redis.url)) as archive:
        return [entry for block in archive.blocks("ONE") for entry in block.entries]


async def test_every_entry_acknowledged_before_redis_is_killed_is_found_and_nothing_else_came_in() -> None:
    with redis_server() as redis:
        async with node(redis.url) as reader:
            journal = await open_redis_journal(reader, "ONE")
            told: dict[int, bytes] = {}
            followed: list[bytes] = []
            asked = itertools.count()
            following = asyncio.create_task(follow(journal, followed))
            for life in range(1, 5):
                enough = asyncio.Event()
                callers = [
                    asyncio.create_task(call(journal, asked, told, 300 * life, enough))
                    for _ in range(CALLERS)
                ]
                await enough.wait()
                redis.kill()
                redis.start()
                await asyncio.gather(*callers)
                found = entries_in(redis)
                assert {seq: found[seq - 1] for seq in told} == told
                assert set(found) <= {b"entry %d" % number for number in range(next(asked))}
            assert len(told) >= 1_200
            await journal.append([b"end"])
            await following
            assert followed == entries_in(redis)
            texts = await journal.texts([subject(int(entry[6:])) for entry in told.values()])
            assert texts == {subject(int(entry[6:])): entry for entry in told.values()}
            await journal.close()


async def call(
    journal: Journal, asked: "itertools.count[int]", told: dict[int, bytes], until: int, enough: asyncio.Event
) -> None:
    """Appends one after the other until `until` were acknowledged; one that was refused is asked no more."""
    while len(told) < until:
        number = next(asked)
        entry = b"entry %d" % number
        with contextlib.suppress(JournalBusy):
            told[await journal.append([entry], [text(number, entry)])] = entry
        if len(told) >= until // 2:
            enough.set()


async def follow(journal: Journal, followed: list[bytes]) -> None:
    async for block in journal.follow(Seq(0)):
        followed += block.entries
        if followed[-1] == b"end":
            return


async def test_every_entry_acknowledged_before_a_node_is_killed_is_found() -> None:
    with redis_server() as redis:
        told: dict[int, str] = {}
        for life, count in enumerate([1, 57, 400]):
            told |= await acknowledged_until_killed(redis.url, f"life{life}", count)
        found = entries_in(redis)
        assert len(told) >= 458
        for seq, mark in told.items():
            assert found[seq - 2 : seq] == [b"first of " + mark.encode(), b"second of " + mark.encode()]
        assert [entry.replace(b"first", b"second") for entry in found[::2]] == found[1::2]
        with contextlib.closing(RedisArchive(redis.url)) as archive:
            texts = archive.texts("ONE", [subject(seq) for seq in told])
        assert texts == {subject(seq): mark.encode() for seq, mark in told.items()}
