"""A websocket as a bench needs it (RFC 6455): one program plays ten thousand browsers, and what each costs it is time in
which the server waits. Frames are whole and binary; the key that masks them is zero, which a server cannot tell from chance.
"""

import asyncio
import struct
from typing import cast
from urllib.parse import urlsplit

BINARY, CLOSE, PING, PONG = 2, 8, 9, 10
WHOLE, MASKED = 0x80, 0x80
SHORT, TWO_BYTES, EIGHT_BYTES = 126, 126, 127
ZERO_KEY = bytes(4)
HEAD_END = b"\r\n\r\n"
HEAD_BYTES = 8_192


def handshake(origin: str, cookie: str) -> bytes:
    """What a page of `origin` sends to open its socket."""
    return (
        f"GET /socket HTTP/1.1\r\nHost: {urlsplit(origin).netloc}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


def frame(payload: bytes, opcode: int = BINARY) -> bytes:
    """The payload as a client sends it."""
    length = len(payload)
    if length < SHORT:
        head = struct.pack("!BB", WHOLE | opcode, MASKED | length)
    elif length < 1 << 16:
        head = struct.pack("!BBH", WHOLE | opcode, MASKED | TWO_BYTES, length)
    else:
        head = struct.pack("!BBQ", WHOLE | opcode, MASKED | EIGHT_BYTES, length)
    return head + ZERO_KEY + payload


class Wire(asyncio.Protocol):
    """One socket, from its connection to its end. What comes is given to `opened`, `take` and `closed`."""

    def __init__(self, handshake: bytes = b"") -> None:
        self._handshake = handshake
        self._transport: asyncio.Transport | None = None
        self._came = b""
        self._is_open = False

    def opened(self) -> None:
        """The server speaks websocket from now on."""

    def take(self, payload: bytes) -> None:
        """One binary frame from the server."""

    def closed(self, why: str) -> None:
        """It ended; `why` is "" when the connection just went."""

    def send(self, *payloads: bytes) -> None:
        """All in one write; nothing once it ended."""
        if self._transport is not None:
            self._transport.write(b"".join(map(frame, payloads)))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end("")

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._is_open and not self._upgraded():
            return
        at = 0
        while self._transport is not None and (read := self._frame(at)) is not None:
            opcode, payload, at = read
            self._heard(opcode, payload)
        self._came = self._came[at:]

    def _upgraded(self) -> bool:
        head, end, rest = self._came.partition(HEAD_END)
        if not end:
            if len(head) > HEAD_BYTES:
                self._end("an answer without an end")
            return False
        if not head.startswith(b"HTTP/1.1 101 "):
            self._end(head.partition(b"\r\n")[0].decode(errors="replace"))
            return False
        self._is_open, self._came = True, rest
        self.opened()
        return True

    def _frame(self, at: int) -> tuple[int, bytes, int] | None:
        """(opcode, payload, where the next begins) of the frame at `at`; None while it is not whole."""
        came = self._came
        if len(came) < at + 2:
            return None
        length, begin = came[at + 1] & 0x7F, at + 2
        if length >= SHORT:
            size = 2 if length == TWO_BYTES else 8
            length, begin = int.from_bytes(came[begin : begin + size], "big"), begin + size
        if len(came) < begin + length:
            return None
        return came[at] & 0x0F, came[begin : begin + length], begin + length

    def _heard(self, opcode: int, payload: bytes) -> None:
        if opcode == BINARY:
            self.take(payload)
        elif opcode == PING and self._transport is not None:
            self._transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self._end(f"closed with {int.from_bytes(payload[:2], 'big')}")

    def _end(self, why: str) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()
            self.closed(why)
