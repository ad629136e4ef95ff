"""The distributed journal: one stream per conference in a Redis that any number of nodes append to and follow.

    diemcau:{<name>}:journal   stream: entry n has the id n-0 and one field
    diemcau:{<name>}:vault     hash: subject -> its text (redis_texts.py)
    diemcau:{<name>}:erased    set: subjects whose text is never taken again

All three lie in one slot, and one script writes them as one step: it gives the entries the next seqs, so no node
needs a lock or a leader. Nothing is ever trimmed.

What is acknowledged is on the disk of that Redis (AOF, appendfsync always: `demand_durable`).
An append whose answer was lost on the way is sent again. It may then stand in the journal twice; the fold answers a
known command id with its first outcome, so it has one effect, and the first text of a subject stands.

Whoever appends says which entry was the last it has seen. When that entry is not there, this Redis holds another
history (restored from an older copy, failed over with a lost tail): nothing is written, JournalForked is raised by
`append` and `follow` from then on, and the journal has to be opened, and folded, anew.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from functools import partial
from hashlib import sha1
from typing import Any, NamedTuple

from server.beside import ended
from server.core.ids import Seq
from server.journal.port import (
    Block,
    JournalBroken,
    JournalBusy,
    JournalClosed,
    JournalForked,
    JournalStats,
    Text,
)
from server.journal.recent import Recent
from server.journal.redis_client import PREFIX, Argument, RedisClient
from server.journal.redis_reader import Reader
from server.journal.redis_scripts import APPEND, FORKED, HOLDS
from server.journal.redis_texts import Vault, packed

COMMIT_BYTES = 4 << 20
"""A script takes no further job once it holds this much: Redis serves nobody else while it runs (some 20 ms)."""
SLICE_BYTES = 1 << 20
"""About how much history is read at once."""
MOST_ENTRIES = 4_096
CLOSE_S = 5.0
"""How long `close` waits for the last write: a Redis that hangs, its connection open, answers nobody. An entry that it takes
in all the same was told to nobody as accepted, and is judged by whoever folds it next."""
SAMPLES = 5
"""Values that Redis weighs to estimate a key: its own default."""


class _Job(NamedTuple):
    answer: asyncio.Future[int]
    entries: Sequence[bytes]
    texts: Sequence[Text]
    size_bytes: int


async def open_redis_journal(reader: Reader, name: str) -> "RedisJournal":
    """The journal of this name, empty if there was none; waits while Redis is away. Raises JournalBroken in words."""
    prefix = prefix_of(name)
    tip = await reader.client.patiently(lambda: read_tip(reader.client, f"{prefix}:journal"), for_ever=True)
    journal = RedisJournal(reader, prefix, *tip)
    try:
        await reader.add(journal)
    except BaseException:
        await journal.close()
        raise
    return journal


def prefix_of(name: str) -> str:
    """What the keys of one journal begin with; the braces keep them in one slot."""
    return f"{PREFIX}:{{{name}}}"


async def read_tip(client: RedisClient, key: str) -> tuple[Seq, bytes]:
    """The last entry and its seq; 0 and nothing for an empty journal. Raises JournalBroken when entries are missing."""
    found = await client.call("XREVRANGE", key, "+", "-", "COUNT", 1)
    count = await client.call("XLEN", key)
    seq = seq_of(found[0][0]) if found else Seq(0)
    if count < seq:
        raise JournalBroken(f"{client.where}: {key} has {count} entries and ends at {seq}")
    return seq, found[0][1][1] if found else b""


def seq_of(id: bytes) -> Seq:
    return Seq(int(id[: id.index(b"-")]))


def _named(entry: bytes) -> str:
    """An entry as scripts compare it."""
    return sha1(entry, usedforsecurity=False).hexdigest()


def block_of(after: Seq, found: list[Any], journal: str) -> Block:
    """The stream's entries as a block. Raises JournalBroken when they are not those right after `after`."""
    entries = [fields[1] for _, fields in found]
    if seq_of(found[0][0]) != after + 1 or seq_of(found[-1][0]) != after + len(entries):
        raise JournalBroken(f"{journal} lacks entries after {after}")
    return Block(Seq(after + 1), entries)


class RedisJournal:
    """port.Journal over one stream. Owns its queue and the task that writes it; ends with `close`."""

    def __init__(self, reader: Reader, prefix: str, last: Seq, entry: bytes) -> None:
        self.key = f"{prefix}:journal".encode()
        self._called = f"{reader.client.where}: {prefix}:journal"
        self._client = reader.client
        self._reader = reader
        self._vault = Vault(reader.client, prefix)
        self._keys = [f"{prefix}:journal", self._vault.texts_key, self._vault.erased_key]
        self._recent = Recent(last)
        self._seen = (last, entry)
        """The newest entry this node has read or appended: it must be there for ever."""
        self._passed: list[tuple[Seq, bytes]] = []
        """What was the newest before, since the last `check`: what follows one that is gone is of another history."""
        self._failed: Exception | None = None
        self._jobs: deque[_Job | None] = deque()
        self._asked = asyncio.Event()
        self._is_closing = False
        self._erasures = 0
        self._slice = MOST_ENTRIES // 8
        self._writing = asyncio.create_task(self._write_for_ever(), name=f"write {prefix}")

    # port.Journal

    async def append(self, entries: Sequence[bytes], texts: Sequence[Text] = ()) -> Seq:
        self._demand_open()
        size_bytes = sum(map(len, entries)) + sum(len(text.body) for text in texts)
        job = _Job(asyncio.get_running_loop().create_future(), entries, texts, size_bytes)
        self._jobs.append(job)
        self._asked.set()
        return Seq(await job.answer)

    async def revise(self, text: Text) -> None:
        self._demand_open()
        await self._client.patiently(lambda: self._vault.revise(text))

    async def erase(self, subjects: Sequence[bytes]) -> int:
        self._demand_open()
        had = await self._vault.erase(subjects) if subjects else 0
        self._erasures = await self._vault.erased_count()
        return had

    async def last(self) -> Seq:
        self._demand_open()
        return Seq(await self._client.patiently(partial(self._client.call, "XLEN", self.key), for_ever=True))

    async def stats(self) -> JournalStats:
        """The room is Redis's own estimate of its memory, by samples (redis.io/commands/memory-usage)."""
        call = self._client.call
        room = [await call("MEMORY", "USAGE", key, "SAMPLES", SAMPLES) or 0 for key in self._keys]
        return JournalStats("redis", Seq(await call("XLEN", self.key)), sum(room))

    async def texts(self, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        self._demand_open()
        return await self._vault.read(subjects)

    def follow(self, after: Seq) -> AsyncIterator[Block]:
        return self._recent.follow(after, self._older)

    async def _older(self, after: Seq) -> list[Block]:
        return [await self._client.patiently(partial(self._history, after), for_ever=True)]

    async def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            self._reader.drop(self)
            self._recent.end()
            self._jobs.append(None)
            self._asked.set()
        await asyncio.wait([self._writing], timeout=CLOSE_S)
        await ended(self._writing)

    # redis_reader.Tail

    @property
    def last_read(self) -> Seq:
        return self._recent.last

    def take(self, found: list[Any]) -> None:
        block = block_of(self._recent.last, found, self._called)
        last = Seq(block.first + len(block.entries) - 1)
        if last > self._seen[0]:
            self._passed.append(self._seen)
            self._seen = (last, block.entries[-1])
        self._recent.add([block])

    async def check(self) -> None:
        self._erasures = await self._vault.erased_count()
        passed = len(self._passed)
        seen = [part for one in (*self._passed, self._seen) if one[0] for part in (one[0], _named(one[1]))]
        if seen and not await self._client.run(HOLDS, self._keys[:1], seen):
            raise self._forked()
        del self._passed[:passed]

    @property
    def erasures(self) -> int:
        return self._erasures

    def fail(self, error: Exception) -> None:
        if self._failed is None:
            self._failed = error
            self._recent.break_off(error)

    # Writing

    async def _write_for_ever(self) -> None:
        """Everything queued while a commit runs goes into the next one."""
        running = True
        while running:
            await self._asked.wait()
            self._asked.clear()
            while self._jobs and running:
                jobs, running = self._take_jobs()
                if jobs:
                    await self._commit(jobs)

    def _take_jobs(self) -> tuple[list[_Job], bool]:
        jobs: list[_Job] = []
        size_bytes = 0
        while self._jobs and size_bytes < COMMIT_BYTES:
            job = self._jobs.popleft()
            if job is None:
                return jobs, False
            if not job.answer.cancelled():
                jobs.append(job)
                size_bytes += job.size_bytes
        return jobs, True

    async def _commit(self, jobs: list[_Job]) -> None:
        entries = [entry for job in jobs for entry in job.entries]
        texts = [part for job in jobs for text in job.texts for part in (text.subject, packed(text))]
        try:
            last = await self._client.patiently(partial(self._append_once, entries, texts))
        except asyncio.CancelledError:
            self._refuse(
                [*jobs, *filter(None, self._jobs)], JournalBusy(f"{self._called} was closed meanwhile")
            )
            raise
        except Exception as error:
            self._refuse(jobs, error)
            return
        seq = last - len(entries)
        for job in jobs:
            seq += len(job.entries)
            if not job.answer.done():
                job.answer.set_result(seq)

    def _refuse(self, jobs: Sequence[_Job], error: Exception) -> None:
        for job in jobs:
            if not job.answer.done():
                job.answer.set_exception(error)

    async def _append_once(self, entries: list[bytes], texts: list[bytes]) -> int:
        """The seq of the last entry. Raises JournalForked, and the port's other exceptions."""
        if self._failed is not None:
            raise self._failed
        seq, entry = self._seen
        arguments: list[Argument] = [seq, _named(entry), len(entries), *entries, *texts]
        last: int = await self._client.run(APPEND, self._keys, arguments)
        if last == FORKED:
            raise self._forked()
        if entries and last > self._seen[0]:
            self._seen = (Seq(last), entries[-1])
        return last

    def _forked(self) -> JournalForked:
        error = JournalForked(f"{self._called} no longer has entry {self._seen[0]} as it was read here")
        self.fail(error)
        return error

    # Reading

    async def _history(self, after: Seq) -> Block:
        """The entries next after `after`, about SLICE_BYTES of them."""
        found = await self._client.call("XRANGE", self.key, f"{after + 1}-0", "+", "COUNT", self._slice)
        if not found:
            raise self._forked()
        block = block_of(after, found, self._called)
        each_bytes = sum(map(len, block.entries)) // len(block.entries) + 1
        self._slice = max(1, min(MOST_ENTRIES, SLICE_BYTES // each_bytes))
        return block

    def _demand_open(self) -> None:
        if self._is_closing:
            raise JournalClosed(f"{self._called} is closed")
