"""Bytes <-> frames and bytes <-> journal entries. No sockets, no clock, no state.

Rule 1: `decode_client` gives a frame inside every bound of limits.py, or raises BadFrame; nothing else.
Rule 2: `decode_entry` reads every entry this or an older version wrote and refuses what it does not
know: a node that cannot read an entry must stop folding, never skip it (HOUSE rule 5).

Measured on the 2-core machine: decode_client of a CheckIn 1.1 µs, decode_entry 0.6 µs, encode_entry 0.2 µs.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, NoReturn

import msgspec
from msgspec import Meta, Raw

from server.core.entries import KINDS, Entry
from server.wire import limits
from server.wire.bodies import OFFERED
from server.wire.codes import CLOSE_OF, Close, Fault
from server.wire.frames import (
    ClientFrame,
    CommandFrame,
    Hello,
    JoinMedia,
    LeaveMedia,
    Outcome,
    Outcomes,
    Ping,
    Position,
    Publish,
    RawCommand,
    ResumeMedia,
    Rows,
    ServerFrame,
    Unwatch,
    Watch,
)


class BadFrame(Exception):
    """The client sent what no honest client sends. `fault` and `words` go into FAULT, `code` closes."""

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words
        self.code: Close = CLOSE_OF[fault]


class UnknownEntry(Exception):
    """An entry of a newer version, or not an entry at all: this node must not fold past it."""


_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
"""What msgspec raises for hostile bytes: its own errors, bad UTF-8, arrays nested without end."""

_FRAME_IN_BYTES = int(limits.FRAME_IN_BYTES)
_Decoded = Hello | RawCommand | Watch | Unwatch | Ping | JoinMedia | LeaveMedia | Publish | ResumeMedia
_decode: Callable[[bytes], _Decoded] = msgspec.msgpack.Decoder(_Decoded).decode
_encode = msgspec.msgpack.Encoder().encode


def decode_client(data: bytes) -> ClientFrame:
    """The frame a client sent. Raises BadFrame."""
    if len(data) > _FRAME_IN_BYTES:
        raise BadFrame(Fault.FRAME_TOO_LARGE, f"a frame holds at most {_FRAME_IN_BYTES} bytes")
    try:
        frame = _decode(data)
        if isinstance(frame, RawCommand):
            return _command(frame)
    except _UNREADABLE as error:
        raise BadFrame(Fault.BAD_FRAME, str(error)[:200]) from None
    if isinstance(frame, Hello) and frame.version != limits.PROTOCOL_VERSION:
        raise BadFrame(Fault.WRONG_VERSION, f"this server speaks version {limits.PROTOCOL_VERSION}")
    return frame


def _command(raw: RawCommand) -> CommandFrame:
    kind, texts = raw.kind, raw.texts
    offer = OFFERED.get(kind)
    if offer is None:
        raise BadFrame(Fault.BAD_FRAME, f"kind {kind} is not one a client sends")
    command, decode, text_count = offer
    fields = decode(raw.body)
    if len(texts) != text_count:
        raise BadFrame(Fault.BAD_FRAME, f"kind {kind} comes with {text_count} texts")
    body = tuple.__new__(command, fields)
    return CommandFrame(kind, raw.id, raw.made_ms, raw.sent_ms, body, texts)


def encode_text(strings: Sequence[str]) -> bytes:
    """The vault's body of one text: a MessagePack array of strings; its digest is over these bytes."""
    return _encode(strings)


# -- server frames


def encode_server(frame: ServerFrame) -> bytes:
    """Any server frame. Bytes may be shared between sockets."""
    return _encode(frame)


def encode_outcomes(outcomes: Sequence[Outcome]) -> bytes:
    """One OUTCOMES frame with the answers of at most limits.OUTCOMES_PER_FRAME commands."""
    return _encode(Outcomes(outcomes))


def encode_row(row: Sequence[Any]) -> Raw:
    """One row, encoded once, to stand in any number of ROWS frames."""
    return Raw(_encode(row))


def encode_rows(
    topic: str,
    position: Position,
    as_of_ms: int,
    reset: bool,
    rows: Sequence[Sequence[Any] | Raw],
    gone: Sequence[int | str] = (),
) -> bytes:
    """One ROWS frame, to be shared by every watcher that was at the same position."""
    spelled = position if position.chain else position[:2]
    return _encode(Rows(topic, spelled, as_of_ms, reset, rows, gone))


# -- journal entries

_Id = Annotated[bytes, Meta(min_length=int(limits.COMMAND_ID), max_length=int(limits.COMMAND_ID))]
_Device = Annotated[bytes, Meta(max_length=int(limits.DEVICE_ID))]

_entry_decoders: dict[int, Any] = {
    kind: msgspec.msgpack.Decoder(tuple[int, _Id, str, _Device, int, int, int, int, body]).decode  # type: ignore[valid-type]
    for kind, body in KINDS.items()
}


def encode_entry(entry: Entry) -> bytes:
    """The journal's bytes of an entry: [kind, id, grant, device, made, skew, received, flags, body]."""
    return _encode(entry)


def kind_of(data: bytes) -> int:
    """The kind of an entry's bytes, without decoding the rest."""
    return data[1]


def decode_entry(data: bytes) -> Entry:
    """The entry in these bytes. Raises UnknownEntry on a kind or shape this version does not know.

    The kind is read from the second byte: every writer spells the array of nine and the kind in one
    byte each, so one pass decodes straight into the kind's own type.
    """
    try:
        return tuple.__new__(Entry, _entry_decoders[data[1]](data))
    except (KeyError, IndexError, *_UNREADABLE) as error:
        _unknown(data, error)


def _unknown(data: bytes, error: Exception) -> NoReturn:
    raise UnknownEntry(f"{type(error).__name__}: {error}; entry begins {bytes(data[:8]).hex()}") from error
