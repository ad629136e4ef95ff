"""The last packets of one track, plain, once for all who receive it; and which of them never came. Pure.

Rule 1: one cache per track serves every repeat: receivers' NACKs and the replay of a key frame.
Rule 2: a packet that is missing is asked for at most once in ASK_EVERY_MS and ASKS_AT_MOST times.
Rule 3: everything is bounded: packets by the ring, missing ones by MISSING_AT_MOST.
"""

from dataclasses import dataclass

from bridge.rtp import Packet

ASK_EVERY_MS = 50
"""Galene's NACK writer (rtpwriter.go) waits as long and asks in one message."""

ASKS_AT_MOST = 10
"""mediasoup's NackGenerator gives up after as many."""

MISSING_AT_MOST = 512
"""A longer hole is a new beginning: a key frame mends it, repeats do not."""


@dataclass(slots=True)
class _Hole:
    asks: int = 0
    asked_ms: int = -ASK_EVERY_MS


class Cache:
    """A ring over unrolled sequence numbers. Owned by one track; a new source gets a new one."""

    def __init__(self, room: int) -> None:
        """`room`: how many packets are kept."""
        self._room = room
        self._ring: list[Packet | None] = [None] * room
        self._holes: dict[int, _Hole] = {}
        self._asked_ms = -ASK_EVERY_MS
        self.highest: int | None = None
        self.key: int | None = None
        """Where the latest key frame begins."""

    def put(self, packet: Packet) -> bool:
        """Keeps it; False for one that we have or that is older than the ring."""
        sequence = packet.sequence
        if self.highest is not None and sequence <= self.highest:
            if sequence <= self.highest - self._room or self.get(sequence) is not None:
                return False
            self._holes.pop(sequence, None)
        else:
            self._advance(sequence)
        self._ring[sequence % self._room] = packet
        if packet.begins_key and (self.key is None or sequence > self.key):
            self.key = sequence
        return True

    def _advance(self, sequence: int) -> None:
        skipped = sequence - self.highest - 1 if self.highest is not None else 0
        if skipped > MISSING_AT_MOST:
            self._holes.clear()
        elif skipped and self.highest is not None:
            self._holes |= {missing: _Hole() for missing in range(self.highest + 1, sequence)}
        while len(self._holes) > MISSING_AT_MOST:
            del self._holes[next(iter(self._holes))]
        self.highest = sequence

    def get(self, sequence: int) -> Packet | None:
        """The packet of this number, if it has come and the ring has not passed it."""
        packet = self._ring[sequence % self._room]
        if packet is None or packet.sequence != sequence or sequence <= (self.highest or 0) - self._room:
            return None
        return packet

    def since_key(self, longest: int, until: int | None = None) -> list[Packet] | None:
        """The latest key frame and all after it up to `until`, when whole and at most `longest` packets."""
        last = self.highest if until is None else until
        if self.key is None or last is None or not 0 <= last - self.key < longest:
            return None
        found = [self.get(sequence) for sequence in range(self.key, last + 1)]
        whole = [packet for packet in found if packet is not None]
        return whole if len(whole) == len(found) else None

    def due(self, now_ms: int) -> list[int]:
        """The missing packets to ask the publisher for now; asking is noted."""
        if not self._holes or now_ms - self._asked_ms < ASK_EVERY_MS:
            return []
        self._drop_old()
        due = [sequence for sequence, hole in self._holes.items() if now_ms - hole.asked_ms >= ASK_EVERY_MS]
        for sequence in due:
            hole = self._holes[sequence]
            hole.asks += 1
            hole.asked_ms = now_ms
        if due:
            self._asked_ms = now_ms
        return due

    def _drop_old(self) -> None:
        oldest = (self.highest or 0) - self._room
        self._holes = {
            sequence: hole
            for sequence, hole in self._holes.items()
            if sequence > oldest and hole.asks < ASKS_AT_MOST
        }
