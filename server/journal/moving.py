"""Whole houses moved: out of an engine as parts (backup.py), and as parts into an empty one.

Rule 1: reading out never stops a server. Of each journal it takes what is durable when its turn comes; the house comes
first, so that every conference it lists is there.
Rule 2: what is poured in is shown only at the end (`settle`), the house last; whatever fails before leaves nothing.
Rule 3: texts erased in the source are erased in the target for ever; those erased since, in any list given, too.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from server.journal.archive import HOUSE, Archive
from server.journal.backup import (
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
from server.journal.port import Block, Journal, Text

SUBJECTS_AT_ONCE = 2_000
"""Erased subjects made known by one append: some 10 ms of a Redis, which answers nobody else meanwhile."""

Tick = Callable[[str, int], None]
"""Told the journal's name and how many of its entries are done."""

Ending = Callable[[str, Sequence[Block]], bytes | None]
"""Given every block of a journal in turn, then none at its end, when it may give one more entry."""


class Target(Protocol):
    """An empty place for a house. Owned by one command."""

    async def create(self, name: str) -> Journal: ...

    def paper(self, conference: str, paper: str) -> Path:
        """A new, empty file for the paper."""
        ...

    async def settle(self) -> None:
        """What was poured in is in its place, for every server that starts from now on."""
        ...

    async def discard(self) -> None:
        """Nothing of what was poured in is left."""
        ...


class Moved(NamedTuple):
    """One journal as it stands in its new place, or in a backup."""

    name: str
    seq: int = 0
    chain: bytes = b""
    texts: int = 0
    erased: int = 0

    def with_(self, part: Part) -> "Moved":
        """Counted one part further."""
        if isinstance(part, Texts):
            return self._replace(texts=self.texts + len(part.texts))
        if isinstance(part, Erased):
            return self._replace(erased=self.erased + len(part.subjects))
        if isinstance(part, JournalEnds):
            return self._replace(seq=part.seq, chain=part.chain)
        return self


def parts_of(archive: Archive, tick: Tick = lambda name, seq: None) -> Iterator[Part]:
    """The whole house, journal by journal, then the papers."""
    yield from _journal_parts(archive, HOUSE, tick)
    for name in archive.names()[1:]:
        yield from _journal_parts(archive, name, tick)
    for paper in archive.papers():
        yield PaperBegins(paper.conference, paper.id, len(paper.content))
        for at in range(0, len(paper.content), PAPER_PART_BYTES):
            yield PaperPart(paper.content[at : at + PAPER_PART_BYTES])


async def pour(
    parts: Iterator[Part],
    target: Target,
    *,
    erased: Mapping[str, Collection[bytes]],
    ending: Ending = lambda name, blocks: None,
    tick: Tick = lambda name, seq: None,
) -> list[Moved]:
    """All the journals, in place. Raises whatever writing them raises, with nothing left of it.

    `erased`: subjects by journal whose text must not come back.
    """
    pouring = _Pouring(target, erased, ending, tick)
    try:
        while (part := await asyncio.to_thread(next, parts, None)) is not None:
            await pouring.take(part)
        await pouring.close()
        await target.settle()
    except BaseException:
        await pouring.close()
        await target.discard()
        raise
    return pouring.moved


def chain_of(archive: Archive, name: str) -> Chain:
    """The chain of all that is in the journal now."""
    chain = Chain()
    for block in archive.blocks(name):
        chain.feed_all(block.entries)
    return chain


def _journal_parts(archive: Archive, name: str, tick: Tick) -> Iterator[Part]:
    chain = Chain()
    yield JournalBegins(name)
    for block in archive.blocks(name):
        chain.feed_all(block.entries)
        yield block
        tick(name, chain.seq)
    yield from map(Texts, archive.vault(name))
    yield from map(Erased, archive.erased(name))
    yield JournalEnds(chain.seq, chain.digest)


class _Pouring:
    """What is open while parts come in. Owned by `pour`."""

    def __init__(
        self, target: Target, erased: Mapping[str, Collection[bytes]], ending: Ending, tick: Tick
    ) -> None:
        self.moved: list[Moved] = []
        self._target = target
        self._erased = erased
        self._ending = ending
        self._tick = tick
        self._journal: Journal | None = None
        self._chain = Chain()
        self._gone: set[bytes] = set()
        self._paper: Path | None = None

    async def take(self, part: Part) -> None:
        match part:
            case JournalBegins(name):
                self._journal = await self._target.create(name)
                self.moved.append(Moved(name))
                self._chain, self._gone = Chain(), set(self._erased.get(name, ()))
            case PaperBegins(conference, paper, _):
                self._paper = self._target.paper(conference, paper)
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
        name = self.moved[-1].name
        if isinstance(part, Block):
            await journal.append(part.entries)
            self._chain.feed_all(part.entries)
            self._ending(name, [part])
            self._tick(name, self._chain.seq)
        elif isinstance(part, Texts):
            kept = [text for text in part.texts if text.subject not in self._gone]
            await journal.append([], kept)
            self.moved[-1] = self.moved[-1].with_(Texts(kept))
        elif isinstance(part, Erased):
            self._gone |= set(part.subjects)
        elif isinstance(part, JournalEnds):
            await self._end(journal, name)

    async def _end(self, journal: Journal, name: str) -> None:
        """Erased subjects are known to the target as such; then the last entry, if there is to be one."""
        gone = sorted(self._gone)
        for start in range(0, len(gone), SUBJECTS_AT_ONCE):
            await journal.append([], [Text(one, b"", b"") for one in gone[start : start + SUBJECTS_AT_ONCE]])
        if gone:
            await journal.erase(gone)
        entry = self._ending(name, [])
        if entry is not None:
            await journal.append([entry])
            self._chain.feed(entry)
        self.moved[-1] = (
            self.moved[-1].with_(Erased(gone)).with_(JournalEnds(self._chain.seq, self._chain.digest))
        )
        await self.close()


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)
