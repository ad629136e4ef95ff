"""The journal read once more, for logs that tell when things happened: the state knows only what is so now."""

import asyncio
from collections.abc import AsyncIterator, Container, Iterable

from server.core.attendance import NONE
from server.core.conference import Conference
from server.core.entries import KIND_OF, Command, Entry
from server.core.filing import Filed
from server.core.held import WORDED
from server.core.ids import Seq
from server.core.refusals import Verdict, is_refusal
from server.live.spine import Spine
from server.wire.codec import decode_entry, kind_of

AT_ONCE = 20_000
"""Entries looked at between two turns of the loop: some 3 ms when few of them are of the kinds asked for."""


async def accepted(spine: Spine[Conference], commands: Iterable[type[Command]]) -> list[Entry]:
    """Every entry of these kinds that was accepted by the time of the call, in order. Not for check-ins: their verdicts
    are not listed one by one (answers.py)."""
    kinds = {KIND_OF[command] for command in commands}
    return [
        entry
        async for seq, entry in _entries(spine, kinds, Seq(0), Seq(spine.state.seq))
        if _verdict(spine.state, seq) is Verdict.ACCEPTED
    ]


async def file(spine: Spine[Conference], filed: Filed, after: Seq) -> Seq:
    """Files every entry with words from `after` to the last one folded at the call, whose seq is given."""
    last = Seq(spine.state.seq)
    async for seq, entry in _entries(spine, WORDED, after, last):
        verdict = _verdict(spine.state, seq)
        filed.file(entry, verdict is None or is_refusal(verdict))
    return last


async def _entries(
    spine: Spine[Conference], kinds: Container[int], after: Seq, last: Seq
) -> AsyncIterator[tuple[int, Entry]]:
    looked = 0
    if after >= last:
        return
    async for block in spine.journal.follow(after):
        for seq, raw in enumerate(block.entries, block.first):
            if kind_of(raw) in kinds and seq <= last:
                yield seq, decode_entry(raw)
        looked += len(block.entries)
        if block.first + len(block.entries) > last:
            break
        if looked >= AT_ONCE:
            looked = 0
            await asyncio.sleep(0)


def _verdict(state: Conference, seq: int) -> Verdict | None:
    """None for a plain check-in, and for an entry that is not folded."""
    row = state.answers.of_seq(seq)
    return None if row == NONE else Verdict(state.answers.verdict[row])
