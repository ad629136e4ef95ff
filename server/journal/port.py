"""The journal: the only door to lasting state. One instance is one conference's (or the house's) history.

| adapter | an `append` that returned means |
|---|---|
| sqlite.py | the entries and texts are on this machine's disk (WAL, synchronous=FULL): they survive kill -9 and power loss |

Rule 1: entries are opaque bytes in one total order, seq 1, 2, 3…; the texts that belong to them are
stored in the same transaction, or nothing is.
Rule 2: an entry is never changed or removed. A text can be (`erase`): then no file holds it any more.
Rule 3: the chain c(n) = SHA-256(c(n-1) + entry n), c(0) = 32 zero bytes, is computed by every reader, not stored.
"""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from server.core.ids import Seq


class Text(NamedTuple):
    """One personal text: `digest` in the entry is SHA-256(salt + body). Body: MessagePack array of strings."""

    subject: bytes
    salt: bytes
    body: bytes


class Block(NamedTuple):
    """Entries `first`, `first`+1, … that became durable together."""

    first: Seq
    entries: Sequence[bytes]


class JournalFull(Exception):
    """The disk is full (or read-only): nothing of this append was written; earlier entries stand."""


class JournalBroken(Exception):
    """The journal cannot be read as written: newer version, damaged file. Says which and where."""


class JournalBusy(Exception):
    """Another program reads or writes the journal's files and did not let go; the same call may be tried again."""


class JournalClosed(Exception):
    """`close` was called before this append."""


class JournalForked(Exception):
    """The journal came back with another history than was read from it: shorter, or with other entries. Who follows it
    drops what was folded and begins anew."""


class FolderTaken(Exception):
    """Another server holds the data folder."""


class Journal(Protocol):
    async def append(self, entries: Sequence[bytes], texts: Sequence[Text] = ()) -> Seq:
        """The seq of the last entry, once all are durable. Raises JournalFull with nothing written.

        The first text of a subject stands: a later one, by a command sent twice, is not stored. Cancelled,
        the append has happened as a whole or not at all, and `follow` shows which.
        """
        ...

    def follow(self, after: Seq) -> AsyncIterator[Block]:
        """Every block past `after`, in order, then each new one as it lands. Ends only when closed.

        Blocks need not be those of the commits: what matters is that they are dense and in order.
        """
        ...

    async def last(self) -> Seq:
        """The seq of the last durable entry; 0 for an empty journal."""
        ...

    async def texts(self, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        """The newest body per subject; a subject that is unknown or erased is absent."""
        ...

    async def revise(self, text: Text) -> None:
        """A newer version of a subject's text (a corrected name); nothing for a subject that is erased."""
        ...

    async def erase(self, subjects: Sequence[bytes]) -> int:
        """How many subjects had text; after it returns no file of the journal holds any of it.

        For ever: no text of these subjects is taken again. Raises JournalBusy while another program holds
        the files: the texts are then unreadable here, but may still stand in the log; call again.
        """
        ...

    async def close(self) -> None:
        """After the last append has ended; followers end."""
        ...


class JournalReader(Protocol):
    """One journal read from outside, beside whoever writes it: for `verify`, backups and copies. Ends with `close`."""

    async def last(self) -> Seq:
        """The seq of the last durable entry; 0 for an empty journal."""
        ...

    def blocks(self, until: Seq) -> AsyncIterator[Block]:
        """Every entry from the first to `until`, dense and in order. Raises JournalBroken."""
        ...

    def texts(self) -> AsyncIterator[list[Text]]:
        """The newest text of each subject that has one, in no order: all of every entry that was durable at the call."""
        ...

    def erased(self) -> AsyncIterator[list[bytes]]:
        """Every subject whose text is never taken again."""
        ...

    async def close(self) -> None: ...
