"""One live conference: the spine over its journal, its presence, and the topics being watched.

What the doors do here: `ask` (one command, awaited), `ask_all` (an import), `submit` (a desk's frame, answered
by callback), `watch`/`unwatch`, `arrive`/`depart` (sockets). Reading `state` is free; nobody outside the spine
changes it.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import count

import structlog

from server.beside import ended
from server.core.access import HOST
from server.core.changes import devices_aspect
from server.core.choices import PointNews
from server.core.commands import AddWalkIn, ApproveDevice, NoteOnline, NotePoint, RevokeDevice, RevokeLink
from server.core.conference import LONG, Conference
from server.core.entries import KIND_OF, Command, Entry
from server.core.ids import CommandId, ConferenceId, DeviceId, GrantId, Millis, Seq
from server.core.refusals import Judgement, Verdict
from server.journal.port import Journal, JournalBusy
from server.live.attending import Attending
from server.live.bridges import Bridges
from server.live.erasing import Eraser
from server.live.floor import CHANGES_FLOOR, CoreFloor
from server.live.keeping import SAVE_AT_CLOSE_BYTES, SAVE_EVERY_BYTES, SAVE_GAP_MS, Cache, Kept
from server.live.media import MediaRoom
from server.live.neighbours import Neighbours
from server.live.presence import News, Presence
from server.live.retelling import MOVES, Retelling
from server.live.sharing import Sharing
from server.live.spine import SERVER_DEVICE, SERVER_GRANT, Answer, Spine
from server.live.texts import IN_WORDS, TEXTED, Names, person_text, seal
from server.live.topic import Arrival
from server.live.watching import Watching
from server.wire.codec import encode_server
from server.wire.frames import Beat, Position

TICK_S = 0.05
"""What a person acts on is on the pages within a twentieth of a second; slower views take every n-th tick."""

TICKS_PER_SECOND = 20

CROWD, BEATS_APART_S = 100, 2
"""More sockets than this within a second come back after a start: the loop is theirs, and until they are in beats come every
other second. A page takes three seconds of silence for a lost link."""

IMPORT_GROUP = 16
"""Entries of an import on their way at once: 8,000 people, one commit, well under a megabyte of entries."""

ONLINE_GRANT = GrantId("q0")
"""What a phone online has entered with."""

CHANGES_RIGHTS = frozenset(KIND_OF[kind] for kind in (ApproveDevice, RevokeDevice, RevokeLink))
NOTES = frozenset(KIND_OF[kind] for kind in (NotePoint, NoteOnline))
"""What the server itself writes down, this node or another."""
TOLD = CHANGES_RIGHTS | CHANGES_FLOOR | NOTES | MOVES

log = structlog.get_logger("conference")


class LiveConference:
    """Owned by the hub; lives until the server stops."""

    def __init__(
        self,
        id: ConferenceId,
        journal: Journal,
        cache: Cache,
        kept: Kept,
        clock: Callable[[], Millis],
        random_bytes: Callable[[int], bytes],
        bridges: Bridges,
        sign: Callable[[bytes], bytes] | None,
        sharing: Sharing,
        turn_to_keep: asyncio.Semaphore,
    ) -> None:
        self.id = id
        folded = (kept.state, TOLD, self._after_fold, kept.chain, kept.heads)
        self.spine = Spine(f"conference {id}", journal, *folded, LONG, kept.state.apply_in_steps)
        self.media = MediaRoom(id, bridges, CoreFloor(self.spine, clock, random_bytes), clock, sign, sharing)
        self._cache = cache
        self._turn_to_keep = turn_to_keep
        """Of all conferences of the node: each snapshot is a process with a copy of everything."""
        self.restored_seq = self._saved_seq = kept.state.seq
        """Where the snapshot stood that this life began with; 0: everything was folded."""
        self._saved_bytes = 0
        """Of what this life folded, so much is in the newest snapshot."""
        self._saving: asyncio.Task[None] | None = None
        self._save_after_ms = Millis(0)
        self.presence = Presence(kept.state)
        self.attending = Attending(kept.state)
        hears = (kept.state, self.presence, self.media, clock)
        self.neighbours = Neighbours(id, sharing, *hears, self._link_changed)
        self.names = Names(journal)
        self.retelling = Retelling(kept.state, self.names.forget)
        self.eraser = Eraser(id, self, journal)
        self.clock = clock
        self._random = random_bytes
        self._incarnations = count(int.from_bytes(random_bytes(6), "big"))
        self._watching = Watching(self)
        self._sockets: list[dict[Arrival, None]] = [{} for _ in range(TICKS_PER_SECOND)]
        self._arrivals = self._arrivals_told = 0
        """So many came: each next one gets its beats in the next tick. And until the last second."""
        self.is_crowded = False
        """Whether more than CROWD came within the last second."""
        self._ticker: asyncio.Task[None] | None = None

    @property
    def state(self) -> Conference:
        return self.spine.state

    async def start(self) -> None:
        """Returns when the whole journal is folded; from then on topics tick."""
        await self.spine.start()
        self.state.settle()
        self._watching.begin()
        self.retelling.begin()
        self.presence.recall(self.clock())
        self.attending.recall()
        await self.neighbours.start()
        self._ticker = asyncio.create_task(self._tick_for_ever(), name=f"tick {self.id}")

    async def close(self) -> None:
        """Ends after the last durable append. What was folded of a history that is no more is not kept."""
        await ended(self._ticker)
        await self.eraser.close()
        await self.neighbours.close()
        if self._saving is not None:
            await self._saving
        elif self._unsaved_bytes >= SAVE_AT_CLOSE_BYTES and not self.spine.forked:
            await self.keep()
        await self.spine.close()

    # Commands

    async def ask(
        self,
        command: Command,
        *,
        grant: GrantId = SERVER_GRANT,
        device: DeviceId = SERVER_DEVICE,
        texts: Sequence[Sequence[str]] = (),
        made_ms: Millis | None = None,
        id: CommandId | None = None,
    ) -> Judgement:
        """The verdict on one command, durable and folded; refusals are verdicts, not exceptions."""
        now = self.clock()
        id = id or CommandId(self._random(16))
        sealed, rows = seal(command, id, texts, self._random)
        entry = Entry(KIND_OF[type(command)], id, grant, device, made_ms or now, 0, now, 0, sealed)
        judgement, _ = await self.spine.ask(entry, rows)
        return judgement

    async def ask_all(
        self,
        commands: Iterable[tuple[Command, Sequence[Sequence[str]]]],
        *,
        grant: GrantId,
        device: DeviceId,
    ) -> list[Judgement]:
        """The verdicts on a run of commands that build on one another (an import), in order."""
        verdicts: list[Judgement] = []
        group = []
        for command, texts in commands:
            id, now = CommandId(self._random(16)), self.clock()
            sealed, rows = seal(command, id, texts, self._random)
            entry = Entry(KIND_OF[type(command)], id, grant, device, now, 0, now, 0, sealed)
            group.append(self.spine.ask(entry, rows, rules=False))
            if len(group) == IMPORT_GROUP:
                verdicts += [judgement for judgement, _ in await asyncio.gather(*group)]
                group = []
            else:
                await asyncio.sleep(0)  # sealing 500 texts takes a millisecond: let others in between
        verdicts += [judgement for judgement, _ in await asyncio.gather(*group)]
        return verdicts

    def submit(self, entry: Entry, texts: Sequence[Sequence[str]], answer: Answer) -> None:
        """A frame's command, its digests still empty; `answer` is called once, now or after the fold."""
        if self.state.is_said_enough(entry.body) and not self.state.known(entry.id):
            answer(Judgement(Verdict.BAD_COUNT), Seq(self.state.seq))
            return
        if not texts and type(entry.body) not in TEXTED:
            self.spine.submit(entry, (), answer)
            return
        if type(entry.body) in IN_WORDS and not (texts and texts[0][0].strip()):
            answer(Judgement(Verdict.BAD_TEXT), Seq(0))
            return
        if isinstance(entry.body, AddWalkIn):
            texts = [person_text(*texts[0])]
        sealed, rows = seal(entry.body, entry.id, texts, self._random)
        self.spine.submit(entry._replace(body=sealed), rows, answer)

    async def texts(self, subjects: Iterable[bytes]) -> dict[bytes, list[str]]:
        """The strings of each subject that still has any."""
        return await self.names.read(subjects)

    async def erase(self, subjects: Sequence[bytes]) -> int:
        """How many subjects had text; afterwards no file and no memory of the server holds it."""
        erased = await self.spine.journal.erase(subjects)
        self.names.forget()
        return erased

    # Watching

    def watch(self, watcher: Arrival, name: str, position: Position | None) -> bool:
        """Begin to send the topic to the watcher; False when there is no such topic. Rights are the door's."""
        return self._watching.join(watcher, name, position)

    def position(self) -> Position:
        """This history, as far as it is folded."""
        return self.spine.position()

    def incarnation(self) -> int:
        """Of a table made now: a position of any other, of the same topic too, means nothing to it."""
        return next(self._incarnations)

    def resumes(self, position: Position) -> bool:
        """Whether rows told up to the position still stand: it is of this history, and the tree did not change."""
        return self.spine.holds(position) and position.seq >= self.state.moved

    def unwatch(self, watcher: Arrival, name: str) -> None:
        self._watching.leave(watcher, name)

    def arrive(self, socket: Arrival) -> None:
        """A socket is open: it gets beats, and its point counts as linked while its device is active."""
        self._arrivals += 1
        self._sockets[self._arrivals % TICKS_PER_SECOND][socket] = None
        self.neighbours.arrive(socket.device, socket.grant == ONLINE_GRANT)

    def depart(self, socket: Arrival, watched: Iterable[str]) -> None:
        for name in watched:
            self.unwatch(socket, name)
        for bucket in self._sockets:
            bucket.pop(socket, None)
        self.neighbours.depart(socket.device)

    def _link_changed(self, device: int) -> None:
        links = self.state.links
        if device >= len(links.grant_of):
            return  # enrolled at another node a moment ago: the entry that says so will stir the list
        self._watching.stir([devices_aspect(links.names[links.grant_of[device]])])

    def sockets(self) -> Iterable[Arrival]:
        return [socket for bucket in self._sockets for socket in bucket]

    def _after_fold(self, entry: Entry, judgement: Judgement) -> None:
        """Approvals, revocations and the floor take effect in the turn of the loop that folds them."""
        if isinstance(entry.body, NotePoint):
            self.presence.noted(entry.body.point, PointNews(entry.body.news), entry.received_ms)
            return
        if isinstance(entry.body, NoteOnline):
            self.attending.noted(entry.body)
            return
        if entry.kind in MOVES:
            self.retelling.folded(entry)
            return
        if entry.kind in CHANGES_FLOOR:
            self.media.settle()
            return
        self.look_again()

    def look_again(self) -> None:
        """Every socket asks again what it may do: something was approved, revoked or signed out."""
        for socket in self.sockets():
            socket.rights_changed()

    async def _tick_for_ever(self) -> None:
        tick = 0
        while True:
            await asyncio.sleep(TICK_S)
            tick += 1
            try:
                await self._tick(tick)
            except JournalBusy:  # names cannot be read now: /readyz says why, and every later tick asks again
                continue
            except Exception:  # a view that cannot be computed must not stop the beats of all others
                log.exception("tick_failed", conference=self.id)

    async def _tick(self, tick: int) -> None:
        try:
            await self._watching.deal(tick)
        finally:
            self._beat(tick)
            if tick % TICKS_PER_SECOND == 0:
                self._second()

    def _beat(self, tick: int) -> None:
        second, turn = divmod(tick, TICKS_PER_SECOND)
        bucket = self._sockets[turn]
        if not bucket or (self.is_crowded and second % BEATS_APART_S):
            return
        frame = encode_server(Beat(self.clock()))
        for socket in list(bucket):
            if socket.grant == HOST:
                socket.rights_changed()  # a sign-in ends by the clock too
            socket.beat(frame)

    @property
    def unsaved(self) -> int:
        """Entries folded since the newest snapshot: what the next start has to fold."""
        return self.state.seq - self._saved_seq

    @property
    def _unsaved_bytes(self) -> int:
        return self.spine.folded_bytes - self._saved_bytes

    def saved_ms(self) -> Millis | None:
        """When the newest snapshot was written."""
        return self._cache.written_ms()

    async def keep(self) -> None:
        """A snapshot of the state as it is now, for the next start; failing costs only that start's time."""
        async with self._turn_to_keep:
            spine, whole = self.spine, await self.spine.whole()
            seq, folded_bytes = self.state.seq, spine.folded_bytes
            try:
                written = whole and await self._cache.save(
                    Kept(spine.state, spine.chain, spine.before, spine.heads)
                )
            except OSError as error:
                log.warning("snapshot_failed", conference=self.id, reason=str(error))
                written = False
        log.info("snapshot", conference=self.id, seq=seq, written=written)
        self._saved_seq, self._saved_bytes, self._saving = seq, folded_bytes, None

    def _second(self) -> None:
        self.is_crowded = self._arrivals - self._arrivals_told > CROWD
        self._arrivals_told = self._arrivals
        self.media.second()
        self.eraser.second(self.clock())
        self.names.forget_erased()
        now = self.clock()
        if self._unsaved_bytes >= SAVE_EVERY_BYTES and now >= self._save_after_ms and not self.spine.forked:
            self._save_after_ms = Millis(now + SAVE_GAP_MS)
            self._saving = self._saving or asyncio.create_task(self.keep(), name=f"snapshot {self.id}")
        for news in self.presence.second(now):
            self.note(NotePoint(*news), partial(self._noted, news))
        phones = [socket.device for socket in self.sockets() if socket.grant == ONLINE_GRANT]
        elsewhere = self.neighbours.online_elsewhere()
        for note in self.attending.second(phones, now, elsewhere, self.neighbours.is_scribe):
            self.note(note)

    def note(self, note: Command, answer: Answer | None = None) -> None:
        """The server writes something down; nobody waits for it."""
        now, id, kind = self.clock(), CommandId(self._random(16)), KIND_OF[type(note)]
        entry = Entry(kind, id, SERVER_GRANT, SERVER_DEVICE, now, 0, now, 0, note)
        self.spine.submit(entry, (), answer or _noted)

    def _noted(self, news: News, judgement: Judgement, seq: Seq) -> None:
        _noted(judgement, seq)
        if judgement.verdict >= Verdict.BUSY:
            self.presence.unsaid(news)


def _noted(judgement: Judgement, seq: Seq) -> None:
    if judgement.verdict is not Verdict.ACCEPTED:
        log.warning("not_noted", verdict=judgement.verdict.name)
