"""`diemcau up` as a process of its own, and who asks it."""

import asyncio
import os
import re
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

DIEMCAU = Path(sys.executable).with_name("diemcau")


def trusting(ca: Path) -> ssl.SSLContext:
    """Trusts this CA and nobody else."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.load_verify_locations(cadata=ca.read_bytes())
    return made


class Up:
    """One `diemcau up` as a process, and what it says."""

    def __init__(self, process: asyncio.subprocess.Process, lines: list[str], data: Path) -> None:
        self.process = process
        self.lines = lines
        self.url = re.findall(r"(https?://\S+:\d+)/control", "\n".join(lines))[0]
        self.here = re.sub(r"//\S+:", "//localhost:", self.url)
        """As an observer of this machine asks."""
        self.media = lines[-1]
        ca = data / "keys" / "ca.crt"
        self.trusted: ssl.SSLContext | bool = trusting(ca) if ca.exists() else True

    async def ready(self, condition: Callable[[dict[str, Any]], bool]) -> None:
        """Returns when what /readyz says fulfils the condition: asked again until it does."""
        async with asyncio.timeout(40), aiohttp.ClientSession() as web:
            while True:
                with suppress(aiohttp.ClientError):
                    async with web.get(f"{self.here}/readyz", ssl=self.trusted) as answer:
                        if condition(await answer.json()):
                            return

    def bridge_pid(self) -> int:
        """The process that runs the bridge: a child of ours in /proc (proc(5))."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = [int(pid) for pid in children if b"bridge" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return found[0]


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@asynccontextmanager
async def up(data: Path, *options: str, port: int = 0) -> AsyncIterator[Up]:
    environment = {**os.environ, "DIEMCAU_MEDIA_PORT": "0", "LANG": "en_US.UTF-8"}
    process = await asyncio.create_subprocess_exec(
        str(DIEMCAU), "up", "--port", str(port), "--data", str(data), *options, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    lines: list[str] = []
    try:
        async with asyncio.timeout(90):
            while not lines or "UDP" not in lines[-1]:
                line = await process.stdout.readline()
                assert line, lines
                lines.append(line.decode().rstrip())
        yield Up(process, lines, data)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
