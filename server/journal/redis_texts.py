"""The vault of one journal in Redis: a hash of texts by subject, and the set of subjects erased for ever.

A text lies as the salt's length (one byte), the salt and the body. Only the newest version is kept: nobody reads others.
Rule: an erasure is over when the append-only file has been written anew without the text, and the old file is gone.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import structlog

from server.journal.port import JournalBusy, Text
from server.journal.redis_client import RedisClient
from server.journal.redis_scripts import ERASE, REVISE

SUBJECTS_AT_ONCE = 1_000
"""Subjects per question: a millisecond of Redis, which answers nobody else meanwhile."""
LOOK_S = 0.05
REWRITE_S = 600.0
"""The longest a rewrite is waited for; two million people take some ten seconds."""

log = structlog.get_logger("redis")


class _Rewrites(NamedTuple):
    """What Redis says of the rewrites of its file."""

    begun: int
    is_running: bool
    """One runs, or waits to."""
    is_last_well: bool


class Vault:
    """The texts beside one journal, in the same slot. Owned by its RedisJournal."""

    def __init__(self, client: RedisClient, prefix: str) -> None:
        self.texts_key = f"{prefix}:vault"
        self.erased_key = f"{prefix}:erased"
        self._client = client

    async def read(self, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        """The newest body per subject; absent where there is none or it is erased."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
            some = subjects[start : start + SUBJECTS_AT_ONCE]
            packed = await self._client.call("HMGET", self.texts_key, *some)
            found |= {subject: body_of(text) for subject, text in zip(some, packed, strict=True) if text}
        return found

    async def erased_count(self) -> int:
        """How many subjects were ever erased, by whichever node."""
        count: int = await self._client.call("SCARD", self.erased_key)
        return count

    async def revise(self, text: Text) -> None:
        await self._client.run(REVISE, [self.texts_key, self.erased_key], [text.subject, packed(text)])

    async def erase(self, subjects: Sequence[bytes]) -> int:
        """How many of the subjects had text. Raises JournalBusy when the file still holds it."""
        had = 0
        for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
            some = subjects[start : start + SUBJECTS_AT_ONCE]
            had += await self._client.run(ERASE, [self.texts_key, self.erased_key], some)
        await self._rewrite_file()
        return had

    async def _rewrite_file(self) -> None:
        """Returns after a rewrite of the append-only file that began after this call has ended well."""
        before: int | None = None
        """How many rewrites there had been when ours was asked for."""
        for _ in range(int(REWRITE_S / LOOK_S)):
            found = await self._rewrites()
            if not found.is_running and before is not None and found.begun > before:
                if found.is_last_well:
                    return
                break
            if not found.is_running:
                before = found.begun
                await self._client.call("BGREWRITEAOF")
            await asyncio.sleep(LOOK_S)
        raise JournalBusy(f"{self._client.where}: Redis has not rewritten its file; call again")

    async def _rewrites(self) -> _Rewrites:
        told: bytes = await self._client.call("INFO", "persistence")
        lines = dict(line.split(":", 1) for line in told.decode().splitlines() if ":" in line)
        is_running = lines["aof_rewrite_in_progress"] != "0" or lines["aof_rewrite_scheduled"] != "0"
        return _Rewrites(int(lines["aof_rewrites"]), is_running, lines["aof_last_bgrewrite_status"] == "ok")


def packed(text: Text) -> bytes:
    return bytes([len(text.salt)]) + text.salt + text.body


def body_of(packed: bytes) -> bytes:
    return packed[1 + packed[0] :]


def text_of(subject: bytes, packed: bytes) -> Text:
    """The text that was packed."""
    return Text(subject, packed[1 : 1 + packed[0]], body_of(packed))
