"""The gate before those who come back: let in is what the loop can do now, not what a number in a file says.

Rule 1: what waits here is a HELLO: its socket is open; its right is still to be looked up, its page to be welcomed.
Rule 2: who will be let in within PATIENCE_S waits in line, in the order of coming: to be sent away and come again costs the
node as much as half of a return.
Rule 3: whoever would wait longer is given a place of its own after the line, in RECONNECT. So a crowd is turned away
once, not again and again, however large it is.
Rule 4: turning away costs nearly nothing: it comes before cookies and conferences are looked at.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic

from aiohttp import web

from server.edge.keys import GATE
from server.edge.limits import Hits

LATE_S = 0.15
"""A loop this much behind lets nobody more in."""

TURN_S, AT_ONCE = 0.02, 64
"""The line moves so often, by so many; where the loop takes longer for its turn, less often."""

MOST = 512
"""Of them under way at once: while a conference is folded, or Redis is slow, they stand in memory and wait."""

PATIENCE_S = 12.0
"""Of a page that has said HELLO, by what the node knows of its own speed; a page waits for its WELCOME for thirty seconds
(web_client/src/wire/socket.ts)."""

LINE = 12_000
"""In line: some 15 KiB each, which a page needs anyway once it is in."""

LEAST_S, LONGEST_S = 1.0, 15.0
"""Between them lies every place: a flood must not send a desk away for the evening."""

LATELY_S = 2.0
"""Over so long is counted how many a second were let in."""


class Gate:
    """One node's. Owned by the application."""

    def __init__(
        self, late_s: Callable[[], float], rate: float, clock_s: Callable[[], float] = monotonic
    ) -> None:
        """`late_s`: how late the loop is; `rate`: so many a second are let in, as far as nobody knows better yet."""
        self.under_way = 0
        self.hits = Hits(clock_s)
        self._late_s, self._clock_s = late_s, clock_s
        self._rate = rate
        self._let_in, self._since_s = 0, clock_s()
        """How many were let in from the line, since when; what `_rate` is corrected by."""
        self._last_s = 0.0
        self._line: deque[asyncio.Future[bool]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many are in line."""
        return len(self._line)

    async def enter(self) -> float:
        """0 once let in, and `leave` has to follow; or after how many seconds to ask again. Cancelled, it has left."""
        if not self._line and self._room():
            self.under_way += 1
            return 0
        if len(self._line) >= min(LINE, PATIENCE_S * self._rate):
            self.hits.note()
            return self._place_s()
        place = asyncio.get_running_loop().create_future()
        self._line.append(place)
        self._wind()
        try:
            return 0 if await place else self._place_s()
        except asyncio.CancelledError:
            if not place.cancelled() and place.result():  # let in, and gone before it knew
                self.leave()
            raise

    def leave(self) -> None:
        self.under_way -= 1

    def close(self) -> None:
        """The server stops: whoever waits is sent away now."""
        while self._line:
            self._answer(False)

    def move(self) -> None:
        """As many as there is room for go in."""
        room = min(self._room(), len(self._line))
        self.under_way += room
        self._let_in += room
        for _ in range(room):
            self._answer(True)
        self._measure()

    def _room(self) -> int:
        """For how many there is room now."""
        if self._late_s() > LATE_S:
            return 0
        return max(0, min(AT_ONCE, len(self._line) or 1, MOST - self.under_way))

    def _answer(self, lets_in: bool) -> None:
        place = self._line.popleft()
        if not place.done():
            place.set_result(lets_in)
        elif lets_in:
            self.under_way -= 1

    def _place_s(self) -> float:
        now_s = self._clock_s()
        first_s = now_s + max(LEAST_S, len(self._line) / self._rate - PATIENCE_S / 2)
        self._last_s = min(max(self._last_s + 1 / self._rate, first_s), now_s + LONGEST_S)
        return self._last_s - now_s

    def _wind(self) -> None:
        if self._timer is None and self._line:
            self._timer = asyncio.get_running_loop().call_later(TURN_S, self._turn)
            if len(self._line) == 1:
                self._let_in, self._since_s = 0, self._clock_s()

    def _turn(self) -> None:
        self._timer = None
        self.move()
        self._wind()

    def _measure(self) -> None:
        """Who is still in line says that more came than went in; a line that is empty says only how few came."""
        passed_s = self._clock_s() - self._since_s
        if passed_s >= LATELY_S and self._let_in:
            rate = self._let_in / passed_s
            if self._line or rate > self._rate:
                self._rate = max(1.0, (self._rate + rate) / 2)
            self._let_in, self._since_s = 0, self._clock_s()


async def close(app: web.Application) -> None:
    """on_shutdown: nobody is left in line."""
    app[GATE].close()
