"""The journal read once more, for logs that tell when things happened: the state knows only what is so now."""

import asyncio
from collections.abc import Iterable

from server.core.commands import KIND_OF, Command, Entry
from server.core.conference import Conference
from server.core.ids import Seq
from server.core.refusals import Verdict
from server.live.spine import Spine
from server.wire.codec import decode_entry, kind_of

AT_ONCE = 20_000
"""Entries looked at between two turns of the loop: some 3 ms when few of them are of the kinds asked for."""


async def accepted(spine: Spine[Conference], commands: Iterable[type[Command]]) -> list[Entry]:
    """Every entry of these kinds that was accepted by the time of the call, in order. Not for check-ins: their verdicts
    are not listed one by one (answers.py)."""
    kinds, last = {KIND_OF[command] for command in commands}, spine.state.seq
    found: list[Entry] = []
    looked = 0
    if not last:
        return found
    async for block in spine.journal.follow(Seq(0)):
        for seq, raw in enumerate(block.entries, block.first):
            if kind_of(raw) in kinds and seq <= last and _was_accepted(spine.state, seq):
                found.append(decode_entry(raw))
        looked += len(block.entries)
        if block.first + len(block.entries) > last:
            break
        if looked >= AT_ONCE:
            looked = 0
            await asyncio.sleep(0)
    return found


def _was_accepted(state: Conference, seq: int) -> bool:
    row = state.answers.of_seq(seq)
    return row >= 0 and state.answers.verdict[row] == Verdict.ACCEPTED
