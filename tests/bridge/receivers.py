"""Receivers of a track in a test: a real socket and the other end of a real SRTP session, without ICE or DTLS."""

import os
import socket
import struct

from pylibsrtp import Policy, Session

from bridge import rtp
from bridge.fanout import Fanout
from bridge.outputs import Output
from bridge.rtp import Packet, Read, Shape
from bridge.sdp import Codec
from bridge.stage import Line, Part
from bridge.track import Track
from bridge.udp import Address, Port

VP8 = Codec("VP8", 90_000, 96, frozenset({"nack", "nack pli"}))
H264 = Codec("H264", 90_000, 102, frozenset({"nack", "nack pli"}))
OPUS = Codec("opus", 48_000, 111, frozenset())
KEY, DELTA = b"\x10\x00", b"\x10\x01"
"""A VP8 descriptor that starts a frame, and the first byte of a key frame or of another."""


def policy(key: bytes, direction: int) -> Policy:
    made = Policy(key, direction, 0, Policy.SRTP_PROFILE_AEAD_AES_128_GCM)
    made.window_size = 1024
    made.allow_repeat_tx = True
    return made


class Receiver:
    """What an Output needs of a peer, with the receiving end in the test's hands."""

    def __init__(self, codecs: tuple[str, ...] = ("VP8", "opus")) -> None:
        key = os.urandom(28)
        self._seals = Session(policy(key, Policy.SSRC_ANY_OUTBOUND))
        self._opens = Session(policy(key, Policy.SSRC_ANY_INBOUND))
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(("127.0.0.1", 0))
        self._codecs = codecs
        self.sender = self._seals._srtp[0]
        self.address = Address(
            struct.pack("=H", 2) + struct.pack("!H4B8x", self._socket.getsockname()[1], 127, 0, 0, 1)
        )

    def shape(self, line: Line, codec: str) -> Shape | None:
        types = {one.name: one.payload_type for one in (VP8, H264, OPUS)}
        return Shape(types[codec], 2, 0) if codec in self._codecs else None

    def sealed(self) -> list[bytes]:
        """Every datagram that has come, as it travelled."""
        found = []
        try:
            while True:
                found.append(self._socket.recv(2048))
        except BlockingIOError:
            return found

    def opened(self) -> list[Read]:
        """Every packet that has come and that SRTP opens; a datagram that it does not open is an error."""
        packets = [rtp.read(self._opens.unprotect(datagram)) for datagram in self.sealed()]
        assert None not in packets
        return [packet for packet in packets if packet is not None]

    def close(self) -> None:
        self._socket.close()


class Hall:
    """A port, its fan-out, and tracks and receivers made for it. `close` gives the sockets back."""

    def __init__(self) -> None:
        self.port = Port("127.0.0.1", 0)
        self.fanout = Fanout(self.port)
        self.now_ms = 1_000
        self._receivers: list[Receiver] = []

    def track(self, codec: Codec = VP8) -> Track:
        kind = "audio" if codec is OPUS else "video"
        owner = Receiver()
        self._receivers.append(owner)
        return Track(owner, Part.SOUND if kind == "audio" else Part.CAMERA, kind, (codec,), 16)  # type: ignore[arg-type]

    def output(
        self, codecs: tuple[str, ...] = ("VP8", "opus"), sequence: int | None = None
    ) -> tuple[Output, Receiver]:
        receiver = Receiver(codecs)
        self._receivers.append(receiver)
        output = Output(receiver, Line.FLOOR_CAMERA, 0x1234)  # type: ignore[arg-type]
        if sequence is not None:
            output.next_sequence = sequence
        return output, receiver

    def plays(
        self, track: Track, sequence: int, payload: bytes = DELTA, ssrc: int = 7, codec: Codec = VP8
    ) -> Packet | None:
        """One packet of the publisher comes in and goes out."""
        timestamp = sequence * 3_000 & 0xFFFFFFFF
        read = Read(codec.payload_type, True, sequence & 0xFFFF, timestamp, ssrc, payload + bytes(40), b"", 0)
        packet = track.take(read, None, self.now_ms)
        if packet is not None and not track.has_receivers:
            track.pass_by(packet)
        elif packet is not None:
            track.forward([packet], self.fanout, self.now_ms)
            self.fanout.flush()
        return packet

    def close(self) -> None:
        self.port.close()
        for receiver in self._receivers:
            receiver.close()
