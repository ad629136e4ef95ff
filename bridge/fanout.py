"""One packet to many receivers, by columns: broadcast, rewrite, seal and send without a Python loop over them.

A `Batch` is the receivers of one track that want the same image of a packet; its columns hold what differs.
A `Fanout` is a matrix of packet rows: images are put into it until it is full, then sealed in place by libsrtp
and sent by one system call.

Rule 1: `put` touches no packet twice; `flush` empties the matrix before anyone may change a batch.
Rule 2: each receiver has its own sequence numbers, which begin below 32,768: SRTP's roll-over counter is guessed
from the first packet that arrives (RFC 3711 section 3.3.1), and a lost beginning near the wrap is never mended.
"""

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import numpy as np

from bridge.dtls import pointers, seal
from bridge.rtp import Packet, Shape, abs_send_time, addressed, image
from bridge.udp import CONTROL_BYTES, SOCKADDR_BYTES, Address, Messages, Port

ROWS = 256
"""Packets a system call: a third of a megabyte stays in the core's cache."""

ROW_BYTES = 1536
"""Room for MOST_BYTES of payload, our header, and libsrtp's tag."""

LONGEST_IMAGE = ROW_BYTES - 32

_FIRST_ROOM = 16

Receiver = TypeVar("Receiver")


class Batch(Generic[Receiver]):
    """Receivers of one track in one shape, in rows without gaps. Owned by the track."""

    def __init__(self, shape: Shape, name_bytes: int) -> None:
        self.shape = shape
        self.receivers: list[Receiver] = []
        self.senders: list[Any] = []
        """libsrtp's session of each."""
        self._name_bytes = name_bytes
        self._make_room(_FIRST_ROOM)

    def __len__(self) -> int:
        return len(self.receivers)

    def _make_room(self, room: int) -> None:
        count = len(self.receivers)
        for column, width, kind in (
            ("sequence", (), np.uint16),
            ("timestamp", (), np.uint32),
            ("ssrc", (), np.uint32),
            ("first", (), np.int64),
            ("names", (SOCKADDR_BYTES,), np.uint8),
        ):
            grown = np.zeros((room, *width), kind)
            if count:
                grown[:count] = getattr(self, column)[:count]
            setattr(self, column, grown)
        self.names_at: np.ndarray = self.names.ctypes.data + np.arange(room, dtype=np.uint64) * np.uint64(
            SOCKADDR_BYTES
        )

    sequence: np.ndarray
    """What to add to the track's sequence number, modulo 2^16."""
    timestamp: np.ndarray
    ssrc: np.ndarray
    first: np.ndarray
    """The track's first sequence number that the receiver gets: what comes late from before is not for it."""
    names: np.ndarray

    def add(
        self,
        receiver: Receiver,
        sender: Any,
        address: Address,
        ssrc: int,
        first: int,
        offsets: tuple[int, int],
    ) -> int:
        """The row of the new receiver; `offsets`: of sequence numbers and timestamps."""
        row = len(self.receivers)
        if row == len(self.first):
            self._make_room(2 * row)
        self.receivers.append(receiver)
        self.senders.append(sender)
        self.sequence[row], self.timestamp[row] = offsets[0] & 0xFFFF, offsets[1] & 0xFFFFFFFF
        self.ssrc[row], self.first[row] = ssrc, first
        self.move(row, address)
        return row

    def move(self, row: int, address: Address) -> None:
        """The receiver in `row` is at another address now."""
        self.names[row, : len(address)] = np.frombuffer(address, np.uint8)

    def remove(self, row: int) -> Receiver | None:
        """Takes a receiver out; gives the one that took its row, if any."""
        last = len(self.receivers) - 1
        for column in (self.sequence, self.timestamp, self.ssrc, self.first, self.names):
            column[row] = column[last]
        for kept in (self.receivers, self.senders):
            kept[row] = kept[last]
            del kept[last]
        return self.receivers[row] if row < last else None


class Fanout:
    """The one sending matrix of a port. Owned by the bridge. `clock_s` is what abs-send-time tells."""

    def __init__(self, port: Port, clock_s: Callable[[], float] = time.time) -> None:
        self._port = port
        self._clock_s = clock_s
        self._messages = Messages(ROWS, ROW_BYTES)
        self._messages.name_length[:] = port.name_bytes
        self._sequence = self._messages.rows.view(">u2")[:, 1]
        self._timestamp = self._messages.rows.view(">u4")[:, 1]
        self._ssrc = self._messages.rows.view(">u4")[:, 2]
        self._bytes = memoryview(self._messages.rows.data).cast("B")
        self._lengths = np.zeros(ROWS, np.int32)
        self._packets, self._packet_lengths = pointers(self._messages.rows, self._lengths)
        self._senders: list[Any] = []
        """Of each row in use."""
        self._names = np.zeros(ROWS, np.uint64)
        """Where the address of each row stands."""
        self._first_row = np.zeros(ROWS, np.int64)
        """Of each message in use: the first of its rows."""
        self._message_count = 0
        self.put_count = self.sent_count = self.unsealed_count = 0

    def put(self, packets: list[Packet], batch: Batch[Any]) -> None:
        """These packets to every receiver of the batch; sent when the matrix is full, or by `flush`.

        Each receiver's packets lie together: its keys are looked up once, and the kernel takes them as one message.
        """
        plains = [np.frombuffer(self._image(packet, batch.shape), np.uint8) for packet in packets]
        if any(len(plain) > LONGEST_IMAGE for plain in plains):
            return
        begin, total = 0, len(batch)
        while begin < total:
            room = (ROWS - len(self._senders)) // len(packets)
            if not room:
                self.flush()
                continue
            end = min(total, begin + room)
            self._fill(packets, plains, batch, begin, end)
            begin = end

    def put_late(self, packet: Packet, batch: Batch[Any]) -> None:
        """A packet that comes after later ones: only to receivers that had joined before it."""
        for row in np.flatnonzero(batch.first[: len(batch)] <= packet.sequence).tolist():
            self.put_one(packet, batch, row)

    def put_one(self, packet: Packet, batch: Batch[Any], row: int) -> None:
        """The packet to one receiver: a repeat, or the replay of a key frame. Columns would cost more than bytes."""
        plain = self._image(packet, batch.shape)
        if len(plain) > LONGEST_IMAGE:
            return
        own = addressed(
            plain,
            packet.sequence + int(batch.sequence[row]),
            packet.timestamp + int(batch.timestamp[row]),
            int(batch.ssrc[row]),
        )
        if len(self._senders) == ROWS:
            self.flush()
        at = len(self._senders)
        self._bytes[at * ROW_BYTES : at * ROW_BYTES + len(own)] = own
        self._names[at] = batch.names_at[row]
        self._lengths[at] = len(own)
        self._senders.append(batch.senders[row])
        self._add_messages(at, 1, 1, is_one=False)
        self.put_count += 1

    def _image(self, packet: Packet, shape: Shape) -> bytes:
        if packet.stamp < 0:
            packet.stamp = abs_send_time(self._clock_s())
        return image(packet, shape)

    def _fill(
        self, packets: list[Packet], plains: list[np.ndarray], batch: Batch[Any], begin: int, end: int
    ) -> None:
        """Rows for receivers `begin` to `end`: all packets of the first, then all of the second, and so on."""
        at, step = len(self._senders), len(packets)
        to = at + (end - begin) * step
        for offset, (packet, plain) in enumerate(zip(packets, plains, strict=True)):
            rows = slice(at + offset, to, step)
            self._messages.rows[rows, : len(plain)] = plain
            self._sequence[rows] = batch.sequence[begin:end] + np.uint16(packet.sequence & 0xFFFF)
            self._timestamp[rows] = batch.timestamp[begin:end] + np.uint32(packet.timestamp)
            self._ssrc[rows] = batch.ssrc[begin:end]
            self._names[rows] = batch.names_at[begin:end]
            self._lengths[rows] = len(plain)
        senders = batch.senders[begin:end]
        self._senders += senders if step == 1 else [sender for sender in senders for _ in packets]
        self._add_messages(at, end - begin, step, is_one=self._makes_one(plains))
        self.put_count += to - at

    def _makes_one(self, plains: list[np.ndarray]) -> bool:
        """Whether the kernel can take these datagrams as one message: equal ones, the last may be shorter."""
        sizes = {len(plain) for plain in plains[:-1]}
        return self._port.can_segment and len(sizes) == 1 and len(plains[-1]) <= sizes.pop()

    def _add_messages(self, row: int, count: int, step: int, *, is_one: bool) -> None:
        """Messages for `count` times `step` rows from `row` on: one for each receiver, or one for each row."""
        each = step if is_one else 1
        begin = self._message_count
        end = self._message_count = begin + count * step // each
        first = slice(row, row + count * step, each)
        messages = self._messages
        messages.name[begin:end] = self._names[first]
        messages.vector[begin:end] = messages.vector_at[first]
        messages.vectors[begin:end] = each
        messages.control_length[begin:end] = CONTROL_BYTES if is_one else 0
        self._first_row[begin:end] = range(row, row + count * step, each)

    def flush(self) -> None:
        """Seals and sends what was put."""
        count = len(self._senders)
        if not count:
            return
        codes = list(map(seal, self._senders, self._packets, self._packet_lengths))
        messages = self._messages
        messages.length[:count] = self._lengths[:count]
        if any(codes):
            self._send_sealed(codes)
        else:
            messages.segment[: self._message_count] = self._lengths[self._first_row[: self._message_count]]
            self._port.send_many(messages, 0, self._message_count)
            self.sent_count += count
        self._senders.clear()
        self._message_count = 0

    def _send_sealed(self, codes: list[int]) -> None:
        """A row that libsrtp refused still holds plain bytes: it never leaves. The others go one by one."""
        self._message_count = 0
        for row, code in enumerate(codes):
            if code:
                self.unsealed_count += 1
                continue
            self._message_count = 0
            self._add_messages(row, 1, 1, is_one=False)
            self._port.send_many(self._messages, 0, 1)
            self.sent_count += 1
