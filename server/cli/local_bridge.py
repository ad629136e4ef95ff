"""The media bridge that `diemcau up` runs beside the server: a process of its own, enrolled by itself, kept running.

Rule: it ends with us, however we end: it follows our end of its standard input.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
from pathlib import Path

import structlog

from server import app
from server.beside import ended
from server.certificates import CA_FILE
from server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
"""Where the package `bridge` stands, also in a checkout."""

NAME = "local"
"""What the house calls it."""

NOT_ENROLLED, PORT_TAKEN = 3, 4
"""Exit codes of `python -m bridge`."""

READY_WITHIN_S = 15
"""A start takes two seconds on an old machine: the libraries of picture and sound are large."""

STOP_WITHIN_S = 3
AGAIN_S, AGAIN_AT_MOST_S = 0.2, 10.0
"""First and longest wait before it is started again."""

NOT_STARTED = -1
"""In place of an exit code: the machine had no room for one more process."""

log = structlog.get_logger("local_bridge")


class LocalBridge:
    """One bridge process, started again when it dies. Owned by `up`; ends by `stop`."""

    def __init__(self, server: app.Running, settings: Settings) -> None:
        self._server = server
        self._settings = settings
        self._folder = settings.data / "bridge"
        self._port = settings.media_port
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._media: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def start(self) -> str:
        """Where it takes media, in words ("192.0.2.7:7000"); "" when it does not in time."""
        self._keeping = asyncio.create_task(self._keep(), name="local bridge")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_WITHIN_S):
                return await asyncio.shield(self._media)
        return ""

    async def stop(self) -> None:
        await ended(self._keeping)
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep(self) -> None:
        pause_s = AGAIN_S
        while True:
            began = asyncio.get_running_loop().time()
            try:
                code = await self._run()
            except OSError as error:
                log.warning("bridge_not_started", reason=str(error))
                code = NOT_STARTED
            held = asyncio.get_running_loop().time() - began > AGAIN_AT_MOST_S
            pause_s = AGAIN_S if held else min(AGAIN_AT_MOST_S, 2 * pause_s)
            log.warning("bridge_ended", code=code)
            if code == PORT_TAKEN and self._port:
                log.warning("media_port_taken", port=self._port)
                self._port = 0
            elif code == NOT_ENROLLED:
                (self._folder / "bridge.json").unlink(missing_ok=True)
            await asyncio.sleep(random.uniform(0, pause_s))

    async def _run(self) -> int:
        """One life of the process; its exit code."""
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bridge",
            *self._reaching(),
            "--folder", str(self._folder.absolute()), "--name", NAME, "--log-level", "warning", "--until-stdin-closes",
            env=await self._environment(), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is ours to pass on
        )  # fmt: skip
        assert process.stdout is not None
        said = (await process.stdout.readline()).decode(errors="replace").strip()
        if said.startswith("media: ") and not self._media.done():
            self._media.set_result(said.removeprefix("media: "))
        return await process.wait()

    def _reaching(self) -> list[str]:
        """Where the server is, and over TLS whom to believe: nothing but the certificate it shows."""
        settings, origin = self._settings, f"{_reached(self._settings.host)}:{self._server.port}"
        if settings.tls == "local":
            return ["--server", f"https://{origin}", "--ca", str((settings.data / CA_FILE).absolute())]
        if settings.tls == "files":
            return ["--server", settings.public_url, "--ca", str(Path(settings.tls_cert).absolute())]
        return ["--server", f"http://{origin}"]

    async def _environment(self) -> dict[str, str]:
        """The settings of its media, and a code when it is nobody yet."""
        settings = self._settings
        own = {name: value for name, value in os.environ.items() if not name.startswith("DIEMCAU_BRIDGE_")}
        own["DIEMCAU_BRIDGE_UDP_PORT"] = str(self._port)
        own["DIEMCAU_BRIDGE_PUBLIC_ADDRESSES"] = ",".join(settings.media_public_addresses)
        own["DIEMCAU_BRIDGE_LOOPBACK"] = settings.media_loopback
        if not (self._folder / "bridge.json").exists():
            house = self._server.hub.house
            for id in [id for id, one in house.state.bridges.items() if one.name == NAME]:
                self._server.hub.bridges.remove(id)
                await house.remove_bridge(id)
            own["DIEMCAU_ENROLMENT_CODE"] = self._server.new_bridge_code()
        return own


def _reached(host: str) -> str:
    """Where a process of this machine finds the server."""
    if host in {"0.0.0.0", "::"}:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
