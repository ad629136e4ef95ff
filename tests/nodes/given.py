"""A house of two nodes: two real servers over one real Redis, a hub of the test's own that only follows, moving clients."""

import asyncio
import contextlib
import dataclasses
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import websockets

from server.app import RedisStores
from server.core.commands import ImportCommitted, Launch, OpenSession, PeopleRun, StagePeople
from server.core.ids import DeviceId, GrantId, ImportId, SessionNo
from server.core.refusals import Verdict, is_refusal
from server.edge.bridges import Enrolments
from server.edge.links import Links
from server.journal.folder import DataFolder
from server.journal.keys import read_or_make_key
from server.journal.redis_client import RedisClient
from server.journal.redis_reader import Reader
from server.live.conference import LiveConference
from server.live.hub import Hub
from tests.bridge.relayed import BridgeProcess, MediaPage, bridged
from tests.edge.given import Browser, Clock, House
from tests.edge.pages import WELCOME, Page, connected
from tests.end_to_end.server import Server
from tests.journal.redis_server import RedisServer, redis_server

KEYS = ("media", "bridge", "link")
HOST = GrantId("h0")


@dataclass
class Node:
    """One server of the house, and the same as the drivers of the edge's tests know one."""

    server: Server
    house: House

    @property
    def url(self) -> str:
        return self.house.url


@dataclass
class Nodes:
    """`a`, `b`: the nodes. `live`: the conference as a third follower folds it, which has no socket and no bridge."""

    redis: RedisServer
    a: Node
    b: Node
    hub: Hub
    live: LiveConference
    folder: Path
    stack: AsyncExitStack

    async def browser(self, at: Node) -> Browser:
        return await at.house.browser()

    async def enters(self, at: Node, grant: str) -> Browser:
        """A browser that has opened the grant's link at this node."""
        browser = await self.browser(at)
        entered = await browser.enters(at.house.link(self.live.id, grant, self.live.state.version_of(grant)))
        assert entered.status == 200, entered.raw
        return browser

    @contextlib.asynccontextmanager
    async def page(self, at: Node, browser: Browser, grant: str) -> AsyncIterator[Page]:
        """A page of a browser that has entered, at whatever node."""
        async with connected(at.house, browser, self.live.id, grant) as page:
            page.welcome = await page.hears()
            assert page.welcome[0] == WELCOME, page.welcome
            yield page

    async def bridged(self) -> BridgeProcess:
        """A bridge with a link to each node, enrolled; ended with the house."""
        code = Enrolments(read_or_make_key(self.folder / "keys" / "bridge.key")).new_code()
        servers = f"{self.a.url} {self.b.url}"
        return await self.stack.enter_async_context(
            bridged(self.a.house, self.folder, server=servers, code=code)
        )

    @contextlib.asynccontextmanager
    async def media_page(
        self, at: Node, browser: Browser, grant: str, former: MediaPage | None = None
    ) -> AsyncIterator[MediaPage]:
        """A page that may join media; with `former`, the same media session on another socket."""
        async with self.page(at, browser, grant) as page:
            one = MediaPage(page) if former is None else former
            if former is not None:
                await one.resumes(page)
            else:
                self.stack.push_async_callback(one.closes)
            programme = await page.watches("programme")
            await page.until(lambda: programme.rows[0][6] == 1)
            yield one


@dataclass
class Acknowledged:
    """What desks were told: command id -> (person, verdict)."""

    told: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, command: bytes, person: int, verdict: int) -> None:
        self.told[command] = person, verdict
        self._changed.set()

    async def reach(self, count: int) -> None:
        """Returns when so many are told."""
        async with asyncio.timeout(60):
            while len(self.told) < count:
                self._changed.clear()
                await self._changed.wait()


@dataclass
class Steady:
    """A desk that checks people in one after another and never stops: at another node when its own is gone, the same id
    again until it is answered."""

    nodes: Nodes
    first: Node
    acknowledged: Acknowledged
    browser: Browser
    grant: str
    point: int
    people: Sequence[int]
    losses: int = 0

    async def works(self) -> None:
        """Returns when everybody is checked in."""
        left = [(secrets.token_bytes(16), person) for person in self.people]
        at, tries = self.first, 0
        while left:
            try:
                async with asyncio.timeout(20), self.nodes.page(at, self.browser, self.grant) as page:
                    tries = 0
                    while left:
                        id, person = left[0]
                        verdict = await page.checks_in(person, self.point, id=id)
                        if verdict < Verdict.BUSY:
                            self.acknowledged.add(id, person, verdict)
                            left.pop(0)
            except (
                OSError,
                TimeoutError,
                AssertionError,
                aiohttp.ClientError,
                websockets.WebSocketException,
            ):
                self.losses += 1
                tries += 1
                at = self.nodes.b if at is self.nodes.a else self.nodes.a
                await asyncio.sleep(random.uniform(0, min(2.0, 0.1 * 2**tries)))


@contextlib.asynccontextmanager
async def two_nodes(folder: Path, people: int = 3) -> AsyncIterator[Nodes]:
    """Both are up and ready; one conference of three points is running, `people` summoned to the first."""
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(redis_server())
        keys = folder / "keys"
        keys.mkdir(mode=0o700)
        for name in KEYS:
            read_or_make_key(keys / f"{name}.key")
        hub = await _observer(stack, redis, folder / "observer")
        house = House(None, hub, Links(read_or_make_key(keys / "link.key")), "", Clock(), stack)  # type: ignore[arg-type]
        live = await house.running() if people == 3 else await _running(house, people)
        async with asyncio.TaskGroup() as starting:
            a, b = (starting.create_task(_node(stack, redis, folder / name, keys, house)) for name in "ab")
        yield Nodes(redis, a.result(), b.result(), hub, live, folder, stack)


async def _observer(stack: AsyncExitStack, redis: RedisServer, folder: Path) -> Hub:
    client = RedisClient(redis.url)
    stack.push_async_callback(client.close)
    reader = Reader(client)
    stack.push_async_callback(reader.close)
    held = stack.enter_context(DataFolder.take(folder))
    hub = Hub(RedisStores(reader, held), Clock(), secrets.token_bytes)
    await hub.start()
    stack.push_async_callback(hub.close)
    return hub


async def _node(stack: AsyncExitStack, redis: RedisServer, data: Path, keys: Path, house: House) -> Node:
    """Its folder is its own; the keys are the house's."""
    _share(keys, data)
    server = Server(data, journal=redis.url, requests_per_second="100000", requests_burst="1000000")
    await stack.enter_async_context(server.running())
    return Node(server, dataclasses.replace(house, url=server.url))


def _share(keys: Path, data: Path) -> None:
    data.mkdir(mode=0o700)
    (data / "keys").symlink_to(keys)


async def _running(house: House, people: int) -> LiveConference:
    """A conference like House.running, with more people at its first point."""
    live = await house.conference()
    import_ = ImportId(secrets.token_bytes(16))
    more = people - 3
    rows = [[f"X{at}", f"Người thứ {at}", "", ""] for at in range(more)]
    runs = [(start, min(start + 500, more)) for start in range(0, more, 500)]
    commands = [
        (StagePeople(import_, [PeopleRun("XA1", "DC1", 255, end - start)], b""), rows[start:end])
        for start, end in runs
    ]
    judged = await live.ask_all(
        [*commands, (ImportCommitted(import_, 0, 0, more), [])], grant=HOST, device=DeviceId(bytes(8))
    )
    for command in (Launch(), OpenSession(SessionNo(0))):
        judged.append(await live.ask(command, grant=HOST))
    assert not [one for one in judged if is_refusal(one.verdict)], judged
    return live
