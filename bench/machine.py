"""The server under measurement: the real one, as a process of its own on a data folder of the bench."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parent.parent

ONE_ADDRESS_IS_ALL = {
    "DIEMCAU_REQUESTS_PER_SECOND": "100000",
    "DIEMCAU_REQUESTS_BURST": "1000000",
    "DIEMCAU_SOCKETS_PER_ADDRESS": "60000",
    "DIEMCAU_LOG_LEVEL": "warning",
}
"""Limits by address are opened: here one address stands for a country. All other settings are the defaults."""

READY_WITHIN_S = 300
"""A server that has not folded its journal by then never will."""

ASK_AGAIN_S = 0.05

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class ServerFailed(Exception):
    """The server under measurement ended or did not answer; says what it printed last."""


class ServerProcess:
    """One server on `folder`. Owned by a bench; ends by `kill`. `began`: when it was executed (perf_counter)."""

    def __init__(self, folder: Path, journal: str) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.began = 0.0
        self._folder = folder
        self._journal = journal
        self._log = folder.with_suffix(".log")
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when the process runs; whether it answers is for the caller to find out."""
        settings = {
            "DIEMCAU_HOST": "127.0.0.1",
            "DIEMCAU_PORT": str(self.port),
            "DIEMCAU_DATA": str(self._folder),
            "DIEMCAU_JOURNAL": self._journal,
        }
        with self._log.open("ab") as log:
            self.began = time.perf_counter()
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "server.cli",
                "server",
                cwd=ROOT,
                env={**os.environ, **ONE_ADDRESS_IS_ALL, **settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def ready(self) -> None:
        """Returns when /readyz says yes. Raises ServerFailed."""
        said = "nothing"
        try:
            async with asyncio.timeout(READY_WITHIN_S), aiohttp.ClientSession() as web:
                while True:
                    self.demand_alive()
                    with contextlib.suppress(aiohttp.ClientError):
                        async with web.get(f"{self.origin}/readyz") as answer:
                            said = await answer.text()
                            if answer.status == 200:
                                return
                    await asyncio.sleep(ASK_AGAIN_S)
        except TimeoutError:
            raise self.failed(f"not ready within {READY_WITHIN_S} s (/readyz: {said})") from None

    @property
    def pid(self) -> int:
        self.demand_alive()
        assert self._process is not None
        return self._process.pid

    def demand_alive(self) -> None:
        """Raises ServerFailed with the end of what the server printed."""
        if self._process is None or self._process.returncode is not None:
            raise self.failed("the server ended by itself")

    def failed(self, words: str) -> ServerFailed:
        """What to raise when the server did not do its part: with the end of what it printed."""
        printed = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        return ServerFailed(f"{words}; it printed:\n{printed[-4000:]}")

    def cpu_s(self) -> float:
        """Seconds of processor time of all its threads and ended children so far (proc(5), stat)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS_PER_S

    def peak_mib(self) -> float:
        """The most memory it held resident so far (proc(5), status: VmHWM)."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        raise OSError("no VmHWM in /proc/self/status")

    def kill(self) -> None:
        """SIGKILL, now: it can neither flush nor say goodbye."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)

    async def ended(self) -> None:
        if self._process is not None:
            await self._process.wait()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
