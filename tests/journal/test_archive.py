"""What commands read, over both engines: beside a writer, a prefix of the history, and nothing is changed."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from server.core.ids import ConferenceId, Seq
from server.journal.archive import HOUSE, Archive, SqliteArchive
from server.journal.folder import DataFolder
from server.journal.port import Journal
from server.journal.redis import open_redis_journal
from server.journal.redis_archive import RedisArchive
from server.journal.sqlite import open_sqlite_journal
from tests.journal.conftest import ADAPTERS
from tests.journal.given import numbered, subject, text
from tests.journal.redis_server import node, redis_server


class Place(NamedTuple):
    """A house being written, and the way to read it."""

    open: Callable[[str], object]
    archive: Archive


@pytest.fixture(params=ADAPTERS)
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    async with AsyncExitStack() as stack:
        if request.param == "redis":
            redis = stack.enter_context(redis_server())
            reader = await stack.enter_async_context(node(redis.url))
            archive = RedisArchive(redis.url)
            stack.callback(archive.close)
            yield Place(lambda name: open_redis_journal(reader, name), archive)
            return
        folder = stack.enter_context(DataFolder.take(tmp_path))

        def path_of(name: str) -> Path:
            return folder.house_journal if name == HOUSE else folder.conference_journal(ConferenceId(name))

        yield Place(lambda name: open_sqlite_journal(path_of(name)), SqliteArchive(tmp_path))


async def opened(place: Place, name: str) -> Journal:
    return await place.open(name)  # type: ignore[misc, no-any-return]


async def test_a_place_without_a_house_has_no_names(place: Place) -> None:
    assert place.archive.names() == []


async def test_the_house_comes_first_and_conferences_by_id(place: Place) -> None:
    for name in ("B1", "A1", HOUSE):
        journal = await opened(place, name)
        await journal.append([b"one"])
        await journal.close()
    assert place.archive.names() == [HOUSE, "A1", "B1"]


async def test_blocks_and_texts_are_read_beside_the_writer(place: Place) -> None:
    journal = await opened(place, "A1")
    await journal.append(numbered(2_500), [text(number, b"name %d" % number) for number in range(2_500)])
    await journal.erase([subject(7)])
    blocks = list(place.archive.blocks("A1"))
    assert [entry for block in blocks for entry in block.entries] == numbered(2_500)
    assert blocks[0].first == Seq(1)
    found = place.archive.texts("A1", [subject(number) for number in range(2_600)])
    assert found == {subject(number): b"name %d" % number for number in range(2_500) if number != 7}
    await journal.append([b"later"])
    assert sum(len(block.entries) for block in place.archive.blocks("A1")) == 2_501
    await journal.close()
