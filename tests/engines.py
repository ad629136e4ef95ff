"""Which engine a test's servers and commands run on: what DIEMCAU_JOURNAL says, as for anybody who starts one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from server.journal.redis import prefix_of
from server.journal.redis_client import RedisClient
from tests.journal.redis_server import RedisServer, redis_server


def engine_under_test() -> str:
    """The setting `journal` for servers made inside the test's own process."""
    return os.environ.get("DIEMCAU_JOURNAL", "sqlite")


@contextmanager
def on_redis(*settings: str) -> Iterator[RedisServer]:
    """Servers and commands started inside keep their journals in this Redis."""
    with redis_server(*settings) as redis, mock.patch.dict(os.environ, DIEMCAU_JOURNAL=redis.url):
        yield redis


async def spoil(data: Path, conference: str) -> None:
    """The conference's journal cannot be read any more."""
    journal = engine_under_test()
    if journal == "sqlite":
        (data / "conferences" / f"{conference}.journal").write_bytes(b"not a journal" * 1000)
        return
    client = RedisClient(journal)
    await client.call("SET", f"{prefix_of(conference)}:journal", "not a journal")
    await client.close()
