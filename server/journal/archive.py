"""Every journal of a house, read beside whoever writes: no lock is taken and never a byte changed. Blocks: for commands.

What is read is a prefix of each history. Each engine has one: SqliteArchive here, RedisArchive in redis_archive.py.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from server.core.ids import ConferenceId
from server.journal.folder import DataFolder
from server.journal.port import Block
from server.journal.sqlite_file import open_reader, read_journal
from server.journal.sqlite_texts import SUBJECTS_AT_ONCE, read_texts

HOUSE = "house"
"""The name of the house's journal; no conference has it (its letters are not those of an id)."""
UNLOCKED = -1


class Archive(Protocol):
    where: str
    """The folder or address, as it may be shown."""

    def names(self) -> list[str]:
        """HOUSE, then every conference's id; [] where there is no house yet."""
        ...

    def blocks(self, name: str) -> Iterator[Block]:
        """The whole journal, in order. Raises JournalBroken, JournalBusy."""
        ...

    def texts(self, name: str, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        """The newest body per subject that has one."""
        ...


class SqliteArchive:
    """The files of a data folder, whoever holds it."""

    def __init__(self, data: Path) -> None:
        self.where = str(data)
        self._folder = DataFolder(data, UNLOCKED)

    def names(self) -> list[str]:
        return [HOUSE, *self._folder.conferences()] if self._folder.house_journal.exists() else []

    def blocks(self, name: str) -> Iterator[Block]:
        return read_journal(self._path(name))

    def texts(self, name: str, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with closing(open_reader(self._path(name))) as connection:
            for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
                found |= read_texts(connection, subjects[start : start + SUBJECTS_AT_ONCE])
        return found

    def _path(self, name: str) -> Path:
        folder = self._folder
        return folder.house_journal if name == HOUSE else folder.conference_journal(ConferenceId(name))
