"""What one peer publishes in one part, and the lines of other peers that receive it.

Rule 1: a video line begins at a key frame: the next one, or the latest one replayed from the cache.
Rule 2: a key frame is asked for at most once in KEY_EVERY_MS, and again until one comes or nobody waits.
Rule 3: what came while nobody received the track is passed by: a receiver's numbers have no holes of ours.
"""

from typing import TYPE_CHECKING, Any

from bridge import rtp
from bridge.arrivals import Arrivals
from bridge.cache import Cache
from bridge.fanout import Batch, Fanout
from bridge.outputs import Output
from bridge.rtp import Packet, Shape
from bridge.sdp import Codec
from bridge.stage import Part

if TYPE_CHECKING:
    from bridge.peers import Peer

KEY_EVERY_MS = 500
"""LiveKit's shortest throttle; a browser answers in one round trip and one frame."""

REPLAY_AT_ONCE = 60
"""A key frame this short a while ago is replayed without asking for a new one (Galene: 40)."""

ASKS_IN_VAIN = 3
"""So many requests without a key frame: the publisher does not listen (OBS); then any whole cache is replayed."""

FIRST_TURN = 0x10000
"""Unrolled numbers begin one turn up: what comes late from before the first is still positive."""

CACHED = {"video": 2048, "audio": 128}
"""Packets: ten seconds of a 1.5 Mb/s camera, two and a half of sound."""


class Track:
    """One part that a peer publishes. Owned by that peer; `close` sends its receivers away."""

    def __init__(
        self, owner: "Peer", part: Part, kind: str, codecs: tuple[Codec, ...], name_bytes: int
    ) -> None:
        self.owner = owner
        self.part = part
        self.kind = kind
        self._codecs = {codec.payload_type: codec for codec in codecs}
        self._name_bytes = name_bytes
        self.codec: Codec = codecs[0]
        self.ssrc: int | None = None
        self.cache = Cache(CACHED[kind])
        self.arrivals = Arrivals(self.codec.clock_rate)
        self.reference: tuple[float, int] | None = None
        """Of the last SR: the publisher's own time, and the timestamp it means."""
        self.late_timestamp = -1
        """Of the frame whose rest is dropped because it came out too late."""
        self.asked_count = 0
        """Key frames asked for, ever."""
        self.batches: dict[Shape, Batch[Output]] = {}
        self.waiting: dict[Output, None] = {}
        self.received_count = 0
        self.received_bytes = 0
        self.heard_ms: int | None = None
        self.level_sum = self.level_count = 0
        self.sent_to = -1
        """The highest sequence number forwarded, or passed by when nobody received it."""
        self.sent_timestamp = 0
        self.sent_packets = self.sent_octets = 0
        self._key_asked_ms = -KEY_EVERY_MS
        self._asks = 0
        self._ignores_asking = False

    @property
    def clock_rate(self) -> int:
        return self.codec.clock_rate

    @property
    def is_video(self) -> bool:
        return self.kind == "video"

    @property
    def has_receivers(self) -> bool:
        return bool(self.waiting) or any(self.batches.values())

    def outputs(self) -> list[Output]:
        return [output for batch in self.batches.values() for output in batch.receivers] + list(self.waiting)

    def take(self, read: rtp.Read, level: int | None, now_ms: int) -> Packet | None:
        """The packet as kept; None when it is a repeat, padding, or of a codec that was not agreed on."""
        codec = self._codecs.get(read.payload_type)
        if codec is None:
            return None
        if read.ssrc != self.ssrc or codec is not self.codec:
            self._begin(read, codec, now_ms)
        self._note(read, level, now_ms)
        near = self.cache.highest if self.cache.highest is not None else read.sequence + FIRST_TURN
        sequence = rtp.unroll(read.sequence, near)
        begins = bool(read.payload) and self.is_video and rtp.begins_key_frame(codec.name, read.payload)
        if begins and self._is_within_key(read.timestamp):
            begins = False
        packet = Packet(sequence, read.timestamp, read.marker, read.payload, level, begins, arrived_ms=now_ms)
        if not self.cache.put(packet):
            return None
        self.arrivals.note(sequence, read.timestamp, now_ms)
        if begins:
            self._key_came(now_ms)
        return packet

    def _is_within_key(self, timestamp: int) -> bool:
        """An H.264 key frame has several packets that look like its beginning: parameter sets, slices."""
        key = self.cache.get(self.cache.key) if self.cache.key is not None else None
        return key is not None and key.timestamp == timestamp

    def _note(self, read: rtp.Read, level: int | None, now_ms: int) -> None:
        self.received_count += 1
        self.received_bytes += len(read.payload)
        self.heard_ms = now_ms
        if level is not None:
            self.level_sum += level
            self.level_count += 1

    def _begin(self, read: rtp.Read, codec: Codec, now_ms: int) -> None:
        """A new stream: its numbers have nothing to do with the former's."""
        for output in self.outputs():
            output.leave(now_ms)
            self.waiting[output] = None
        self.batches.clear()
        self.ssrc, self.codec = read.ssrc, codec
        self.cache = Cache(CACHED[self.kind])
        self.arrivals = Arrivals(codec.clock_rate)
        self.reference = None
        self.sent_to = self.late_timestamp = -1

    def forward(self, packets: list[Packet], fanout: Fanout, now_ms: int) -> None:
        """Puts the packets out to all who receive this track."""
        run: list[Packet] = []
        for packet in packets:
            if packet.sequence < self.sent_to:
                for batch in self.batches.values():
                    fanout.put_late(packet, batch)
                continue
            if self.waiting and (packet.begins_key or not self.is_video):
                self._put(run, fanout)
                run = []
                for output in list(self.waiting):
                    self._admit(output, packet, now_ms)
            run.append(packet)
            self.sent_to = packet.sequence
            self.sent_timestamp = packet.timestamp
            self.sent_packets += 1
            self.sent_octets += len(packet.payload)
        self._put(run, fanout)

    def pass_by(self, packet: Packet) -> None:
        """The packet came while nobody received the track: who joins later goes on after it."""
        if packet.sequence > self.sent_to:
            self.sent_to = packet.sequence
            self.sent_timestamp = packet.timestamp

    def _put(self, run: list[Packet], fanout: Fanout) -> None:
        for batch in self.batches.values():
            if run and batch.receivers:
                fanout.put(run, batch)

    def add(self, output: Output, fanout: Fanout, now_ms: int) -> None:
        """A new receiver: at once when a key frame can be replayed, else with the next."""
        output.track = self
        self.waiting[output] = None
        self.replay(fanout, now_ms)

    def remove(self, output: Output, now_ms: int) -> None:
        self.waiting.pop(output, None)
        output.leave(now_ms)
        output.track = None

    def replay(self, fanout: Fanout, now_ms: int) -> None:
        """Lets those who wait begin with the latest key frame, when that is short ago or no other will come."""
        if not self.waiting or not self.is_video or self.sent_to < 0:
            return
        longest = CACHED["video"] if self._ignores_asking else REPLAY_AT_ONCE
        packets = self.cache.since_key(longest, self.sent_to)
        if not packets:
            return
        for output in list(self.waiting):
            self._admit(output, packets[0], now_ms)
            if output.batch is not None:
                for packet in packets:
                    fanout.put_one(packet, output.batch, output.row)

    def _admit(self, output: Output, packet: Packet, now_ms: int) -> None:
        """Makes a row of it; a receiver that cannot take the codec goes on waiting for another."""
        shape = output.peer.shape(output.line, self.codec.name)
        if shape is None:
            return
        if shape not in self.batches:
            self.batches[shape] = Batch(shape, self._name_bytes)
        del self.waiting[output]
        output.enter(self.batches[shape], packet, self, now_ms)

    def wants_key(self, now_ms: int) -> bool:
        """Whether to ask the publisher for a key frame now, because somebody waits for one; asking is noted."""
        return bool(self.waiting) and self.is_video and self.ask_key(now_ms)

    def ask_key(self, now_ms: int) -> bool:
        """Whether a request may go out now; asking is noted."""
        if now_ms - self._key_asked_ms < KEY_EVERY_MS:
            return False
        self._key_asked_ms = now_ms
        self._asks += 1
        self.asked_count += 1
        if self._asks > ASKS_IN_VAIN:
            self._ignores_asking = True
        return True

    def _key_came(self, now_ms: int) -> None:
        if self._asks and now_ms - self._key_asked_ms < KEY_EVERY_MS and self._asks <= ASKS_IN_VAIN:
            self._ignores_asking = False
        self._asks = 0

    def close(self, now_ms: int) -> None:
        for output in self.outputs():
            self.remove(output, now_ms)

    def stats(self) -> dict[str, Any]:
        """Counts since the track began, and who receives it."""
        return {
            "codec": self.codec.name,
            "received_count": self.received_count,
            "received_bytes": self.received_bytes,
            "receivers_count": len(self.outputs()),
        }
