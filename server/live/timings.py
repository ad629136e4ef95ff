"""How long something took, lately and ever: what a commit, or a turn of the loop, costs.

Rule: bounded. The last MOST times are kept for percentiles; all of them are counted in buckets for Prometheus.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

MOST = 2_048
"""Four seconds of the fastest commits there can be; ten minutes of a quiet evening's."""

LATELY_S = 600.0
"""What happened earlier says nothing of now."""

BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""From one fsync of a good disk to what nobody waits for."""


class Lately(NamedTuple):
    """Of the times of the last minutes: how many, the middle one, and the one that 1 % exceed."""

    times: int
    p50_s: float
    p99_s: float


class Timings:
    """Times of one kind of work. Owned by whoever does it."""

    def __init__(self, lately_s: float = LATELY_S, clock_s: Callable[[], float] = monotonic) -> None:
        self.counts = [0] * (len(BOUNDS_S) + 1)
        """Times in each bucket: up to BOUNDS_S[n], and the last one above them all."""
        self.sum_s = 0.0
        self._lately_s = lately_s
        self._clock_s = clock_s
        self._kept: deque[tuple[float, float]] = deque(maxlen=MOST)

    def note(self, took_s: float) -> None:
        self.counts[bisect_left(BOUNDS_S, took_s)] += 1
        self.sum_s += took_s
        self._kept.append((self._clock_s(), took_s))

    def lately(self) -> Lately | None:
        """None when there was nothing lately."""
        since = self._clock_s() - self._lately_s
        times = sorted(took for at, took in self._kept if at >= since)
        if not times:
            return None
        return Lately(len(times), times[(len(times) - 1) // 2], times[(len(times) - 1) * 99 // 100])
