"""RTCP of the bridge: what receivers and publishers tell us, and what we tell them.

Rule 1: a NACK is answered from the track's cache; nothing of a receiver is passed on to a publisher as it came.
Rule 2: a publisher is told each second how its packets come in (RR), what it may send (REMB, from our cap), and,
when needed, what is missing (NACK) and that a key frame is wanted (PLI or FIR, as was agreed).
Rule 3: a receiver is told every other second what time our packets mean (SR): made by us, on our clock.
"""

import time
from collections.abc import Callable, Iterable

from bridge import rtcp
from bridge.fanout import Fanout
from bridge.outputs import Output
from bridge.peers import Peer
from bridge.settings import Settings
from bridge.track import Track
from bridge.udp import Port

TELL_PUBLISHER_MS = 1_000
TELL_RECEIVER_MS = 2_000

REPEATS_A_TICK = 500
"""10,000 a second: four times what 1,200 receivers with 1 % loss ask for, and a tenth of a core. Without a bound,
receivers who all miss the same packets ask a busy bridge to death."""


class Feedback:
    """Owned by the bridge. `unix_s` is the clock that SRs show; while `is_behind` says so, pictures are not repeated:
    what is new goes first, and receivers ask again."""

    def __init__(
        self,
        port: Port,
        fanout: Fanout,
        settings: Settings,
        is_behind: Callable[[], bool],
        unix_s: Callable[[], float] = time.time,
    ) -> None:
        self._port = port
        self._fanout = fanout
        self._settings = settings
        self._is_behind = is_behind
        self._repeats_left = REPEATS_A_TICK
        self._unix_s = unix_s
        self.asked_count = self.repeated_count = 0
        """Packets that receivers asked for again, and those they were sent."""

    def take(self, peer: Peer, compound: bytes, now_ms: int) -> None:
        """Everything a peer's RTCP says; what it says of others' streams is not heard."""
        for part in rtcp.read(compound):
            match part:
                case rtcp.Lost():
                    self._repeat(peer, part, now_ms)
                case rtcp.KeyFrameAsked():
                    self._key_asked(peer, part.ssrc, now_ms)
                case rtcp.Reports():
                    peer.reported |= {
                        one.ssrc: one for one in part.reports if one.ssrc in peer.output_by_ssrc
                    }
                case rtcp.Estimate():
                    peer.estimate_bps = part.bits_per_s
                case rtcp.SenderReport():
                    self._learn_time(peer, part, now_ms)

    def _repeat(self, peer: Peer, lost: rtcp.Lost, now_ms: int) -> None:
        output = peer.output_by_ssrc.get(lost.ssrc)
        if output is None:
            return
        self.asked_count += len(lost.sequences)
        if output.track is not None and output.track.is_video and self._is_behind():
            return
        for sequence in lost.sequences[: self._repeats_left]:
            done = output.repeat(sequence, now_ms, self._fanout)
            self.repeated_count += done
            self._repeats_left -= done
        self._fanout.flush()

    def _key_asked(self, peer: Peer, ssrc: int, now_ms: int) -> None:
        output = peer.output_by_ssrc.get(ssrc)
        if output is not None and output.track is not None and output.batch is not None:
            track = output.track
            if track.is_video and track.ask_key(now_ms):
                self._ask_key(track)

    def _learn_time(self, peer: Peer, report: rtcp.SenderReport, now_ms: int) -> None:
        """The smallest difference of clocks is the one least delayed on the way; it holds for all its tracks."""
        track = peer.track_by_ssrc(report.ssrc)
        if track is None:
            return
        told_s = rtcp.unix_s(report.ntp)
        offset_s = self._unix_s() - told_s
        peer.clock_offset_s = (
            min(offset_s, peer.clock_offset_s) if peer.clock_offset_s is not None else offset_s
        )
        track.reference = (told_s, report.timestamp)
        track.arrivals.reported(report.ntp, now_ms)

    def _ask_key(self, track: Track) -> None:
        if track.ssrc is None:
            return
        if "nack pli" in track.codec.feedback or "ccm fir" not in track.codec.feedback:
            self._send(track.owner, rtcp.pli(self._ours(track.owner), track.ssrc))
        else:
            self._send(track.owner, rtcp.fir(self._ours(track.owner), track.ssrc, track.asked_count))

    def begin_tick(self) -> None:
        """Repeats may be sent again, as many as one tick allows."""
        self._repeats_left = REPEATS_A_TICK

    def chase(self, tracks: Iterable[Track], now_ms: int) -> None:
        """Key frames that are waited for and packets that are missing."""
        for track in tracks:
            if track.waiting:
                track.replay(self._fanout, now_ms)
                if track.wants_key(now_ms):
                    self._ask_key(track)
            if track.has_receivers and track.ssrc is not None and "nack" in track.codec.feedback:
                missing = track.cache.due(now_ms)
                if missing:
                    self._send(track.owner, rtcp.nack(self._ours(track.owner), track.ssrc, missing))
        self._fanout.flush()

    def tell_publisher(self, peer: Peer, now_ms: int) -> None:
        """RR for each of its streams, and how much it may send."""
        live = [track for track in peer.tracks.values() if track.ssrc is not None]
        if not live:
            return
        ours = self._ours(peer)
        reports = [track.arrivals.report(track.ssrc or 0, now_ms) for track in live]
        told = rtcp.receiver_report(ours, reports) + rtcp.description(ours, "bridge")
        video = tuple(track.ssrc or 0 for track in live if track.is_video)
        cap_bps = 1000 * (self._settings.camera_kbps * max(1, len(video)) + self._settings.sound_kbps)
        self._send(peer, told + rtcp.remb(ours, cap_bps, video or (live[0].ssrc or 0,)))

    def tell_receiver(self, peer: Peer) -> None:
        """SR for each line that has something in it."""
        now_s = self._unix_s()
        told = b"".join(self._report(output, now_s) for output in peer.outputs.values())
        if told:
            self._send(peer, told)

    def _report(self, output: Output, now_s: float) -> bytes:
        track = output.track
        if track is None or output.batch is None:
            return b""
        offset_s = track.owner.clock_offset_s
        if offset_s is None or track.reference is None:
            return b""
        told_s, timestamp = track.reference
        shown = timestamp + round((now_s - told_s - offset_s) * track.clock_rate) + output.timestamp_offset()
        report = rtcp.sender_report(output.ssrc, rtcp.ntp(now_s), shown, *output.counts())
        return report + rtcp.description(output.ssrc, "bridge")

    @staticmethod
    def _ours(peer: Peer) -> int:
        """The ssrc we speak with: of a line of ours, as RFC 8834 section 4.8 wants."""
        return peer.ssrcs[0]

    def _send(self, peer: Peer, compound: bytes) -> None:
        sealed = peer.dtls.seal_rtcp(compound) if peer.dtls is not None else None
        if sealed is not None and peer.address:
            self._port.send(peer.address, sealed)
