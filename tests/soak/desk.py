"""A desk that does what PROTOCOL.md asks of a client: it comes back by itself, sends again what has no outcome, keeps what
was accepted, and offers all of it again to another history. Written against the document, with the other codec."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgpack
import websockets

from bench.devices import CONFERENCE, Browser

HELLO, COMMAND, WATCH = 0, 1, 2
WELCOME, OUTCOMES, ROWS, RECONNECT = 10, 11, 12, 17
CHECK_IN = 10
REFUSED, SAID_BEFORE_THE_JOURNAL = 100, 200
WINDOW = 8
"""Commands without an outcome at once."""
NEW_EVERY_S = 0.04
"""A quick operator several times over; a dozen desks fill a journal no faster than a checker folds it."""
AGAIN_S = 0.25
"""The longest first wait before the next try; it doubles up to eight times that, with full jitter."""
OPEN_WITHIN_S = 5.0
SILENCE_S = 8.0
POSITION = 3
"""Fields of a position of the journal."""


class Asked(NamedTuple):
    """One check-in, as it was first sent."""

    id: bytes
    person: int
    point: int
    made_ms: int


class Book:
    """What all desks of a run were told: the checker's side of the story."""

    def __init__(self) -> None:
        self.accepted: dict[bytes, Asked] = {}
        self.refused: Counter[int] = Counter()
        self.offered_again = 0
        self.reloads = 0


class Desk:
    """One operator's page. Owned by its crowd; `run` ends when it is cancelled."""

    def __init__(
        self, browser: Browser, lane: list[tuple[int, int]], origins: list[str], book: Book, seed: int
    ) -> None:
        """`lane`: (person, point) in the order they come; it begins again at its end. `origins`: of every node."""
        self.paused = False
        self.is_live = False
        self.refusals: Counter[int] = Counter()
        self._browser = browser
        self._origins = origins
        self._book = book
        self._random = random.Random(seed)
        self._coming: Iterator[tuple[int, int]] = _again_and_again(lane)
        self._topic = f"board/{browser.node}/0"
        self._position: list[Any] | None = None
        self._is_resuming = self._has_rows = False
        self._waiting: dict[bytes, Asked] = {}
        self._unsent: list[Asked] = []
        self._kept: dict[bytes, Asked] = {}
        self._offered: set[bytes] = set()
        self._ws: websockets.ClientConnection | None = None
        self._tries = 0
        self._came_s = 0.0

    @property
    def is_settled(self) -> bool:
        """Live, with rows of this link, and nothing waits for an outcome."""
        return self.is_live and self._has_rows and not self._waiting and not self._offered

    @property
    def epoch(self) -> int:
        """Of the history it stands in; 0 before the first rows."""
        return self._position[0] if self._position else 0

    async def run(self) -> None:
        while True:
            origin = self._random.choice(self._origins)
            try:
                await self._visit(origin)
            except (OSError, websockets.WebSocketException, TimeoutError):
                pass
            finally:
                self.is_live, self._ws = False, None
            longest_s = AGAIN_S * 2 ** min(self._tries, 3)
            self._tries += 1
            await asyncio.sleep(self._random.uniform(0, longest_s))

    async def _visit(self, origin: str) -> None:
        """From the handshake to the end of the socket."""
        headers = {"Cookie": self._browser.cookie, "Origin": origin}
        address = origin.replace("http", "ws", 1) + "/socket"
        async with websockets.connect(
            address, additional_headers=headers, compression=None, open_timeout=OPEN_WITHIN_S
        ) as ws:
            self._ws = ws
            await self._say(HELLO, 1, CONFERENCE, self._browser.grant, _now_ms(), [])
            pacing = asyncio.create_task(self._pace())
            try:
                while True:
                    async with asyncio.timeout(SILENCE_S):
                        frame = msgpack.unpackb(await ws.recv(), strict_map_key=False)
                    if frame[0] == RECONNECT:
                        await asyncio.sleep(frame[1] / 1000)
                        return
                    await self._hear(frame)
            finally:
                pacing.cancel()
                with contextlib.suppress(asyncio.CancelledError, websockets.WebSocketException):
                    await pacing

    async def _hear(self, frame: list[Any]) -> None:
        if frame[0] == WELCOME:
            self._tries = 0
            self._is_resuming, self._has_rows = self._position is not None, False
            await self._say(WATCH, self._topic, self._position)
            self._unsent = [*self._waiting.values(), *(self._kept[id] for id in self._offered)]
            self.is_live = True
        elif frame[0] == ROWS:
            self._take_rows(frame[2], frame[4])
        elif frame[0] == OUTCOMES:
            for id, verdict, *_ in frame[1]:
                self._settle(id, verdict)

    def _take_rows(self, position: list[Any], reset: bool) -> None:
        is_of_journal = len(position) == POSITION
        has_changed = is_of_journal and self._position is not None and position[0] != self._position[0]
        if (self._is_resuming and reset) or has_changed:
            self._book.reloads += 1
            self._book.offered_again += len(self._kept)
            self._unsent += [one for id, one in self._kept.items() if id not in self._offered]
            self._offered |= self._kept.keys()
        self._is_resuming, self._has_rows = False, True
        if is_of_journal:
            self._position = position

    def _settle(self, id: bytes, verdict: int) -> None:
        asked = self._waiting.get(id) or self._kept.get(id)
        if asked is None:
            return
        if verdict >= SAID_BEFORE_THE_JOURNAL or (verdict >= REFUSED and id in self._offered):
            self.refusals[verdict] += 1
            asyncio.get_running_loop().call_later(AGAIN_S, self._unsent.append, asked)
            return
        self._waiting.pop(id, None)
        self._offered.discard(id)
        if verdict < REFUSED:
            self._kept[id] = self._book.accepted[id] = asked
        else:
            self._book.refused[verdict] += 1

    async def _pace(self) -> None:
        """Sends what is to be sent again, then new check-ins, never more than WINDOW without an outcome."""
        in_flight: list[Asked] = []
        while True:
            in_flight = [one for one in in_flight if one.id in self._waiting or one.id in self._offered]
            unsent = {one.id for one in self._unsent}
            in_flight = [one for one in in_flight if one.id not in unsent]
            while self.is_live and len(in_flight) < WINDOW and (asked := self._next()) is not None:
                in_flight.append(asked)
                body = [0, asked.person, asked.point, 0]
                await self._say(COMMAND, CHECK_IN, asked.id, asked.made_ms, _now_ms(), body, [])
            await asyncio.sleep(0.02)

    def _next(self) -> Asked | None:
        if self._unsent:
            return self._unsent.pop(0)
        if self.paused or time.monotonic() - self._came_s < NEW_EVERY_S:
            return None
        self._came_s = time.monotonic()
        person, point = next(self._coming)
        asked = Asked(self._random.randbytes(16), person, point, _now_ms())
        self._waiting[asked.id] = asked
        return asked

    async def _say(self, *frame: Any) -> None:
        if self._ws is not None:
            await self._ws.send(msgpack.packb(list(frame)))


def _again_and_again(lane: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    while True:
        yield from lane


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
