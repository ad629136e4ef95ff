"""How fast the floor ends: from the host's release to the last packet that any room receives.

The room on air is a media client that never stops sending, whatever it is told: what ends is what the bridge passes on.
The whole way is measured: page, server, journal on the disk, fold, link, bridge, and the rooms' sockets.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.arguments import AskedRooms
from bench.meeting import GIVE_FLOOR, RELEASE_FLOOR, WITHIN_S, Meeting, MeetingLine, meeting
from bench.relay_peer import MediaPeer
from bench.relay_source import Source
from bench.seed import say

MEDIA_HOST = "127.0.0.1"
SETTLED_S = 0.5
"""So long after its first packet a room has the pictures since the last key frame, which a bridge sends it at once."""

QUIET_S = 0.4
"""Twelve frames and twenty sound packets long nothing came: that was the last one."""


class Listener(MediaPeer):
    """One room that receives. `last_s`: when its latest packet came (perf_counter)."""

    def __init__(self) -> None:
        super().__init__(MEDIA_HOST)
        self.last_s = 0.0
        self._came = asyncio.Event()

    def _take(self, datagram: bytes) -> None:
        super()._take(datagram)
        self.last_s = time.perf_counter()
        self._came.set()

    async def hears(self) -> None:
        """Returns when live packets come: what a bridge sends again to begin with is over by then."""
        async with asyncio.timeout(WITHIN_S):
            await self._came.wait()
        await asyncio.sleep(SETTLED_S)
        self._came.clear()
        async with asyncio.timeout(WITHIN_S):
            await self._came.wait()


async def measure_floor(asked: AskedRooms, folder: Path) -> dict[str, Any]:
    """The figures of `asked.rounds` releases, by key."""
    async with meeting(folder, asked.rooms + 1, MEDIA_HOST) as running:
        host, speaker = await running.host(), await running.room(0)
        sender = MediaPeer(MEDIA_HOST)
        await _join(speaker, sender, publishes=True)
        listeners = [await _listen(running, 1 + number) for number in range(asked.rooms)]
        source = Source(lambda sort, packet: sender.send_rtp(packet))
        source.start()
        speaker.publish("floor")
        say(f"{asked.rooms} rooms listen")
        rounds = [await _round(host, speaker, listeners) for _ in range(asked.rounds)]
        await source.stop()
        for peer in (sender, *listeners):
            await peer.close()
    answered_ms, ended_ms = np.array(rounds).T
    p50, p99 = np.percentile(ended_ms, (50, 99))
    return {
        "release_to_answer_p50_ms": round(float(np.median(answered_ms)), 1),
        "release_to_last_packet_p50_ms": round(float(p50), 1),
        "release_to_last_packet_p99_ms": round(float(p99), 1),
        "release_to_last_packet_max_ms": round(float(max(ended_ms)), 1),
    }


async def _round(host: MeetingLine, speaker: MeetingLine, listeners: list[Listener]) -> tuple[float, float]:
    """Milliseconds from one release to the host's answer and to the last packet at any room."""
    await host.ask(GIVE_FLOOR, [0, speaker.place])
    await asyncio.gather(*(one.hears() for one in listeners))
    released_s = time.perf_counter()
    released = host.ask(RELEASE_FLOOR, [0, speaker.place])
    async with asyncio.timeout(WITHIN_S):
        await released
    answered_s = time.perf_counter()
    left_s = QUIET_S
    while left_s > 0:
        await asyncio.sleep(left_s)
        left_s = max(one.last_s for one in listeners) + QUIET_S - time.perf_counter()
    last_s = max(one.last_s for one in listeners)
    return 1000 * (answered_s - released_s), 1000 * max(0.0, last_s - released_s)


async def _listen(running: Meeting, number: int) -> Listener:
    listener = Listener()
    await _join(await running.room(number), listener, publishes=False)
    return listener


async def _join(line: MeetingLine, peer: MediaPeer, *, publishes: bool) -> None:
    await peer.connect(await line.join(peer.offer(publishes), peer.certificate.fingerprint))
