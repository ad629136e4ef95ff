"""How a page tries again (web_client/src/wire/backoff.ts): when the server said to, else after a wait with full jitter."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bench.lines import TurnedAway

FIRST_S, LAST_S = 0.5, 4.0

T = TypeVar("T")


def backoff_s(attempt: int) -> float:
    longest: float = min(LAST_S, FIRST_S * 2 ** min(attempt, 10))
    return random.random() * longest


async def let_in(
    attempt: Callable[[], Awaitable[T]], again: type[Exception] | tuple[type[Exception], ...] = TurnedAway
) -> T:
    """What the attempt gives, made anew after each error of these kinds."""
    for failed in itertools.count(1):
        try:
            return await attempt()
        except again as error:
            told_s = error.after_s if isinstance(error, TurnedAway) else 0.0
        await asyncio.sleep(told_s or backoff_s(failed))
    raise AssertionError("counts without end")
