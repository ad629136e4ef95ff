"""passing.Passing in the Redis that the journals are in: what one node was told, every node knows.

    diemcau:passing:<sha256>   a value; it ends by itself, by the clock of Redis

Rule: a value's number is bounded by its time to live and by the rates at the doors that put it; a full memory of
Redis refuses the next one (PassingFull).
"""

from collections.abc import Awaitable
from hashlib import sha256
from math import ceil
from typing import Any

from server.journal.passing import VALUE_BYTES, PassingAway, PassingFull
from server.journal.port import JournalBusy, JournalFull
from server.journal.redis_client import PREFIX, RedisClient


class RedisPassing:
    """Uses the node's client, which belongs to the app."""

    def __init__(self, client: RedisClient) -> None:
        self._client = client

    async def put(self, key: str, value: bytes, ttl_s: float) -> None:
        if len(value) > VALUE_BYTES:
            raise ValueError(f"a value of {len(value)} bytes: at most {VALUE_BYTES} are passed on")
        await _told(self._client.call("SET", _named(key), value, "PX", ceil(ttl_s * 1000)))

    async def get(self, key: str) -> bytes | None:
        value: bytes | None = await _told(self._client.call("GET", _named(key)))
        return value

    async def take(self, key: str) -> bytes | None:
        value: bytes | None = await _told(self._client.call("GETDEL", _named(key)))
        return value


def _named(key: str) -> str:
    return f"{PREFIX}:passing:{sha256(key.encode()).hexdigest()}"


async def _told(answer: Awaitable[Any]) -> Any:
    try:
        return await answer
    except JournalFull as error:
        raise PassingFull(str(error)) from error
    except JournalBusy as error:
        raise PassingAway(str(error)) from error
