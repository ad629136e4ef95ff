"""Pages as the socket knows them: an independent websocket client and codec, and verbs that read like a story."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import msgpack
import websockets

from server.core.refusals import Verdict
from server.live.conference import LiveConference
from server.wire.tables import Table
from tests.edge.given import Browser, House

CHECK_IN, UNDO, WALK_IN, HEAD_COUNT = 10, 12, 13, 14
HELLO, COMMAND, WATCH = 0, 1, 2
WELCOME, OUTCOMES, ROWS, BEAT, REFUSED_TOPIC, FAULT, DEVICE, RECONNECT = range(10, 18)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Page:
    """One open page: its tables, its answers, and what else it was told."""

    ws: websockets.ClientConnection
    welcome: list[Any] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    outcomes: dict[bytes, list[Any]] = field(default_factory=dict)
    told: list[list[Any]] = field(default_factory=list)

    async def sends(self, *frame: Any) -> None:
        await self.ws.send(msgpack.packb(list(frame)))

    async def greets(self, conference: str, grant: str, *topics: str) -> None:
        watches = [[WATCH, topic, None] for topic in topics]
        await self.sends(HELLO, 1, conference, grant, now_ms(), watches)

    async def hears(self) -> list[Any]:
        """The next frame, taken in."""
        frame = msgpack.unpackb(await self.ws.recv(), strict_map_key=False)
        if frame[0] == ROWS:
            self.tables.setdefault(frame[1], Table(frame[1])).apply(frame)
        elif frame[0] == OUTCOMES:
            self.outcomes.update((outcome[0], outcome) for outcome in frame[1])
        elif frame[0] != BEAT:
            self.told.append(frame)
        return frame

    async def until(self, condition: Any) -> None:
        """Takes frames in until the condition holds."""
        async with asyncio.timeout(10):
            while not condition():
                await self.hears()

    async def watches(self, topic: str, position: Any = None) -> Table:
        """The topic's table, once its first rows are here."""
        table = self.tables.setdefault(topic, Table(topic))
        before = table.as_of_ms
        await self.sends(WATCH, topic, position)
        await self.until(lambda: table.as_of_ms != before)
        return table

    async def asks(self, kind: int, body: list[Any], *texts: list[str], id: bytes | None = None) -> list[Any]:
        """[id, verdict, seq, first, person] of one command."""
        id = id or secrets.token_bytes(16)
        self.outcomes.pop(id, None)
        await self.sends(COMMAND, kind, id, now_ms(), now_ms(), body, list(texts))
        await self.until(lambda: id in self.outcomes)
        return self.outcomes[id]

    async def checks_in(self, person: int, point: int, id: bytes | None = None) -> Verdict:
        return Verdict((await self.asks(CHECK_IN, [0, person, point, 0], id=id))[1])

    async def ends(self) -> int:
        """The close code, once the server has closed."""
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(15):
                while True:
                    await self.hears()
        assert self.ws.close_code is not None
        return self.ws.close_code


@contextlib.asynccontextmanager
async def silent(house: House, browser: Browser, origin: str | None = None) -> AsyncIterator[Page]:
    """A socket of the browser that has not said HELLO yet. `origin`: "" says none, None says the server's."""
    url = house.url.replace("http", "ws") + "/socket"
    said = {"Cookie": browser.carries(), "Origin": house.url if origin is None else origin}
    headers = {name: text for name, text in said.items() if text}
    async with websockets.connect(url, additional_headers=headers, compression=None) as ws:
        yield Page(ws)


@contextlib.asynccontextmanager
async def connected(
    house: House, browser: Browser, conference: str, grant: str, origin: str | None = None
) -> AsyncIterator[Page]:
    """A socket of the browser that has said HELLO with the grant."""
    async with silent(house, browser, origin) as page:
        await page.greets(conference, grant)
        yield page


async def fault_of(house: House, browser: Browser, conference: str, grant: str) -> str | None:
    """Why the browser gets no socket of the grant: the code of the FAULT, or None when it is welcomed."""
    async with connected(house, browser, conference, grant) as page:
        first = await page.hears()
        assert first[0] in (WELCOME, FAULT), first
        return None if first[0] == WELCOME else str(first[1])


@contextlib.asynccontextmanager
async def opened(
    house: House, live: LiveConference, grant: str, browser: Browser | None = None
) -> AsyncIterator[Page]:
    """A page of the grant: link opened, welcomed."""
    browser = browser or await house.browser()
    entered = await browser.enters(house.link(live.id, grant, live.state.version_of(grant)))
    assert entered.status == 200, entered.raw
    async with connected(house, browser, live.id, grant) as page:
        page.welcome = await page.hears()
        assert page.welcome[0] == WELCOME
        yield page
