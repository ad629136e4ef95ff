"""Snapshots of a folded conference: a cache, so that a restart folds only the journal's tail.

Rule: snapshot + tail == full fold. A snapshot is taken up only when the journal still holds, at its seq, the
very entry it was folded up to; anything else about it that is wrong makes it absent, never an error.
"""

import asyncio
from typing import NamedTuple, Protocol

from server.core.conference import Conference
from server.core.ids import Millis, Seq
from server.journal.port import Journal
from server.live.spine import HEAD_BYTES
from server.wire.frames import Position

SAVE_EVERY_BYTES = 8 << 20
"""Of entries between two snapshots: 110,000 check-ins, or 250,000 people of a roster. A start after a sudden end has to
fold as much: some seven tenths of a second (bench checkins)."""

SAVE_GAP_MS = 60_000
"""Least time between two of a conference: to fork holds the loop for tens of milliseconds in a house of millions."""

SAVE_AT_CLOSE_BYTES = 1 << 20
"""Of entries not yet in a snapshot, worth one when the server is stopped in order."""


class Kept(NamedTuple):
    """A folded state, the chain it was folded with, and the head of every position up to there."""

    state: Conference
    chain: bytes
    """c(seq)"""
    before: bytes
    """c(seq - 1)"""
    heads: bytearray


def nothing() -> Kept:
    """What an empty journal folds to."""
    return Kept(Conference(), bytes(32), bytes(32), bytearray(HEAD_BYTES))


class Cache(Protocol):
    """Where one conference's snapshot lies; app.py picks it."""

    def load(self) -> Kept | None:
        """The newest snapshot, if there is a whole one of this version. Blocks: call it off the loop."""
        ...

    def fits(self, kept: Kept, entry: bytes) -> bool:
        """Whether `entry`, the journal's at the snapshot's seq, is the one it was folded up to."""
        ...

    def written_ms(self) -> Millis | None:
        """When the newest snapshot was written, by the disk's clock; None when there is none."""
        ...

    async def save(self, kept: Kept) -> bool:
        """Whether a snapshot of `kept`, as it is at this call, was written; an older one stands otherwise."""
        ...


async def restore(journal: Journal, cache: Cache) -> tuple[Kept, Position | None]:
    """The cached state if it belongs to this journal, else an empty one to fold everything into; and the position the
    snapshot spoke of, if there was one: a journal that does not contain it has another history (history.py)."""
    kept = await asyncio.to_thread(cache.load)
    if kept is None:
        return nothing(), None
    spoken = Position(kept.state.epoch, kept.state.seq, kept.chain[:HEAD_BYTES])
    if not 0 < kept.state.seq <= await journal.last():
        return nothing(), spoken
    async for block in journal.follow(Seq(kept.state.seq - 1)):
        return (kept if cache.fits(kept, block.entries[0]) else nothing()), spoken
    return nothing(), spoken
