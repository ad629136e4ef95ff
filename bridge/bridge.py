"""The bridge: what the link to the server calls, and the clockwork of the media plane.

Rule 1: a ticket opens one room to one certificate: the offer's fingerprint must be the ticket's.
Rule 2: nothing flows without a lease. Times at this boundary are milliseconds since the epoch; inside, a clock that
never jumps.
Rule 3: everything that happens is told once, as an event, on the loop, in the order it happened.
Rule 4: leases run out first, whatever else fails; what fails for one peer or one room is that one's alone.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from bridge import sdp
from bridge.dtls import Certificate, Dtls
from bridge.events import (
    Event,
    PeerConnected,
    PeerLost,
    PublishingStarted,
    PublishingStopped,
    RightEnded,
    SoundLevel,
)
from bridge.faults import Faults
from bridge.feedback import TELL_PUBLISHER_MS, TELL_RECEIVER_MS, Feedback
from bridge.intake import Intake
from bridge.peers import Peer
from bridge.room import Room
from bridge.sdp import Offer, Ours
from bridge.settings import Settings
from bridge.stage import Part, PeerId, Refused, RoomId, Slot
from bridge.tickets import Ticket
from bridge.udp import Port

TICK_MS = 50
LEVEL_EVERY_MS = 500
SILENT_DBOV = -60
"""Quieter than a quiet room; LiveKit's active speaker begins at -30 to -35."""


class JoinRefused(ValueError):
    """A join that gets no answer; `code` is stable, the message is for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def _clock_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _epoch_ms() -> int:
    return time.time_ns() // 1_000_000


class Bridge:
    """One media plane on one port. Owned by the process; made by `open`, ends by `close`."""

    def __init__(self, settings: Settings, tell: Callable[[Event], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._certificate = Certificate.generateCertificate()
        self._rooms: dict[RoomId, Room] = {}
        self._room_of: dict[PeerId, Room] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ticks = 0
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        port = Port(settings.udp_host, settings.udp_port)
        self._faults = Faults()
        self._intake = Intake(
            port, settings.late_ms, _clock_ms, self._greet, self._take_rtcp, self._end_faulty
        )
        self._feedback = Feedback(port, self._intake.fanout, settings, lambda: self._intake.is_behind)

    @classmethod
    async def open(cls, settings: Settings, tell: Callable[[Event], None] = lambda event: None) -> "Bridge":
        """A bridge that listens. Raises OSError when the port is taken."""
        bridge = cls(settings, tell)
        bridge._intake.begin()
        bridge._timer = bridge._loop.call_later(TICK_MS / 1000, bridge._tick)
        return bridge

    @property
    def port(self) -> int:
        return self._intake.port.number

    async def close(self) -> None:
        """Ends every peer and gives the port back."""
        if self._timer is not None:
            self._timer.cancel()
        for peer in list(self._room_of):
            self._end(peer, "bridge_closed")
        for task in list(self._tasks):
            await asyncio.wait([task], timeout=1)
        self._intake.end()

    async def join(self, ticket: Ticket, offer_sdp: str) -> str:
        """The answer to a page's offer. A peer that is here already is replaced; the same session with a new
        ufrag is an ICE restart, and keeps its media. Raises JoinRefused."""
        if ticket.expires_ms <= _epoch_ms():
            raise JoinRefused("TICKET_OVER", "The ticket is over.")
        try:
            offer = sdp.read(offer_sdp)
        except sdp.BadOffer as fault:
            raise JoinRefused("BAD_OFFER", str(fault)) from fault
        if ticket.fingerprint not in offer.fingerprints:
            raise JoinRefused("WRONG_FINGERPRINT", "The ticket is for another certificate.")
        now_ms = _clock_ms()
        former = self._peer(ticket.peer)
        if former is not None and self._is_restart(former, ticket, offer):
            self._intake.ice.restart(former.ice)
            former.offer = offer
            return self._answer(former)
        if former is not None:
            self._end(ticket.peer, "replaced")
        if len(self._room_of) >= self._settings.peers:
            raise JoinRefused("BRIDGE_FULL", "The bridge has as many peers as it may have.")
        peer = Peer(ticket, offer, self._intake.ice.begin(now_ms), self._intake.port.name_bytes, now_ms)
        room = self._rooms.setdefault(ticket.room, Room(ticket.room))
        room.admit(peer)
        self._room_of[ticket.peer] = room
        self._intake.admit(peer)
        return self._answer(peer)

    def leave(self, peer: PeerId) -> None:
        """Ends a peer. Idempotent."""
        self._end(peer, "left")

    def grant(self, peer: PeerId, slot: Slot, until_ms: int) -> Refused | None:
        """Gives or renews a lease until a time of the epoch; None when it is given."""
        room = self._room_of.get(peer)
        if room is None:
            return Refused.NOT_HERE
        now_ms = _clock_ms()
        refused = room.stage.grant(peer, slot, now_ms + until_ms - _epoch_ms(), now_ms)
        if refused is None:
            self._rearrange(room)
        return refused

    def release(self, peer: PeerId, slot: Slot) -> bool:
        """Ends a lease at once; False when there was none."""
        room = self._room_of.get(peer)
        if room is None or not room.stage.release(peer, slot):
            return False
        self._rearrange(room)
        return True

    def direct(self, room: RoomId, director: PeerId | None) -> None:
        """Who sees the cue of this room."""
        found = self._rooms.get(room)
        if found is not None:
            found.stage.direct(director)
            self._rearrange(found)

    def stats(self) -> dict[str, Any]:
        """Counts since the bridge was opened, by name with their unit."""
        fanout = self._intake.fanout
        return {
            "rooms_count": len(self._rooms),
            "peers_count": len(self._room_of),
            "sent_packets_count": fanout.sent_count,
            "unsealed_packets_count": fanout.unsealed_count,
            "unsent_packets_count": self._intake.port.unsent_count,
            "late_packets_count": self._intake.late_count,
            "faults_count": self._faults.count,
            "strange_datagrams_count": self._intake.strange_count,
            "asked_again_count": self._feedback.asked_count,
            "repeated_count": self._feedback.repeated_count,
        }

    def peer_stats(self, peer: PeerId) -> dict[str, Any] | None:
        """What one peer publishes and how well it receives; None for a peer that is not here."""
        found = self._peer(peer)
        if found is None:
            return None
        reports = {found.output_by_ssrc[ssrc].line: one for ssrc, one in found.reported.items()}
        return {
            "connected": found.is_connected,
            "estimate_bps": found.estimate_bps,
            "publishes": {str(part): track.stats() for part, track in found.tracks.items()},
            "receives": {
                str(line): {
                    "sent_packets_count": output.counts()[0],
                    "lost_count": reports[line].lost if line in reports else None,
                }
                for line, output in found.outputs.items()
            },
        }

    # Inside

    def _peer(self, peer: PeerId) -> Peer | None:
        room = self._room_of.get(peer)
        return room.peers[peer] if room is not None else None

    @staticmethod
    def _is_restart(former: Peer, ticket: Ticket, offer: Offer) -> bool:
        before = former.offer
        is_same = before.session == offer.session and before.fingerprints == offer.fingerprints
        same_right = (former.ticket.room, former.ticket.may_publish) == (ticket.room, ticket.may_publish)
        return is_same and same_right and before.lines == offer.lines and before.ufrag != offer.ufrag

    def _answer(self, peer: Peer) -> str:
        settings = self._settings
        kbps = {"audio": settings.sound_kbps, "video": settings.camera_kbps}
        addresses = settings.addresses()
        credentials, ssrcs = peer.ice.credentials, peer.ssrcs
        ours = Ours(credentials, self._certificate.fingerprint, addresses, self.port, "bridge", ssrcs, kbps)
        return sdp.answer(peer.offer, ours)

    def _greet(self, peer: Peer) -> None:
        """The first check of a peer came: its association begins."""
        peer.is_shaking_hands = True
        port, ticket = self._intake.port, peer.ticket
        peer.dtls = Dtls(
            self._certificate,
            not peer.offer.is_passive,
            lambda record: port.send(peer.address, record),
            lambda: self._end_session(peer, "closed"),
        )
        self._run(self._shake_hands(peer, ticket))

    async def _shake_hands(self, peer: Peer, ticket: Ticket) -> None:
        dtls = peer.dtls
        try:
            shaken = dtls is not None and await dtls.shake_hands(
                ticket.fingerprint, self._settings.handshake_s
            )
        except Exception as fault:
            self._end_faulty(peer, fault)
            return
        if not shaken:
            self._end_session(peer, "no_handshake")
            return
        if peer.dtls is not dtls:
            return
        peer.is_connected = True
        now_ms = _clock_ms()
        self._tell(PeerConnected(ticket.room, ticket.peer, now_ms - peer.joined_ms))
        self._rearrange(self._rooms[ticket.room])

    def _run(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _end_session(self, peer: Peer, why: str) -> None:
        """Ends the peer if this session of it is still the present one."""
        if self._peer(peer.ticket.peer) is peer:
            self._end(peer.ticket.peer, why)

    def _end_faulty(self, peer: Peer | None, fault: Exception) -> None:
        """Rule 4: what its bytes caused is the peer's alone; its page makes another session."""
        self._faults.note(f"peer {peer.ticket.peer}" if peer is not None else "a stranger", fault)
        if peer is not None:
            self._end_session(peer, "fault")

    def _end(self, peer_id: PeerId, why: str) -> None:
        room = self._room_of.pop(peer_id, None)
        if room is None:
            return
        peer = room.peers.pop(peer_id)
        room.stage.leave(peer_id)
        self._intake.forget(peer)
        dtls = peer.close(_clock_ms())
        if dtls is not None:
            self._run(dtls.close())
        self._rearrange(room)
        self._tell(PeerLost(room.room, peer_id, why))
        if not room.peers:
            self._rooms.pop(room.room, None)

    def _take_rtcp(self, peer: Peer, compound: bytes, now_ms: int) -> None:
        self._feedback.take(peer, compound, now_ms)

    def _rearrange(self, room: Room) -> None:
        """Routes anew, asks at once for the key frames that this needs, and tells who is on air."""
        now_ms = _clock_ms()
        room.route(self._intake.fanout, now_ms)
        self._feedback.chase(room.live_tracks(), now_ms)
        self._tell_publishing(room, now_ms)

    def _tell_publishing(self, room: Room, now_ms: int) -> None:
        publishing = room.publishing(now_ms)
        for peer, slot in sorted(room.on_air - publishing):
            self._tell(PublishingStopped(room.room, peer, slot))
        for peer, slot in sorted(publishing - room.on_air):
            self._tell(PublishingStarted(room.room, peer, slot))
        room.on_air = publishing

    def _tick(self) -> None:
        self._timer = self._loop.call_later(TICK_MS / 1000, self._tick)
        self._ticks += 1
        self._feedback.begin_tick()
        now_ms = _clock_ms()
        for step in (self._expire, self._mind):
            for room in list(self._rooms.values()):
                try:
                    step(room, now_ms)
                except Exception as fault:
                    self._faults.note(f"{step.__name__} of room {room.room}", fault)
        self._tell_peers(now_ms)

    def _mind(self, room: Room, now_ms: int) -> None:
        self._feedback.chase(room.live_tracks(), now_ms)
        self._tell_publishing(room, now_ms)
        if self._ticks % (LEVEL_EVERY_MS // TICK_MS) == 0:
            self._tell_levels(room)

    def _expire(self, room: Room, now_ms: int) -> None:
        over = room.stage.expire(now_ms)
        if over:
            self._rearrange(room)
        for peer, slot in over:
            self._tell(RightEnded(room.room, peer, slot))

    def _tell_levels(self, room: Room) -> None:
        for peer_id in {peer for slot in Slot for peer in room.stage.holders(slot)}:
            sound = room.peers[peer_id].tracks.get(Part.SOUND)
            if sound is None:
                continue
            level = -(sound.level_sum // sound.level_count) if sound.level_count else -127
            sound.level_sum = sound.level_count = 0
            self._tell(SoundLevel(room.room, peer_id, level, level < SILENT_DBOV))

    def _tell_peers(self, now_ms: int) -> None:
        """Each peer in its own tick, so that no tick tells all; silent ones end."""
        for number, (peer_id, room) in enumerate(list(self._room_of.items())):
            if (number + self._ticks) % (TELL_PUBLISHER_MS // TICK_MS):
                continue
            peer = room.peers[peer_id]
            try:
                self._tell_peer(
                    peer, now_ms, receives=(number + self._ticks) % (TELL_RECEIVER_MS // TICK_MS) == 0
                )
            except Exception as fault:
                self._end_faulty(peer, fault)

    def _tell_peer(self, peer: Peer, now_ms: int, *, receives: bool) -> None:
        if peer.ice.is_expired(now_ms):
            self._end_session(peer, "silent")
        elif not peer.is_shaking_hands and now_ms - peer.joined_ms > 1000 * self._settings.handshake_s:
            self._end_session(peer, "no_handshake")
        elif peer.is_connected:
            self._feedback.tell_publisher(peer, now_ms)
            if receives:
                self._feedback.tell_receiver(peer)
