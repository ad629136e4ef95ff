"""The spine of one journal: submit, append, follow, fold, answer. No rule of a conference lives here.

Rule 1: only `_fold_block` changes the state, and only with entries that came back from the journal.
Rule 2: `submit` is plain `def`: judging early and queueing are one step, atomic by construction.
Rule 3: whoever asked is answered once, after the entry is durable and folded; an append that failed
answers every one of its askers with the shell's own verdict.
"""

import asyncio
import hashlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import Generic, Protocol, TypeVar

import structlog

from server.beside import ended
from server.core.entries import Entry
from server.core.ids import CommandId, DeviceId, GrantId, Millis, Seq
from server.core.refusals import Judgement, Steps, Verdict, is_refusal
from server.journal.port import (
    Journal,
    JournalBroken,
    JournalBusy,
    JournalClosed,
    JournalForked,
    JournalFull,
    Text,
)
from server.live.timings import Timings
from server.wire.codec import decode_entry, encode_entry, kind_of
from server.wire.frames import Position

MAX_PENDING = 50_000
"""Entries queued for the disk before the asker is told BUSY: some 4 MB, seconds of the fastest load measured."""

SLICE_S = 0.010
"""The loop is given back after this much folding (HOUSE L9: no turn over 20 ms)."""

ENTRIES_AT_ONCE = 64
"""Entries folded between two looks at the clock: a third of a millisecond of check-ins."""

COMMIT_GAP_S = 0.002
"""Least time between two commits: under load more entries share one fsync; alone nobody notices 2 ms."""

FULL_S = 30.0
"""How long a full disk is said without another try: who is sent nobody is never asked to write again."""

HEAD_BYTES = 8
"""How much of the chain a position carries (HOUSE, spine 8)."""

log = structlog.get_logger("spine")

Answer = Callable[[Judgement, Seq], None]


class State(Protocol):
    """What a spine folds: core.Conference or core.House."""

    @property
    def seq(self) -> int: ...

    @property
    def epoch(self) -> int: ...

    def first_outcome(self, entry: Entry) -> Judgement | None: ...

    def judge(self, entry: Entry) -> Judgement | None: ...

    def apply(self, seq: int, entry: Entry, /) -> Judgement: ...


S = TypeVar("S", bound=State)


class Spine(Generic[S]):
    """One journal being folded into one state. Owned by LiveConference or LiveHouse; ends with `close`."""

    def __init__(
        self,
        name: str,
        journal: Journal,
        state: S,
        told: Container[int] = (),
        after_fold: Callable[[Entry, Judgement], None] = lambda entry, judgement: None,
        chain: bytes = bytes(32),
        heads: bytearray | None = None,
        long: Container[int] = (),
        in_steps: Callable[[int, Entry], Steps] | None = None,
    ) -> None:
        """`after_fold` is told of every folded entry whose kind is in `told`. `chain`, `heads`: of `state`. Entries of a
        kind in `long` are applied by `in_steps`, so that the loop is given back between the steps."""
        self.state = state
        self.journal = journal
        self.broken: str | None = None
        """Why folding or appending stopped (a newer version, a damaged file, `close`); None while all is well. Read by
        /readyz."""
        self.forked = False
        """Whether the journal came back with another history: this spine is over, `on_fork` was called."""
        self.on_fork: Callable[[], None] = lambda: None
        """Set by the hub: drops this spine and folds the journal anew (hub.py)."""
        self._full_at: float | None = None
        """When the last append found no room on the disk, if it did."""
        self.chain = self.before = chain
        """c(seq) and, once something was folded, c(seq - 1)."""
        self.heads = bytearray(HEAD_BYTES) if heads is None else heads
        """The first eight bytes of c(n) for every n from 0: what a client's position is checked against."""
        self.commits = Timings()
        """How long each append of this node waited until it was durable."""
        self.folded_bytes = 0
        """Of entries folded in this life: the time of a start goes by them."""
        self.heard_ms: Millis | None = None
        """When the newest entry folded in this life was received, by the clock of the node that took it."""
        self._name = name
        self._told = told
        self._after_fold = after_fold
        self._long, self._in_steps = long, in_steps
        self._half = False
        """Whether an entry is folded in part: such a state is not kept."""
        self._pending: list[tuple[bytes, Entry]] = []
        self._texts: list[Text] = []
        self._askers: dict[tuple[CommandId, GrantId], deque[Answer]] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._folded = asyncio.Event()

    async def start(self) -> None:
        """Returns when everything that was in the journal at the call is folded, or folding broke."""
        target = await self.journal.last()
        self._tasks = [
            asyncio.create_task(self._fold_for_ever(), name=f"fold {self._name}"),
            asyncio.create_task(self._append_for_ever(), name=f"append {self._name}"),
        ]
        await self.reached(target)

    async def reached(self, seq: int) -> None:
        """Returns once the state is at `seq` or later, or folding broke."""
        while self.state.seq < seq and self.broken is None:
            await self._folded.wait()

    async def catch_up(self) -> None:
        """Returns once everything is folded that any node had appended at the call, or folding broke. Waits while the engine
        is away. Raises what `Journal.last` does, and JournalClosed."""
        await self.reached(await self.journal.last())

    async def whole(self) -> bool:
        """Returns once no entry is folded in part; False when folding broke inside one."""
        while self._half and self.broken is None:
            await self._folded.wait()
        return not self._half

    async def close(self) -> None:
        """Nothing more is folded or appended; the journal is closed after its last write."""
        self.broken = self.broken or "closed"
        await ended(*self._tasks)
        self._tell_folded()
        self._answer_everybody(Verdict.STOPPING)
        await self.journal.close()

    @property
    def full(self) -> bool:
        """Whether the last append found no room on the disk, not longer than FULL_S ago."""
        return self._full_at is not None and time.monotonic() - self._full_at < FULL_S

    def position(self) -> Position:
        """Names this exact history up to here."""
        return Position(self.state.epoch, self.state.seq, self.chain[:HEAD_BYTES])

    def holds(self, position: Position) -> bool:
        """Whether a client's position lies in this history, in its newest epoch."""
        return position.epoch == self.state.epoch and self.contains(position)

    def contains(self, position: Position) -> bool:
        """Whether this history is the one the position speaks of, as far as it goes."""
        _, seq, head = position
        if not 0 <= seq <= self.state.seq:
            return False
        return self.heads[seq * HEAD_BYTES : (seq + 1) * HEAD_BYTES] == head

    def submit(self, entry: Entry, texts: Sequence[Text], answer: Answer, *, rules: bool = True) -> None:
        """Judge early, queue for the journal; `answer` is called exactly once, now or after the fold.

        `rules=False` leaves all judging to the fold: for an entry whose forerunners are still on their way.
        """
        early = self.state.first_outcome(entry) or self._early(entry, rules)
        if early is not None:
            answer(early, Seq(self.state.seq))
            return
        self._askers.setdefault((entry.id, entry.grant), deque()).append(answer)
        self._pending.append((encode_entry(entry), entry))
        self._texts.extend(texts)
        self._wake.set()

    def _early(self, entry: Entry, rules: bool) -> Judgement | None:
        if self.broken is not None:
            return Judgement(Verdict.STOPPING)
        if len(self._pending) >= MAX_PENDING:
            return Judgement(Verdict.BUSY)
        judgement = self.state.judge(entry) if rules else None
        return judgement if judgement is not None and is_refusal(judgement.verdict) else None

    def ask(
        self, entry: Entry, texts: Sequence[Text] = (), *, rules: bool = True
    ) -> Awaitable[tuple[Judgement, Seq]]:
        """The verdict on one entry, as an awaitable."""
        future: asyncio.Future[tuple[Judgement, Seq]] = asyncio.get_running_loop().create_future()

        def answer(judgement: Judgement, seq: Seq) -> None:
            if not future.done():
                future.set_result((judgement, seq))

        self.submit(entry, texts, answer, rules=rules)
        return future

    async def _append_for_ever(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._pending = self._pending, []
            texts, self._texts = self._texts, []
            if not batch:
                continue
            started = time.monotonic()
            await self._append(batch, texts)
            await asyncio.sleep(max(0.0, COMMIT_GAP_S - (time.monotonic() - started)))

    async def _append(self, batch: list[tuple[bytes, Entry]], texts: list[Text]) -> None:
        began = time.monotonic()
        try:
            await self.journal.append([raw for raw, _ in batch], texts)
            self.commits.note(time.monotonic() - began)
            self._full_at = None
        except JournalFull as error:
            self._full_at = time.monotonic()
            log.error("journal_full", journal=self._name, entries=len(batch), reason=str(error))
            self._answer_all(batch, Verdict.DISK_FULL)
        except (JournalBusy, JournalClosed) as error:
            log.warning("not_appended", journal=self._name, entries=len(batch), reason=str(error))
            self._answer_all(batch, Verdict.BUSY if isinstance(error, JournalBusy) else Verdict.STOPPING)
        except JournalForked as error:
            self._answer_all(batch, Verdict.STOPPING)
            self._end_forked(error)
        except Exception as error:  # a journal that is damaged or not understood takes nothing more
            self.broken = f"{type(error).__name__}: {error}"
            log.error("appending_stopped", journal=self._name, entries=len(batch), reason=self.broken)
            self._answer_all(batch, Verdict.STOPPING)

    def _answer_all(self, batch: list[tuple[bytes, Entry]], verdict: Verdict) -> None:
        """None of the batch was written; each asker is told the same."""
        for _, entry in batch:
            self._answer(entry, Judgement(verdict), Seq(self.state.seq))

    async def _fold_for_ever(self) -> None:
        try:
            async for block in self.journal.follow(Seq(self.state.seq)):
                if block.first != self.state.seq + 1:
                    raise JournalBroken(f"the journal jumps from {self.state.seq} to {block.first}")
                await self._fold_block(block.entries)
        except asyncio.CancelledError:
            raise
        except JournalForked as error:
            self._end_forked(error)
        except (
            Exception
        ) as error:  # a node that cannot judge an entry must stop here, not guess (HOUSE spine 5)
            self.broken = f"{type(error).__name__}: {error}"
            log.error("folding_stopped", journal=self._name, at_seq=self.state.seq, reason=self.broken)
            self._tell_folded()
            self._answer_everybody(Verdict.STOPPING)

    def _end_forked(self, why: JournalForked) -> None:
        """Nothing folded here is answered for any more; whoever asked offers it again to the next spine."""
        if self.forked:
            return
        self.forked, self.broken = True, f"another history, being folded anew: {why}"
        log.error("journal_forked", journal=self._name, at_seq=self.state.seq, reason=str(why))
        self._tell_folded()
        self._answer_everybody(Verdict.STOPPING)
        self.on_fork()

    async def _fold_block(self, raws: Sequence[bytes]) -> None:
        folded, until = 0, time.monotonic() + SLICE_S
        while folded < len(raws):
            if kind_of(raws[folded]) in self._long:
                await self._fold_long(raws[folded])
                folded += 1
            else:
                folded += self._fold_some(raws[folded : folded + ENTRIES_AT_ONCE])
            if folded < len(raws) and time.monotonic() >= until:
                self._tell_folded()
                await asyncio.sleep(0)
                until = time.monotonic() + SLICE_S
        self.folded_bytes += sum(map(len, raws))
        self._tell_folded()

    def _fold_some(self, raws: Sequence[bytes]) -> int:
        """How many were folded: all of them up to a long one. This loop is the time of a start; it does nothing twice."""
        apply, sha256, askers, told = self.state.apply, hashlib.sha256, self._askers, self._told
        start, long = self.state.seq, self._long
        before = chain = self.chain
        heads, seq = self.heads, self.state.seq
        try:
            for raw in raws:
                entry = decode_entry(raw)
                if entry.kind in long:
                    break
                seq += 1
                judgement = apply(seq, entry)
                before, chain = chain, sha256(chain + raw).digest()
                heads += chain[:HEAD_BYTES]
                if entry.kind in told:
                    self._after_fold(entry, judgement)
                if askers:
                    self._answer(entry, judgement, Seq(seq))
        finally:
            self.before, self.chain = before, chain
        self.heard_ms = entry.received_ms
        return seq - start

    async def _fold_long(self, raw: bytes) -> None:
        """Folds one entry in steps. Its position is ours only when all of it is in the state."""
        entry, seq = decode_entry(raw), self.state.seq + 1
        assert self._in_steps is not None
        self._half = True
        judgement = await _in_slices(self._in_steps(seq, entry))
        self._half = False
        self.before, self.chain = self.chain, hashlib.sha256(self.chain + raw).digest()
        self.heads += self.chain[:HEAD_BYTES]
        if entry.kind in self._told:
            self._after_fold(entry, judgement)
        self._answer(entry, judgement, Seq(seq))
        self.heard_ms = entry.received_ms

    def _answer_everybody(self, verdict: Verdict) -> None:
        """Nobody is left waiting for a fold that will not come; what is durable is judged by the next start."""
        waiting = list(self._askers.values())
        self._askers.clear()
        for answers in waiting:
            for answer in answers:
                answer(Judgement(verdict), Seq(self.state.seq))

    def _answer(self, entry: Entry, judgement: Judgement, seq: Seq) -> None:
        key = (entry.id, entry.grant)
        askers = self._askers.get(key)
        if askers is None:
            return
        answer = askers.popleft()
        if not askers:
            del self._askers[key]
        answer(judgement, seq)

    def _tell_folded(self) -> None:
        self._folded.set()
        self._folded = asyncio.Event()


async def _in_slices(steps: Steps) -> Judgement:
    """The judgement at the end of the steps; the loop is given back every SLICE_S."""
    until = time.monotonic() + SLICE_S
    while True:
        try:
            next(steps)
        except StopIteration as end:
            judgement: Judgement = end.value
            return judgement
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + SLICE_S


SERVER_GRANT = GrantId("s0")
SERVER_DEVICE = DeviceId(b"")
