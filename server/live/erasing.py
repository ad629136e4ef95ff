"""The day personal texts leave, carried out: announced, begun, every text erased, said to be over.

Rule 1: what is due is the core's to say (retention.py); each step is a command in the journal, so that it is known what was
begun and what was ended, whichever node did it and whenever it died.
Rule 2: erasing goes by the journal, entry by entry: texts of what was refused, replaced or never committed go too.
Rule 3: done twice, by two nodes or after a crash, it is as done once. What two nodes took at the same moment as the
beginning is found by the look after the end.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

import structlog

from server.beside import ended
from server.core import retention
from server.core.commands import AnnounceErasure, BeginErasure, TextsErased
from server.core.conference import Conference
from server.core.entries import Command
from server.core.held import WORDED, keys_of
from server.core.ids import ConferenceId, Millis, PersonNo, Seq
from server.core.refusals import Judgement, is_refusal
from server.journal.port import Journal
from server.wire.codec import decode_entry

SUBJECTS_AT_ONCE = 100_000
"""Each call costs Redis a file written anew: they are few. The adapters cut them into steps between which others write."""

RETRY_S = 60.0
"""A disk that is full or a journal somebody copies is asked again after a minute."""

log = structlog.get_logger("diemcau.audit")


class Vault(Protocol):
    """What an erasure needs of its conference."""

    async def ask(self, command: Command) -> Judgement: ...

    async def erase(self, subjects: Sequence[bytes]) -> int: ...


class OwnVault(Vault, Protocol):
    """What the eraser needs of its conference."""

    @property
    def state(self) -> Conference: ...


class Erased(NamedTuple):
    """An erasure of one person, carried out."""

    texts: int
    """How many there were."""
    judgement: Judgement
    """Of the entry that says so."""


async def erase_person(vault: Vault, person: PersonNo, subjects: Sequence[bytes]) -> Erased:
    """Takes the texts out of every file, then says in the journal whose they were: by that entry every node forgets them
    and tells its pages. Raises JournalBusy when a file may still hold them; call again."""
    texts = await vault.erase(subjects)
    return Erased(texts, await vault.ask(TextsErased(texts, person)))


class Eraser:
    """Owned by LiveConference, which lets it look every second; at most one run at a time. Ends with `close`."""

    def __init__(self, id: ConferenceId, vault: OwnVault, journal: Journal) -> None:
        self._id, self._vault, self._journal = id, vault, journal
        self._looked = Seq(0)
        """How far the journal was searched for texts that came after the end of the erasure."""
        self._step_done = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._not_before_s = 0.0

    def second(self, now_ms: Millis) -> None:
        """Begin whatever is due; returns at once."""
        running, step = self._running, self._due(now_ms)
        if step is None or (running is not None and not running.done()):
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= self._not_before_s:
            self._not_before_s = loop.time() + RETRY_S
            self._running = loop.create_task(self._run(step), name=f"erasing {self._id}")

    async def reached(self, seq: int) -> None:
        """Returns once no entry up to `seq` has a text left, after an erasure."""
        while self._looked < seq:
            await self._step_done.wait()

    async def close(self) -> None:
        await ended(self._running)

    def _due(self, now_ms: Millis) -> Callable[[], Awaitable[None]] | None:
        state = self._vault.state
        if retention.is_time_to_announce(state, now_ms):
            return lambda: self._say(AnnounceErasure())
        if retention.is_time_to_begin(state, now_ms):
            return lambda: self._say(BeginErasure())
        if state.privacy.begun_ms and not state.privacy.ended_ms:
            return self._empty
        if state.privacy.ended_ms and self._looked < state.seq:
            return self._look_again
        return None

    async def _run(self, step: Callable[[], Awaitable[None]]) -> None:
        try:
            await step()
            self._not_before_s = 0.0
        except Exception as error:  # whatever was in the way, the date does not pass: it is tried again
            log.warning("not_erased", conference=self._id, reason=type(error).__name__)
        finally:
            self._step_done.set()
            self._step_done = asyncio.Event()

    async def _say(self, command: Command) -> None:
        judgement = await self._vault.ask(command)
        if is_refusal(judgement.verdict):
            raise RuntimeError(judgement.verdict.name)
        log.info("erasure", conference=self._id, step=type(command).__name__)

    async def _empty(self) -> None:
        last = Seq(self._vault.state.seq)
        texts = await self._erase_from(Seq(0), last)
        await self._say(TextsErased(texts))
        self._looked = last

    async def _look_again(self) -> None:
        last = Seq(self._vault.state.seq)
        found = await self._erase_from(Seq(max(self._looked, self._vault.state.privacy.begun_seq)), last)
        if found:
            log.warning("erased_late", conference=self._id, texts=found)
        self._looked = last

    async def _erase_from(self, after: Seq, last: Seq) -> int:
        """How many texts brought by the entries from `after` to `last` were there; afterwards none is."""
        erased, keys = 0, list[bytes]()
        async for some in self._brought(after, last):
            keys += some
            while len(keys) >= SUBJECTS_AT_ONCE:
                erased += await self._vault.erase(keys[:SUBJECTS_AT_ONCE])
                del keys[:SUBJECTS_AT_ONCE]
        return erased + (await self._vault.erase(keys) if keys else 0)

    async def _brought(self, after: Seq, last: Seq) -> AsyncIterator[list[bytes]]:
        """The keys of the texts of each block; the kind stands in an entry's second byte (wire.codec)."""
        if after >= last:
            return
        async for block in self._journal.follow(after):
            entries = block.entries[: last - block.first + 1]
            yield [key for raw in entries if raw[1] in WORDED for key in keys_of(decode_entry(raw))]
            if block.first + len(block.entries) > last:
                return
            await asyncio.sleep(0)
