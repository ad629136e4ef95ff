"""What the socket's door does past the library: frames written to its transport, since the same bytes go to every socket
(RFC 6455 section 5.2), and the rings it leaves behind.
"""

from functools import lru_cache

from aiohttp import web


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


def untie(request: web.Request, ws: web.WebSocketResponse) -> None:
    """Ends two rings of a socket that has ended, which only the collector would open: why it ended keeps the frames that
    hold it, and its connection keeps the callback of its heartbeat. Who leaves is freed at once."""
    why = ws.exception()
    while why is not None:
        why.__traceback__, why = None, why.__context__
    if hasattr(request.protocol, "_data_received_cb"):
        request.protocol._data_received_cb = None
