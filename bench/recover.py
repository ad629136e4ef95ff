"""How soon every room has its picture again after its bridge was killed.

Pages are media clients that do as the pages do (web_client/src/media/session.ts): they wait for the server's word, then
join with a new session. The clock runs from the moment the bridge has its port open again, and from the kill.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.arguments import AskedRooms
from bench.meeting import WITHIN_S, Meeting, MeetingLine, meeting
from bench.relay_peer import PAYLOAD_TYPES, MediaPeer
from bench.relay_source import Source
from bench.seed import say
from bridge import rtcp

MEDIA_HOST = "127.0.0.1"


class Viewer(MediaPeer):
    """One page. `sees` is over when the first packet of a picture has come: a bridge begins with a key frame. From then
    on it reads no more: what is measured is not how fast this program reads for all of them."""

    def __init__(self) -> None:
        super().__init__(MEDIA_HOST, self._take_plain)
        self._seen = asyncio.Event()

    def _take_plain(self, packet: bytes) -> None:
        if packet[1] & 127 == PAYLOAD_TYPES["video"]:
            self._seen.set()
            self._loop.remove_reader(self.port.fileno())

    async def sees(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            await self._seen.wait()


class Place:
    """A page of one room, or the host's that sends; it keeps its link and makes a media session after another."""

    def __init__(self, line: MeetingLine, *, publishes: bool = False) -> None:
        self.line = line
        self.peer: Viewer | None = None
        self.source = Source(
            lambda sort, packet: self.peer.send_rtp(packet) if self.peer is not None else None
        )
        """Of the host's page: what its camera and microphone give."""
        self._publishes = publishes

    async def join(self) -> None:
        await self.close()
        peer = self.peer = Viewer()
        peer.told = self._hear
        await peer.connect(await self.line.join(peer.offer(self._publishes), peer.certificate.fingerprint))
        if self._publishes:
            self.line.publish("programme")

    def _hear(self, compound: bytes) -> None:
        if any(isinstance(part, rtcp.KeyFrameAsked) for part in rtcp.read(compound)):
            self.source.wants_key = True

    async def sees(self) -> None:
        if self.peer is not None:
            await self.peer.sees()

    async def close(self) -> None:
        former, self.peer = self.peer, None
        if former is not None:
            await former.close()

    async def return_s(self) -> float:
        """Called back, joined, and (but for who sends) seeing again: when (perf_counter)."""
        await self.line.called_back()
        await self.join()
        if not self._publishes:
            await self.sees()
        return time.perf_counter()


async def measure_recover(asked: AskedRooms, folder: Path) -> dict[str, Any]:
    """The figures of `asked.rounds` deaths of the bridge, by key."""
    async with meeting(folder, asked.rooms, MEDIA_HOST) as running:
        host = Place(await running.host(), publishes=True)
        rooms = [Place(await running.room(number)) for number in range(asked.rooms)]
        await asyncio.gather(*(place.join() for place in (host, *rooms)))
        host.source.start()
        await asyncio.gather(*(room.sees() for room in rooms))
        say(f"{asked.rooms} rooms see the programme")
        found = [await _round(running, host, rooms) for _ in range(asked.rounds)]
        await host.source.stop()
        for place in (host, *rooms):
            await place.close()
    back_ms = np.concatenate([one for one, _ in found])
    dark_ms = np.concatenate([one for _, one in found])
    return {
        "back_to_picture_p50_ms": round(float(np.percentile(back_ms, 50)), 1),
        "back_to_picture_p95_ms": round(float(np.percentile(back_ms, 95)), 1),
        "back_to_picture_max_ms": round(float(back_ms.max()), 1),
        "killed_to_picture_p95_ms": round(float(np.percentile(dark_ms, 95)), 1),
    }


async def _round(running: Meeting, host: Place, rooms: list[Place]) -> tuple[Any, Any]:
    """Milliseconds until each room sees again: since the bridge was back, and since it was killed."""
    killed_s = time.perf_counter()
    await running.bridge.kill()
    returning = [asyncio.create_task(place.return_s()) for place in (host, *rooms)]
    await running.bridge.start()
    back_s = time.perf_counter()
    at_s = np.array((await asyncio.gather(*returning))[1:])
    say(f"back in {1000 * (at_s.max() - back_s):.0f} ms")
    return 1000 * (at_s - back_s), 1000 * (at_s - killed_s)
