"""A real server, real bridge processes and aiortc's own client, told as a story: pages that join media and press."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack

from server.edge.keys import ENROLMENTS
from server.live.conference import LiveConference
from server.wire.tables import Table
from tests.edge.given import House
from tests.edge.pages import Page, connected, opened

JOIN_MEDIA, LEAVE_MEDIA, PUBLISH, RESUME_MEDIA = 5, 6, 7, 8
MEDIA_ANSWER, STAGE = 18, 19
LINES = ("audio", "video", "video", "audio", "video")
"""What every page receives: programme sound, camera, slides, floor sound, floor camera."""
PROGRAMME_CAMERA, FLOOR_CAMERA = 1, 4
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class BridgeProcess:
    """One bridge as a process of its own, on a folder that keeps who it is."""

    house: House
    folder: Path
    name: str
    server: str = ""
    """Where it finds the server, or each of them with a space between; "": directly."""
    process: asyncio.subprocess.Process | None = None
    said: str = ""

    async def starts(self, code: str | None = None, **settings: str) -> None:
        """Returns when it takes media, or has ended; whether it is linked is for pages to see."""
        code = self.house.app[ENROLMENTS].new_code() if code is None else code
        environment = {
            **os.environ,
            "DIEMCAU_ENROLMENT_CODE": code,
            "DIEMCAU_BRIDGE_UDP_PORT": "0",
            **settings,
        }
        servers = [word for one in (self.server or self.house.url).split() for word in ("--server", one)]
        arguments = (*servers, "--folder", str(self.folder), "--name", self.name)
        with (self.folder.with_suffix(".log")).open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bridge", *arguments,
                cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self.process.stdout is not None
        self.said = (await self.process.stdout.readline()).decode()

    @property
    def log(self) -> str:
        return self.folder.with_suffix(".log").read_text(encoding="utf-8")

    async def logs(self, word: str) -> None:
        """Returns when its log holds the word; read anew whenever the server has heard another handshake."""
        async with asyncio.timeout(20):
            while word not in self.log:
                await handshake(self.house)

    async def ends(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await self.process.wait()

    async def ended(self) -> int:
        """Its exit code, once it ends by itself."""
        assert self.process is not None
        async with asyncio.timeout(20):
            return await self.process.wait()


@contextlib.asynccontextmanager
async def bridged(
    house: House, folder: Path, name: str = "hall", server: str = "", code: str | None = None, **settings: str
) -> AsyncIterator[BridgeProcess]:
    """A bridge of the house, enrolled, ended with the block; whether it is linked is for pages to see."""
    one = BridgeProcess(house, folder / name, name, server)
    await one.starts(code, **settings)
    assert one.said.startswith("media: "), one.log
    try:
        yield one
    finally:
        await one.ends(signal.SIGKILL)


class Counted(MediaStreamTrack):
    """Frames of a small moving picture."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._picture = VideoStreamTrack()

    async def recv(self) -> Any:
        frame = await self._picture.recv()
        small = type(frame)(width=160, height=96)
        for plane in small.planes:
            plane.update(bytes([frame.pts // 3000 % 200]) * plane.buffer_size)
        small.pts, small.time_base = frame.pts, frame.time_base
        return small


@dataclass
class MediaPage:
    """A page with one media session by aiortc. `seen`: frames decoded by line."""

    page: Page
    pc: RTCPeerConnection | None = None
    seen: list[int] = field(default_factory=lambda: [0] * len(LINES))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    answer: list[Any] = field(default_factory=list)
    requests: int = 0
    watching: list[asyncio.Task[None]] = field(default_factory=list)

    async def joins(self, sends: bool = False) -> list[Any]:
        """A new media session; the MEDIA_ANSWER it got. Connected when the answer has an SDP."""
        await self.closes()
        self.seen = [0] * len(LINES)
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        for kind in LINES:
            self.pc.addTransceiver(kind, direction="recvonly")
        if sends:
            self.pc.addTransceiver(AudioStreamTrack(), direction="sendonly")
            self.pc.addTransceiver(Counted(), direction="sendonly")
        await self.pc.setLocalDescription(await self.pc.createOffer())
        sdp = re.sub(r"a=fingerprint:sha-(384|512) .*\r\n", "", self.pc.localDescription.sdp)
        answer = await self.offers(sdp)
        if answer[2]:
            await self.pc.setRemoteDescription(RTCSessionDescription(for_aiortc(answer[2]), "answer"))
            for number, transceiver in enumerate(self.pc.getTransceivers()[: len(LINES)]):
                self.watching.append(asyncio.create_task(self._watch(number, transceiver.receiver.track)))
        return answer

    async def offers(self, sdp: str, fingerprint: str | None = None) -> list[Any]:
        """The MEDIA_ANSWER to an offer."""
        self.requests += 1
        await self.page.sends(JOIN_MEDIA, self.requests, sdp, fingerprint or print_of(sdp))
        asked = self.requests
        await self.page.until(lambda: any(one[:2] == [MEDIA_ANSWER, asked] for one in self.page.told))
        return next(one for one in self.page.told if one[:2] == [MEDIA_ANSWER, asked])

    async def resumes(self, page: Page) -> None:
        """Another socket, the same media session: what a page says when its server is back."""
        assert self.pc is not None
        self.page = page
        await page.sends(RESUME_MEDIA, print_of(self.pc.localDescription.sdp))

    async def publishes(self, slot: str, on: bool = True) -> None:
        await self.page.sends(PUBLISH, slot, on)

    @property
    def stage(self) -> list[Any]:
        """What it was told last: [rights, on air, muted, reason]."""
        return next((one[1:5] for one in reversed(self.page.told) if one[0] == STAGE), [[], "", False, ""])

    async def is_told(self, condition: Callable[[list[Any]], bool]) -> None:
        await self.page.until(lambda: condition(self.stage))

    async def sees(self, line: int, more: int = 5) -> None:
        """Returns when so many more frames of the line were decoded."""
        goal = self.seen[line] + more
        async with asyncio.timeout(20):
            while self.seen[line] < goal:
                self.changed.clear()
                await self.changed.wait()

    async def sees_no_more(self, line: int) -> None:
        """Returns when nothing of the line came for as long as twenty frames last."""
        while True:
            before = self.seen[line]
            self.changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.7):
                    while self.seen[line] == before:
                        self.changed.clear()
                        await self.changed.wait()
            if self.seen[line] == before:
                return

    async def _watch(self, number: int, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                await track.recv()
                self.seen[number] += 1
                self.changed.set()

    async def closes(self) -> None:
        for task in self.watching:
            task.cancel()
        self.watching.clear()
        if self.pc is not None:
            await self.pc.close()
            self.pc = None


def print_of(sdp: str) -> str:
    """The fingerprint of an offer, as it stands in JOIN_MEDIA and RESUME_MEDIA."""
    found = re.search(r"a=fingerprint:sha-256 (\S+)", sdp)
    return f"sha-256 {found[1].upper() if found else ''}"


def for_aiortc(answer: str) -> str:
    """aiortc takes the candidates of a bundle from its last section; we write them into the first (RFC 9143)."""
    candidates = [
        line for line in answer.splitlines() if line.startswith(("a=candidate", "a=end-of-candidates"))
    ]
    return answer + "".join(f"{line}\r\n" for line in candidates)


@contextlib.asynccontextmanager
async def media_page(
    house: House, live: LiveConference, grant: str, browser: Any = None
) -> AsyncIterator[MediaPage]:
    async with opened(house, live, grant, browser) as page:
        one = MediaPage(page)
        try:
            yield one
        finally:
            await one.closes()


async def linked(page: MediaPage, house: House, bridges: int = 1) -> Table:
    """The topic `programme`, once so many bridges are linked: looked at with every beat the page hears."""
    table = await page.page.watches("programme")
    await page.page.until(lambda: len(house.hub.bridges) == bridges)
    return table


async def handshake(house: House) -> None:
    """Waits for one answer of the server: a turn of everybody's loop."""
    browser = await house.browser()
    await browser.get("/readyz")


class Between:
    """A TCP relay in front of the server that can be cut: what a router does when it restarts."""

    def __init__(self, house: House) -> None:
        self.url = ""
        self._port = int(house.url.rpartition(":")[2])
        self._open: set[asyncio.StreamWriter] = set()
        self._is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._open |= {writer, far_writer}
        try:
            await asyncio.gather(self._pour(reader, far_writer), self._pour(far_reader, writer))
        finally:
            self._open -= {writer, far_writer}

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def cut(self) -> None:
        """Every connection is torn, and no new one is made."""
        self._is_cut = True
        for writer in list(self._open):
            writer.transport.abort()

    def mend(self) -> None:
        self._is_cut = False


@contextlib.asynccontextmanager
async def wire_between(house: House) -> AsyncIterator[Between]:
    between = Between(house)
    server = await asyncio.start_server(between.carry, "127.0.0.1", 0)
    between.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield between
    finally:
        await between.cut()
        server.close()


@contextlib.asynccontextmanager
async def back(house: House, live: LiveConference, grant: str, cookies: str) -> AsyncIterator[Page]:
    """The page of a browser that was here before a restart: the same cookies, a new socket."""
    browser = await house.browser(Cookie=cookies)
    async with connected(house, browser, live.id, grant) as page:
        page.welcome = await page.hears()
        yield page
