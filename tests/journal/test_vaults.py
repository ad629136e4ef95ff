"""What commands read of a whole vault, on both engines: the newest text of everybody who has one, and who was erased."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from server.core.ids import ConferenceId, PaperId
from server.journal.archive import HOUSE, Archive, Paper, SqliteArchive
from server.journal.folder import DataFolder
from server.journal.papers_redis import RedisPapers
from server.journal.port import Journal, Text
from server.journal.redis import open_redis_journal
from server.journal.redis_archive import RedisArchive
from server.journal.sqlite import open_sqlite_journal
from tests.journal.given import subject, text
from tests.journal.redis_server import node, redis_server

MANY = 4_500
"""More than one answer of either engine holds."""

Place = tuple[Archive, Journal, Callable[[bytes, bytes], Awaitable[None]]]


@pytest.fixture(params=["sqlite", "redis"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """A house's journal, the archive that reads it, and how a paper comes there."""
    if request.param == "sqlite":
        with DataFolder.take(tmp_path) as folder:
            journal = await open_sqlite_journal(folder.house_journal)

            async def shelve(id: bytes, content: bytes) -> None:
                file = tmp_path / "papers" / "7K2M9QXW" / id.hex()
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)

            yield SqliteArchive(tmp_path), journal, shelve
            await journal.close()
        return
    with redis_server() as server, closing(RedisArchive(server.url)) as archive:
        async with node(server.url) as reader:
            other = await open_redis_journal(reader, HOUSE)

            async def keep(id: bytes, content: bytes) -> None:
                await RedisPapers(reader.client).keep(ConferenceId("7K2M9QXW"), PaperId(id), content)

            yield archive, other, keep
            await other.close()


async def test_everybody_once_with_the_newest_text(place: Place) -> None:
    """Law: all texts of a large vault, none of anybody erased, each with its salt."""
    archive, journal, _ = place
    await journal.append([b"entry"], [text(number, b"first") for number in range(MANY)])
    await journal.revise(Text(subject(7), b"another salt", b"newer"))
    await journal.erase([subject(number) for number in range(100, 2_500)])

    found = {one.subject: one for some in archive.vault(HOUSE) for one in some}

    left = [*range(100), *range(2_500, MANY)]
    assert found.keys() == {subject(number) for number in left}
    assert found[subject(7)] == Text(subject(7), b"another salt", b"newer")
    assert found[subject(8)] == text(8, b"first")
    gone = {one for some in archive.erased(HOUSE) for one in some}
    assert gone == {subject(number) for number in range(100, 2_500)}


async def test_an_empty_vault_and_no_papers(place: Place) -> None:
    archive, journal, _ = place
    await journal.append([b"entry"])

    assert [*archive.vault(HOUSE)] == [*archive.erased(HOUSE)] == [*archive.papers()] == []


async def test_papers_by_conference(place: Place) -> None:
    """Law: each paper whole, under the names that files and keys have."""
    archive, journal, shelve = place
    await journal.append([b"entry"])
    await shelve(b"\x01" * 16, b"%PDF one")
    await shelve(b"\x02" * 16, b"%PDF two")

    assert [*archive.papers()] == [
        Paper("7K2M9QXW", "01" * 16, b"%PDF one"),
        Paper("7K2M9QXW", "02" * 16, b"%PDF two"),
    ]
