"""The pulse of the process: how late its loop is, and whether somebody moved its clock.

A turn of the loop that takes long makes everybody wait: the pulse asks to be woken every BEAT_S and notes how late it was.
"""

import asyncio
import time

from server.beside import ended
from server.core.ids import Millis
from server.edge.keys import Clock
from server.live.timings import Timings

BEAT_S = 0.1
LATELY_S = 60.0
"""What the page calls now."""

MOVED_S = 1.0
"""A disciplined clock is slewed by less in any second; a step of this much was set by somebody, or by a machine asleep."""


class Pulse:
    """Owned by the application; beats from `begin` to `end`."""

    def __init__(self, clock: Clock) -> None:
        self.lag = Timings(LATELY_S)
        self.moved_ms = 0
        """By how much the clock was moved in this life, all steps together."""
        self.moved_at_ms: Millis | None = None
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._at_s: float | None = None

    def begin(self) -> None:
        self._task = asyncio.create_task(self._beat_for_ever(), name="pulse")

    async def end(self) -> None:
        await ended(self._task)

    def late_s(self) -> float:
        """By how much the beat that is due now is late already: asked in the middle of a long turn, it says so."""
        return 0.0 if self._at_s is None else time.monotonic() - self._at_s - BEAT_S

    async def _beat_for_ever(self) -> None:
        self._at_s, told_ms = time.monotonic(), self._clock()
        while True:
            await asyncio.sleep(BEAT_S)
            now_s, now_ms = time.monotonic(), self._clock()
            passed_s = now_s - self._at_s
            self.lag.note(max(0.0, passed_s - BEAT_S))
            self.look(now_ms, now_ms - told_ms - round(passed_s * 1000))
            self._at_s, told_ms = now_s, now_ms

    def look(self, now_ms: Millis, gained_ms: int) -> None:
        """`gained_ms`: how much further the clock went than time did."""
        if abs(gained_ms) >= MOVED_S * 1000:
            self.moved_ms += gained_ms
            self.moved_at_ms = now_ms
