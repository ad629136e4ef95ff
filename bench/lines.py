"""The sockets of a bench: desks that check people in and watchers that read a board. The wire by `msgpack` only."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgpack  # type: ignore[import-untyped]

from bench.devices import CONFERENCE, Browser
from bench.ledger import Ledger
from bench.wire import Wire, handshake

HELLO, COMMAND, WATCH = 0, 1, 2
WELCOME, OUTCOMES, ROWS, FAULT, RECONNECT = 10, 11, 12, 15, 17
CHECK_IN = 10

SILENCE_S = 30
"""How patient a page is with a server that says nothing (web_client/src/wire/socket.ts)."""

_pack = msgpack.Packer().pack


class Line(Wire):
    """One socket of one browser. Owned by the run that opened it; `lost` once it ended, however it ended."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.begin()

    def begin(self, origin: str = "") -> None:
        """As if nothing had been tried yet."""
        super().__init__(handshake(origin, self.browser.cookie))
        self.ended = asyncio.Event()
        self.fault = ""
        self.welcomed: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    @property
    def lost(self) -> bool:
        return self.ended.is_set()

    def opened(self) -> None:
        self.send(self.hello())

    def hello(self, *watches: list[Any]) -> bytes:
        """The first frame, with the WATCHes it carries."""
        said: bytes = _pack([HELLO, 1, CONFERENCE, self.browser.grant, time.time_ns() // 1_000_000, watches])
        return said

    def closed(self, why: str) -> None:
        self.fault = self.fault or why
        self.ended.set()
        if not self.welcomed.done():
            self.welcomed.set_exception(ConnectionError(self.fault or "closed before WELCOME"))

    def take(self, payload: bytes) -> None:
        """One frame from the server."""
        number = payload[1]
        if number == WELCOME and not self.welcomed.done():
            self.welcomed.set_result(msgpack.unpackb(payload))
        elif number == RECONNECT and not self.welcomed.done():
            self.welcomed.set_exception(TurnedAway("come again", msgpack.unpackb(payload)[1] / 1000))
            self.close()
        elif number == FAULT:
            self.fault = " ".join(msgpack.unpackb(payload)[1:])


class Desk(Line):
    """An operator's page. Checks in the people of its lane, in order, as often as the run says."""

    def __init__(self, browser: Browser, lane: list[tuple[int, int]], ledger: Ledger) -> None:
        super().__init__(browser)
        self.unanswered = 0
        self.sent = 0
        self.answered: Callable[[Desk], None] = lambda desk: None
        """Called after each frame of answers: a closed loop sends again."""
        self._lane = lane
        self._ledger = ledger

    @property
    def is_done(self) -> bool:
        """Nobody is left to check in here, or the socket is gone."""
        return self.lost or self.sent >= len(self._lane)

    def check_in(self, due_s: float) -> None:
        """Sends the next person's check-in; made and sent now."""
        person, point = self._lane[self.sent]
        self.sent += 1
        self.unanswered += 1
        id = self._ledger.take(person, due_s)
        now_ms = time.time_ns() // 1_000_000
        self.send(_pack([COMMAND, CHECK_IN, id, now_ms, now_ms, [0, person, point, 0], []]))

    def take(self, payload: bytes) -> None:
        if payload[1] != OUTCOMES:
            super().take(payload)
            return
        now_s = time.perf_counter()
        outcomes = msgpack.unpackb(payload)[1]
        self.unanswered -= len(outcomes)
        answer = self._ledger.answer
        for id, verdict, seq, _, _ in outcomes:
            answer(id, verdict, seq, now_s)
        self.answered(self)


class Boards:
    """ROWS frames read once: all watchers of a topic are sent the same bytes."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[bytes, tuple[int, int]]] = {}

    def read(self, topic: str, node: int, payload: bytes) -> tuple[int, int]:
        """(seq of its position, people here of the node's own row; -1 when it is not in the frame)."""
        last = self._read.get(topic)
        if last is not None and last[0] == payload:
            return last[1]
        _, _, position, _, _, rows, _ = msgpack.unpackb(payload)
        here = next((row[4][1] for row in rows if row[0] == node), -1)
        self._read[topic] = payload, (position[1], here)
        return position[1], here


class Watcher(Line):
    """A viewer's page: the board of its node. Keeps when it was told which figure at which position."""

    def __init__(self, browser: Browser, boards: Boards) -> None:
        super().__init__(browser)
        self.topic = f"board/{browser.node}/0"
        self.told_s: list[float] = []
        self.seqs: list[int] = []
        self.here: list[int] = []
        self._boards = boards

    def watch(self) -> None:
        self.send(_pack([WATCH, self.topic, None]))

    def take(self, payload: bytes) -> None:
        if payload[1] != ROWS:
            super().take(payload)
            return
        now_s = time.perf_counter()
        seq, here = self._boards.read(self.topic, self.browser.node, payload)
        if here >= 0:
            self.told_s.append(now_s)
            self.seqs.append(seq)
            self.here.append(here)


class TurnedAway(ConnectionError):
    """The server said when to come back: `after_s`, 0 if it did not."""

    def __init__(self, words: str, after_s: float) -> None:
        super().__init__(words)
        self.after_s = after_s


AnyLine = TypeVar("AnyLine", bound=Line)


async def link(origin: str, line: AnyLine) -> AnyLine:
    """The line, welcomed. Raises TurnedAway, OSError or TimeoutError when it cannot be yet."""
    host, port = urlsplit(origin).netloc.split(":")
    line.begin(origin)
    try:
        async with asyncio.timeout(SILENCE_S):
            await asyncio.get_running_loop().create_connection(lambda: line, host, int(port))
            await line.welcomed
    except TimeoutError:
        line.welcomed.cancel()
        line.close()
        raise
    return line
