"""The gate before those who come back: let in is what the loop can do now, not what a number in a file says.

Rule 1: only who asks for a ticket is turned away here. Who has one has half of the work behind it, and goes first.
Rule 2: whoever is turned away is given the next place of a queue: its Retry-After. So a crowd is turned away once, not
again and again, however large it is.
Rule 3: turning away costs nearly nothing: it comes before rates, origins, cookies and the log. Who has hung up costs less.
"""

from collections import deque
from collections.abc import Callable
from http.client import OK
from math import ceil
from time import monotonic

from aiohttp import web

from server.edge import tickets
from server.edge.errors import GONE, Handler
from server.edge.keys import GATE, METRICS
from server.edge.limits import Hits

LATE_S = 0.3
"""A loop this much behind lets nobody more in; BEAT_S of its pulse is not counted."""

MOST = 256
"""Tickets under way at once: while a conference is folded, or Redis is slow, they stand in memory and wait."""

COMING, COMES_S = 512, 8.0
"""Tickets given out whose socket has not come yet: a second's work. A page comes within COMES_S or not at all."""

LEAST_S, LONGEST_S = 1.0, 15.0
"""Between them lies every Retry-After: a flood must not send a desk away for the evening."""

BUSY = b'{"error": "BUSY", "detail": {}}'


class Gate:
    """One node's. Owned by the application."""

    def __init__(
        self, late_s: Callable[[], float], rate: float, clock_s: Callable[[], float] = monotonic
    ) -> None:
        """`late_s`: how late the loop is; `rate`: places a second in the queue of those turned away."""
        self.under_way = 0
        self.hits = Hits(clock_s)
        self._late_s, self._gap_s, self._clock_s = late_s, 1 / rate, clock_s
        self._last_s = 0.0
        self._given: deque[float] = deque()
        """When each ticket was given that is still to come, the oldest first."""

    def gave(self) -> None:
        """A ticket was given out: its socket comes next."""
        self._given.append(self._clock_s())

    def came(self) -> None:
        """A socket has come with a ticket: one of ours or, where a proxy deals them out, as good as one."""
        if self._given:
            self._given.popleft()

    @property
    def coming(self) -> int:
        gone_s = self._clock_s() - COMES_S
        while self._given and self._given[0] < gone_s:
            self._given.popleft()
        return len(self._given)

    def wait_s(self) -> float:
        """0, or after how many seconds to ask again."""
        if self.under_way < MOST and self.coming < COMING and self._late_s() <= LATE_S:
            return 0
        self.hits.note()
        now_s = self._clock_s()
        self._last_s = min(max(self._last_s + self._gap_s, now_s + LEAST_S), now_s + LONGEST_S)
        return self._last_s - now_s


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost."""
    if request.transport is None:
        return web.Response(status=GONE)
    if request.match_info.handler is not tickets.issue:
        return await handler(request)
    gate = request.app[GATE]
    wait_s = gate.wait_s()
    if wait_s:
        request.app[METRICS].problems.labels("BUSY").inc()
        retry = {"Retry-After": str(ceil(wait_s))}
        return web.Response(body=BUSY, status=503, content_type="application/json", headers=retry)
    gate.under_way += 1
    try:
        response = await handler(request)
        if response.status == OK:
            gate.gave()
        return response
    finally:
        gate.under_way -= 1
