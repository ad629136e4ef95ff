"""A wire to Redis that can be cut right after a command went out: it took effect, and its answer is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tests.journal.redis_server import PASSWORD, USER, RedisServer


class Cutter:
    """Stands between a node and Redis. `url` is its own address; `lost` counts the answers it kept."""

    def __init__(self, redis: RedisServer) -> None:
        self.socket = redis.folder / "cutter.sock"
        self.url = f"unix://{USER}:{PASSWORD}@{self.socket}?db=0"
        self.lost = 0
        self._redis: Path = redis.socket
        self._word: bytes | None = None
        self._is_once = True

    def lose_the_answer_to(self, word: bytes, *, always: bool = False) -> None:
        """The next command that holds `word` (`always`: each) is carried out; the connection ends without its answer."""
        self._word, self._is_once = word, not always

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_unix_connection(str(self._redis))
        is_cut = False

        async def back() -> None:
            while answer := await there_reader.read(1 << 16):
                if is_cut:
                    self.lost += 1
                    break
                writer.write(answer)
            writer.close()

        answering = asyncio.create_task(back())
        with contextlib.suppress(ConnectionError):
            while said := await reader.read(1 << 16):
                if self._word is not None and self._word in said:
                    is_cut = True
                    if self._is_once:
                        self._word = None
                there_writer.write(said)
        if not is_cut:
            there_writer.close()
        await answering
        there_writer.close()


@contextlib.asynccontextmanager
async def cutter(redis: RedisServer) -> AsyncIterator[Cutter]:
    wire = Cutter(redis)
    server = await asyncio.start_unix_server(wire.carry, str(wire.socket))
    try:
        yield wire
    finally:
        server.close()
