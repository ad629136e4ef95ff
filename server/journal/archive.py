"""Every journal of a house, read beside whoever writes: no lock is taken and never a byte changed. Blocks: for commands.

What is read is a prefix of each history. Each engine has one: SqliteArchive here, RedisArchive in redis_archive.py.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from apsw import Connection

from server.core.ids import ConferenceId
from server.journal.folder import CONFERENCE_ID, DataFolder
from server.journal.port import Block, Text
from server.journal.sqlite_file import open_reader, read_journal
from server.journal.sqlite_texts import SUBJECTS_AT_ONCE, Row, every_erased, every_text, read_texts

HOUSE = "house"
"""The name of the house's journal; no conference has it (its letters are not those of an id)."""
UNLOCKED = -1


PAPER_ID = re.compile(r"[0-9a-f]{32}")


class Paper(NamedTuple):
    conference: str
    id: str
    """In hex digits, as files and keys are named."""
    content: bytes


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

    def vault(self, name: str) -> Iterator[list[Text]]:
        """The newest text of every subject that has one, in no order: all that belong to entries durable at the call."""
        ...

    def erased(self, name: str) -> Iterator[list[bytes]]:
        """Every subject whose text is never taken again."""
        ...

    def papers(self) -> Iterator[Paper]:
        """Every paper there is, one at a time."""
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

    def vault(self, name: str) -> Iterator[list[Text]]:
        for rows in self._rows(name, every_text):
            yield [Text(subject, salt, body) for _, subject, salt, body in rows]

    def erased(self, name: str) -> Iterator[list[bytes]]:
        for rows in self._rows(name, every_erased):
            yield [row[1] for row in rows]

    def papers(self) -> Iterator[Paper]:
        for folder in sorted((self._folder.path / "papers").glob("*")):
            for file in sorted(folder.iterdir()):
                if CONFERENCE_ID.fullmatch(folder.name) and PAPER_ID.fullmatch(file.name):
                    with suppress(FileNotFoundError):  # taken down meanwhile
                        yield Paper(folder.name, file.name, file.read_bytes())

    def _rows(self, name: str, ask: Callable[[Connection, int], list[Row]]) -> Iterator[list[Row]]:
        """Rows in the order of their places. Each question is a short one of its own: a long read would keep an erasure
        from emptying the log, and is not needed, because rows are only ever added at the end."""
        path, place = self._path(name), 0
        with closing(open_reader(path)) as connection:
            while rows := ask(connection, place):
                yield rows
                place = rows[-1][0]

    def _path(self, name: str) -> Path:
        folder = self._folder
        return folder.house_journal if name == HOUSE else folder.conference_journal(ConferenceId(name))
