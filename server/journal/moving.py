"""Whole houses moved: out of an engine as parts (archive.py), and as parts into an empty one.

Rule 1: reading out never stops a server. Of each journal it takes what was durable when its turn came; the house comes
first, so that every conference it lists is there.
Rule 2: what is poured in is shown only at the end (`settle`), the house last; whatever fails before leaves nothing.
Rule 3: texts erased in the source are erased in the target for ever; those erased since, in any list given, too.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from server.journal.archive import (
    HOUSE,
    PAPER_PART_BYTES,
    Erased,
    JournalBegins,
    JournalEnds,
    Key,
    PaperBegins,
    PaperPart,
    Part,
    Texts,
)
from server.journal.chain import Chain
from server.journal.port import Block, Journal, JournalReader, Text

Tick = Callable[[str, int, int], None]
"""Told the journal's name, how many entries are done, and how many there are (0: not known)."""


class Source(Protocol):
    """Where a house lies, as one reads it."""

    async def names(self) -> list[str]:
        """HOUSE, then every conference it lists that has a journal; [] where there is no house."""
        ...

    async def read(self, name: str) -> JournalReader: ...

    def papers(self) -> list[tuple[str, Path]]:
        """Conference and file of every paper."""
        ...


class Target(Protocol):
    """An empty place for a house."""

    async def create(self, name: str) -> Journal: ...

    def paper(self, conference: str, paper: str) -> Path:
        """Where the paper is to be written; its folder is there."""
        ...

    async def settle(self) -> None:
        """What was poured in is in its place, for every server that starts from now on."""
        ...

    async def discard(self) -> None:
        """Nothing of what was poured in is left."""
        ...


class Moved(NamedTuple):
    """One journal as it stands in its new place."""

    name: str
    seq: int
    chain: bytes
    texts: int
    erased: int


async def parts_of(source: Source, tick: Tick) -> AsyncIterator[Part]:
    """The whole house, journal by journal, then its papers."""
    for name in await source.names():
        reader = await source.read(name)
        try:
            async for part in _journal_parts(name, reader, tick):
                yield part
        finally:
            await reader.close()
    for conference, path in source.papers():
        for part in await asyncio.to_thread(_paper_parts, conference, path):
            yield part


async def pour(
    parts: AsyncIterator[Part],
    target: Target,
    tick: Tick,
    *,
    erased: Mapping[str, Collection[bytes]],
    ending: Callable[[str, list[Block]], bytes | None] = lambda name, blocks: None,
) -> list[Moved]:
    """All the journals, in place. Raises whatever writing them raises, with nothing left of it.

    `erased`: subjects by journal whose text must not come back. `ending`: given every block in turn, then [] at the end,
    it may give an entry that is appended last.
    """
    pouring = _Pouring(target, tick, erased, ending)
    try:
        async for part in parts:
            await pouring.take(part)
        await pouring.close()
        await target.settle()
    except BaseException:
        await pouring.close()
        await target.discard()
        raise
    return pouring.moved


async def chain_of(reader: JournalReader, tick: Callable[[int], None] = lambda seq: None) -> Chain:
    """The chain of all that is in the journal now."""
    chain = Chain()
    async for block in reader.blocks(await reader.last()):
        chain.feed_all(block.entries)
        tick(chain.seq)
    return chain


async def _journal_parts(name: str, reader: JournalReader, tick: Tick) -> AsyncIterator[Part]:
    last, chain = await reader.last(), Chain()
    yield JournalBegins(name)
    async for block in reader.blocks(last):
        chain.feed_all(block.entries)
        yield block
        tick(name, chain.seq, last)
    async for texts in reader.texts():
        yield Texts(texts)
    async for subjects in reader.erased():
        yield Erased(subjects)
    yield JournalEnds(chain.seq, chain.digest)


def _paper_parts(conference: str, path: Path) -> list[Part]:
    """One paper, a few tens of megabytes at most; nothing when it was removed meanwhile."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    parts: list[Part] = [PaperBegins(conference, path.name, len(content))]
    starts = range(0, len(content), PAPER_PART_BYTES)
    return parts + [PaperPart(content[at : at + PAPER_PART_BYTES]) for at in starts]


class _Pouring:
    """What is open while parts come in. Owned by `pour`."""

    def __init__(
        self,
        target: Target,
        tick: Tick,
        erased: Mapping[str, Collection[bytes]],
        ending: Callable[[str, list[Block]], bytes | None],
    ) -> None:
        self.moved: list[Moved] = []
        self._target = target
        self._tick = tick
        self._erased = erased
        self._ending = ending
        self._journal: Journal | None = None
        self._name = ""
        self._chain = Chain()
        self._gone: set[bytes] = set()
        self._texts = 0
        self._paper: Path | None = None

    async def take(self, part: Part) -> None:
        match part:
            case JournalBegins(name):
                self._journal, self._name = await self._target.create(name), name
                self._chain, self._texts = Chain(), 0
                self._gone = set(self._erased.get(name, ()))
            case PaperBegins(conference, paper, _):
                self._paper = self._target.paper(conference, paper)
                await asyncio.to_thread(_append, self._paper, b"")
            case PaperPart(content) if self._paper is not None:
                await asyncio.to_thread(_append, self._paper, content)
            case Key():
                raise ValueError("a key among journals")
            case _ if self._journal is not None:
                await self._fill(self._journal, part)

    async def close(self) -> None:
        """The journal that is open is closed after its last write."""
        journal, self._journal = self._journal, None
        if journal is not None:
            await journal.close()

    async def _fill(self, journal: Journal, part: Part) -> None:
        if isinstance(part, Block):
            await journal.append(part.entries)
            self._chain.feed_all(part.entries)
            self._ending(self._name, [part])
            self._tick(self._name, self._chain.seq, 0)
        elif isinstance(part, Texts):
            self._texts += len(part.texts)
            await journal.append([], [text for text in part.texts if text.subject not in self._gone])
        elif isinstance(part, Erased):
            self._gone |= set(part.subjects)
        elif isinstance(part, JournalEnds):
            await self._end(journal)

    async def _end(self, journal: Journal) -> None:
        """Erased subjects are known to the target as such; then the last entry, if there is to be one."""
        gone = sorted(self._gone)
        if gone:
            await journal.append([], [Text(subject, b"", b"") for subject in gone])
            await journal.erase(gone)
        entry = self._ending(self._name, [])
        if entry is not None:
            await journal.append([entry])
            self._chain.feed(entry)
        self.moved.append(Moved(self._name, self._chain.seq, self._chain.digest, self._texts, len(gone)))
        await self.close()


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


__all__ = ["HOUSE", "Moved", "Source", "Target", "chain_of", "parts_of", "pour"]
