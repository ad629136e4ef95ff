"""One SQLite journal read from outside, beside the server that writes it: port.JournalReader for copies and backups.

Rule: every question is a short one of its own. A long read transaction would be one snapshot of the file, but an erasure
could not empty the log under it. None is needed: entries and texts only grow at the end, so what lies before a
given place is the same however late it is read, but for texts that were erased meanwhile, which are then absent.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import apsw

from server.core.ids import Seq
from server.journal.chain import START
from server.journal.port import Block, Text
from server.journal.sqlite_file import in_words, open_reader, read_last, read_slice

ROWS = 2_000
"""Texts of one question: a third of a megabyte."""

_TEXTS = (
    "SELECT place, subject, salt, body FROM text AS newest WHERE place > ? AND NOT erased AND version ="
    " (SELECT max(version) FROM text WHERE subject = newest.subject) ORDER BY place LIMIT ?"
)
_ERASED = "SELECT place, subject FROM text WHERE place > ? AND erased AND version = 0 ORDER BY place LIMIT ?"


class SqliteReader:
    """port.JournalReader over one file. Ends with `close`."""

    def __init__(self, path: Path) -> None:
        """Raises JournalBroken."""
        self._path = path
        self._connection = open_reader(path)

    async def last(self) -> Seq:
        return await asyncio.to_thread(read_last, self._connection)

    async def blocks(self, until: Seq) -> AsyncIterator[Block]:
        after = START
        while after < until:
            for block in await asyncio.to_thread(read_slice, self._connection, after, self._path):
                entries = block.entries[: until + 1 - block.first]
                if entries:
                    yield Block(block.first, entries)
                after = Seq(block.first + len(block.entries) - 1)

    async def texts(self) -> AsyncIterator[list[Text]]:
        place = 0
        while rows := await asyncio.to_thread(self._ask, _TEXTS, place):
            place = rows[-1][0]
            yield [Text(*row[1:]) for row in rows]

    async def erased(self) -> AsyncIterator[list[bytes]]:
        place = 0
        while rows := await asyncio.to_thread(self._ask, _ERASED, place):
            place = rows[-1][0]
            yield [row[1] for row in rows]

    async def close(self) -> None:
        self._connection.close()

    def _ask(self, question: str, place: int) -> list[Any]:
        try:
            return list(self._connection.execute(question, (place, ROWS)))
        except apsw.Error as error:
            raise in_words(self._path, error) from error
