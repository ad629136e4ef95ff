"""What the nodes of one house tell each other about a conference, once a second: the forgetful plane, shared.

Rule 1: a node says only what it knows itself: who has a socket here, who has media here. Each adds the others' to its own.
Rule 2: what a node said ends by itself within KEPT_S when the node does; nothing here is kept, and no rule reads it.
Rule 3: of a room's bridge there is one agreed word: two nodes never put one room on two bridges.
Rule 4: what one node cannot know alone (that a point is lost, that somebody left) one of them writes down: the *scribe*,
the living node whose name is the least.
"""

from collections.abc import Iterator
from typing import Protocol

import msgspec
from msgspec import Struct

EVERY_S = 1.0
"""How often a node speaks and listens: as often as the topics of presence are looked at."""

KEPT_S = 4.0
"""Three words may be lost; then the node is gone, and its points have their grace."""

PLACED_S = 20.0
"""How long a room's place outlives the last node that named it: a restart of them all."""


class SaidSeat(Struct, array_like=True, frozen=True):
    """One media session that may matter elsewhere: it pressed, directs, or stands at the place on air or next."""

    peer: bytes
    place: str
    may: list[str]
    directs: bool
    turn: int
    ready: dict[str, int]
    flowing: dict[str, list[str]]


class SaidAir(Struct, array_like=True, frozen=True):
    """Who speaks for the place on air, by the word of one node (live/stage.py)."""

    session: int = 0
    on_air: str = ""
    speaker: bytes = b""
    turn: int = 0


class Said(Struct, array_like=True, frozen=True):
    """What one node says of one conference. 31,000 points and as many devices are under 10 KB."""

    points: bytes = b""
    """One bit per node of the tree: a point linked here."""
    devices: bytes = b""
    """One bit per enrolled device, in the order of their enrolment: it has a socket here."""
    online: bytes = b""
    """Those of them that are phones of people online."""
    seats: list[SaidSeat] = []
    air: SaidAir = SaidAir()
    bridge: bytes = b""
    """Where the room stands, if somebody seated here is on it."""
    is_bridged: bool = False
    """The bridge the room stands on is linked to this node."""


class Sharing(Protocol):
    node: str
    """This node's name: drawn at its start, so that a node that came back is another one."""

    async def exchange(self, conference: str, said: bytes) -> dict[str, bytes]:
        """Say this, and hear what each other living node said last. Raises OSError when nobody can be asked."""
        ...

    async def place(self, room: str, bridge: bytes, instead_of: bytes = b"") -> bytes:
        """The bridge all nodes agree on: this one, if there was none or it was `instead_of`. Raises OSError."""
        ...


class Alone:
    """Sharing of a house with one node."""

    node = ""

    async def exchange(self, conference: str, said: bytes) -> dict[str, bytes]:
        return {}

    async def place(self, room: str, bridge: bytes, instead_of: bytes = b"") -> bytes:
        return bridge


class Marks:
    """A set of small whole numbers, each counted, that travels as bits."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._bits = bytearray()

    def add(self, number: int) -> None:
        self._counts[number] = self._counts.get(number, 0) + 1
        at = number >> 3
        if at >= len(self._bits):
            self._bits.extend(bytes(at + 1 - len(self._bits)))
        self._bits[at] |= 1 << (number & 7)

    def drop(self, number: int) -> bool:
        """Whether that was its last."""
        left = self._counts.pop(number, 1) - 1
        if left > 0:
            self._counts[number] = left
            return False
        if number >> 3 < len(self._bits):
            self._bits[number >> 3] &= ~(1 << (number & 7))
        return True

    def __contains__(self, number: int) -> bool:
        return number in self._counts

    def __bytes__(self) -> bytes:
        return bytes(self._bits)


def either(*sets: bytes) -> bytes:
    """The numbers that are in one of the sets, as bits."""
    united = 0
    for bits in sets:
        united |= int.from_bytes(bits, "little")
    return united.to_bytes((united.bit_length() + 7) // 8, "little")


def differing(one: bytes, other: bytes) -> bytes:
    """The numbers that are in one of the two sets alone, as bits."""
    length = max(len(one), len(other))
    apart = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    return apart.to_bytes(length, "little")


def has(bits: bytes, number: int) -> bool:
    at = number >> 3
    return at < len(bits) and bool(bits[at] >> (number & 7) & 1)


def numbers(bits: bytes) -> Iterator[int]:
    """The numbers of the set, in order."""
    for at, byte in enumerate(bits):
        if byte:
            yield from (at * 8 + bit for bit in range(8) if byte >> bit & 1)


def encode(said: Said) -> bytes:
    return _encode(said)


def decode(said: bytes) -> Said:
    """Raises msgspec.MsgspecError for what no node says."""
    return _decode(said)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Said).decode
