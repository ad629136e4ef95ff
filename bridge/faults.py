"""What must never be raised and one day is: it costs the peer whose bytes met it its session, and nobody else anything."""

import time
from collections.abc import Callable

import structlog

LOG_EVERY_S = 1.0
"""The same mistake may be met twenty times a second: one line of the log says as much as twenty."""

log = structlog.get_logger("faults")


class Faults:
    """Counted and logged with where it was raised. Owned by the bridge."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.count = 0
        self._clock_s = clock_s
        self._logged_s = -LOG_EVERY_S

    def note(self, where: str, fault: Exception) -> None:
        self.count += 1
        if self._clock_s() - self._logged_s >= LOG_EVERY_S:
            self._logged_s = self._clock_s()
            log.error("fault", where=where, count=self.count, exc_info=fault)
