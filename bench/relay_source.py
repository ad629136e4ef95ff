"""What a camera and a microphone send, with the time of sending inside: paced as they pace it.

30 frames a second, each a burst of 5 packets of 1,100 bytes; every ten seconds a key frame of 40; 50 sound packets.
"""

import asyncio
import struct
import time
from collections.abc import Callable

from bench.relay_peer import LEVEL_ID, MID_ID, PAYLOAD_TYPES

FRAMES_PER_S = 30
FRAME_PACKETS = 5
KEY_PACKETS = 40
KEY_EVERY_FRAMES = 300
SOUND_PER_S = 50
VIDEO_BYTES, SOUND_BYTES = 1_100, 120
PACKETS_PER_S = FRAMES_PER_S * FRAME_PACKETS + SOUND_PER_S
VIDEO_SSRC, SOUND_SSRC = 0x1111, 0x2222
FIRST_KEYS = 2
"""The first frames are key frames, so that every receiver begins."""


class Source:
    """One camera and one microphone. Owned by one run; `send` gets plain RTP packets."""

    def __init__(self, send: Callable[[str, bytes], None], video_type: int = PAYLOAD_TYPES["video"]) -> None:
        self._send = send
        self._video_type = video_type
        self._sequences = {"audio": 100, "video": 100}
        self._task: asyncio.Task[None] | None = None
        self.wants_key = True

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        began = time.monotonic()
        frame = sound = 0
        while True:
            frame_at, sound_at = began + frame / FRAMES_PER_S, began + sound / SOUND_PER_S
            await asyncio.sleep(max(0.0, min(frame_at, sound_at) - time.monotonic()))
            if sound_at <= frame_at:
                self._packet("audio", sound * 960, marker=False, payload=_stamped(b"", SOUND_BYTES))
                sound += 1
            else:
                self._frame(frame)
                frame += 1

    def _frame(self, frame: int) -> None:
        is_key = self.wants_key or frame % KEY_EVERY_FRAMES == 0
        self.wants_key = False
        count = KEY_PACKETS if is_key else FRAME_PACKETS
        for at in range(count):
            head = bytes([0x10 if at == 0 else 0x00, 0 if is_key else 1])
            self._packet("video", frame * 3_000, marker=at == count - 1, payload=_stamped(head, VIDEO_BYTES))

    def _packet(self, sort: str, timestamp: int, *, marker: bool, payload: bytes) -> None:
        sequence = self._sequences[sort] = self._sequences[sort] + 1 & 0xFFFF
        video = sort == "video"
        payload_type = self._video_type if video else PAYLOAD_TYPES["audio"]
        ssrc = VIDEO_SSRC if video else SOUND_SSRC
        fixed = struct.pack(
            "!BBHII", 0x90, marker << 7 | payload_type, sequence, timestamp & 0xFFFFFFFF, ssrc
        )
        mid = b"6" if video else b"5"
        elements = bytes([MID_ID << 4, mid[0], LEVEL_ID << 4, 40])
        self._send(sort, fixed + struct.pack("!HH", 0xBEDE, 1) + elements + payload)


def _stamped(head: bytes, size: int) -> bytes:
    """`head`, then the time of sending in the last eight of `size` bytes (the bench's own, for `delay_ms`)."""
    return head + bytes(size - len(head) - 8) + struct.pack("!Q", time.monotonic_ns())


def delay_ms(packet: bytes) -> float:
    """How long ago the packet's payload was made."""
    sent_ns = int.from_bytes(packet[-8:], "big")
    return (time.monotonic_ns() - sent_ns) / 1e6
