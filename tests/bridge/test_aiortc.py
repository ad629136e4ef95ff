"""aiortc's own client as publisher and as subscriber: an implementation that is not ours and not Chromium's."""

import asyncio
import fractions
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import av
import numpy as np
import pytest
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from av.frame import Frame

from bridge.bridge import Bridge
from bridge.events import PeerConnected, PeerLost
from bridge.stage import Line, Slot
from tests.bridge.given import SOON_S, fingerprint_of, now_ms, open_bridge, ticket

KINDS = ["audio", "video", "video", "audio", "video"]
LINES = list(Line)


class Picture(MediaStreamTrack):
    """Twenty small pictures a second, each another colour."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    async def recv(self) -> Frame:
        self._count += 1
        frame = av.VideoFrame.from_ndarray(np.full((96, 128, 3), self._count % 256, np.uint8))
        frame.pts, frame.time_base = self._count * 4_500, fractions.Fraction(1, 90_000)
        await self._paced()
        return frame

    async def _paced(self) -> None:
        """The encoder asks as fast as we give: give at the pace of a camera."""
        paced = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, paced.set)
        await paced.wait()


class Sound(Picture):
    """Silence, 20 ms at a time."""

    kind = "audio"

    async def recv(self) -> Frame:
        self._count += 1
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), np.int16), layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = (
            48_000,
            self._count * 960,
            fractions.Fraction(1, 48_000),
        )
        await self._paced()
        return frame


@asynccontextmanager
async def client(
    bridge: Bridge, name: str, *slots: Slot, codec: str = "VP8"
) -> AsyncIterator[dict[Line, MediaStreamTrack]]:
    """An aiortc client in the room, its pictures in `codec`; gives its receiving tracks by line."""
    connection = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    for kind in KINDS:
        connection.addTransceiver(kind, direction="recvonly")
    if slots:
        for track in (Sound(), Picture(), Picture()):
            sender = connection.addTransceiver(track, direction="sendonly")
            if track.kind == "video":
                known = RTCRtpSender.getCapabilities("video").codecs
                sender.setCodecPreferences([one for one in known if one.mimeType == f"video/{codec}"])
    await connection.setLocalDescription(await connection.createOffer())
    offer = connection.localDescription.sdp
    answer = await bridge.join(ticket(name, fingerprint_of(offer), *slots), offer)
    await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    try:
        received = [transceiver.receiver.track for transceiver in connection.getTransceivers()]
        yield dict(zip(LINES, received, strict=False))
    finally:
        await connection.close()


@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_an_aiortc_client_publishes_to_an_aiortc_client(codec: str) -> None:
    """Law: ICE, DTLS, SRTP, RTP and SDP are the standards', not our own: sound and picture are decoded."""
    async with open_bridge() as (bridge, heard), client(bridge, "host", Slot.PROGRAMME, codec=codec):
        await heard.tells(PeerConnected, peer="host")
        bridge.grant("host", Slot.PROGRAMME, now_ms() + 60_000)  # type: ignore[arg-type]
        async with client(bridge, "point") as received, asyncio.timeout(SOON_S):
            picture = await received[Line.PROGRAMME_CAMERA].recv()
            slides = await received[Line.PROGRAMME_SLIDES].recv()
            sound = await received[Line.PROGRAMME_SOUND].recv()
            assert isinstance(picture, av.VideoFrame)
            assert isinstance(slides, av.VideoFrame)
            assert (picture.width, picture.height) == (128, 96)
            assert isinstance(sound, av.AudioFrame)
        published = bridge.peer_stats("host")["publishes"]  # type: ignore[arg-type, index]
        assert published["camera"]["codec"] == codec
        await heard.tells(PeerLost, peer="point", why="closed")
