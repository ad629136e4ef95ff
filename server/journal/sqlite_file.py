"""One journal as a SQLite file: how it is opened, and what its rows hold. Synchronous; sqlite.py is the adapter.

Rule 1: `block` only grows. A row is what one commit wrote, cut at BLOCK_BYTES: its first seq, its count, the
lengths of its entries (32-bit little-endian, one after the other), then their bytes, and a CRC-32 over it all.
Rule 2: rows of `text` are appended in rowid order and never deleted or resized, so SQLite never moves one to
another page: a page that rows moved away from can keep their bytes in its gaps, secure_delete or not (seen: with
DELETE, one of three histories of tests/journal/test_erase.py kept a name). An erasure overwrites salt and body
in place with as many zero bytes; only the length of what stood there remains. No page is ever freed, so there is
nothing for auto_vacuum to do.
Rule 3: the writer's connection alone writes and checkpoints. Readers are read-only and hold no snapshot
between two questions, or an erasure could not empty the write-ahead log.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import accumulate, pairwise
from pathlib import Path
from struct import pack, unpack_from
from zlib import crc32

import apsw

from server.core.ids import Seq
from server.journal.chain import START
from server.journal.port import Block, JournalBroken, JournalBusy, JournalFull

APPLICATION_ID = 0x4463_4A31
"""The file's mark in its header ("DcJ1"): tells a journal from any other SQLite file."""
FORMAT = 1
"""PRAGMA user_version. A file with a larger number is refused, never guessed at."""

BLOCK_BYTES = 1 << 20
"""A commit's entries are cut into rows of about this size, so that a reader's slice stays small."""
SLICE_BYTES = 1 << 20
"""A read of history ends after the row that passes this: some milliseconds of work."""
BUSY_MS = 10_000
"""How long a lock of another connection (a backup, `journal verify`) is waited for."""

SCHEMA = f"""
CREATE TABLE block (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL)
    STRICT;
CREATE TABLE text (
    place INTEGER PRIMARY KEY, subject BLOB NOT NULL, version INTEGER NOT NULL, erased INTEGER NOT NULL,
    salt BLOB NOT NULL, body BLOB NOT NULL) STRICT;
CREATE UNIQUE INDEX text_of ON text (subject, version);
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT};
"""

WRITER_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # the log is synced before COMMIT returns: what is acknowledged is on the disk
    "checkpoint_fullfsync = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",  # no name in a temporary file
    "cell_size_check = ON",
    "wal_autocheckpoint = 0",  # the writer thread checkpoints after it has answered
    "journal_size_limit = 67108864",  # a bulk load's log shrinks again
    "cache_size = -16384",
)

_SLICE = (
    "SELECT first, count, crc, body FROM block"
    " WHERE first >= ifnull((SELECT max(first) FROM block WHERE first <= ?1 + 1), 0) ORDER BY first"
)

Full = (apsw.FullError, apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError)
"""What SQLite raises when the disk takes no more: the transaction is rolled back and may be tried again."""
Damaged = (apsw.CorruptError, apsw.NotADBError)


def open_writer(path: Path, *, create: bool, vfs: str | None = None) -> apsw.Connection:
    """The one connection that writes. Makes the file (0600) when it may. Raises JournalBroken, JournalFull."""
    with _in_words(path):
        if vfs is None:
            _make_private(path, create)
        flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        connection = apsw.Connection(str(path), flags=flags, vfs=vfs)
        try:
            connection.set_busy_timeout(BUSY_MS)
            is_new = _check(connection, path, may_be_empty=create)
            for pragma in WRITER_PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            if is_new:
                connection.execute(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT").fetchall()
                if vfs is None:
                    sync_file(path.parent)
            with suppress(apsw.BusyError, *Full):  # the log of a run that was killed; it may as well stay
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except BaseException:
            with suppress(apsw.Error):
                connection.close()
            raise
    return connection


def open_reader(path: Path, *, vfs: str | None = None) -> apsw.Connection:
    """A read-only connection to a journal that exists. Raises JournalBroken."""
    if not path.exists():
        raise JournalBroken(f"{path}: there is no journal here")
    with _in_words(path):
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY, vfs=vfs)
        try:
            connection.set_busy_timeout(BUSY_MS)
            _check(connection, path, may_be_empty=False)
            connection.execute("PRAGMA temp_store = MEMORY").fetchall()
        except BaseException:
            connection.close()
            raise
    return connection


def in_words(path: Path, error: Exception) -> Exception:
    """SQLite's failure in the port's terms; what is none of them comes back as it is."""
    if isinstance(error, Damaged):
        return JournalBroken(f"{path}: is damaged or no journal ({error})")
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return JournalBusy(f"{path}: another program holds the journal ({error})")
    if isinstance(error, (*Full, OSError)):
        return JournalFull(f"{path}: the disk is full, fails or may not be written ({error})")
    return error


def write_entries(connection: apsw.Connection, first: Seq, entries: Sequence[bytes]) -> list[Block]:
    """The blocks now written in the open transaction, for whoever stands at the head."""
    blocks = [Block(Seq(first + start), entries[start:end]) for start, end in _cuts(entries)]
    for block in blocks:
        body = pack(f"<{len(block.entries)}I", *map(len, block.entries)) + b"".join(block.entries)
        row = (block.first, len(block.entries), _crc(block.first, len(block.entries), body), body)
        connection.execute("INSERT INTO block (first, count, crc, body) VALUES (?, ?, ?, ?)", row)
    return blocks


def read_slice(connection: apsw.Connection, after: Seq, path: Path) -> list[Block]:
    """The blocks next after `after`, about SLICE_BYTES of them; [] at the head. Raises JournalBroken."""
    blocks: list[Block] = []
    taken = 0
    rows = connection.cursor()
    try:
        for first, count, crc, body in rows.execute(_SLICE, (after,)):
            block = _block(first, count, crc, body, path)
            if first <= after:
                block = Block(Seq(after + 1), block.entries[after + 1 - first :])
            if not block.entries:
                continue
            if block.first != after + 1:
                raise JournalBroken(f"{path}: entries {after + 1} to {block.first - 1} are missing")
            blocks.append(block)
            after = Seq(after + len(block.entries))
            taken += len(body)
            if taken >= SLICE_BYTES:
                break
    except Damaged as error:
        raise JournalBroken(f"{path}: is damaged after entry {after} ({error})") from error
    finally:
        rows.close(True)  # ends the snapshot (rule 3)
    return blocks


def read_last(connection: apsw.Connection) -> Seq:
    """The seq of the last entry; 0 when there is none."""
    row = connection.execute("SELECT first + count - 1 FROM block ORDER BY first DESC LIMIT 1").fetchone()
    return Seq(row[0] if row else 0)


def read_journal(path: Path, after: Seq = START) -> Iterator[Block]:
    """Every block past `after` of a journal nobody need serve: for verify, export and the benches."""
    connection = open_reader(path)
    try:
        while blocks := read_slice(connection, after, path):
            yield from blocks
            after = Seq(blocks[-1].first + len(blocks[-1].entries) - 1)
    finally:
        connection.close()


def sync_file(path: Path) -> None:
    """Returns when the file (or, of a folder, the names in it) is on the disk as it is now."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (apsw.Error, OSError) as error:
        raise in_words(path, error) from error


def _check(connection: apsw.Connection, path: Path, *, may_be_empty: bool) -> bool:
    """Whether the file is empty and may become a journal. Raises JournalBroken for what is not ours."""
    mark, version = connection.pragma("application_id"), connection.pragma("user_version")
    is_empty = not connection.execute("SELECT count(*) FROM sqlite_schema").get
    if is_empty and not mark and may_be_empty:
        return True
    if mark != APPLICATION_ID:
        raise JournalBroken(f"{path}: is not a journal of this program")
    if not isinstance(version, int) or version > FORMAT:
        raise JournalBroken(
            f"{path}: was written by a newer version (format {version}, this one reads {FORMAT})"
        )
    return False


def _make_private(path: Path, create: bool) -> None:
    """A new file is the user's alone; an old one is not opened (closing it would drop SQLite's POSIX locks)."""
    if path.exists():
        return
    if not create:
        raise JournalBroken(f"{path}: there is no journal here")
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _cuts(entries: Sequence[bytes]) -> Iterable[tuple[int, int]]:
    start = taken = 0
    for index, entry in enumerate(entries):
        taken += len(entry)
        if taken >= BLOCK_BYTES:
            yield start, index + 1
            start, taken = index + 1, 0
    if start < len(entries):
        yield start, len(entries)


def _block(first: int, count: int, crc: int, body: bytes, path: Path) -> Block:
    if crc != _crc(first, count, body) or len(body) < 4 * count:
        raise JournalBroken(f"{path}: the block of entries {first} to {first + count - 1} is damaged")
    ends = accumulate(unpack_from(f"<{count}I", body), initial=4 * count)
    return Block(Seq(first), [body[start:end] for start, end in pairwise(ends)])


def _crc(first: int, count: int, body: bytes) -> int:
    return crc32(body, crc32(pack("<qq", first, count)))
