"""Websocket frames written past the library: the same bytes go to every socket (RFC 6455 section 5.2)."""

from functools import lru_cache


@lru_cache(maxsize=64)
def header(length: int) -> bytes:
    """The header of an unmasked, final binary frame."""
    if length < 126:
        return bytes((0x82, length))
    if length < 1 << 16:
        return b"\x82\x7e" + length.to_bytes(2, "big")
    return b"\x82\x7f" + length.to_bytes(8, "big")


@lru_cache(maxsize=8)
def framed(payload: bytes) -> bytes:
    """A frame ready to be written, kept for the next sockets that are sent the same."""
    return header(len(payload)) + payload
