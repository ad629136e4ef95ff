"""A small meeting with picture and sound: the real server and a real bridge, each its own process, and pages' links.

Everything is on the loopback; pages are links by `bench.lines`, so signalling costs what it costs.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgpack  # type: ignore[import-untyped]

from bench.backoff import let_in
from bench.devices import Browser, host, room
from bench.lines import COMMAND, OUTCOMES, Line, link
from bench.machine import ROOT, ServerProcess
from bench.plan import Plan
from bench.seed import seed
from server.edge.bridges import Enrolments
from server.journal.keys import read_or_make_key

JOIN_MEDIA, PUBLISH = 5, 7
MEDIA_ANSWER, STAGE = 18, 19
NO_BRIDGE, REJOIN = "NO_BRIDGE", "REJOIN"
GIVE_FLOOR, RELEASE_FLOOR = 27, 28
WITHIN_S = 20.0
ASK_AGAIN_S = 0.1

_pack = msgpack.Packer().pack


class MeetingLine(Line):
    """A page that asks, joins media and presses. `stage`: what it was told last."""

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser)
        self.stage: list[Any] = []
        self.call_back_ms: int | None = None
        """Set by REJOIN: when to join anew."""
        self.changed = asyncio.Event()
        self._answers: dict[int, asyncio.Future[list[Any]]] = {}
        self._outcomes: dict[bytes, asyncio.Future[int]] = {}
        self._requests = 0

    @property
    def place(self) -> str:
        return f"n{self.browser.node}"

    async def join(self, offer: str, fingerprint: str) -> str:
        """The bridge's answer. Raises ConnectionError when there is none."""
        while True:
            self._requests += 1
            answered = self._answers[self._requests] = asyncio.get_running_loop().create_future()
            self.send(_pack([JOIN_MEDIA, self._requests, offer, fingerprint]))
            async with asyncio.timeout(WITHIN_S):
                _, _, sdp, code = await answered
            if code == "":
                return str(sdp)
            if code != NO_BRIDGE:
                raise ConnectionError(f"the bridge refused: {code}")
            await asyncio.sleep(ASK_AGAIN_S)

    def publish(self, slot: str) -> None:
        self.send(_pack([PUBLISH, slot, True]))

    def ask(self, kind: int, body: list[Any]) -> asyncio.Future[int]:
        """The verdict on a command, sent now."""
        id = os.urandom(16)
        asked = self._outcomes[id] = asyncio.get_running_loop().create_future()
        now_ms = time.time_ns() // 1_000_000
        self.send(_pack([COMMAND, kind, id, now_ms, now_ms, body, []]))
        return asked

    async def told(self, right: str) -> None:
        """Returns when STAGE says that this page may send the slot."""
        async with asyncio.timeout(WITHIN_S):
            while not self.stage or right not in self.stage[0]:
                self.changed.clear()
                await self.changed.wait()

    async def called_back(self) -> None:
        """Returns when the page is to join anew."""
        async with asyncio.timeout(WITHIN_S):
            while self.call_back_ms is None:
                self.changed.clear()
                await self.changed.wait()
        after_ms, self.call_back_ms = self.call_back_ms, None
        await asyncio.sleep(after_ms / 1000)

    def take(self, payload: bytes) -> None:
        number = payload[1]
        if number == MEDIA_ANSWER:
            frame = msgpack.unpackb(payload)
            self._answers.pop(frame[1]).set_result(frame)
        elif number == STAGE:
            self.stage = msgpack.unpackb(payload)[1:]
            if self.stage[3] == REJOIN:
                self.call_back_ms = self.stage[4]
            self.changed.set()
        elif number == OUTCOMES:
            for id, verdict, *_ in msgpack.unpackb(payload)[1]:
                self._outcomes.pop(id).set_result(verdict)
        else:
            super().take(payload)


class Meeting:
    """One running server and bridge, and the links into them. Made by `meeting`."""

    def __init__(
        self,
        server: ServerProcess,
        bridge: "BridgeProcess",
        browsers: list[Browser],
    ) -> None:
        self.server = server
        self.bridge = bridge
        self._browsers = browsers

    async def host(self) -> MeetingLine:
        return await self._enters(MeetingLine(self._browsers[0]))

    async def room(self, number: int) -> MeetingLine:
        return await self._enters(MeetingLine(self._browsers[1 + number]))

    async def _enters(self, line: MeetingLine) -> MeetingLine:
        return await let_in(lambda: link(self.server.origin, line))


@asynccontextmanager
async def meeting(folder: Path, rooms: int, media_host: str) -> AsyncIterator[Meeting]:
    """A launched conference of `rooms` points, its session open, a bridge linked and taking media at `media_host`."""
    plan = Plan(people=rooms, points=rooms, desks=1)
    browsers = [host(), *(room(plan, number) for number in range(rooms))]
    data = folder / "data"
    await seed(data, plan, browsers)
    server = ServerProcess(data, "sqlite")
    await server.start()
    bridge = BridgeProcess(server, folder / "bridge", data, media_host)
    try:
        await server.ready()
        await bridge.start()
        yield Meeting(server, bridge, browsers)
    finally:
        await bridge.kill()
        server.kill()
        await server.ended()


class BridgeProcess:
    """A bridge as a process of its own, enrolled, on a folder that keeps who it is. Ended by `kill`."""

    def __init__(self, server: ServerProcess, folder: Path, data: Path, media_host: str) -> None:
        self._server = server
        self._folder = folder
        self._key = data / "keys" / "bridge.key"
        self._media_host = media_host
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it has opened its port. Raises ConnectionError."""
        settings = {"DIEMCAU_BRIDGE_UDP_PORT": "0", "DIEMCAU_BRIDGE_UDP_HOST": self._media_host}
        if not self._folder.exists():
            settings["DIEMCAU_ENROLMENT_CODE"] = Enrolments(read_or_make_key(self._key)).new_code()
        log_file = self._folder.with_suffix(".log")
        with log_file.open("ab") as log:
            process = self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bridge", "--server", self._server.origin,
                "--folder", str(self._folder), "--name", "bench",
                cwd=ROOT, env={**os.environ, **settings}, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert process.stdout is not None
        if not (await process.stdout.readline()).startswith(b"media: "):
            raise ConnectionError(f"the bridge did not start: {log_file.read_text()[-2000:]}")

    async def kill(self) -> None:
        """SIGKILL: it says nothing to anybody."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()
            await process.wait()
