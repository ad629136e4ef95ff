"""The one receive loop: datagrams in, each to its peer; sound out at once, video out in slices.

Rule 1: an address is known after it passed an ICE check, and only then are its DTLS, SRTP and SRTCP looked at.
Rule 2: sound goes first. Video waits in one queue; a turn sends TURN_ROWS packets or so, then the port is read again.
Rule 3: video that has waited too long is dropped to the end of its frame; receivers may still ask for it by NACK.
Rule 4: an exception that a datagram causes is its peer's end, and the next datagram is read.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from bridge.fanout import Fanout
from bridge.ice import Session, Sessions
from bridge.peers import Peer
from bridge.rtp import Packet
from bridge.track import Track
from bridge.udp import Address, Kind, Port, kind

TURN_ROWS = 512
"""Packets sent before the port is read again: about a millisecond and a half."""

RUN_PACKETS = 8
"""Packets of one track that go to each receiver together."""

GATHER_S = 0.001
"""How long the beginning of a frame waits for its end: packets that go together cost half."""

BEHIND_PACKETS = 8
"""Video packets waiting: more than a frame of a camera."""

READS_AT_MOST = 4
"""Reads of the port in one turn."""


class Intake:
    """Owned by the bridge; begins with `begin`, ends with `end`. It calls `greeted` when a peer's first check came."""

    def __init__(
        self,
        port: Port,
        late_ms: int,
        clock_ms: Callable[[], int],
        greeted: Callable[[Peer], None],
        take_rtcp: Callable[[Peer, bytes, int], None],
        failed: Callable[[Peer | None, Exception], None],
    ) -> None:
        self.port = port
        self.fanout = Fanout(port)
        self.ice = Sessions()
        self.late_count = 0
        """Video packets dropped by rule 3."""
        self.strange_count = 0
        """Datagrams of nobody we know."""
        self._late_ms = late_ms
        self._clock_ms = clock_ms
        self._greeted = greeted
        self._take_rtcp = take_rtcp
        self._failed = failed
        self._peer_by_address: dict[Address, Peer] = {}
        self._peer_by_session: dict[int, Peer] = {}
        self._video: deque[tuple[Track, Packet]] = deque()
        self._is_due = False
        self._loop = asyncio.get_running_loop()

    @property
    def is_behind(self) -> bool:
        """Whether more video waits than one turn sends: repeats have to stand back."""
        return len(self._video) > BEHIND_PACKETS

    def begin(self) -> None:
        self._loop.add_reader(self.port.fileno(), self._readable)

    def end(self) -> None:
        self._loop.remove_reader(self.port.fileno())
        self._video.clear()
        self.port.close()

    def admit(self, peer: Peer) -> None:
        """From now on the peer's checks are answered."""
        self._peer_by_session[id(peer.ice)] = peer

    def forget(self, peer: Peer) -> None:
        """The peer's addresses and ufrag mean nothing any more."""
        self.ice.end(peer.ice)
        self._peer_by_session.pop(id(peer.ice), None)
        for address in peer.ice.addresses:
            if self._peer_by_address.get(address) is peer:
                del self._peer_by_address[address]

    def _readable(self) -> None:
        now_ms = self._clock_ms()
        for _ in range(READS_AT_MOST):
            datagrams = self.port.read()
            for address, datagram in datagrams:
                try:
                    self._take(address, datagram, now_ms)
                except Exception as fault:
                    self._failed(self._peer_by_address.get(address), fault)
            if not datagrams:
                break
        self.fanout.flush()
        if self._video and not self._is_due:
            self._is_due = True
            if self._video[-1][1].marker:
                self._loop.call_soon(self._send_video)
            else:
                self._loop.call_later(GATHER_S, self._send_video)

    def _take(self, address: Address, datagram: bytes, now_ms: int) -> None:
        found = kind(datagram)
        if found is Kind.STUN:
            self._check(address, datagram, now_ms)
            return
        peer = self._peer_by_address.get(address)
        if peer is None or peer.dtls is None:
            self.strange_count += 1
        elif found is Kind.RTP:
            self._take_rtp(peer, address, datagram, now_ms)
        elif found is Kind.RTCP:
            plain = peer.dtls.open_rtcp(datagram)
            if plain is not None:
                self._heard(peer, address, now_ms)
                self._take_rtcp(peer, plain, now_ms)
        elif found is Kind.DTLS:
            peer.dtls.feed(datagram)

    def _check(self, address: Address, datagram: bytes, now_ms: int) -> None:
        checked = self.ice.check(datagram, address, now_ms)
        if checked is None:
            self.strange_count += 1
            return
        self.port.send(address, checked.answer)
        peer = self._peer_by_session.get(id(checked.session))
        if peer is None or address not in checked.session.addresses:
            return
        if checked.forgotten is not None:
            self._peer_by_address.pop(checked.forgotten, None)
        self._settle(peer, checked.session, address)

    def _settle(self, peer: Peer, session: Session, address: Address) -> None:
        """The address belongs to the peer now, whoever had it before."""
        former = self._peer_by_address.get(address)
        if former is not None and former is not peer:
            former.ice.addresses.pop(address, None)
        self._peer_by_address[address] = peer
        if session.selected == address:
            peer.moved()
        if not peer.is_shaking_hands:
            self._greeted(peer)

    def _take_rtp(self, peer: Peer, address: Address, datagram: bytes, now_ms: int) -> None:
        taken = peer.take_rtp(datagram, now_ms)
        if taken is None:
            return
        self._heard(peer, address, now_ms)
        track, packet = taken
        if not track.has_receivers:
            track.pass_by(packet)
        elif track.is_video:
            self._video.append(taken)
        else:
            track.forward([packet], self.fanout, now_ms)

    def _heard(self, peer: Peer, address: Address, now_ms: int) -> None:
        if peer.ice.hears(address, now_ms):
            peer.moved()

    def _send_video(self) -> None:
        self._is_due = False
        now_ms = self._clock_ms()
        before = self.fanout.put_count
        while self._video and self.fanout.put_count - before < TURN_ROWS:
            track, packets = self._run()
            try:
                self._forward(track, packets, now_ms)
            except Exception as fault:
                self._failed(track.owner, fault)
        self.fanout.flush()
        if self._video:
            self._is_due = True
            self._loop.call_soon(self._send_video)

    def _run(self) -> tuple[Track, list[Packet]]:
        """The next packets that belong together: of one track, a few at a time."""
        track, packet = self._video.popleft()
        packets = [packet]
        while self._video and self._video[0][0] is track and len(packets) < RUN_PACKETS:
            packets.append(self._video.popleft()[1])
        return track, packets

    def _forward(self, track: Track, packets: list[Packet], now_ms: int) -> None:
        """Rule 3, then out."""
        timely = []
        for packet in packets:
            if now_ms - packet.arrived_ms > self._late_ms:
                track.late_timestamp = packet.timestamp
            if packet.timestamp == track.late_timestamp:
                self.late_count += 1
            else:
                timely.append(packet)
        track.forward(timely, self.fanout, now_ms)
