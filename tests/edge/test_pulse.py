"""The pulse: late turns are measured, and a clock that was set is noticed."""

import asyncio
import time

from server.core.ids import Millis
from server.edge.pulse import MOVED_S, Pulse

NOON = Millis(1_770_429_600_000)


async def test_a_blocked_loop_is_late() -> None:
    """Law: a turn that takes long is noted as lag, by the process itself."""
    pulse = Pulse(lambda: NOON)
    pulse.begin()
    async with asyncio.timeout(20):
        while sum(pulse.lag.counts) == 0:  # noqa: ASYNC110 - the pulse publishes counts, not an event
            await asyncio.sleep(0)
        before = pulse.lag.sum_s
        until = time.monotonic() + 0.4
        while time.monotonic() < until:
            pass
        while pulse.lag.sum_s - before < 0.2:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
    await pulse.end()
    lately = pulse.lag.lately()
    assert lately is not None and lately.p99_s >= lately.p50_s >= 0


def test_a_clock_that_was_set_is_told_with_its_time() -> None:
    """Law: a step of a second or more is somebody's doing; less is how a disciplined clock walks."""
    pulse = Pulse(lambda: NOON)
    pulse.look(NOON, int(MOVED_S * 1000) - 1)
    assert (pulse.moved_ms, pulse.moved_at_ms) == (0, None)
    pulse.look(NOON, int(MOVED_S * 1000))
    pulse.look(Millis(NOON + 5), -3_000)
    assert (pulse.moved_ms, pulse.moved_at_ms) == (-2_000, NOON + 5)
