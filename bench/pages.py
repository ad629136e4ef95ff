"""Desks as their pages are: every topic a desk looks at, resumed by position, and the page's own back-off."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import Any

import msgpack  # type: ignore[import-untyped]

from bench.backoff import backoff_s, let_in
from bench.devices import Browser
from bench.ledger import Ledger
from bench.lines import ROWS, WATCH, Desk, link
from bench.load import ENTERING
from bench.machine import ServerProcess

GONE = (OSError, TimeoutError)
"""What a page makes nothing of but another try."""


def topics_of(node: int, grant: str) -> list[str]:
    """What a desk's page watches (web_client/src/pages/desk)."""
    return ["conference", f"roster/{node}/0", f"board/{node}/0", "floor/0", "programme", "questions/0",
            f"devices/{grant}", f"phones/{node}"]  # fmt: skip


SHARED = ("conference", "floor/0", "programme", "questions/0")
"""What every page of a conference watches, whoever opens it: one table and one frame for all."""


class Positions:
    """Where each topic of a room stands, over all its sockets."""

    def __init__(self, topics: Sequence[str]) -> None:
        self.of: dict[str, Any] = dict.fromkeys(topics)


class DeskPage(Desk):
    """One socket of a desk's page; `live_s`: when every topic had been answered."""

    def __init__(
        self, browser: Browser, lane: list[tuple[int, int]], ledger: Ledger, positions: Positions
    ) -> None:
        super().__init__(browser, lane, ledger)
        self.live = asyncio.Event()
        self.live_s = 0.0
        self._positions = positions
        self._waiting: set[str] = set()

    def opened(self) -> None:
        """Says HELLO, which asks for what is newer than the page has."""
        self._waiting = set(self._positions.of)
        self.send(self.hello(*([WATCH, topic, position] for topic, position in self._positions.of.items())))

    def closed(self, why: str) -> None:
        super().closed(why)
        self.live.set()

    def take(self, payload: bytes) -> None:
        if payload[1] != ROWS:
            super().take(payload)
            return
        topic, position = _named(payload)
        if position[0] or position[1]:
            self._positions.of[topic] = position
            self._waiting.discard(topic)
            if not self._waiting and not self.live_s:
                self.live_s = time.perf_counter()
                self.live.set()


class Room:
    """One desk through the storm: a page, and the next when its socket is gone. Owned by the bench."""

    def __init__(
        self,
        browser: Browser,
        lane: list[tuple[int, int]],
        ledger: Ledger,
        topics: Sequence[str] | None = None,
    ) -> None:
        """`topics`: what its page watches; None: all of a desk's."""
        self.positions = Positions(topics or topics_of(browser.node, browser.grant))
        self.tries = 0
        self._browser, self._lane, self._ledger = browser, lane, ledger

    def page(self) -> DeskPage:
        return DeskPage(self._browser, self._lane, self._ledger, self.positions)

    async def opens(self, origin: str) -> DeskPage:
        """A page that is live. Raises OSError or TimeoutError."""
        self.tries += 1
        page = await link(origin, self.page())
        await page.live.wait()
        if page.lost:
            raise ConnectionError(page.fault or "closed before its topics were answered")
        return page

    async def comes_back(self, origin: str, page: DeskPage) -> DeskPage:
        """The next live page after this one, tried as a page tries."""
        await page.ended.wait()
        await asyncio.sleep(backoff_s(0))
        return await let_in(lambda: self.opens(origin), GONE)


async def open_all(server: ServerProcess, rooms: Iterable[Room]) -> list[DeskPage]:
    """A live page of each room, some at a time, once the server is ready."""
    await server.ready()
    gate = asyncio.Semaphore(ENTERING)

    async def one(room: Room) -> DeskPage:
        async with gate:
            return await let_in(lambda: room.opens(server.origin), GONE)

    return list(await asyncio.gather(*map(one, rooms)))


def _named(payload: bytes) -> tuple[str, list[Any]]:
    """Topic and position of a ROWS frame, the rows left unread."""
    reader = msgpack.Unpacker(strict_map_key=False)
    reader.feed(payload)
    reader.read_array_header()
    reader.skip()
    return reader.unpack(), reader.unpack()
