"""Papers that every node can fetch: kept before the journal lists them, for good once it does, gone when taken down."""

from collections.abc import AsyncIterator, Iterator

import pytest

from server.core.ids import ConferenceId, PaperId
from server.journal.papers import OwnPapers
from server.journal.papers_redis import AWAITED_S, RedisPapers
from server.journal.port import JournalFull
from tests.journal.redis_server import RedisServer, node, redis_server

CONFERENCE = ConferenceId("0NE")
ONE, TWO, THREE = (PaperId(bytes([number]) * 16) for number in (1, 2, 3))


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server("--maxmemory", "60mb") as server:
        yield server


@pytest.fixture
async def papers(redis: RedisServer) -> AsyncIterator[RedisPapers]:
    async with node(redis.url) as reader:
        yield RedisPapers(reader.client)


def seconds_left(redis: RedisServer, paper: PaperId) -> int:
    """-1: for good; -2: there is none."""
    return int(redis.admin("TTL", f"diemcau:{{{CONFERENCE}}}:paper:{paper.hex()}"))


async def test_a_paper_is_fetched_as_it_was_kept(papers: RedisPapers) -> None:
    content = bytes(range(256)) * 40_000
    await papers.keep(CONFERENCE, ONE, content)
    assert await papers.fetch(CONFERENCE, ONE) == content
    assert await papers.fetch(CONFERENCE, TWO) is None
    assert await papers.fetch(ConferenceId("TW0"), ONE) is None


async def test_what_the_journal_never_listed_ends_by_itself(papers: RedisPapers, redis: RedisServer) -> None:
    await papers.keep(CONFERENCE, ONE, b"of a node that died")
    assert 0 < seconds_left(redis, ONE) <= AWAITED_S


async def test_what_is_listed_stays_and_what_was_taken_down_goes_however_often_it_is_said(
    papers: RedisPapers, redis: RedisServer
) -> None:
    for paper in (ONE, TWO):
        await papers.keep(CONFERENCE, paper, b"content")
    for _ in range(2):
        await papers.settle(CONFERENCE, [ONE, THREE], [TWO])
    assert [seconds_left(redis, paper) for paper in (ONE, TWO, THREE)] == [-1, -2, -2]


async def test_a_paper_too_large_for_the_memory_is_refused_and_the_others_stay(papers: RedisPapers) -> None:
    await papers.keep(CONFERENCE, ONE, bytes(10 << 20))
    with pytest.raises(JournalFull):
        await papers.keep(CONFERENCE, TWO, bytes(50 << 20))
    assert await papers.fetch(CONFERENCE, ONE) == bytes(10 << 20)


async def test_one_node_alone_fetches_nothing_from_anywhere() -> None:
    papers = OwnPapers()
    await papers.keep(CONFERENCE, ONE, b"lies in the folder")
    await papers.settle(CONFERENCE, [ONE], [TWO])
    assert await papers.fetch(CONFERENCE, ONE) is None
