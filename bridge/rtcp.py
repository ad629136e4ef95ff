"""RTCP (RFC 3550 section 6, RFC 4585, RFC 5104, draft-alvestrand-rmcat-remb): what we read and what we write. Pure.

Rule 1: `read` steps by the length fields; a part that makes no sense is left out and the next is read.
Rule 2: it never raises; what we do not use (SDES, XR, APP, transport-cc) is not shown.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

SR, RR, SDES, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
NACK, PLI, FIR, REMB = 1, 1, 4, 15

NTP_OF_UNIX_S = 2_208_988_800
"""Seconds from 1900 to 1970."""


@dataclass(frozen=True, slots=True)
class Report:
    """RFC 3550 section 6.4.1: how one receiver gets one source."""

    ssrc: int
    fraction_lost: int
    """Of 256, since its last report."""
    lost: int
    highest: int
    jitter: int
    last_sr: int
    delay: int


@dataclass(frozen=True, slots=True)
class SenderReport:
    ssrc: int
    ntp: int
    """64 bits: seconds since 1900 and their fraction."""
    timestamp: int
    packets: int
    octets: int


@dataclass(frozen=True, slots=True)
class Reports:
    """The report blocks of one SR or RR."""

    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """A generic NACK: these 16-bit sequence numbers are missing."""

    ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameAsked:
    """A PLI or a FIR."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A REMB."""

    bits_per_s: int
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Goodbye:
    ssrcs: tuple[int, ...]


Part: TypeAlias = SenderReport | Reports | Lost | KeyFrameAsked | Estimate | Goodbye


def read(compound: bytes) -> Iterator[Part]:
    """Every part we use, in order."""
    at = 0
    while at + 4 <= len(compound):
        first, kind, words = struct.unpack_from("!BBH", compound, at)
        body = compound[at + 4 : at + 4 + 4 * words]
        if first >> 6 != 2 or len(body) < 4 * words:
            return
        if first & 0x20 and body:
            body = body[: max(0, len(body) - body[-1])]
        yield from _part(kind, first & 31, body)
        at += 4 + 4 * words


def _part(kind: int, count: int, body: bytes) -> Iterator[Part]:
    if kind == SR and len(body) >= 24:
        ssrc, ntp, timestamp, packets, octets = struct.unpack_from("!IQIII", body)
        yield SenderReport(ssrc, ntp, timestamp, packets, octets)
        yield Reports(tuple(_reports(body[24:], count)))
    elif kind == RR and len(body) >= 4:
        yield Reports(tuple(_reports(body[4:], count)))
    elif kind == BYE and len(body) >= 4 * count:
        yield Goodbye(struct.unpack_from(f"!{count}I", body))
    elif kind == RTPFB and count == NACK and len(body) >= 12:
        yield Lost(*_lost(body))
    elif kind == PSFB and len(body) >= 8:
        yield from _payload_feedback(count, body)


def _reports(blocks: bytes, count: int) -> Iterator[Report]:
    for at in range(0, min(24 * count, len(blocks) - 23), 24):
        ssrc, losses, highest, jitter, last_sr, delay = struct.unpack_from("!IIIIII", blocks, at)
        yield Report(ssrc, losses >> 24, losses & 0xFFFFFF, highest, jitter, last_sr, delay)


def _lost(body: bytes) -> tuple[int, tuple[int, ...]]:
    """RFC 4585 section 6.2.1, across the wrap too; a number comes once."""
    (ssrc,) = struct.unpack_from("!I", body, 4)
    sequences: dict[int, None] = {}
    for at in range(8, len(body) - 3, 4):
        first, mask = struct.unpack_from("!HH", body, at)
        sequences[first] = None
        sequences |= dict.fromkeys((first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return ssrc, tuple(sequences)


def _payload_feedback(count: int, body: bytes) -> Iterator[Part]:
    (media,) = struct.unpack_from("!I", body, 4)
    if count == PLI:
        yield KeyFrameAsked(media)
    elif count == FIR:
        for at in range(8, len(body) - 7, 8):
            yield KeyFrameAsked(struct.unpack_from("!I", body, at)[0])
    elif count == REMB and len(body) >= 16 and body[8:12] == b"REMB":
        ssrcs, rate = body[12], int.from_bytes(body[13:16], "big")
        if len(body) >= 16 + 4 * ssrcs:
            bits = (rate & 0x3FFFF) << (rate >> 18)
            yield Estimate(bits, struct.unpack_from(f"!{ssrcs}I", body, 16))


def _packed(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    counts = (packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    return _packed(SR, 0, struct.pack("!IQIII", ssrc, ntp, timestamp & 0xFFFFFFFF, *counts))


def receiver_report(ours: int, reports: Iterable[Report]) -> bytes:
    """At most 31 blocks, as the five-bit count allows."""
    blocks = [
        struct.pack(
            "!IIIIII",
            one.ssrc,
            one.fraction_lost << 24 | max(0, min(one.lost, 0x7FFFFF)),
            one.highest & 0xFFFFFFFF,
            one.jitter & 0xFFFFFFFF,
            one.last_sr,
            one.delay & 0xFFFFFFFF,
        )
        for one in list(reports)[:31]
    ]
    return _packed(RR, len(blocks), struct.pack("!I", ours) + b"".join(blocks))


def description(ssrc: int, cname: str) -> bytes:
    """An SDES with the CNAME alone (RFC 3550 section 6.5.1)."""
    name = cname.encode("ascii", "replace")[:255]
    item = struct.pack("!IBB", ssrc, 1, len(name)) + name + b"\0"
    return _packed(SDES, 1, item + bytes(-len(item) % 4))


def nack(ours: int, ssrc: int, sequences: Iterable[int]) -> bytes:
    """A generic NACK; `sequences` ascending as they were lost (their wrap is fine)."""
    pairs: list[list[int]] = []
    for sequence in sequences:
        after = (sequence - pairs[-1][0]) & 0xFFFF if pairs else 0
        if pairs and 1 <= after <= 16:
            pairs[-1][1] |= 1 << (after - 1)
        else:
            pairs.append([sequence & 0xFFFF, 0])
    body = struct.pack("!II", ours, ssrc) + b"".join(struct.pack("!HH", *pair) for pair in pairs)
    return _packed(RTPFB, NACK, body)


def pli(ours: int, ssrc: int) -> bytes:
    return _packed(PSFB, PLI, struct.pack("!II", ours, ssrc))


def fir(ours: int, ssrc: int, number: int) -> bytes:
    """RFC 5104 section 4.3.1; `number` grows with every new request."""
    return _packed(PSFB, FIR, struct.pack("!IIIB3x", ours, 0, ssrc, number & 0xFF))


def remb(ours: int, bits_per_s: int, ssrcs: tuple[int, ...]) -> bytes:
    exponent = max(0, bits_per_s.bit_length() - 18)
    rate = exponent << 18 | bits_per_s >> exponent
    head = struct.pack("!II4sB", ours, 0, b"REMB", len(ssrcs)) + rate.to_bytes(3, "big")
    return _packed(PSFB, REMB, head + struct.pack(f"!{len(ssrcs)}I", *ssrcs))


def ntp(unix_s: float) -> int:
    """The 64-bit NTP time of a Unix time."""
    return int((unix_s + NTP_OF_UNIX_S) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def unix_s(ntp_time: int) -> float:
    return ntp_time / (1 << 32) - NTP_OF_UNIX_S
