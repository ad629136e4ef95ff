"""RTP as bytes: read without trusting, written anew."""

import struct

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from bridge import rtp
from bridge.rtp import Packet, Shape


def test_a_packet_is_read_as_an_independent_writer_wrote_it() -> None:
    """Law: csrc, extension and padding do not get into the payload."""
    written = RtpPacket(
        payload_type=96, marker=1, sequence_number=65_535, timestamp=7, ssrc=9, payload=b"picture"
    )
    written.csrc = [1, 2, 3]
    written.padding_size = 5
    read = rtp.read(written.serialize(HeaderExtensionsMap()))
    assert read is not None
    assert read[:6] == (96, True, 65_535, 7, 9, b"picture")


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_fail(datagram: bytes) -> None:
    """Law: a packet or None; payload and extensions never longer than what came."""
    read = rtp.read(datagram)
    if read is not None:
        assert len(read.payload) + len(read.extensions) <= len(datagram)
        found = list(rtp.elements(read.profile, read.extensions))
        assert sum(len(value) for _, value in found) <= len(read.extensions)


@given(st.binary(max_size=80), st.sampled_from([rtp.ONE_BYTE_PROFILE, 0x1000, 0x1007, 0, 0xFFFF]))
def test_no_extension_makes_reading_fail(extensions: bytes, profile: int) -> None:
    """Law: elements inside the bytes, or none."""
    for id_, value in rtp.elements(profile, extensions):
        assert 0 < id_ < 256
        assert len(value) <= len(extensions)


@given(st.binary(max_size=60), st.sampled_from(["VP8", "H264", "opus"]))
def test_no_payload_makes_looking_for_a_key_frame_fail(payload: bytes, codec: str) -> None:
    """Law: yes or no, whatever a publisher sends."""
    assert rtp.begins_key_frame(codec, payload) in (True, False)


@pytest.mark.parametrize("picture_id", [None, 5, 200])
@pytest.mark.parametrize("is_key", [True, False])
def test_a_vp8_key_frame_is_seen_behind_any_descriptor(picture_id: int | None, is_key: bool) -> None:
    """Law: the P bit is read where the descriptor ends, as aiortc writes it; only the start of a frame counts."""
    first = b"\x00" if is_key else b"\x01"
    for start in (1, 0):
        descriptor = VpxPayloadDescriptor(partition_start=start, partition_id=0, picture_id=picture_id)
        assert rtp.begins_key_frame("VP8", bytes(descriptor) + first) is (is_key and start == 1)


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (b"\x67sps", True),
        (b"\x65idr", True),
        (b"\x61slice", False),
        (b"\x78\x00\x03\x67ab\x00\x02\x68c", True),
        (b"\x78\x00\x02\x61a", False),
        (b"\x7c\x85fu-a start of idr", True),
        (b"\x7c\x05fu-a inside idr", False),
        (b"\x7c\x81fu-a start of slice", False),
    ],
)
def test_an_h264_key_frame_is_seen_in_every_packing(payload: bytes, begins: bool) -> None:
    """Law: single units, STAP-A and FU-A (RFC 6184)."""
    assert rtp.begins_key_frame("H264", payload) is begins


@given(st.integers(0, 0xFFFF), st.integers(0, 1 << 20))
def test_unrolled_numbers_keep_their_low_bits_and_stay_near(sequence: int, near: int) -> None:
    """Law: the closest number with these 16 bits."""
    found = rtp.unroll(sequence, near)
    assert found & 0xFFFF == sequence
    assert -0x8000 <= found - near < 0x8000


@pytest.mark.parametrize(
    ("stamp_id", "level_id", "level"), [(0, 0, None), (3, 0, 20), (3, 1, 20), (0, 1, 127)]
)
def test_what_we_write_an_independent_reader_reads(stamp_id: int, level_id: int, level: int | None) -> None:
    """Law: our header is a right one in every shape, and carries only what was agreed on."""
    packet = Packet(70_000, 1_000, True, b"payload", level, False, stamp=0x123456)
    image = rtp.addressed(rtp.image(packet, Shape(111, stamp_id, level_id)), 70_000, 1_000, 77)
    read = rtp.read(image)
    assert read is not None
    assert read[:6] == (111, True, 70_000 & 0xFFFF, 1_000, 77, b"payload")
    values = dict(rtp.elements(read.profile, read.extensions))
    assert values == {
        id_: value for id_, value in ((stamp_id, b"\x12\x34\x56"), (level_id, bytes([level or 0]))) if id_
    }
    assert RtpPacket.parse(image).payload == b"payload"
    assert struct.unpack_from("!H", image, 2)[0] == 70_000 & 0xFFFF
