"""The newest blocks of one journal, kept in memory for followers at the head, and the bell that wakes them."""

import asyncio
from collections import deque
from collections.abc import Iterable

from server.core.ids import Seq
from server.journal.port import Block

RECENT_BYTES = 4 << 20
"""What followers at the head are given from memory; one further back reads history from the engine."""


class Recent:
    """Owned by one journal, which adds every block once, in order."""

    def __init__(self, last: Seq) -> None:
        self.last = last
        """The seq of the newest entry added, or of the one before the first."""
        self.news = asyncio.Event()
        """Set at the next `add` or `ring`; taken before looking at `last`, waited for after."""
        self._blocks: deque[Block] = deque()
        self._size_bytes = 0

    def add(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self._blocks.append(block)
            self._size_bytes += _size(block)
            self.last = Seq(block.first + len(block.entries) - 1)
        while self._size_bytes > RECENT_BYTES:
            self._size_bytes -= _size(self._blocks.popleft())
        self.ring()

    def ring(self) -> None:
        """Wakes every follower, to look again."""
        self.news.set()
        self.news = asyncio.Event()

    def after(self, after: Seq) -> list[Block]:
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
