"""Which engine a test's servers and commands run on: what DIEMCAU_JOURNAL says, as for anybody who starts one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from tests.journal.redis_server import RedisServer, redis_server


def engine_under_test() -> str:
    """The setting `journal` for servers made inside the test's own process."""
    return os.environ.get("DIEMCAU_JOURNAL", "sqlite")


@contextmanager
def on_redis() -> Iterator[RedisServer]:
    """Servers and commands started inside keep their journals in this Redis."""
    with redis_server() as redis, mock.patch.dict(os.environ, DIEMCAU_JOURNAL=redis.url):
        yield redis
