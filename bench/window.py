"""The measured part of a run: after the ramp, so many seconds long."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.ledger import Ledger
from bench.machine import ServerProcess
from bench.seed import say

RAMP_SHARE, RAMP_LEAST_S, RAMP_MOST_S = 1 / 6, 1.0, 5.0
"""The load runs this share of the measured seconds before it is measured, within these bounds."""

SAY_EVERY_S = 5.0

LOOK_S = 0.05
"""How often it is looked whether everybody has been checked in."""


@dataclass(frozen=True)
class Window:
    """When measuring began and ended (perf_counter), and the processor time used in between."""

    start_s: float
    end_s: float
    server_cpu_s: float
    generator_cpu_s: float

    @classmethod
    async def measure(cls, server: ServerProcess, ledger: Ledger, seconds: int) -> "Window":
        """Returns when the measured seconds are over, or before that when nobody is left to check in."""
        await asyncio.sleep(min(RAMP_MOST_S, max(RAMP_LEAST_S, seconds * RAMP_SHARE)))
        start_s, server_s, own_s = time.perf_counter(), server.cpu_s(), time.process_time()
        said, said_s = ledger.acked, start_s
        while (now_s := time.perf_counter()) < start_s + seconds and not ledger.is_over:
            if now_s - said_s >= SAY_EVERY_S:
                say(f"{(ledger.acked - said) / (now_s - said_s):,.0f}/s, {ledger.waiting:,} unanswered")
                said, said_s = ledger.acked, now_s
            await asyncio.sleep(min(LOOK_S, start_s + seconds - now_s))
        used_s = server.cpu_s() - server_s, time.process_time() - own_s
        say(f"acknowledged {ledger.acked:,}, unanswered {ledger.waiting:,}, refused {ledger.refusals}")
        return cls(start_s, time.perf_counter(), *used_s)

    def figures(self, ledger: Ledger) -> dict[str, Any]:
        """What every bench says of its load."""
        latency = ledger.latency_ms(ledger.acked_between(self.start_s, self.end_s))
        p50, p99 = np.percentile(latency, (50, 99)) if len(latency) else (None, None)
        answers = ledger.answers_between(self.start_s, self.end_s)
        return {
            "checkins_per_s": round(answers / (self.end_s - self.start_s), 1),
            "ack_p50_ms": p50 if p50 is None else round(float(p50), 2),
            "ack_p99_ms": p99 if p99 is None else round(float(p99), 2),
            "generator_cpu_s": round(self.generator_cpu_s, 2),
            "server_cpu_s": round(self.server_cpu_s, 2),
        }
