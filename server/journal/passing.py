"""The forgetful store: set-up codes, and what nodes say of themselves. What is in it may be lost at any time.

Rule 1: nothing is kept under its secret: keys are hashed (SHA-256) before they are stored.
Rule 2: everything ends by itself, by the clock the store is given.
Rule 3: bounded in number. Full of live values it refuses the next one (PassingFull) and drops none.

| adapter | shared by | survives a restart |
|---|---|---|
| MemoryPassing | nobody: one process | no: who held a code is given another |
| RedisPassing (passing_redis.py) | every node of that Redis | yes |
"""

import heapq
from collections.abc import Callable
from hashlib import sha256
from typing import Protocol

MAX_VALUES = 1_000
"""A code for each start without an administrator, and a row for the node: a thousand is more than a day of starts."""
VALUE_BYTES = 4_096
"""Largest value: a node's row, which is cut to this (edge/nodes.py)."""


class PassingFull(Exception):
    """As many values as the store takes are alive; the caller says "try again later"."""


class PassingAway(Exception):
    """The store that nodes share cannot be reached; whether the call took effect is not known. "Try again later"."""


class Passing(Protocol):
    """Every method may raise PassingAway."""

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        """`key` holds `value` for `ttl_s` seconds; an older value is replaced. Raises PassingFull."""
        ...

    async def get(self, key: str) -> bytes | None:
        """The value, while it lives."""
        ...

    async def take(self, key: str) -> bytes | None:
        """The value, and it is gone: of two who take at once one gets None."""
        ...


class MemoryPassing:
    """Passing in this process's memory. Used from one event loop; `clock_s` never goes back (monotonic)."""

    def __init__(self, clock_s: Callable[[], float], *, max_values: int = MAX_VALUES) -> None:
        self._clock_s = clock_s
        self._max_values = max_values
        self._values: dict[bytes, tuple[float, bytes]] = {}
        self._ends: list[tuple[float, bytes]] = []

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        if len(value) > VALUE_BYTES:
            raise ValueError(f"a value of {len(value)} bytes: at most {VALUE_BYTES} are passed on")
        hashed = _hashed(key)
        self._forget_ended()
        if hashed not in self._values and len(self._values) >= self._max_values:
            raise PassingFull(f"{self._max_values} values are alive")
        end = self._clock_s() + ttl_s
        self._values[hashed] = (end, value)
        heapq.heappush(self._ends, (end, hashed))

    async def get(self, key: str) -> bytes | None:
        end, value = self._values.get(_hashed(key), (0.0, None))
        return value if value is not None and self._clock_s() < end else None

    async def take(self, key: str) -> bytes | None:
        end, value = self._values.pop(_hashed(key), (0.0, None))
        return value if value is not None and self._clock_s() < end else None

    def _forget_ended(self) -> None:
        """Drops what has ended, and the marks of values that were taken or replaced before their end."""
        now = self._clock_s()
        while self._ends and self._ends[0][0] <= now:
            end, hashed = heapq.heappop(self._ends)
            if self._values.get(hashed, (0.0, b""))[0] == end:
                del self._values[hashed]
        if len(self._ends) > 2 * self._max_values:
            self._ends = [(end, hashed) for hashed, (end, _) in self._values.items()]
            heapq.heapify(self._ends)


def _hashed(key: str) -> bytes:
    return sha256(key.encode()).digest()
