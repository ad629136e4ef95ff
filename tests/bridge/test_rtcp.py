"""RTCP: what we write others read, what others write we read, and nothing breaks us."""

import pytest
from aiortc import rtp as aiortc_rtp
from hypothesis import given
from hypothesis import strategies as st

from bridge import rtcp

NUMBERS = st.integers(0, 0xFFFF)


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(compound: bytes) -> None:
    """Law: parts or nothing."""
    assert len(list(rtcp.read(compound))) <= len(compound)


@given(st.binary(max_size=120), st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207]), st.integers(0, 31))
def test_no_body_makes_reading_fail(body: bytes, kind: int, count: int) -> None:
    """Law: also behind a right header, for every kind and count."""
    body = body[: len(body) // 4 * 4]
    whole = bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big") + body
    after = rtcp.pli(1, 2)
    assert list(rtcp.read(whole + after))[-1] == rtcp.KeyFrameAsked(2)


@given(NUMBERS, st.lists(st.integers(1, 40), max_size=60))
def test_a_nack_says_exactly_what_is_missing_across_the_wrap(first: int, steps: list[int]) -> None:
    """Law: written and read, the numbers are the same, whatever the gaps."""
    missing = [first]
    for step in steps:
        missing.append((missing[-1] + step) & 0xFFFF)
    told = list(rtcp.read(rtcp.nack(1, 9, missing)))
    assert told == [rtcp.Lost(9, tuple(dict.fromkeys(missing)))]


@pytest.mark.parametrize("bits_per_s", [0, 1, 262_143, 262_144, 1_564_000, 40_000_000])
def test_a_remb_is_read_by_an_independent_reader(bits_per_s: int) -> None:
    """Law: mantissa and exponent as the draft has them, never more than was meant."""
    compound = rtcp.remb(1, bits_per_s, (5, 6))
    (packet,) = aiortc_rtp.RtcpPacket.parse(compound)
    shown, ssrcs = aiortc_rtp.unpack_remb_fci(packet.fci)  # type: ignore[union-attr]
    assert ssrcs == [5, 6]
    assert bits_per_s * 0.99 <= shown <= bits_per_s
    assert list(rtcp.read(compound)) == [rtcp.Estimate(shown, (5, 6))]


def test_reports_are_read_by_an_independent_reader() -> None:
    """Law: SR, RR and SDES of ours, in one compound, mean what they say."""
    block = rtcp.Report(7, 128, 3, 70_000, 11, 22, 33)
    compound = (
        rtcp.sender_report(5, rtcp.ntp(1_000.5), 90, 1, 2)
        + rtcp.receiver_report(5, [block])
        + rtcp.description(5, "bridge")
    )
    sender, receiver, named = aiortc_rtp.RtcpPacket.parse(compound)
    assert sender.sender_info.rtp_timestamp == 90  # type: ignore[union-attr]
    report = receiver.reports[0]  # type: ignore[union-attr]
    assert (report.ssrc, report.fraction_lost, report.packets_lost) == (7, 128, 3)
    assert (report.highest_sequence, report.jitter, report.lsr, report.dlsr) == (70_000, 11, 22, 33)
    assert named.chunks[0].items == [(1, b"bridge")]  # type: ignore[union-attr]
    told = list(rtcp.read(compound))
    assert told[0] == rtcp.SenderReport(5, rtcp.ntp(1_000.5), 90, 1, 2)
    assert rtcp.Reports((block,)) in told
    assert rtcp.unix_s(rtcp.ntp(1_000.5)) == pytest.approx(1_000.5)


def test_key_frames_asked_in_both_ways_are_heard() -> None:
    """Law: PLI and FIR are one wish."""
    asked = list(rtcp.read(rtcp.pli(1, 2) + rtcp.fir(1, 3, 4)))
    assert asked == [rtcp.KeyFrameAsked(2), rtcp.KeyFrameAsked(3)]


def test_one_bad_part_does_not_hide_the_others() -> None:
    """Law: a NACK too short for its numbers is left out; the PLI behind it is heard."""
    short = bytes([0x81, 205, 0, 1]) + bytes(4)
    assert list(rtcp.read(short + rtcp.pli(1, 2))) == [rtcp.KeyFrameAsked(2)]
    assert list(rtcp.read(rtcp.pli(1, 2) + b"\x80\xc8\xff\xff" + bytes(8))) == [rtcp.KeyFrameAsked(2)]


def test_transport_wide_feedback_is_not_taken_for_a_nack() -> None:
    """Law: format 15 of RTPFB is nothing to us (aiortc reads it as a NACK)."""
    assert list(rtcp.read(bytes([0x8F, 205, 0, 4]) + bytes(16))) == []
