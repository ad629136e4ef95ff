"""The chain over a journal's entries: c(n) = SHA-256(c(n-1) + entry n), c(0) = 32 zero bytes.

Two readers with the same seq and the same c(seq) have read the same history, byte for byte.
"""

from collections.abc import Iterable
from hashlib import sha256

from server.core.ids import Seq

START = Seq(0)
CHAIN_START = bytes(32)
PREFIX_BYTES = 8
"""How much of c(seq) a position carries (house law 8)."""


class Chain:
    """How far one reader has read. Owned by that reader; fed every entry once, in order."""

    __slots__ = ("before", "digest", "seq")

    def __init__(self, seq: Seq = START, digest: bytes = CHAIN_START, before: bytes = CHAIN_START) -> None:
        self.seq = seq
        self.digest = digest
        """c(seq)"""
        self.before = before
        """c(seq - 1): with it anyone who holds entry `seq` alone can check the digest (`is_link`)."""

    def feed(self, entry: bytes) -> bytes:
        """c(seq) with this entry taken in."""
        self.before = self.digest
        self.digest = sha256(self.before + entry).digest()
        self.seq = Seq(self.seq + 1)
        return self.digest

    def feed_all(self, entries: Iterable[bytes]) -> bytes:
        """c(seq) with all of them taken in, in order."""
        before, digest, count = self.before, self.digest, 0
        for entry in entries:
            before, digest = digest, sha256(digest + entry).digest()
            count += 1
        self.before, self.digest, self.seq = before, digest, Seq(self.seq + count)
        return digest

    @property
    def prefix(self) -> bytes:
        """The part of c(seq) that stands in a position."""
        return self.digest[:PREFIX_BYTES]


def is_link(before: bytes, entry: bytes, digest: bytes) -> bool:
    """Whether `entry` is what leads from c(n-1) `before` to c(n) `digest`."""
    return sha256(before + entry).digest() == digest
