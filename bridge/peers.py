"""One peer: its ICE session, its DTLS association, what it publishes and what it receives.

Rule 1: a packet counts only after SRTP has opened it; what it claims before is looked at for routing alone.
Rule 2: a stream is known by the ssrc its offer declared, else by the mid it carries; at most SSRCS_AT_MOST are learned.
Rule 3: `close` can be called at any time, any number of times, and leaves no row of any batch behind.
"""

import secrets
from typing import Any

from bridge import rtcp, rtp
from bridge.dtls import Dtls
from bridge.ice import Session
from bridge.outputs import Output
from bridge.rtp import Packet, Shape
from bridge.sdp import PAGE, Offer, OfferedLine, publishes, receives
from bridge.stage import Line, Member, Part
from bridge.tickets import Ticket
from bridge.track import Track
from bridge.udp import Address

SSRCS_AT_MOST = 16


class Peer:
    """One page, or one other client, in one room. Owned by its room; ends by `close`."""

    def __init__(self, ticket: Ticket, offer: Offer, ice: Session, name_bytes: int, now_ms: int) -> None:
        self.ticket = ticket
        self.offer = offer
        self.ice = ice
        self.joined_ms = now_ms
        self.dtls: Dtls | None = None
        self.is_connected = False
        self.is_shaking_hands = False
        self.estimate_bps: int | None = None
        """The latest REMB: what the peer thinks it can receive."""
        self.reported: dict[int, rtcp.Report] = {}
        """Of our own ssrcs: the latest receiver report."""
        self.clock_offset_s: float | None = None
        """What to add to the NTP times of this publisher to get ours."""
        self.ssrcs = _distinct_ssrcs(len(PAGE))
        self.outputs = self._make_outputs()
        self.output_by_ssrc = {output.ssrc: output for output in self.outputs.values()}
        self.tracks = self._make_tracks(name_bytes)
        self._lines = {page.receives: line for page, line in zip(PAGE, offer.lines, strict=False)}
        self._track_by_mid = {
            line.mid.encode(): self.tracks[page.publishes]
            for page, line in zip(PAGE, offer.lines, strict=False)
            if page.publishes in self.tracks
        }
        self._track_by_ssrc = {
            ssrc: self._track_by_mid[line.mid.encode()]
            for line in offer.lines
            if line.mid.encode() in self._track_by_mid
            for ssrc in line.ssrcs[:1]
        }
        self._extension = _ids(offer.lines)
        self._shapes: dict[tuple[Line, str], Shape | None] = {}

    def _make_outputs(self) -> dict[Line, Output]:
        return {
            page.receives: Output(self, page.receives, ssrc)
            for page, line, ssrc in zip(PAGE, self.offer.lines, self.ssrcs, strict=False)
            if page.receives is not None and receives(line)
        }

    def _make_tracks(self, name_bytes: int) -> dict[Part, Track]:
        if not self.ticket.may_publish:
            return {}
        return {
            page.publishes: Track(self, page.publishes, page.kind, line.codecs, name_bytes)
            for page, line in zip(PAGE, self.offer.lines, strict=False)
            if page.publishes is not None and publishes(line)
        }

    @property
    def address(self) -> Address:
        """Where to send; empty before the first check."""
        return self.ice.selected or Address(b"")

    @property
    def sender(self) -> Any:
        return self.dtls.sender if self.dtls is not None else None

    @property
    def member(self) -> Member:
        ticket = self.ticket
        return Member(ticket.peer, ticket.place, ticket.may_publish, frozenset(self.tracks))

    def shape(self, line: Line, codec: str) -> Shape | None:
        """How this peer wants that codec in that line; None when it cannot take it."""
        if (line, codec) not in self._shapes:
            self._shapes[line, codec] = self._make_shape(self._lines[line], codec)
        return self._shapes[line, codec]

    @staticmethod
    def _make_shape(line: OfferedLine, codec: str) -> Shape | None:
        found = next((one for one in line.codecs if one.name == codec), None)
        if found is None:
            return None
        level = line.extensions.get(rtp.AUDIO_LEVEL, 0)
        return Shape(found.payload_type, line.extensions.get(rtp.ABS_SEND_TIME, 0), level)

    def take_rtp(self, datagram: bytes, now_ms: int) -> tuple[Track, Packet] | None:
        """The track and its new packet; None for what is forged, unknown or a repeat."""
        plain = self.dtls.open_rtp(datagram) if self.dtls is not None else None
        read = rtp.read(plain) if plain is not None else None
        if read is None:
            return None
        values = dict(rtp.elements(read.profile, read.extensions)) if read.extensions else {}
        track = self._track_of(read, values)
        if track is None:
            return None
        level = values.get(self._extension[rtp.AUDIO_LEVEL])
        packet = track.take(read, level[0] & 127 if level else None, now_ms)
        return (track, packet) if packet is not None else None

    def _track_of(self, read: rtp.Read, values: dict[int, bytes]) -> Track | None:
        known = self._track_by_ssrc.get(read.ssrc)
        if known is not None or len(self._track_by_ssrc) >= SSRCS_AT_MOST:
            return known
        found = self._track_by_mid.get(values.get(self._extension[rtp.MID], b""))
        if found is not None:
            self._track_by_ssrc[read.ssrc] = found
        return found

    def track_by_ssrc(self, ssrc: int) -> Track | None:
        return self._track_by_ssrc.get(ssrc)

    def moved(self) -> None:
        """Every row of this peer points to its present address."""
        for output in self.outputs.values():
            output.moved()

    def close(self, now_ms: int) -> Dtls | None:
        """Leaves every batch and sends its own receivers away; gives the association for its last words."""
        for output in self.outputs.values():
            if output.track is not None:
                output.track.remove(output, now_ms)
        for track in self.tracks.values():
            track.close(now_ms)
        dtls, self.dtls = self.dtls, None
        self.is_connected = False
        return dtls


def _distinct_ssrcs(count: int) -> tuple[int, ...]:
    found: set[int] = set()
    while len(found) < count:
        found.add(secrets.randbelow(0xFFFFFFFE) + 1)
    return tuple(found)


def _ids(lines: tuple[OfferedLine, ...]) -> dict[str, int]:
    """One id per extension for the whole session: browsers keep them equal (RFC 9143 section 9)."""
    found = dict.fromkeys(rtp.EXTENSIONS, 0)
    for line in lines:
        found |= line.extensions
    return found
