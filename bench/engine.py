"""Where a bench's journals lie: files, or a redis-server of its own with config/redis.conf (AOF, every answer synced)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.machine import ROOT, free_port

CONFIGURATION = ROOT / "config" / "redis.conf"
USER = "diemcau:change-this-password"
"""As the example has it: this Redis listens on the loopback for the length of a run."""
READY = b"Ready to accept connections"


@asynccontextmanager
async def engine(journal: str, folder: Path) -> AsyncIterator[str]:
    """The server's setting `journal`. Raises ConnectionError when Redis does not start; it ends with the block."""
    if journal == "sqlite":
        yield journal
        return
    await asyncio.to_thread(folder.mkdir)
    port = free_port()
    redis = await asyncio.create_subprocess_exec(
        "redis-server", str(CONFIGURATION), "--dir", str(folder), "--port", str(port),
        "--logfile", "", stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert redis.stdout is not None
    printed: list[bytes] = []
    try:
        async for line in redis.stdout:
            printed.append(line)
            if READY in line:
                break
        else:
            raise ConnectionError(f"redis-server ended: {b''.join(printed).decode(errors='replace')}")
        draining = asyncio.create_task(redis.stdout.read())
        yield f"redis://{USER}@127.0.0.1:{port}/0"
    finally:
        if redis.returncode is None:
            redis.terminate()
        await redis.wait()
    await draining
