"""RTP packets as bytes (RFC 3550 section 5.1, RFC 8285): read, judged, written anew. Pure.

Nothing is decoded: of a payload only the first bytes are looked at, to see where a key frame begins.
Rule 1: `read` gives None for what is not RTP; it never raises, whatever the bytes.
Rule 2: what we send carries our own small header: the publisher's extensions stay with us, but for sound level.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

HEADER_BYTES = 12
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000

ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
EXTENSIONS = (MID, ABS_SEND_TIME, AUDIO_LEVEL)
"""Those we negotiate."""

_FIXED = struct.Struct("!BBHII")


class Read(NamedTuple):
    """One packet as it came in."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: bytes
    """The elements of the header extension, without its four-byte head."""
    profile: int


def read(packet: bytes) -> Read | None:
    """The packet's parts without padding; None when it is not a whole RTP packet."""
    size = len(packet)
    if size < HEADER_BYTES:
        return None
    first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
    if first >> 6 != 2:
        return None
    at = HEADER_BYTES + 4 * (first & 15)
    profile, extensions = 0, b""
    if first & 0x10:
        if at + 4 > size:
            return None
        profile, words = struct.unpack_from("!HH", packet, at)
        extensions = packet[at + 4 : at + 4 + 4 * words]
        at += 4 + 4 * words
    end = size - packet[-1] if first & 0x20 else size
    if not at <= end <= size or (first & 0x20 and packet[-1] == 0):
        return None
    return Read(
        second & 127, bool(second & 128), sequence, timestamp, ssrc, packet[at:end], extensions, profile
    )


def elements(profile: int, extensions: bytes) -> Iterator[tuple[int, bytes]]:
    """Each header extension element as (id, value); stops at the first that does not fit."""
    if profile == ONE_BYTE_PROFILE:
        yield from _one_byte(extensions)
    elif profile & 0xFFF0 == TWO_BYTE_PROFILE:
        yield from _two_byte(extensions)


def _one_byte(extensions: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(extensions):
        id_, length = extensions[at] >> 4, (extensions[at] & 15) + 1
        if id_ == 15:
            return
        if id_ == 0:
            at += 1
            continue
        if at + 1 + length > len(extensions):
            return
        yield id_, extensions[at + 1 : at + 1 + length]
        at += 1 + length


def _two_byte(extensions: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(extensions):
        id_, length = extensions[at], extensions[at + 1]
        if id_ == 0:
            at += 1
            continue
        if at + 2 + length > len(extensions):
            return
        yield id_, extensions[at + 2 : at + 2 + length]
        at += 2 + length


@dataclass(slots=True)
class Packet:
    """One packet of a track, kept plain for all who may still ask for it."""

    sequence: int
    """Unrolled: the 16 bits of the wire and how often they had rolled over."""
    timestamp: int
    marker: bool
    payload: bytes
    level: int | None
    """RFC 6464: 0 is loudest, 127 silence."""
    begins_key: bool
    stamp: int = -1
    """abs-send-time of the first sending; -1: not yet sent. A second sending carries the same: AES-GCM
    must not seal two different packets under one sequence number."""
    arrived_ms: int = 0


class Shape(NamedTuple):
    """How one group of receivers wants a track's packets: their payload type and extension ids (0: none)."""

    payload_type: int
    abs_send_time: int
    audio_level: int


def image(packet: Packet, shape: Shape) -> bytes:
    """The packet in this shape, with sequence, timestamp and ssrc left at zero for each receiver's own."""
    extensions = b""
    if shape.abs_send_time:
        extensions = bytes([shape.abs_send_time << 4 | 2]) + packet.stamp.to_bytes(3, "big")
    if shape.audio_level and packet.level is not None:
        extensions += bytes([shape.audio_level << 4, packet.level, 0, 0])
    head = _FIXED.pack(0x90 if extensions else 0x80, packet.marker << 7 | shape.payload_type, 0, 0, 0)
    if extensions:
        head += struct.pack("!HH", ONE_BYTE_PROFILE, len(extensions) // 4)
    return head + extensions + packet.payload


def addressed(plain: bytes, sequence: int, timestamp: int, ssrc: int) -> bytes:
    """An image made out to one receiver."""
    return plain[:2] + struct.pack("!HII", sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + plain[12:]


def abs_send_time(seconds: float) -> int:
    """6.18 bit fixed point seconds, rolling over every 64 s."""
    return int(seconds * (1 << 18)) & 0xFFFFFF


def unroll(sequence: int, near: int) -> int:
    """The number with these low 16 bits that is closest to `near`."""
    return near + ((sequence - near + 0x8000) & 0xFFFF) - 0x8000


def begins_key_frame(codec: str, payload: bytes) -> bool:
    """Whether a decoder could begin with this packet."""
    return _vp8_key(payload) if codec == "VP8" else _h264_key(payload) if codec == "H264" else False


def _vp8_key(payload: bytes) -> bool:
    """RFC 7741 section 4.2: start of partition 0 of a frame whose P bit is 0."""
    if not payload or not payload[0] & 0x10 or payload[0] & 0x07:
        return False
    at = 1
    if payload[0] & 0x80:
        if len(payload) < 2:
            return False
        flags = payload[1]
        at = 2
        if flags & 0x80:
            if len(payload) < 3:
                return False
            at += 2 if payload[2] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    return at < len(payload) and not payload[at] & 1


_SPS, _IDR, _STAP_A, _FU_A = 7, 5, 24, 28


def _h264_key(payload: bytes) -> bool:
    """RFC 6184: a parameter set or the start of an IDR slice."""
    if not payload:
        return False
    unit = payload[0] & 31
    if unit == _STAP_A:
        return any(one in (_SPS, _IDR) for one in _units(payload))
    if unit == _FU_A:
        return len(payload) > 1 and bool(payload[1] & 0x80) and payload[1] & 31 == _IDR
    return unit in (_SPS, _IDR)


def _units(payload: bytes) -> Iterator[int]:
    """The types of the units in a STAP-A."""
    at = 1
    while at + 2 < len(payload):
        (size,) = struct.unpack_from("!H", payload, at)
        yield payload[at + 2] & 31
        at += 2 + size
