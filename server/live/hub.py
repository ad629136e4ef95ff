"""The hub: the house and every conference of this node, opened on first use and closed together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol

from server.core.commands import PlanConference
from server.core.ids import ConferenceId, Millis
from server.core.refusals import Judgement, Verdict, is_refusal
from server.journal.port import Journal
from server.live.bridges import Bridges
from server.live.conference import LiveConference
from server.live.house import LiveHouse
from server.live.keeping import Cache, restore
from server.live.sharing import Alone, Sharing
from server.live.spine import Spine

ID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no letter is mistaken for another when read aloud."""

ID_LENGTH = 8


RETURNS_PER_S = 500
"""Pages that come back per second after a stop: half of the handshakes the doors admit (settings)."""


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
        self._random = random_bytes
        self._house: LiveHouse | None = None
        self._opening: dict[ConferenceId, asyncio.Task[LiveConference]] = {}

    @property
    def house(self) -> LiveHouse:
        if self._house is None:
            raise RuntimeError("the hub has not been started")
        return self._house

    async def start(self) -> None:
        """Opens the house, and begins to open every conference it lists."""
        self._house = LiveHouse(await self._stores.house(), self.clock, self._random)
        self._house.signed_out = self._look_again
        await self._house.spine.start()
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
        sockets = [socket for live in self.live() for socket in live.sockets()]
        window_ms = max(1_000, len(sockets) * 1_000 // RETURNS_PER_S)
        for socket in sockets:
            socket.stop(int.from_bytes(self._random(4), "big") % window_ms)
        self.bridges.say_farewell()

    async def close(self) -> None:
        """Every folding loop ends after its last durable append; the house last."""
        self.stopping = True
        for opening in await asyncio.gather(*self._opening.values(), return_exceptions=True):
            if isinstance(opening, LiveConference):
                await opening.close()
        if self._house is not None:
            await self._house.spine.close()

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
            Reason("OPENING", id, f"opening conference {id}")
            for id, task in self._opening.items()
            if not task.done()
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
        return await asyncio.shield(self._open(id))

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
            task = self._opening[id] = asyncio.create_task(self._fold(id), name=f"open {id}")
        return task

    async def _fold(self, id: ConferenceId) -> LiveConference:
        journal = await self._stores.conference(id)
        cache = self._stores.cache(id)
        kept = await restore(journal, cache)
        live = LiveConference(
            id, journal, cache, kept, self.clock, self._random, self.bridges, self._sign, self._sharing
        )
        await live.start()
        return live


def _reasons_of(spine: Spine[Any], about: str, called: str) -> list[Reason]:
    found = [Reason("FOLDING_STOPPED", about, f"{called}: {spine.broken}")] if spine.broken else []
    return found + ([Reason("DISK_FULL", about, f"{called}: the disk is full")] if spine.full else [])


def _ready(task: asyncio.Task[LiveConference]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


__all__ = ["Hub", "NoSuchConference", "Reason", "Refused", "Stores", "Verdict"]
