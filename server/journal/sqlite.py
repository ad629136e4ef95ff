"""The embedded journal: one SQLite file per conference, one thread that writes it, one that reads it.

What is acknowledged is on this machine's disk (port.py). `append` queues for the writer thread
(sqlite_writer.py); a follower at the head is handed the very bytes that were committed, one further back
reads history in slices on the reader thread, where names are read too: neither waits for a commit.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from server.core.ids import Seq
from server.journal.port import Block, JournalClosed, JournalStats, Text
from server.journal.recent import Recent
from server.journal.sqlite_file import in_words, open_reader, open_writer, read_slice
from server.journal.sqlite_texts import SUBJECTS_AT_ONCE, read_texts
from server.journal.sqlite_writer import Answer, Job, Writer

ERASED_AT_ONCE = 5_000
"""Subjects of one transaction and one emptied log: some tenth of a second of the disk, between which others write."""

T = TypeVar("T")


async def open_sqlite_journal(path: Path, *, create: bool = True, vfs: str | None = None) -> "SqliteJournal":
    """The journal in `path`, which is made when it may be. Raises JournalBroken, JournalFull in words.

    `vfs`: a registered SQLite file system to use instead of the system's own (the power-cut tests).
    """
    loop = asyncio.get_running_loop()
    writer = await loop.run_in_executor(None, lambda: open_writer(path, create=create, vfs=vfs))
    try:
        reader = await loop.run_in_executor(None, lambda: open_reader(path, vfs=vfs))
    except BaseException:
        with suppress(apsw.Error):
            writer.close()
        raise
    return SqliteJournal(path, writer, reader, loop)


class SqliteJournal:
    """port.Journal over one file. Owns both connections and both threads; ends with `close`."""

    def __init__(
        self, path: Path, writer: apsw.Connection, reader: apsw.Connection, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._path = path
        self._loop = loop
        self._reader = reader
        self._reading = ThreadPoolExecutor(1, thread_name_prefix=f"read {path.name}")
        self._writer = Writer(writer, path, loop, self._land, self._end)
        self._recent = Recent(self._writer.last)
        self._erasures = 0
        self._is_closing = False
        self._ended = asyncio.Event()
        self._writer.start()

    async def append(self, entries: Sequence[bytes], texts: Sequence[Text] = ()) -> Seq:
        size_bytes = sum(map(len, entries)) + sum(len(text.body) for text in texts)
        return Seq(await self._ask(Job(self._loop.create_future(), entries, texts, size_bytes=size_bytes)))

    async def revise(self, text: Text) -> None:
        await self._ask(Job(self._loop.create_future(), revision=text))

    async def erase(self, subjects: Sequence[bytes]) -> int:
        had = 0
        for start in range(0, len(subjects), ERASED_AT_ONCE):
            self._erasures += 1
            some = subjects[start : start + ERASED_AT_ONCE]
            had += await self._ask(Job(self._loop.create_future(), erased=some))
        return had

    @property
    def erasures(self) -> int:
        return self._erasures

    async def last(self) -> Seq:
        return self._recent.last

    async def stats(self) -> JournalStats:
        files = (self._path, self._path.with_name(f"{self._path.name}-wal"))
        return JournalStats("sqlite", self._recent.last, sum(map(_file_bytes, files)))

    async def texts(self, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
            some = subjects[start : start + SUBJECTS_AT_ONCE]
            found |= await self._read(partial(read_texts, self._reader, some))
        return found

    def follow(self, after: Seq) -> AsyncIterator[Block]:
        return self._recent.follow(after, self._older)

    async def _older(self, after: Seq) -> list[Block]:
        return await self._read(partial(read_slice, self._reader, after, self._path))

    async def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._recent.end()
            try:
                await self._loop.run_in_executor(self._reading, self._reader.close)
            finally:
                self._reading.shutdown(wait=False)
                self._writer.jobs.put(None)
        await self._ended.wait()

    async def _ask(self, job: Job) -> int:
        if self._is_closing:
            raise JournalClosed(f"{self._path}: the journal is closed")
        self._writer.jobs.put(job)
        return await job.answer

    async def _read(self, read: Callable[[], T]) -> T:
        if self._is_closing:
            raise JournalClosed(f"{self._path}: the journal is closed")
        try:
            return await self._loop.run_in_executor(self._reading, read)
        except apsw.Error as error:
            raise in_words(self._path, error) from error

    def _land(self, blocks: list[Block], answers: list[Answer]) -> None:
        """Called on the loop for each commit, in order: wakes the followers and whoever asked."""
        if blocks:
            self._recent.add(blocks)
        for future, outcome in answers:
            if future.done():
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _end(self) -> None:
        self._ended.set()


def _file_bytes(path: Path) -> int:
    """What the file takes; nothing when there is none, as with the log of a closed journal."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
