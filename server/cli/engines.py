"""The places a house may lie in, as the command line names them: `sqlite:FOLDER`, or the address of a Redis."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

from server.core.commands import AddConference
from server.core.ids import ConferenceId
from server.journal.archive import HOUSE, PAPER_NAME
from server.journal.folder import CONFERENCE_ID, DataFolder
from server.journal.moving import Source, Target
from server.journal.port import Journal, JournalReader
from server.journal.sqlite import open_sqlite_journal
from server.journal.sqlite_file import sync_file
from server.journal.sqlite_reader import SqliteReader
from server.wire.codec import decode_entry

UNLOCKED = -1
MOVING = "moving"
"""Where a house that is being poured in lies, below tmp/: what a killed command leaves there the next start removes."""

SQLITE_PREFIX = "sqlite:"


class Engine(Source, Target, Protocol):
    """One place, to read from and to fill."""

    async def is_empty(self) -> bool: ...


async def listed(reader: JournalReader) -> list[str]:
    """The conferences of a house journal, in the order they were made. Raises what decoding raises for a newer version."""
    found: dict[str, None] = {}
    async for block in reader.blocks(await reader.last()):
        for raw in block.entries:
            body = decode_entry(raw).body
            if isinstance(body, AddConference):
                found[body.conference] = None
    return list(found)


def papers_in(data: Path) -> list[tuple[str, Path]]:
    """Conference and file of every paper that lies in the data folder."""
    return [
        (folder.name, file)
        for folder in sorted((data / "papers").glob("*"))
        if CONFERENCE_ID.fullmatch(folder.name)
        for file in sorted(folder.iterdir())
        if PAPER_NAME.fullmatch(file.name)
    ]


def paper_under(papers: Path, conference: str, paper: str) -> Path:
    """Where the paper is written: a new file of the user alone."""
    folder = papers / conference
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / paper
    file.touch(mode=0o600, exist_ok=False)
    return file


class SqliteEngine:
    """A data folder. What is poured in lies below tmp/ until `settle` renames it, the house last."""

    def __init__(self, data: Path) -> None:
        self._folder = DataFolder(data, UNLOCKED)
        self._fresh = DataFolder(data / "tmp" / MOVING, UNLOCKED)

    async def is_empty(self) -> bool:
        return not self._folder.house_journal.exists()

    async def names(self) -> list[str]:
        if await self.is_empty():
            return []
        reader = SqliteReader(self._folder.house_journal)
        try:
            conferences = await listed(reader)
        finally:
            await reader.close()
        return [HOUSE, *(name for name in conferences if _journal_of(self._folder, name).exists())]

    async def read(self, name: str) -> JournalReader:
        return SqliteReader(_journal_of(self._folder, name))

    def papers(self) -> list[tuple[str, Path]]:
        return papers_in(self._folder.path)

    async def create(self, name: str) -> Journal:
        path = _journal_of(self._fresh, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return await open_sqlite_journal(path)

    def paper(self, conference: str, paper: str) -> Path:
        return paper_under(self._fresh.path / "papers", conference, paper)

    async def settle(self) -> None:
        fresh, folder = self._fresh.path, self._folder.path
        (folder / "conferences").mkdir(exist_ok=True, mode=0o700)
        for journal in (fresh / "conferences").glob("*.journal"):
            journal.replace(folder / "conferences" / journal.name)
        sync_file(folder / "conferences")
        for paper in (fresh / "papers").glob("*/*"):
            place = folder / "papers" / paper.parent.name
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            paper.replace(place / paper.name)
        self._fresh.house_journal.replace(self._folder.house_journal)
        sync_file(folder)
        await self.discard()

    async def discard(self) -> None:
        shutil.rmtree(self._fresh.path, ignore_errors=True)


def _journal_of(folder: DataFolder, name: str) -> Path:
    return folder.house_journal if name == HOUSE else folder.conference_journal(ConferenceId(name))


class Place(NamedTuple):
    """A place, open for one command."""

    engine: Engine
    words: str
    """As it may be printed: without a password."""


@asynccontextmanager
async def open_place(journal: str, data: Path, command: str, *, writes: bool) -> AsyncIterator[Place]:
    """The place of the setting `journal`, with the data folder where papers lie.

    `writes`: the folder is held meanwhile, as by a server. Raises FolderTaken, JournalBroken, JournalBusy.
    """
    if writes:
        with DataFolder.take(data, f"diemcau {command}"):
            yield Place(SqliteEngine(data), f"{SQLITE_PREFIX}{data}")
    else:
        yield Place(SqliteEngine(data), f"{SQLITE_PREFIX}{data}")
