"""Hostile bytes for ten seconds at every parser of the bridge: nearly right ones, which go deeper than noise."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import hypothesis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge import rtcp, rtp
from bridge.ice import Sessions
from bridge.stage import PeerId, Slot
from tests.bridge import test_sdp as offers_laws
from tests.bridge.given import now_ms
from tests.bridge.receivers import DELTA, H264, KEY, VP8, Hall
from tests.bridge.test_feedback import Peer, payload_of, room
from tests.bridge.test_ice import NOMINATES, address, check

FUZZ_S = 10
"""HOUSE, "Tests". How long it tries is no law of the bridge: a slower machine tries less."""

EDITS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6)


def for_a_while(law: Callable[[], Any]) -> None:
    """Runs a test of Hypothesis again and again, each time with other examples."""
    began, rounds = time.monotonic(), 0
    while not rounds or time.monotonic() - began < FUZZ_S:
        hypothesis.seed(rounds)(law)()
        rounds += 1


@st.composite
def mangled(draw: st.DrawFn, good: Sequence[bytes]) -> bytes:
    """One of `good` with bytes changed, cut off or put in."""
    data = bytearray(draw(st.sampled_from(good)))
    for at, value in draw(EDITS):
        data[at % len(data)] = value
    at = draw(st.integers(0, len(data)))
    return bytes(data[:at]) + draw(st.binary(max_size=8)) + bytes(data[at + draw(st.integers(0, 4)) :])


def test_stun() -> None:
    """Law: a spoiled check is nobody's or its own session's, and the next good one is answered."""
    sessions = Sessions()
    session = sessions.begin(0)
    good = [
        check(session.credentials),
        check(session.credentials, ICE_CONTROLLING=7, PRIORITY=1, **NOMINATES),
        check(session.credentials, ICE_CONTROLLED=7),
    ]

    @settings(max_examples=300, database=None)
    @given(mangled(good))
    def law(datagram: bytes) -> None:
        checked = sessions.check(datagram, address(2), 5)
        assert checked is None or checked.session is session
        assert sessions.check(good[0], address(1), 6) is not None

    for_a_while(law)


@pytest.mark.parametrize("codec", [VP8, H264], ids=lambda codec: codec.name)
def test_rtp(hall: Hall, codec: Any) -> None:
    """Law: what a publisher sends is read or left, kept and passed on, whatever its numbers; who receives gets what
    SRTP opens."""
    track = hall.track(codec)
    output, receiver = hall.output(("VP8", "H264"))
    track.add(output, hall.fanout, hall.now_ms)
    elements = bytes([0x10, 5, 0x22, 1, 2, 3, 0, 0])
    head = bytes([0x90, 0x80 | codec.payload_type, 1, 2, 3, 4, 5, 6, 0, 0, 0, 7, 0xBE, 0xDE, 0, 2])
    bodies = (KEY, DELTA, b"\x90\x80\x81\x00\x00", b"\x78\x00\x02\x67a\x00\x02\x68b", b"\x7c\x85ab", b"\x65x")
    good = [head + elements + body for body in bodies] + [b"\xb0" + head[1:] + elements + KEY + b"\x00\x02"]

    @settings(max_examples=300, database=None)
    @given(mangled(good))
    def law(datagram: bytes) -> None:
        read = rtp.read(datagram)
        if read is None:
            return
        assert all(0 < id_ < 256 for id_, _ in rtp.elements(read.profile, read.extensions))
        hall.now_ms += 7
        packet = track.take(read, None, hall.now_ms)
        if packet is not None:
            track.forward([packet], hall.fanout, hall.now_ms)
            hall.fanout.flush()
        receiver.opened()

    for_a_while(law)
    assert output.counts()[0] > 0


def test_rtcp() -> None:
    """Law: every part that is read is whole; what makes no sense is left out."""
    report = rtcp.Report(9, 1, 2, 3, 4, 5, 6)
    good = [
        rtcp.sender_report(7, 1 << 40, 2, 3, 4) + rtcp.description(7, "page"),
        rtcp.receiver_report(7, [report] * 3) + rtcp.nack(7, 9, [1, 2, 17, 65_535]),
        rtcp.pli(7, 9) + rtcp.fir(7, 9, 1) + rtcp.remb(7, 1_500_000, (9, 10)),
        bytes([0x81, 203, 0, 1]) + bytes(4),
    ]

    @settings(max_examples=300, database=None)
    @given(mangled(good))
    def law(compound: bytes) -> None:
        for part in rtcp.read(compound):
            if isinstance(part, rtcp.Lost):
                assert len(part.sequences) <= 17 * len(compound) // 4
                assert all(0 <= sequence < 1 << 16 for sequence in part.sequences)

    for_a_while(law)


def test_sdp() -> None:
    """Law: a spoiled offer is answered rightly, or BadOffer."""
    for_a_while(offers_laws.test_no_mangled_offer_makes_reading_or_answering_fail_otherwise)


async def test_a_peer_that_sends_rubbish_under_its_keys_harms_nobody() -> None:
    """Law: RTP and RTCP that SRTP opens and that make no sense cost at most their sender; the programme goes on."""
    chance, bad = random.Random(27), Peer()
    good_rtcp = rtcp.receiver_report(7, [rtcp.Report(9, 1, 2, 3, 4, 5, 6)]) + rtcp.nack(7, 9, [1, 2, 17])
    async with room() as (bridge, host, viewer):
        await bad.enters(bridge, "bad", Slot.FLOOR)
        bridge.grant(PeerId("bad"), Slot.FLOOR, now_ms() + 15_000)
        ssrcs = [*bridge_ssrcs(viewer), 0x5151]
        began, number = time.monotonic(), 101
        while number < 103 or time.monotonic() - began < FUZZ_S:
            for _ in range(50):
                bad.plays(chance.randrange(1 << 16), chance.randbytes(chance.randrange(900)))
                compound = bytearray(good_rtcp)
                compound[chance.randrange(4, len(compound))] = chance.randrange(256)
                compound[-8:-4] = chance.choice(ssrcs).to_bytes(4, "big")
                bad.end.send_rtcp(bytes(compound))
            host.plays(number, KEY)
            await viewer.media.hears(payload_of(number, KEY))
            viewer.media.parts.clear()
            number += 1
        assert bridge.stats()["faults_count"] == 0
        await bad.end.close()


def bridge_ssrcs(viewer: Peer) -> list[int]:
    """Streams the viewer has heard: a stranger that names them in its RTCP must not be heard."""
    return list(viewer.end.streams)
