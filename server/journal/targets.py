"""Empty places that a house is poured into (moving.py): a data folder, a Redis.

Rule: until `settle` everything lies where no server looks: below tmp/, which each start empties, and under keys of another
name. The house is put in its place last: without a house the place is empty.
"""

import shutil
from pathlib import Path

from server.core.ids import ConferenceId, PaperId
from server.journal.archive import HOUSE, UNLOCKED
from server.journal.folder import DataFolder
from server.journal.papers_redis import RedisPapers
from server.journal.port import Journal
from server.journal.redis import RedisJournal, prefix_of, read_tip
from server.journal.redis_reader import Reader
from server.journal.sqlite import SqliteJournal, open_sqlite_journal
from server.journal.sqlite_file import sync_file

MOVING = "moving"
PARTS = ("journal", "vault", "erased")


class _Papers:
    """The papers of a house that is being poured in: files below tmp/ until it settles."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._fresh = data / "tmp" / MOVING

    def paper(self, conference: str, paper: str) -> Path:
        folder = self._fresh / "papers" / conference
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / paper).touch(mode=0o600, exist_ok=False)
        return folder / paper

    def _fresh_papers(self) -> list[Path]:
        return sorted((self._fresh / "papers").glob("*/*"))

    def _discard_files(self) -> None:
        shutil.rmtree(self._fresh, ignore_errors=True)


class SqliteTarget(_Papers):
    """A data folder that the command holds."""

    async def create(self, name: str) -> SqliteJournal:
        path = _path(DataFolder(self._fresh, UNLOCKED), name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return await open_sqlite_journal(path)

    async def settle(self) -> None:
        for paper in self._fresh_papers():
            place = self._data / "papers" / paper.parent.name
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            paper.replace(place / paper.name)
        folder = DataFolder(self._data, UNLOCKED)
        for journal in (self._fresh / "conferences").glob("*.journal"):
            journal.replace(_path(folder, journal.stem))
        sync_file(self._data / "conferences")
        _path(DataFolder(self._fresh, UNLOCKED), HOUSE).replace(folder.house_journal)
        sync_file(self._data)
        self._discard_files()

    async def discard(self) -> None:
        self._discard_files()


class RedisTarget(_Papers):
    """A Redis without a house. `data`: the folder of the node that the command speaks for."""

    def __init__(self, reader: Reader, data: Path) -> None:
        super().__init__(data)
        self._reader = reader
        self._client = reader.client
        self._names: list[str] = []

    async def create(self, name: str) -> Journal:
        prefix = _moving(name)
        await self._client.call("UNLINK", *(f"{prefix}:{part}" for part in PARTS))
        journal = RedisJournal(self._reader, prefix, *await read_tip(self._client, f"{prefix}:journal"))
        await self._reader.add(journal)
        self._names.append(name)
        return journal

    async def settle(self) -> None:
        papers = RedisPapers(self._client)
        for file in self._fresh_papers():
            conference, paper = ConferenceId(file.parent.name), PaperId(bytes.fromhex(file.name))
            await papers.keep(conference, paper, file.read_bytes())
            await papers.settle(conference, [paper], [])
        for name in sorted(self._names, key=HOUSE.__eq__):
            for part in PARTS:
                fresh, place = f"{_moving(name)}:{part}", f"{prefix_of(name)}:{part}"
                if await self._client.call("EXISTS", fresh):
                    await self._client.call("RENAME", fresh, place)
                else:  # what an earlier try left that died in the middle is not this house's
                    await self._client.call("UNLINK", place)
        self._discard_files()

    async def discard(self) -> None:
        self._discard_files()
        for name in self._names:
            await self._client.call("UNLINK", *(f"{_moving(name)}:{part}" for part in PARTS))


def _moving(name: str) -> str:
    """What the keys of a journal begin with until it is in its place: in the same slot."""
    return f"{prefix_of(name)}:{MOVING}"


def _path(folder: DataFolder, name: str) -> Path:
    return folder.house_journal if name == HOUSE else folder.conference_journal(ConferenceId(name))
