"""The one thread that writes a journal: takes what is queued, commits it as one transaction, answers.

Rule 1: everything queued while a commit runs goes into the next one; the disk sets the pace.
Rule 2: an answer goes out after COMMIT has returned, and before the log is copied into the file (checkpoint).
Rule 3: a transaction that fails leaves nothing; if it held several jobs, each is tried alone, so that one
that is too large for the disk does not take the others down.
"""

from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple

import apsw

from server.core.ids import Seq
from server.journal.port import Block, Text
from server.journal.sqlite_file import in_words, read_last, sync_file, write_entries
from server.journal.sqlite_texts import erase_texts, keep_texts, revise_text

COMMIT_BYTES = 4 << 20
"""A transaction takes no further job once it holds this much: its memory and its time stay bounded."""
CHECKPOINT_PAGES = 1_000
"""Pages in the log before it is copied into the file: SQLite's own default (sqlite.org/wal.html)."""


class Job(NamedTuple):
    """What one caller asked to be written, all of it or nothing. `answer` gets a number or an exception."""

    answer: Future[int]
    entries: Sequence[bytes] = ()
    texts: Sequence[Text] = ()
    revision: Text | None = None
    erased: Sequence[bytes] = ()
    size_bytes: int = 0


class Answer(NamedTuple):
    to: Future[int]
    outcome: int | Exception


Landed = Callable[[list[Block], list[Answer]], None]


class Writer:
    """Owned by one SqliteJournal. Started by `start`; ends after the job queue's None, its connection closed."""

    def __init__(
        self,
        connection: apsw.Connection,
        path: Path,
        loop: AbstractEventLoop,
        landed: Landed,
        ended: Callable[[], None],
    ) -> None:
        self.last = read_last(connection)
        self.jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._connection = connection
        self._path = path
        self._loop = loop
        self._landed = landed
        self._ended = ended
        self._log_pages = 0
        connection.set_wal_hook(self._note_log_pages)
        self._thread = Thread(target=self._run, name=f"journal {path.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            running = True
            while running:
                jobs, running = self._take()
                if jobs:
                    self._write(jobs)
                if self._log_pages >= CHECKPOINT_PAGES:
                    self._checkpoint(apsw.SQLITE_CHECKPOINT_PASSIVE)
            self._checkpoint(apsw.SQLITE_CHECKPOINT_TRUNCATE)
            with suppress(apsw.Error):  # what was answered is in the log; a disk that fails now loses nothing
                self._connection.close()
        finally:
            self._tell(self._ended)

    def _take(self) -> tuple[list[Job], bool]:
        """What is queued now, after a wait for the first; and whether there will be more."""
        jobs: list[Job] = []
        size = 0
        while (job := self.jobs.get()) is not None:
            if not job.answer.cancelled():
                jobs.append(job)
                size += job.size_bytes
            if size >= COMMIT_BYTES or self.jobs.empty():
                return jobs, True
        return jobs, False

    def _write(self, jobs: list[Job]) -> None:
        try:
            blocks, outcomes = self._commit(jobs)
        except Exception as error:
            if len(jobs) > 1:
                for job in jobs:
                    self._write([job])
            else:
                self._tell(self._landed, [], [Answer(jobs[0].answer, in_words(self._path, error))])
        else:
            left = self._empty_log() if any(job.erased for job in jobs) else None
            answers = [
                Answer(job.answer, left if left and job.erased else outcome)
                for job, outcome in zip(jobs, outcomes, strict=True)
            ]
            self._tell(self._landed, blocks, answers)

    def _commit(self, jobs: list[Job]) -> tuple[list[Block], list[int]]:
        """One transaction. Whatever is raised, nothing of it was written and `last` stands."""
        connection, last = self._connection, self.last
        entries: list[bytes] = []
        outcomes: list[int] = []
        connection.execute("BEGIN IMMEDIATE")
        try:
            for job in jobs:
                entries += job.entries
                keep_texts(connection, job.texts)
                outcome = last + len(entries)
                if job.revision:
                    revise_text(connection, job.revision)
                if job.erased:
                    outcome = erase_texts(connection, job.erased)
                outcomes.append(outcome)
            blocks = write_entries(connection, Seq(last + 1), entries)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self.last = Seq(last + len(entries))
        return blocks, outcomes

    def _empty_log(self) -> Exception | None:
        """Copies the log into the file and cuts it to nothing; then the pages from before an erasure are gone."""
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            sync_file(
                Path(self._connection.filename_wal)
            )  # SQLite does not: it could come back with the power
        except Exception as error:
            return in_words(self._path, error)
        self._log_pages = 0
        return None

    def _checkpoint(self, mode: int) -> None:
        """Tried again after the next commit when the disk is full or a reader is in the way."""
        with suppress(apsw.Error):
            self._connection.wal_checkpoint(mode=mode)
        self._log_pages = 0

    def _note_log_pages(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._log_pages = pages
        return apsw.SQLITE_OK

    def _tell(self, call: Callable[..., None], *args: object) -> None:
        with suppress(RuntimeError):  # the loop ended without closing the journal: nobody is left to tell
            self._loop.call_soon_threadsafe(call, *args)
