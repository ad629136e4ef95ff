"""The newest blocks of one journal, kept in memory for followers at the head, and how followers follow."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from server.core.ids import Seq
from server.journal.port import Block

RECENT_BYTES = 4 << 20
"""What followers at the head are given from memory; one further back reads history from the engine."""


class Recent:
    """Owned by one journal, which adds every block once, in order."""

    def __init__(self, last: Seq) -> None:
        self.last = last
        """The seq of the newest entry added, or of the one before the first."""
        self._news = asyncio.Event()
        """Set when there is something to look at; taken before looking at `last`, waited for after."""
        self._is_over = False
        self._broken: Exception | None = None
        self._blocks: deque[Block] = deque()
        self._size_bytes = 0

    def add(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._blocks.append(block)
            self._size_bytes += _size(block)
            self.last = Seq(block.first + len(block.entries) - 1)
        while self._size_bytes > RECENT_BYTES:
            self._size_bytes -= _size(self._blocks.popleft())
        self._ring()

    def end(self) -> None:
        """The journal is closed: every follower ends."""
        self._is_over = True
        self._ring()

    def break_off(self, error: Exception) -> None:
        """Every follower raises `error`, unless the journal is closed."""
        self._broken = error
        self._ring()

    def _ring(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def follow(
        self, after: Seq, older: Callable[[Seq], Awaitable[Iterable[Block]]]
    ) -> AsyncIterator[Block]:
        """What port.Journal.follow promises. `older`: the blocks next after a seq, of the engine."""
        while not self._is_over:
            if self._broken is not None:
                raise self._broken
            news = self._news
            if after >= self.last:
                await news.wait()
                continue
            for block in self._after(after) or await older(after):
                yield block
                after = Seq(block.first + len(block.entries) - 1)

    def _after(self, after: Seq) -> list[Block]:
        """The blocks past `after` that are still in memory; [] when some that come first are not."""
        found: list[Block] = []
        for block in reversed(self._blocks):
            if block.first <= after + 1:
                rest = block.entries[after + 1 - block.first :]
                return [Block(Seq(after + 1), rest), *reversed(found)] if rest else found[::-1]
            found.append(block)
        return []


def _size(block: Block) -> int:
    """What a block weighs in memory: its bytes, and 40 for each bytes object."""
    return sum(map(len, block.entries)) + 40 * len(block.entries)
