"""The real server as a process of its own: started, killed without warning and started again on one data folder."""

import asyncio
import contextlib
import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
DIEMCAU = Path(sys.executable).with_name("diemcau")
"""The command as it is installed."""
READY_WITHIN_S = 60
LINK = re.compile(r"https?://\S+/setup#\S+")


KEPT_PORTS = range(20_000, 32_000)
"""Below those Linux hands out by itself (ip_local_port_range, from 32768): nobody's connection sits on a port whose server
is down for a moment, however much runs beside. None of them is on Chromium's list of unsafe ports."""


def free_port() -> int:
    """A port nobody listens on now. It must stay the same over a restart: the links hold it."""
    while True:
        port = secrets.choice(KEPT_PORTS)
        with socket.socket() as asked, contextlib.suppress(OSError):
            asked.bind(("127.0.0.1", port))
            return port


class Server:
    """One server on one data folder. Owned by its fixture, which ends it; `output` is all it ever printed."""

    def __init__(self, data: Path, *, command: tuple[str, ...] = (str(DIEMCAU),), **settings: str) -> None:
        """`settings`: names and values, as the environment has them without DIEMCAU_."""
        self.data = data
        self.does = "server"
        """"server" alone, or "up": with a bridge of its own, which browsers of this machine reach."""
        self._command = command
        self._settings = {f"DIEMCAU_{name.upper()}": value for name, value in settings.items()}
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._log = data.with_suffix(".log")
        self._process: asyncio.subprocess.Process | None = None

    @property
    def output(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    async def start(self) -> None:
        """Returns when /readyz says yes; a server that ends before that fails the test with what it printed."""
        settings = {
            "DIEMCAU_PORT": str(self.port),
            "DIEMCAU_DATA": str(self.data),
            "DIEMCAU_MEDIA_PORT": "0",
            "DIEMCAU_MEDIA_LOOPBACK": "yes",
            "PYTHONUNBUFFERED": "1",
        } | self._settings
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                self.does,
                cwd=ROOT,
                env={**os.environ, **settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        async with asyncio.timeout(READY_WITHIN_S):
            while not await self._is_ready():
                assert self._process.returncode is None, f"the server ended:\n{self.output}"
                await asyncio.sleep(0.1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Started on entering, stopped on leaving; also when it was given up before it was ready."""
        try:
            await self.start()
            yield
        finally:
            await self.stops()

    async def _is_ready(self) -> bool:
        try:
            async with aiohttp.ClientSession() as asking, asking.get(f"{self.url}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def kill_the_bridge(self) -> None:
        """SIGKILL to the bridge that `up` runs; `up` starts another."""
        assert self._process is not None
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        bridges = [
            child for child in children if b"\0bridge\0" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]
        assert len(bridges) == 1, f"one bridge of {pid} expected, found {bridges}"
        os.kill(int(bridges[0]), signal.SIGKILL)

    async def is_killed(self) -> None:
        """SIGKILL: it can neither flush nor say goodbye."""
        await self._end(signal.SIGKILL)

    async def stops(self) -> None:
        """SIGTERM: it says goodbye and leaves everything on disk. Nothing to do when it has ended."""
        await self._end(signal.SIGTERM)

    def told(self, **settings: str) -> "Server":
        """The same server, with these settings too from its next start on."""
        self._settings |= {f"DIEMCAU_{name.upper()}": value for name, value in settings.items()}
        return self

    async def goes_up(self) -> None:
        """Stopped, and begun again as `diemcau up`: with a bridge."""
        await self.stops()
        self.does = "up"
        await self.start()

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.send_signal(how)
            await process.wait()

    def setup_link(self) -> str:
        """The one-time link that a first start prints."""
        links = LINK.findall(self.output)
        assert links, f"no set-up link in what the server printed:\n{self.output}"
        link: str = links[-1]
        return link
