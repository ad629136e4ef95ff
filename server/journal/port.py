"""The journal: the only door to lasting state. One instance is one conference's (or the house's) history.

| adapter | an `append` that returned means |
|---|---|
| sqlite.py | the entries and texts are on this machine's disk (WAL, synchronous=FULL): they survive kill -9 and power loss |
| redis.py | they are on the disk of that Redis (AOF, appendfsync always: any other is refused); any node may append |

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


class JournalStats(NamedTuple):
    """What a journal says of itself, for the administrator."""

    engine: str
    """ "sqlite", "redis": which adapter it is."""
    last: Seq
    """The last durable entry."""
    size_bytes: int
    """What it takes of the engine's room, vault and log included."""


class JournalFull(Exception):
    """The disk is full (or read-only): nothing of this append was written; earlier entries stand."""


class JournalBroken(Exception):
    """The journal cannot be read as written: newer version, damaged file. Says which and where."""


class JournalBusy(Exception):
    """The engine cannot be reached, or another program holds its files. The same call may be tried again.

    An append that raises it has happened or not, as a whole: sent again with the same command ids it has one effect.
    """


class JournalForked(Exception):
    """The journal holds another history than the one read here: it is shorter, or differs at an entry already read.

    Nothing of this append was written, and this instance takes and tells nothing more: open it and fold it anew.
    """


class JournalClosed(Exception):
    """`close` was called before this append."""


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
        """The seq of the last durable entry; 0 for an empty journal. Waits while the engine is away."""
        ...

    async def stats(self) -> JournalStats:
        """Cheap enough to be asked every two seconds."""
        ...

    async def texts(self, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        """The newest body per subject; a subject that is unknown or erased is absent."""
        ...

    async def revise(self, text: Text) -> None:
        """A newer version of a subject's text (a corrected name); nothing for a subject that is erased."""
        ...

    async def erase(self, subjects: Sequence[bytes]) -> int:
        """How many subjects had text; after it returns no file of the journal holds any of it.

        In steps, between which appends go on. For ever: no text of these subjects is taken again. Raises
        JournalBusy while another program holds the files: the texts are then unreadable here, but may still
        stand in a file; call again.
        """
        ...

    @property
    def erasures(self) -> int:
        """Another number whenever texts were erased: who keeps texts in memory forgets them.

        By another node: within two seconds.
        """
        ...

    async def close(self) -> None:
        """After the last append has ended; followers end."""
        ...
