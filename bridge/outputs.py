"""What one peer receives in one line, whoever feeds it.

Rule 1: a line that changes its source goes on with its own ssrc, sequence numbers and timestamps.
Rule 2: a number is never used twice for different bytes: a repeat is what was sent, what comes next is one higher.
"""

import secrets
from typing import TYPE_CHECKING

from bridge import rtp
from bridge.fanout import Batch, Fanout
from bridge.rtp import Packet
from bridge.stage import Line

if TYPE_CHECKING:
    from bridge.peers import Peer
    from bridge.track import Track

REPEAT_AFTER_MS = 40
"""A receiver that asks again sooner asks for what is on its way (LiveKit: min(100 ms, 2 RTT))."""

REPEATS_NOTED = 256


class Output:
    """One line of one receiving peer, over every source it will have. Owned by its peer."""

    __slots__ = (
        "_counted_from",
        "_repeated",
        "batch",
        "left_ms",
        "line",
        "next_sequence",
        "octets",
        "packets",
        "peer",
        "row",
        "ssrc",
        "timestamp",
        "track",
    )  # fmt: skip

    def __init__(self, peer: "Peer", line: Line, ssrc: int) -> None:
        self.peer = peer
        self.line = line
        self.ssrc = ssrc
        self.track: Track | None = None
        self.batch: Batch[Output] | None = None
        """None while it waits for its first packet."""
        self.row = -1
        self.next_sequence = secrets.randbelow(0x4000)
        self.timestamp = secrets.randbits(32)
        """Of the last packet, by the time of `left_ms`."""
        self.left_ms: int | None = None
        self.packets = 0
        self.octets = 0
        self._counted_from = (0, 0)
        self._repeated: dict[int, int] = {}

    def enter(self, batch: "Batch[Output]", packet: Packet, track: "Track", now_ms: int) -> None:
        """Becomes a row of `batch`, from `packet` on."""
        elapsed = (now_ms - self.left_ms) * track.clock_rate // 1000 if self.left_ms is not None else 0
        start = self.timestamp + max(1, elapsed)
        offsets = (self.next_sequence - packet.sequence, start - packet.timestamp)
        self.batch = batch
        address = self.peer.address
        self.row = batch.add(self, self.peer.sender, address, self.ssrc, packet.sequence, offsets)
        self._counted_from = (track.sent_packets, track.sent_octets)

    def leave(self, now_ms: int) -> None:
        """Is no row any more; what it sends next continues what it sent."""
        batch, track = self.batch, self.track
        if batch is None or track is None:
            return
        last = max(track.sent_to, int(batch.first[self.row]) - 1)
        self.next_sequence = (last + 1 + int(batch.sequence[self.row])) & 0xFFFF
        self.timestamp = (track.sent_timestamp + int(batch.timestamp[self.row])) & 0xFFFFFFFF
        self.left_ms = now_ms
        self.packets, self.octets = self.counts()
        moved = batch.remove(self.row)
        if moved is not None:
            moved.row = self.row
        self.batch, self.row = None, -1
        self._repeated.clear()

    def counts(self) -> tuple[int, int]:
        """Packets and octets sent so far, repeats left out."""
        if self.batch is None or self.track is None:
            return self.packets, self.octets
        return (
            self.packets + self.track.sent_packets - self._counted_from[0],
            self.octets + self.track.sent_octets - self._counted_from[1],
        )

    def moved(self) -> None:
        """The peer's address has changed."""
        if self.batch is not None:
            self.batch.move(self.row, self.peer.address)

    def timestamp_offset(self) -> int:
        return int(self.batch.timestamp[self.row]) if self.batch is not None else 0

    def repeat(self, sequence: int, now_ms: int, fanout: Fanout) -> bool:
        """Sends a packet again, the same bytes; False when it is not ours, not kept, on its way, or was dropped as
        too late: sending that to each who asks would cost more than the dropping saved. A key frame mends it."""
        batch, track = self.batch, self.track
        if batch is None or track is None:
            return False
        wanted = rtp.unroll((sequence - int(batch.sequence[self.row])) & 0xFFFF, track.sent_to)
        packet = track.cache.get(wanted)
        if packet is None or packet.stamp < 0 or not int(batch.first[self.row]) <= wanted <= track.sent_to:
            return False
        if now_ms - self._repeated.get(wanted, -REPEAT_AFTER_MS) < REPEAT_AFTER_MS:
            return False
        self._repeated[wanted] = now_ms
        if len(self._repeated) > REPEATS_NOTED:
            del self._repeated[next(iter(self._repeated))]
        fanout.put_one(packet, batch, self.row)
        return True
