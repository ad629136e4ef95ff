"""Which nodes there are: each keeps one row about itself in the passing store, and reads those of the others.

Rule 1: a row lives ROW_S; a node that died is not listed for longer.
Rule 2: there are MOST_NODES places. A node keeps the first that is free; of two that took one place at once the one that was
overwritten moves on at its next look. No lock, and nothing that one engine of the store has and another has not.
Rule 3: a node that stops says so in its last row, so that leaving in order is told apart from dying.
"""

import asyncio
from contextlib import suppress
from secrets import token_hex

import msgspec

from server.core.ids import Millis
from server.journal.passing import Passing, PassingAway, PassingFull
from server.journal.port import JournalBroken

MOST_NODES = 16
ROW_S = 12.0
"""Five looks of the watch (operations.py) may be lost."""

ANSWER_S = 2.0
"""A store that is silent for longer is away: the picture is taken without it."""

REASONS, BRIDGES = 8, 64
"""So many codes and bridges of one node are told: a row stays below passing.VALUE_BYTES."""


class Node(msgspec.Struct, frozen=True):
    """One node as it says of itself."""

    run: str
    """Drawn at its start: a node that is started again is another."""
    name: str
    since_ms: Millis
    told_ms: Millis
    version: str
    engine: str
    sockets: int
    lag_p50_ms: float
    lag_p99_ms: float
    not_ready: list[str]
    """Codes of Reason (live/hub.py) and of health.py; empty when it takes visitors."""
    draining: bool
    bridges: list[str]
    """Ids of the bridges that are linked to it, in hex."""
    is_here: bool = False
    """The node that was asked."""


class Nodes:
    """This node's place in the list, and the list."""

    def __init__(self, passing: Passing) -> None:
        self.run = token_hex(6)
        self._passing = passing
        self._place = -1
        self._others: list[Node] = []
        """As they were heard last: while the store is away nobody is thought dead."""

    async def tell(self, node: Node) -> list[Node]:
        """Keeps our row and returns every node's, ours first.

        The store full: ours is not told, the others are. The store away, or refusing: the others as they were heard last.
        """
        with suppress(PassingAway, JournalBroken, TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                self._others = await self._exchanged(node)
        return [msgspec.structs.replace(node, is_here=True), *self._others]

    async def _exchanged(self, node: Node) -> list[Node]:
        """The others, ours being kept. Raises PassingAway."""
        places = [await self._at(place) for place in range(MOST_NODES)]
        mine = [place for place, found in enumerate(places) if found is not None and found.run == self.run]
        if self._place not in mine:
            free = [place for place, found in enumerate(places) if found is None]
            self._place = mine[0] if mine else free[0] if free else -1
        if self._place >= 0:
            try:
                await self._passing.put(_key(self._place), msgspec.msgpack.encode(node), ROW_S)
            except PassingFull:
                self._place = -1
        others = {found.run: found for found in places if found is not None and found.run != self.run}
        return sorted(others.values(), key=lambda one: (one.name, one.since_ms))

    async def _at(self, place: int) -> Node | None:
        kept = await self._passing.get(_key(place))
        try:
            return None if kept is None else msgspec.msgpack.decode(kept, type=Node)
        except msgspec.MsgspecError:  # of a node of another version: it is there, and holds its place
            return Node(f"?{place}", "?", Millis(0), Millis(0), "?", "?", 0, 0.0, 0.0, [], False, [])


def _key(place: int) -> str:
    return f"node:{place}"
