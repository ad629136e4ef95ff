"""What only the Redis adapter promises: whom it refuses, several nodes at once, and what happens while Redis is away."""

import asyncio

import pytest

from server.core.ids import Seq
from server.journal import redis_client
from server.journal.port import JournalBroken, JournalBusy, JournalFull
from server.journal.redis import RedisJournal, open_redis_journal
from server.journal.redis_reader import Reader
from tests.journal.cutter import cutter
from tests.journal.given import history, numbered, subject, text
from tests.journal.on_redis import NAME, journal_on_redis  # noqa: F401 the fixture `journal`
from tests.journal.redis_server import PASSWORD, RedisServer, node, redis_server

# Whom it refuses


@pytest.mark.parametrize(
    "settings",
    [
        ("--appendonly", "no"),
        ("--appendfsync", "everysec"),
        ("--no-appendfsync-on-rewrite", "yes"),
        ("--maxmemory-policy", "allkeys-lru"),
        ("--save", "3600 1"),
    ],
    ids=lambda settings: settings[0],
)
async def test_a_redis_that_may_forget_or_keep_too_much_is_refused_in_words(
    settings: tuple[str, str],
) -> None:
    with redis_server(*settings) as redis:
        with pytest.raises(
            JournalBroken, match=f"Redis has {settings[0][2:]} {settings[1]}; it must be"
        ) as said:
            async with node(redis.url):
                pass
        assert PASSWORD not in str(said.value)


async def test_a_redis_that_could_not_read_back_what_it_wrote_is_refused(redis: RedisServer) -> None:
    redis.admin("ACL", "SETUSER", "default", "resetkeys", "-@all")
    with pytest.raises(JournalBroken, match="user default off resetpass"):
        async with node(redis.url):
            pass


async def test_a_redis_of_a_newer_version_is_refused(redis: RedisServer) -> None:
    async with node(redis.url) as reader:
        await reader.client.call("SET", "diemcau:format", redis_client.FORMAT + 1)
    with pytest.raises(JournalBroken, match="newer version"):
        async with node(redis.url):
            pass


@pytest.mark.parametrize(
    "change", [(PASSWORD, "wrong"), ("redis.sock", "nothing.sock")], ids=["user", "address"]
)
async def test_a_redis_that_cannot_be_used_is_said_without_the_password(
    redis: RedisServer, change: tuple[str, str]
) -> None:
    with pytest.raises((JournalBroken, JournalBusy)) as said:
        async with node(redis.url.replace(*change)):
            pass
    assert str(redis.folder) in str(said.value)
    assert PASSWORD not in str(said.value) and "wrong" not in str(said.value).replace("WRONGPASS", "")


async def test_a_stream_somebody_took_entries_out_of_is_broken(
    redis: RedisServer, journal: RedisJournal
) -> None:
    await journal.append(numbered(5))
    async with node(redis.url) as other:
        await other.client.call("XDEL", journal.key, "2-0")
        with pytest.raises(JournalBroken, match="4 entries and ends at 5"):
            await open_redis_journal(other, NAME)


async def test_a_journal_is_open_once_in_a_node(reader: Reader, journal: RedisJournal) -> None:
    with pytest.raises(ValueError, match="open already"):
        await open_redis_journal(reader, NAME)


async def test_nodes_with_other_keys_are_told_apart(redis: RedisServer) -> None:
    async with node(redis.url) as one, node(redis.url) as two:
        assert await one.client.is_same("keys", "a")
        assert not await two.client.is_same("keys", "b")
        assert await two.client.is_same("keys", "a")


async def test_a_user_that_loses_a_right_is_said_by_every_journal_it_is_needed_for(
    redis: RedisServer, journal: RedisJournal
) -> None:
    following = asyncio.ensure_future(anext(journal.follow(Seq(0))))
    redis.admin("ACL", "SETUSER", "diemcau", "-xread")
    with pytest.raises(JournalBroken, match="xread"):
        await following
    redis.admin("ACL", "SETUSER", "diemcau", "+xread")


async def test_a_password_that_was_changed_and_changed_back_is_a_redis_that_was_away(
    redis: RedisServer, reader: Reader, journal: RedisJournal
) -> None:
    await journal.append([b"one"])
    redis.admin("ACL", "SETUSER", "diemcau", "resetpass", ">another")
    redis.admin("CLIENT", "KILL", "USER", "diemcau")
    appending = asyncio.ensure_future(journal.append([b"two"]))
    async with asyncio.timeout(30):
        while "user and password" not in (reader.client.trouble or ""):  # noqa: ASYNC110 a property, asked again
            await asyncio.sleep(0)
    redis.admin("ACL", "SETUSER", "diemcau", f">{PASSWORD}")
    assert await appending == 2


async def test_a_primary_that_became_a_replica_is_left_for_the_one_the_address_leads_to_now(
    redis: RedisServer, journal: RedisJournal
) -> None:
    await journal.append([b"one"])
    redis.admin("CONFIG", "SET", "replica-serve-stale-data", "yes")
    redis.admin("REPLICAOF", "127.0.0.1", "1")
    appending = asyncio.ensure_future(journal.append([b"two"]))
    await away(journal)
    redis.admin("REPLICAOF", "NO", "ONE")
    assert await appending == 2
    assert await history(journal) == [b"one", b"two"]


@pytest.mark.parametrize("turns", range(30))
async def test_leaving_a_redis_breaks_no_command_that_is_under_way(redis: RedisServer, turns: int) -> None:
    """Law: a fail-over is a Redis that was away for a moment, whatever the node was saying to it."""
    client = redis_client.RedisClient(redis.url)
    calls = [asyncio.create_task(client.call("ECHO", number)) for number in range(8)]
    for _ in range(turns):
        await asyncio.sleep(0)
    await redis_client._leave(client._commands.connection_pool)
    later = [asyncio.create_task(client.call("ECHO", number)) for number in range(8)]
    said = [b"%d" % number for number in range(8)]
    assert await asyncio.gather(*calls) == await asyncio.gather(*later) == said
    await client.close()


async def test_whoever_left_a_redis_speaks_over_new_connections(redis: RedisServer) -> None:
    client = redis_client.RedisClient(redis.url)
    before = await client.call("CLIENT", "ID")
    waiting = asyncio.create_task(client.wait("XREAD", "BLOCK", 200, "STREAMS", "diemcau:nothing", "$"))
    reading = await client.wait("CLIENT", "ID")
    await waiting
    await redis_client._leave(client._commands.connection_pool)
    await redis_client._leave(client._waiting.connection_pool)
    assert await client.call("CLIENT", "ID") > before
    assert await client.wait("CLIENT", "ID") > reading
    await client.close()


@pytest.mark.parametrize("turns", range(30))
async def test_a_call_that_is_cancelled_ends_whenever_that_is(redis: RedisServer, turns: int) -> None:
    client = redis_client.RedisClient(redis.url)
    calling = asyncio.create_task(client.call("PING"))
    for _ in range(turns):
        await asyncio.sleep(0)
    if calling.cancel():
        with pytest.raises(asyncio.CancelledError):
            await calling
    else:
        assert await calling == b"PONG"
    await client.close()


# Several nodes


async def test_nodes_that_append_at_once_all_read_one_history(redis: RedisServer) -> None:
    async with node(redis.url) as one, node(redis.url) as two, node(redis.url) as three:
        journals = [await open_redis_journal(reader, NAME) for reader in (one, two, three)]
        appends = [
            journal.append([b"%d of %d" % (number, who)], [text(number * 3 + who, b"%d" % who)])
            for number in range(200)
            for who, journal in enumerate(journals)
        ]
        seqs = await asyncio.gather(*appends)
        assert sorted(seqs) == list(range(1, 601))
        told = [await history(journal) for journal in journals]
        assert told[0] == told[1] == told[2]
        assert len(set(told[0])) == 600
        assert len(await journals[0].texts([subject(number) for number in range(600)])) == 600
        for journal in journals:
            await journal.close()


async def test_what_one_node_appends_wakes_the_followers_of_another_whenever_its_journal_was_opened(
    redis: RedisServer,
) -> None:
    async with node(redis.url) as writing, node(redis.url) as reading:
        for name in ("FIRST", "SECOND", "THIRD"):
            there, here = await open_redis_journal(writing, name), await open_redis_journal(reading, name)
            following = here.follow(Seq(0))
            block = asyncio.ensure_future(anext(following))
            await asyncio.sleep(0)
            await there.append([name.encode()])
            assert (await block).entries == [name.encode()]
            await following.aclose()
        assert not reading.client.trouble


# Away, and back


async def test_an_append_waits_for_a_redis_that_restarts_and_its_followers_go_on(
    redis: RedisServer, journal: RedisJournal
) -> None:
    await journal.append(numbered(3))
    following = journal.follow(Seq(3))
    redis.kill()
    appending = asyncio.ensure_future(journal.append([b"while it was away"], [text(1, b"Nguyen")]))
    await away(journal)
    redis.start()
    assert await appending == 4
    assert (await anext(following)).entries == [b"while it was away"]
    assert await journal.texts([subject(1)]) == {subject(1): b"Nguyen"}
    await following.aclose()


async def test_a_redis_that_stays_away_is_said_and_all_comes_back_alone(
    redis: RedisServer, reader: Reader, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_client, "PATIENCE_S", 0.0)
    await journal.append(numbered(3))
    following = asyncio.ensure_future(anext(journal.follow(Seq(3))))
    redis.kill()
    with pytest.raises(JournalBusy, match="cannot be reached"):
        await journal.append([b"refused"])
    assert str(redis.folder) in (reader.client.trouble or "") and PASSWORD not in (
        reader.client.trouble or ""
    )
    redis.start()
    async with node(redis.url) as other:
        there = await open_redis_journal(other, NAME)
        assert await there.append([b"by another node"]) == 4
        assert (await following).entries == [b"by another node"]
        await there.close()
    assert reader.client.trouble is None
    assert await journal.append([b"by this one"]) == 5


async def test_an_append_whose_answer_is_lost_is_sent_again_and_its_first_text_stands(
    redis: RedisServer,
) -> None:
    async with cutter(redis) as wire, node(wire.url) as reader:
        journal = await open_redis_journal(reader, NAME)
        assert await journal.append([b"one"]) == 1
        wire.lose_the_answer_to(b"lost answer")
        assert await journal.append([b"lost answer"], [text(1, b"Nguyen")]) == 3
        assert wire.lost == 1
        assert await history(journal) == [b"one", b"lost answer", b"lost answer"]
        assert await journal.texts([subject(1)]) == {subject(1): b"Nguyen"}
        assert await journal.append([b"next"]) == 4
        await journal.close()


async def test_a_node_whose_last_journal_is_closed_while_redis_is_away_can_end(
    redis: RedisServer, reader: Reader, journal: RedisJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: who tries again gives the loop back: with nothing left to look at the reader must not hold it for itself."""
    tries = 0
    waits = reader.client.wait

    async def counted(*command: str) -> object:
        nonlocal tries
        tries += 1
        return await waits(*command)

    monkeypatch.setattr(reader.client, "wait", counted)
    redis.kill()
    await away(journal)
    reader.drop(journal)
    before = tries
    while tries < before + 3:  # noqa: ASYNC110 its own count, asked again
        await asyncio.sleep(0)
    await reader.close()


async def away(journal: RedisJournal) -> None:
    """Returns when the node has noticed that Redis is away."""
    async with asyncio.timeout(30):
        while journal._client.trouble is None:  # noqa: ASYNC110 a property, asked again
            await asyncio.sleep(0)


# Full


async def test_a_full_memory_refuses_the_append_as_a_whole_and_goes_on_when_there_is_room() -> None:
    with redis_server("--maxmemory", "6mb") as redis:
        async with node(redis.url) as reader:
            journal = await open_redis_journal(reader, NAME)
            acknowledged: list[bytes] = []
            with pytest.raises(JournalFull, match="memory of Redis is full"):
                for number in range(10_000):
                    entry = b"%d " % number * 1_000
                    await journal.append([entry], [text(number, entry)])
                    acknowledged.append(entry)
            assert await history(journal) == acknowledged
            assert len(await journal.texts([subject(number) for number in range(10_000)])) == len(
                acknowledged
            )
            redis.admin("CONFIG", "SET", "maxmemory", "100mb")
            assert await journal.append([b"room again"]) == len(acknowledged) + 1
            await journal.close()


async def test_a_redis_that_cannot_write_its_files_refuses_the_append_as_full(
    redis: RedisServer, journal: RedisJournal
) -> None:
    await journal.append(numbered(3))
    (redis.folder / "dump.rdb").mkdir()
    redis.admin("CONFIG", "SET", "save", "3600 1")
    redis.admin("BGSAVE")
    while "rdb_last_bgsave_status:err" not in redis.admin("INFO", "persistence"):
        pass
    with pytest.raises(JournalFull, match="cannot write to its disk"):
        await journal.append([b"refused"])
    assert await journal.last() == 3
    redis.admin("CONFIG", "SET", "save", "")
    assert await journal.append([b"again"]) == 4
