"""RTCP through the real door: a publisher and a viewer of our own make, over ICE, DTLS and SRTP on loopback."""

import asyncio
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bench.relay_peer import MID_ID, PAYLOAD_TYPES, MediaPeer
from bridge import rtcp, rtp
from bridge.arrivals import Arrivals
from bridge.bridge import Bridge
from bridge.stage import PeerId, Slot
from tests.bridge.given import SOON_S, now_ms, open_bridge, ticket
from tests.bridge.receivers import DELTA, KEY

VIDEO = 0x5151
CAMERA_MID = b"6"


class Ear:
    """Everything one peer was told, and a way to wait for it."""

    def __init__(self) -> None:
        self.parts: list[object] = []
        self._changed = asyncio.Event()

    def rtcp(self, compound: bytes) -> None:
        self._take(*rtcp.read(compound))

    def rtp(self, packet: bytes) -> None:
        self._take(rtp.read(packet))

    def _take(self, *parts: object) -> None:
        self.parts += parts
        self._changed.set()

    async def hears(self, holds: Callable[[object], bool]) -> object:
        """The first part for which `holds`; earlier ones are forgotten."""
        async with asyncio.timeout(SOON_S):
            while True:
                for part in self.parts:
                    if holds(part):
                        return part
                self._changed.clear()
                await self._changed.wait()


class Peer:
    """A peer in the room, with ears."""

    def __init__(self) -> None:
        self.media, self.told = Ear(), Ear()
        self.end = MediaPeer("127.0.0.1", self.media.rtp)
        self.end.told = self.told.rtcp

    async def enters(self, bridge: Bridge, name: str, *slots: Slot) -> None:
        seal = ticket(name, self.end.certificate.fingerprint, *slots)
        await self.end.connect(await bridge.join(seal, self.end.offer(bool(slots))))

    def plays(self, sequence: int, payload: bytes = DELTA) -> None:
        head = struct.pack("!BBHII", 0x90, 0x80 | PAYLOAD_TYPES["video"], sequence, sequence * 3_000, VIDEO)
        element = struct.pack("!HHB1s2x", 0xBEDE, 1, MID_ID << 4, CAMERA_MID)
        self.end.send_rtp(head + element + payload + sequence.to_bytes(2, "big"))


@asynccontextmanager
async def room() -> AsyncIterator[tuple[Bridge, Peer, Peer]]:
    """A host on air who has sent one packet, and a viewer."""
    host, viewer = Peer(), Peer()
    async with open_bridge() as (bridge, _):
        await host.enters(bridge, "host", Slot.PROGRAMME)
        await viewer.enters(bridge, "viewer")
        bridge.grant(PeerId("host"), Slot.PROGRAMME, now_ms() + 60_000)
        host.plays(100)
        try:
            yield bridge, host, viewer
        finally:
            await host.end.close()
            await viewer.end.close()


def payload_of(sequence: int, payload: bytes = DELTA) -> Callable[[object], bool]:
    wanted = payload + sequence.to_bytes(2, "big")
    return lambda part: isinstance(part, rtp.Read) and part.payload == wanted


async def test_a_viewer_who_waits_makes_the_publisher_be_asked_for_a_key_frame() -> None:
    """Law: asked by the bridge, of the publisher's own ssrc, until it comes; then the viewer sees it."""
    async with room() as (_, host, viewer):
        await host.told.hears(lambda part: part == rtcp.KeyFrameAsked(VIDEO))
        host.plays(101, KEY)
        await viewer.media.hears(payload_of(101, KEY))


async def test_a_publisher_is_told_what_it_may_send_and_how_it_comes_in() -> None:
    """Law: REMB from our cap (else browsers stay at their start rate) and a receiver report."""
    async with room() as (_, host, _viewer):
        estimate = await host.told.hears(lambda part: isinstance(part, rtcp.Estimate))
        assert isinstance(estimate, rtcp.Estimate)
        assert estimate.ssrcs == (VIDEO,)
        assert 1_400_000 < estimate.bits_per_s <= 1_564_000
        await host.told.hears(lambda part: isinstance(part, rtcp.Reports) and part.reports[0].ssrc == VIDEO)


async def test_what_a_viewer_misses_is_sent_again_from_the_cache() -> None:
    """Law: the publisher is not asked: the bridge has it."""
    async with room() as (bridge, host, viewer):
        host.plays(101, KEY)
        host.plays(102)
        got = await viewer.media.hears(payload_of(102))
        assert isinstance(got, rtp.Read)
        assert viewer.end.streams[got.ssrc].count == 2
        viewer.end.repeated.clear()
        viewer.end.send_rtcp(rtcp.nack(1, got.ssrc, [got.sequence]))
        async with asyncio.timeout(SOON_S):
            await viewer.end.repeated.wait()
        assert bridge.stats()["repeated_count"] == 1
        assert not [part for part in host.told.parts if isinstance(part, rtcp.Lost)]


async def test_what_the_bridge_misses_is_asked_of_the_publisher_and_goes_out_late() -> None:
    """Law: exactly the missing numbers are asked for; what comes late still reaches the viewer."""
    async with room() as (_, host, viewer):
        host.plays(101, KEY)
        host.plays(104)
        await viewer.media.hears(payload_of(104))
        assert await host.told.hears(lambda part: isinstance(part, rtcp.Lost)) == rtcp.Lost(VIDEO, (102, 103))
        host.plays(103)
        await viewer.media.hears(payload_of(103))


async def test_a_viewer_is_told_what_time_our_packets_mean() -> None:
    """Law: our own sender reports, in the viewer's ssrc and timestamps, on the bridge's clock."""
    async with room() as (_, host, viewer):
        host.plays(101, KEY)
        host.end.send_rtcp(rtcp.sender_report(VIDEO, rtcp.ntp(time.time() - 1_000), 101 * 3_000, 1, 1))
        got = await viewer.media.hears(payload_of(101, KEY))
        assert isinstance(got, rtp.Read)
        report = await viewer.told.hears(lambda part: isinstance(part, rtcp.SenderReport))
        assert isinstance(report, rtcp.SenderReport)
        assert report.ssrc == got.ssrc
        assert report.packets >= 1
        assert abs(rtcp.unix_s(report.ntp) - time.time()) < SOON_S, (
            "not the publisher's clock, 1,000 s behind"
        )


def test_arrivals_are_counted_as_rfc_3550_counts() -> None:
    """Law: lost in all and as a fraction since the last report; the delay since the sender's report."""
    arrivals = Arrivals(90_000)
    for sequence in (100, 101, 103, 104):
        arrivals.note(sequence, sequence * 3_000, sequence * 33)
    arrivals.reported(0x1234_5678_9ABC_DEF0, 5_000)
    report = arrivals.report(7, 6_000)
    assert (report.lost, report.fraction_lost, report.highest) == (1, 256 // 5, 104)
    assert (report.last_sr, report.delay) == (0x5678_9ABC, 65_536)
    arrivals.note(105, 105 * 3_000, 105 * 33)
    assert arrivals.report(7, 6_000).fraction_lost == 0


async def test_repeats_are_bounded_however_many_are_asked_for() -> None:
    """Law: who asks for everything again and again costs the bridge no more than its bound in a tick."""
    async with room() as (bridge, host, viewer):
        host.plays(101, KEY)
        for sequence in range(102, 180):
            host.plays(sequence)
        got = await viewer.media.hears(payload_of(179))
        assert isinstance(got, rtp.Read)
        asked = [(got.sequence - back) & 0xFFFF for back in range(70)]
        for _ in range(40):
            viewer.end.send_rtcp(rtcp.nack(1, got.ssrc, sorted(asked)))
        await viewer.end.repeated.wait()
        viewer.end.send_rtcp(rtcp.nack(1, got.ssrc, sorted(asked)))
        stats = bridge.stats()
        assert 0 < stats["repeated_count"] < stats["asked_again_count"]
