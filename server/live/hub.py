"""The hub: the house and every conference of this node, opened on first use and closed together.

A journal that comes back with another history (history.py) is dropped and opened again: its pages are told to come
back, everything is folded anew, an epoch begins, and the pages reload because their positions are not in it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

import structlog

from server.beside import ended
from server.core.commands import EpochBegan, PlanConference
from server.core.ids import ConferenceId, Millis
from server.core.refusals import Judgement, Verdict, is_refusal
from server.journal.port import Journal, JournalBusy, JournalForked
from server.live.bridges import Bridges
from server.live.conference import LiveConference
from server.live.history import HOUSE, NOTE_EVERY_S, Mark, epoch_to_begin
from server.live.house import LiveHouse
from server.live.keeping import Cache, restore
from server.live.sharing import Alone, Sharing
from server.live.spine import Spine
from server.live.topic import Arrival
from server.wire.frames import Position

ID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no letter is mistaken for another when read aloud."""

ID_LENGTH = 8

AGAIN_S = 1.0
"""Between two tries to fold a house whose journal cannot be reached."""

PASSING = (JournalBusy, JournalForked, OSError)
"""Why a conference may fail to open now and not the next time."""

NOT_BEGUN = "it has another history, and the epoch that says so could not be written yet"

RETURNS_PER_S = 500
"""Pages that come back per second after a stop: a quarter of the handshakes the doors admit (settings)."""


log = structlog.get_logger("hub")


class NoSuchConference(LookupError):
    """The house lists no conference of this id."""


class Refused(Exception):
    """A step of several commands was refused; `judgement` says why."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(judgement.verdict.name)
        self.judgement = judgement


class Reason(NamedTuple):
    """Why this node is not ready: a stable code, the journal it concerns, and a sentence for /readyz."""

    code: str
    about: str
    """A conference's id, or "house"."""
    words: str


class Stores(Protocol):
    """Where the journals of this node lie; app.py picks the engine."""

    async def house(self) -> Journal: ...

    async def conference(self, id: ConferenceId) -> Journal: ...

    def cache(self, id: ConferenceId) -> Cache: ...

    def mark(self, name: str) -> Mark:
        """Of the conference with this id, or of history.HOUSE."""
        ...

    def problems(self) -> list[str]:
        """Why the engine takes nothing now, in words; empty while it does."""
        ...

    async def demand_keys(self, fingerprint: str) -> None:
        """Raises JournalBroken when other nodes of this engine have other keys than this node's."""
        ...


class Hub:
    """Owned by app.py: `start` before the doors open, `close` after they are shut."""

    def __init__(
        self,
        stores: Stores,
        clock: Callable[[], Millis],
        random_bytes: Callable[[int], bytes],
        sign: Callable[[bytes], bytes] | None = None,
        sharing: Sharing | None = None,
    ) -> None:
        """`sign`: with the server's key, for join tickets; without it nobody joins media (the command line).

        `sharing`: with the other nodes of the house; without it this is the only one.
        """
        self.clock = clock
        self.stopping = False
        self.bridges = Bridges(clock, lambda: self._house.state.bridges if self._house is not None else ())
        self._sign = sign
        self._sharing = sharing or Alone()
        self._stores = stores
        self._turn_to_keep = asyncio.Semaphore()
        self._random = random_bytes
        self._house: LiveHouse | None = None
        self._opening: dict[ConferenceId, asyncio.Task[LiveConference]] = {}
        self._stood: dict[ConferenceId, list[Position]] = {}
        """How far a conference was folded when its journal forked, until one is folded that knows of it (history.py)."""
        self._house_anew: asyncio.Task[None] | None = None
        self._noting: asyncio.Task[None] | None = None
        self._noted: dict[str, Position] = {}

    @property
    def house(self) -> LiveHouse:
        if self._house is None:
            raise RuntimeError("the hub has not been started")
        return self._house

    async def start(self) -> None:
        """Opens the house, and begins to open every conference it lists."""
        self._take(await self._fold_house())
        self._noting = asyncio.create_task(self._note_for_ever(), name="note positions")
        for id in self.conference_ids():
            self._open(id)

    def _look_again(self) -> None:
        """A browser was signed out: every socket asks again what it may do."""
        for live in self.live():
            live.look_again()

    async def opened(self) -> None:
        """Returns when every conference that was being opened is folded, or has failed to."""
        await asyncio.gather(*self._opening.values(), return_exceptions=True)

    def say_farewell(self) -> None:
        """Tell every page when to come back, spread so that no more than RETURNS_PER_S arrive at once."""
        self.stopping = True
        self._send_away([socket for live in self.live() for socket in live.sockets()])
        self.bridges.say_farewell()

    def _send_away(self, sockets: Sequence[Arrival]) -> None:
        window_ms = max(1_000, len(sockets) * 1_000 // RETURNS_PER_S)
        for socket in sockets:
            socket.stop(int.from_bytes(self._random(4), "big") % window_ms)

    async def close(self) -> None:
        """Every folding loop ends after its last durable append; the house last. What is still being opened is let be."""
        self.stopping = True
        await ended(self._house_anew, self._noting)
        await self._note()
        for opening in self._opening.values():
            opening.cancel()  # a store that is away may keep it waiting for ever
        opened = await asyncio.gather(*self._opening.values(), return_exceptions=True)
        closing = [live.close() for live in opened if isinstance(live, LiveConference)]
        closed = await asyncio.gather(*closing, return_exceptions=True)
        if self._house is not None:
            await self._house.spine.close()
        for failed in filter(None, closed):  # one that could not be closed kept no other open
            raise failed

    def conference_ids(self) -> list[ConferenceId]:
        return list(self.house.state.conferences)

    def live(self) -> list[LiveConference]:
        """The conferences that are folded and serving."""
        return [task.result() for task in self._opening.values() if _ready(task)]

    def live_one(self, id: ConferenceId) -> LiveConference | None:
        """The conference, if it is folded and serving."""
        task = self._opening.get(id)
        return task.result() if task is not None and _ready(task) else None

    def reasons(self) -> list[Reason]:
        """Why this node is not ready; empty when it is."""
        found = [Reason("ENGINE_AWAY", "", words) for words in self._stores.problems()]
        found += [
            Reason("OPENING", id, task.get_name()) for id, task in self._opening.items() if not task.done()
        ]
        found += [
            Reason("NOT_OPENED", id, f"conference {id}: {task.exception()}")
            for id, task in self._opening.items()
            if task.done() and not task.cancelled() and task.exception() is not None
        ]
        for one in self.live():
            found += _reasons_of(one.spine, one.id, f"conference {one.id}")
        if self._house is not None:
            found += _reasons_of(self.house.spine, "house", "house")
        return found

    async def open(self, id: ConferenceId) -> LiveConference:
        """The live conference, once its whole journal is folded. Raises NoSuchConference."""
        if id not in self.house.state.conferences:
            raise NoSuchConference(id)
        while (live := await asyncio.shield(self._open(id))).spine.forked and not self.stopping:
            pass  # its successor is on its way already
        return live

    async def create(self, plan: PlanConference) -> ConferenceId:
        """A new draft conference as planned. Raises Refused."""
        id = self._new_id()
        listed = await self.house.list_conference(id, plan.title)
        if is_refusal(listed.verdict):
            raise Refused(listed)
        conference = await self.open(id)
        planned = await conference.ask(plan)
        if is_refusal(planned.verdict):
            raise Refused(planned)
        return id

    def _new_id(self) -> ConferenceId:
        return ConferenceId("".join(ID_LETTERS[byte % 32] for byte in self._random(ID_LENGTH)))

    def _open(self, id: ConferenceId) -> Awaitable[LiveConference]:
        task = self._opening.get(id)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._opening[id] = asyncio.create_task(self._fold(id), name=f"opening conference {id}")
        return task

    async def _fold(self, id: ConferenceId) -> LiveConference:
        """The conference, folded and in its right epoch. Whatever is in the way: nothing of it is left open."""
        journal, cache = await self._stores.conference(id), self._stores.cache(id)
        opened: Journal | LiveConference = journal
        try:
            kept, spoken = await restore(journal, cache)
            noted = await asyncio.to_thread(self._stores.mark(id).read)
            live = opened = LiveConference(
                id,
                journal,
                cache,
                kept,
                self.clock,
                self._random,
                self.bridges,
                self._sign,
                self._sharing,
                self._turn_to_keep,
            )
            await live.start()
            await self._begin_epoch(live, spoken, noted)
        except BaseException:
            await opened.close()
            raise
        live.spine.on_fork = partial(self._conference_forked, live)
        return live

    async def _begin_epoch(self, live: LiveConference, *evidence: Position | None) -> None:
        """Raises JournalBusy when that cannot be said now, or the journal has changed once more."""
        stood = self._stood.get(live.id, [])
        epoch = epoch_to_begin(live.spine, (*evidence, *stood))
        if epoch is not None:
            log.warning("epoch_begins", conference=live.id, epoch=epoch, at_seq=live.state.seq)
        if (epoch and (await live.ask(EpochBegan(epoch))).verdict >= Verdict.BUSY) or live.spine.forked:
            self._stood[live.id] = _and_here(stood, live.spine)
            raise JournalBusy(NOT_BEGUN)
        self._stood.pop(live.id, None)

    def _conference_forked(self, live: LiveConference) -> None:
        """Its pages come back to the conference that is folded anew."""
        if self.stopping:
            return
        self._stood[live.id] = [live.spine.position()]
        self._send_away(list(live.sockets()))
        name = f"opening conference {live.id}: its journal came back with another history"
        self._opening[live.id] = asyncio.create_task(self._fold_anew(live), name=name)

    async def _fold_anew(self, old: LiveConference) -> LiveConference:
        await old.close()
        await self._write_marks({old.id: old.spine.position()})
        return await self._fold(old.id)

    def _open_again(self) -> None:
        """What failed for a reason that passes is tried anew: to a node that is not ready nobody comes who would ask."""
        for id, task in list(self._opening.items()):
            if task.done() and not task.cancelled() and isinstance(task.exception(), PASSING):
                self._open(id)

    async def _fold_house(self, *stood: Position) -> LiveHouse:
        """The house, folded and in its right epoch. `stood`: how far it was folded when its journal forked."""
        house = LiveHouse(await self._stores.house(), self.clock, self._random)
        try:
            await house.spine.start()
            noted = await asyncio.to_thread(self._stores.mark(HOUSE).read)
            epoch = epoch_to_begin(house.spine, (noted, *stood))
            if epoch is not None:
                log.warning("epoch_begins", house=True, epoch=epoch, at_seq=house.state.seq)
            if (epoch and (await house.begin_epoch(epoch)).verdict >= Verdict.BUSY) or house.spine.forked:
                raise JournalBusy(NOT_BEGUN)
        except BaseException:
            await house.spine.close()
            raise
        return house

    def _take(self, house: LiveHouse) -> None:
        """It is the house from now on."""
        self._house = house
        house.signed_out = self._look_again
        house.spine.on_fork = partial(self._house_forked, house)

    def _house_forked(self, house: LiveHouse) -> None:
        if not self.stopping:
            self._house_anew = asyncio.create_task(self._fold_house_anew(house), name="open the house anew")

    async def _fold_house_anew(self, old: LiveHouse) -> None:
        """The house of the other history in place of `old`; what this node had told as created is listed again."""
        await old.spine.close()
        stood, house = [old.spine.position()], None
        while house is None:
            try:
                house = await self._fold_house(*stood)
            except Exception as error:  # a journal that cannot be reached now will be
                log.error("house_not_folded", reason=str(error))
                await asyncio.sleep(AGAIN_S)
                continue
            if not await _list_again(old, house):
                stood = _and_here(stood, house.spine)
                await house.spine.close()
                house = None
                await asyncio.sleep(AGAIN_S)
        self._take(house)
        self._send_away([socket for live in self.live() for socket in live.sockets()])

    async def _note_for_ever(self) -> None:
        while True:
            await asyncio.sleep(NOTE_EVERY_S)
            await self._note()
            self._open_again()

    async def _note(self) -> None:
        """Remember how far every journal is folded (history.py, law 1)."""
        if self._house is None:
            return
        spines: list[tuple[str, Spine[Any]]] = [(HOUSE, self._house.spine)]
        spines += [(live.id, live.spine) for live in self.live()]
        fresh = {
            name: spine.position()
            for name, spine in spines
            if spine.broken is None and self._noted.get(name) != spine.position()
        }
        await self._write_marks(fresh)

    async def _write_marks(self, positions: Mapping[str, Position]) -> None:
        """Written down, or logged that they are not."""

        def write() -> None:
            for name, position in positions.items():
                self._stores.mark(name).note(position)

        try:
            await asyncio.to_thread(write)
        except OSError as error:
            log.warning("not_noted", reason=str(error))
        else:
            self._noted |= positions


async def _list_again(old: LiveHouse, house: LiveHouse) -> bool:
    """Every conference of the old house is in the new one; False when it could not take them, or has forked as well."""
    for one in [one for one in old.state.conferences.values() if one.id not in house.state.conferences]:
        if (await house.list_conference(one.id, one.title)).verdict >= Verdict.BUSY:
            return False
    return not house.spine.forked


def _and_here(stood: Sequence[Position], spine: Spine[Any]) -> list[Position]:
    """The evidence with this spine's position in it. Whoever lacks what this history contains lacks this, too: however often
    it is tried, each history is in it once."""
    return [*(one for one in stood if not spine.contains(one)), spine.position()]


def _reasons_of(spine: Spine[Any], about: str, called: str) -> list[Reason]:
    found = [Reason("FOLDING_STOPPED", about, f"{called}: {spine.broken}")] if spine.broken else []
    return found + ([Reason("DISK_FULL", about, f"{called}: the disk is full")] if spine.full else [])


def _ready(task: asyncio.Task[LiveConference]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


__all__ = ["Hub", "NoSuchConference", "Reason", "Refused", "Stores", "Verdict"]
