"""One house under load: its engine, one or two servers over it, a crowd of desks, and what can happen to them."""

import asyncio
import contextlib
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgpack
import websockets

from bench.devices import CONFERENCE, Browser, desks, watchers
from bench.machine import ServerProcess
from bench.plan import Plan
from bench.seed import seed
from server.journal.archive import Archive, SqliteArchive
from server.journal.marks import MarkFile
from server.journal.moving import parts_of, pour
from server.journal.redis_archive import RedisArchive
from server.journal.targets import RedisTarget
from server.wire.frames import Position
from tests.journal.redis_server import RedisServer, node, redis_server
from tests.soak.checker import Fault, Folded, Told, demand_agreement, demand_each_once, fold
from tests.soak.desk import HELLO, ROWS, WATCH, Book, Desk

PLAN = Plan(people=2_000, points=40, desks=12)
SETTLED_WITHIN_S = 180.0
"""A starved machine is slow, not wrong."""
LOOK_S = 0.05


class Engine(Protocol):
    """Where the house lies. `journal`: the setting."""

    journal: str
    has_process: bool

    def archive(self) -> contextlib.AbstractContextManager[Archive]: ...

    def kill(self) -> None:
        """The engine's own process, without warning; nothing where it has none."""

    def start(self) -> None: ...

    def copy(self) -> None:
        """A copy as it could be taken now, to be put back later."""

    def put_back(self) -> None:
        """The copy instead of what there is: the tail written since is lost. Nobody uses the engine meanwhile."""


class SqliteEngine:
    """Files of the one server's data folder."""

    journal = "sqlite"
    has_process = False

    def __init__(self, data: Path) -> None:
        self._data = data
        self._copies = data.with_name("copies")

    def archive(self) -> contextlib.AbstractContextManager[Archive]:
        return contextlib.nullcontext(SqliteArchive(self._data))

    def kill(self) -> None:
        """It dies with its server."""

    def start(self) -> None:
        """It comes with its server."""

    def copy(self) -> None:
        """With SQLite's own backup, which is whole however much is written meanwhile."""
        shutil.rmtree(self._copies, ignore_errors=True)
        for file in self._data.rglob("*.journal"):
            place = self._copies / file.relative_to(self._data)
            place.parent.mkdir(parents=True, exist_ok=True)
            with (
                contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as old,
                contextlib.closing(sqlite3.connect(place)) as new,
            ):
                old.backup(new)

    def put_back(self) -> None:
        for file in self._copies.rglob("*.journal"):
            place = self._data / file.relative_to(self._copies)
            for left in place.parent.glob(f"{place.name}-*"):  # a log belongs to the file it was written for
                left.unlink()
            shutil.copy(file, place)


class RedisEngine:
    """A Redis of this world's own."""

    has_process = True

    def __init__(self, server: RedisServer) -> None:
        self.journal = server.url
        self._server = server
        self._copy = server.folder / "copy"

    def archive(self) -> contextlib.AbstractContextManager[Archive]:
        return contextlib.closing(RedisArchive(self.journal))

    def kill(self) -> None:
        self._server.kill()

    def start(self) -> None:
        self._server.start()

    def copy(self) -> None:
        """Copied while Redis writes: its end may be torn, as after a power cut."""
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._server.data, self._copy)

    def put_back(self) -> None:
        shutil.rmtree(self._server.data)
        shutil.copytree(self._copy, self._server.data)


@dataclass
class World:
    """Everything of one round. Made by `world`, which ends it."""

    engine: Engine
    servers: list[ServerProcess]
    crowd: list[Desk]
    book: Book
    marks: Path
    """Where the first server notes how far it has read."""
    epoch: int = 1
    viewers: list[Browser] = field(default_factory=lambda: watchers(PLAN, 1))

    async def begins(self, server: ServerProcess) -> None:
        await server.start()
        await server.ready()

    async def dies(self, server: ServerProcess) -> None:
        server.kill()
        await server.ended()

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        """Returns when the condition holds. Raises Fault when it never does."""
        ends = time.monotonic() + SETTLED_WITHIN_S
        while not condition():
            if time.monotonic() > ends:
                raise Fault(f"{what}: not within {SETTLED_WITHIN_S:.0f} s; {self._state()}")
            await asyncio.sleep(LOOK_S)

    async def accepts(self, more: int) -> None:
        """Returns when so many more check-ins were acknowledged."""
        wanted = len(self.book.accepted) + more
        await self.until(lambda: len(self.book.accepted) >= wanted, f"{more} acknowledgements")

    async def copies(self) -> None:
        """A copy is taken, and the first server has noted a place past it: so it will know when the copy is put back."""
        self.engine.copy()
        with self.engine.archive() as journals:
            length = sum(len(block.entries) for block in journals.blocks(CONFERENCE))
        mark = MarkFile(self.marks / f"{CONFERENCE}.mark")
        await self.until(lambda: (mark.read() or Position(0, 0)).seq > length, "a mark past the copy")

    async def settles(self) -> None:
        """Returns when every desk is live in this epoch and waits for nothing."""
        for desk in self.crowd:
            desk.paused = True
        await self.until(
            lambda: all(desk.is_settled and desk.epoch >= self.epoch for desk in self.crowd),
            "all desks settled",
        )

    def goes_on(self) -> None:
        for desk in self.crowd:
            desk.paused = False

    async def checked(self) -> tuple[int, Folded]:
        """How many acknowledged check-ins were found, each once, and the checker's fold. Raises Fault."""
        await self.settles()
        folded = await asyncio.to_thread(self._fold)
        if folded.state.epoch != self.epoch:
            raise Fault(f"the journal is in epoch {folded.state.epoch}, not {self.epoch}")
        found = demand_each_once(self.book, folded)
        demand_agreement(folded, [await self._shown_by(server) for server in self.servers])
        return found, folded

    def _fold(self) -> Folded:
        with self.engine.archive() as journals:
            return fold(journals)

    async def _shown_by(self, server: ServerProcess) -> Told:
        """The board of the whole conference on a page of this server that was opened now."""
        browser = self.viewers[0]
        headers = {"Cookie": browser.cookie, "Origin": server.origin}
        address = server.origin.replace("http", "ws", 1) + "/socket"
        async with websockets.connect(address, additional_headers=headers) as ws:
            hello = [HELLO, 1, CONFERENCE, browser.grant, time.time_ns() // 1_000_000, []]
            await ws.send(msgpack.packb(hello))
            await ws.send(msgpack.packb([WATCH, "board/0/0", None]))
            async with asyncio.timeout(SETTLED_WITHIN_S):
                while (frame := msgpack.unpackb(await ws.recv(), strict_map_key=False))[0] != ROWS:
                    pass
        return Told(server.origin, frame[2], {row[0]: row for row in frame[5]})

    def _state(self) -> str:
        unsettled = [desk for desk in self.crowd if not desk.is_settled or desk.epoch < self.epoch]
        refusals = {verdict for desk in unsettled for verdict in desk.refusals}
        return (
            f"{sum(desk.is_live for desk in self.crowd)} of {len(self.crowd)} desks live, {len(unsettled)} unsettled, "
            f"epochs {sorted({desk.epoch for desk in self.crowd})}, wanted {self.epoch}, refusals {sorted(refusals)}"
        )


@contextlib.asynccontextmanager
async def world(engine: str, seed_: int, *, nodes: int = 1) -> AsyncIterator[World]:
    """A house on "sqlite" or "redis" with its servers up and its crowd checking people in."""
    drawn = random.Random(seed_)
    async with contextlib.AsyncExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="dc-soak-")))
        operators = desks(PLAN)
        await seed(folder / "0", PLAN, [*operators, *watchers(PLAN, 1)])
        where: Engine = SqliteEngine(folder / "0")
        if engine == "redis":
            server = ends.enter_context(redis_server())
            await _move(folder / "0", server)
            where = RedisEngine(server)
        servers = [ServerProcess(folder / str(number), where.journal) for number in range(nodes)]
        ends.push_async_callback(_end_all, servers)
        await servers[0].start()
        await servers[0].ready()
        for number, server_ in enumerate(servers[1:], 1):  # every node of a house has the keys of the first
            shutil.copytree(folder / "0" / "keys", folder / str(number) / "keys")
            await server_.start()
            await server_.ready()
        book, origins = Book(), [server.origin for server in servers]
        crowd = [
            Desk(browser, _lane(number, drawn), origins, book, drawn.getrandbits(32))
            for number, browser in enumerate(operators)
        ]
        running = [asyncio.create_task(desk.run()) for desk in crowd]
        ends.push_async_callback(_cancel_all, running)
        yield World(where, servers, crowd, book, folder / "0" / "cache")


async def _move(data: Path, server: RedisServer) -> None:
    """The seeded house, from its files into the Redis."""
    async with node(server.url) as reader:
        await pour(parts_of(SqliteArchive(data)), RedisTarget(reader, data), erased={})


async def _end_all(servers: list[ServerProcess]) -> None:
    for server in servers:
        server.kill()
        await server.ended()


async def _cancel_all(running: list["asyncio.Task[None]"]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


def _lane(desk: int, drawn: random.Random) -> list[tuple[int, int]]:
    people = [
        (person, PLAN.point_node(point))
        for point in range(*PLAN.points_of(desk))
        for person in range(*PLAN.people_of(point))
    ]
    drawn.shuffle(people)
    return people
