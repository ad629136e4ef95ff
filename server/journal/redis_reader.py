"""The one connection on which a node hears of every journal's new entries: a blocking XREAD over many streams.

Rule 1: each journal's entries are handed over dense and in order, from where the journal stood when it was added.
Rule 2: after every reconnect, and every CHECK_S, each journal looks whether Redis still has the history it has read. It
is told in words if not, and it is no longer read.
Rule 3: while Redis is away the reader tries again, with back-off, for ever: everything comes back alone.
"""

import asyncio
import contextlib
from time import monotonic
from typing import Any, Protocol

import structlog

from server.beside import ended
from server.core.ids import Seq
from server.journal.port import JournalBroken, JournalBusy
from server.journal.redis_client import BLOCK_MS, RedisClient

COUNT = 1_000
"""Entries of one journal in one answer: at most some milliseconds of reading."""
CHECK_S = 2.0
WAKE_S = 0.005
AGAIN_S = 0.1

log = structlog.get_logger("redis")


class Tail(Protocol):
    """The head of one journal, as far as this node has read it."""

    key: bytes

    @property
    def last_read(self) -> Seq:
        """The seq of the last entry taken."""
        ...

    def take(self, found: list[Any]) -> None:
        """The stream's next entries. Raises JournalBroken."""
        ...

    async def check(self) -> None:
        """Whether Redis still has what was read. Raises JournalForked, JournalBusy, JournalBroken."""
        ...

    def fail(self, error: Exception) -> None:
        """It is read no more, and why."""
        ...


class Reader:
    """Owned by the node's stores, which end it with `close`."""

    def __init__(self, client: RedisClient) -> None:
        self.client = client
        self._tails: dict[bytes, Tail] = {}
        self._turn = 0
        self._checked_s, self._checked_links = monotonic(), 0
        self._changed = asyncio.Event()
        self._client_id: int | None = None
        self._reading: asyncio.Task[None] | None = None

    async def add(self, tail: Tail) -> None:
        """From now on the tail takes what follows its last entry. Raises ValueError when the journal is open."""
        if tail.key in self._tails:
            raise ValueError(f"{tail.key.decode()} is open already")
        self._tails[tail.key] = tail
        self._changed.set()
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_for_ever(), name="redis reader")
        with contextlib.suppress(JournalBusy):  # away: the reader looks anew when it is back
            await self._wake()

    def drop(self, tail: Tail) -> None:
        if self._tails.get(tail.key) is tail:
            del self._tails[tail.key]

    async def close(self) -> None:
        await ended(self._reading)

    async def _wake(self) -> None:
        """Returns when the blocking read has begun anew, with what was added."""
        turn = self._turn
        while self._client_id is not None and self._turn == turn:
            if await self.client.call("CLIENT", "UNBLOCK", self._client_id):
                return
            await asyncio.sleep(WAKE_S)

    async def _read_for_ever(self) -> None:
        while True:
            self._client_id = None
            try:
                self._client_id = await self.client.patiently(self._begin, for_ever=True)
                while True:
                    await self._read()
            except JournalBusy:
                continue
            except JournalBroken as error:
                for tail in list(self._tails.values()):
                    self._give_up(tail, error)
                await asyncio.sleep(AGAIN_S)
            except Exception:  # a defect of ours or the library's must not leave the node deaf
                log.exception("reading_failed")
                await asyncio.sleep(AGAIN_S)

    async def _begin(self) -> int:
        """Every tail has looked, and the connection that waits stands; its id. Raises JournalBusy."""
        await self._check()
        client_id: int = await self.client.wait("CLIENT", "ID")
        return client_id

    async def _read(self) -> None:
        """One answer of Redis, handed to whom it belongs."""
        self._turn += 1
        while not self._tails:
            self._changed.clear()
            await self._changed.wait()
        asked = dict(self._tails)
        ids = [f"{tail.last_read}-0" for tail in asked.values()]
        answer = await self.client.wait("XREAD", "COUNT", COUNT, "BLOCK", BLOCK_MS, "STREAMS", *asked, *ids)
        if self._checked_links != self.client.links or monotonic() - self._checked_s >= CHECK_S:
            await self._check()
        for key, found in answer or ():
            tail = asked[key]
            if self._tails.get(key) is tail:  # and not one that was opened since
                try:
                    tail.take(found)
                except JournalBroken as error:
                    self._give_up(tail, error)
        await asyncio.sleep(0)

    async def _check(self) -> None:
        """Every tail has looked whether its history stands. Raises JournalBusy."""
        self._checked_s, self._checked_links = monotonic(), self.client.links
        for tail in list(self._tails.values()):
            try:
                await tail.check()
            except JournalBusy:
                raise
            except Exception as error:
                self._give_up(tail, error)

    def _give_up(self, tail: Tail, error: Exception) -> None:
        log.error("journal_given_up", journal=tail.key.decode(), reason=str(error))
        self.drop(tail)
        tail.fail(error)
