"""Rooms take VP8 and H.264, from browsers and from programs, and from one to the other in the same line."""

import asyncio

import av

from bridge.bridge import Bridge
from bridge.events import PeerConnected, PeerLost
from bridge.stage import Line, PeerId, Slot
from tests.bridge.given import SOON_S, Heard, now_ms, open_bridge
from tests.bridge.pages import Room, doors
from tests.bridge.test_aiortc import client


def codec_of(bridge: Bridge, peer: PeerId) -> str:
    """What the bridge last saw of the peer's camera."""
    stats = bridge.peer_stats(peer)
    assert stats is not None
    return str(stats["publishes"]["camera"]["codec"])


async def connected(heard: Heard, count: int) -> None:
    await heard.until(lambda events: sum(isinstance(event, PeerConnected) for event in events) == count)


async def sees_floor_of(bridge: Bridge, speaker: Room | PeerId, *watchers: Room) -> None:
    peer = speaker.peer if isinstance(speaker, Room) else speaker
    assert bridge.grant(peer, Slot.FLOOR, now_ms() + 15_000) is None
    for watcher in watchers:
        await watcher.sees(Line.FLOOR_CAMERA)
        await watcher.hears(Line.FLOOR_SOUND)


async def test_h264_of_chromium_is_decoded_by_chromium_and_by_aiortc() -> None:
    """Law: a browser that sends H.264 is seen by another one and by a program; slides and camera alike."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        host = await open_doors.enter("host", Slot.PROGRAMME, codec="H264")
        point = await open_doors.enter("point")
        await connected(heard, 2)
        assert bridge.grant(host.peer, Slot.PROGRAMME, now_ms() + 60_000) is None
        for line in (Line.PROGRAMME_CAMERA, Line.PROGRAMME_SLIDES):
            await point.sees(line)
        async with client(bridge, "program") as received, asyncio.timeout(SOON_S):
            for line in (Line.PROGRAMME_CAMERA, Line.PROGRAMME_SLIDES):
                assert isinstance(await received[line].recv(), av.VideoFrame)
        assert codec_of(bridge, host.peer) == "H264"


async def test_speakers_of_two_codecs_follow_each_other_in_one_line() -> None:
    """Law: VP8, then H.264 of a browser, then H.264 of a program, then VP8: one line, no negotiation, no break."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        first = await open_doors.enter("first", Slot.FLOOR)
        second = await open_doors.enter("second", Slot.FLOOR, codec="H264")
        other = await open_doors.enter("other")
        await connected(heard, 3)
        await sees_floor_of(bridge, first, second, other)
        await sees_floor_of(bridge, second, first, other)
        async with client(bridge, "program", Slot.FLOOR, codec="H264"):
            await connected(heard, 4)
            await sees_floor_of(bridge, PeerId("program"), first, second, other)
            codecs = [codec_of(bridge, PeerId(peer)) for peer in ("first", "second", "program")]
            assert codecs == ["VP8", "H264", "H264"]
        await heard.tells(PeerLost, peer="program")
        await sees_floor_of(bridge, first, second, other)
