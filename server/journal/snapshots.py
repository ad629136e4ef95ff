"""State snapshots: a cache of one conference's folded state, so that a restart folds only the journal's tail.

    "DcSn" + format 1 | header length | header (MessagePack) | the columns' bytes, one after the other | SHA-256

Rule 1: a cache. A file that is missing, torn, altered, of another format or another core is None, never an
error; the journal is folded instead. It holds what the fold holds: ids and numbers, no personal text.
Rule 2: written beside, synced, then renamed: a reader sees the old one or the new one, whole.
Rule 3: a snapshot speaks of one history. Whoever loads it asks `is_of` with the journal's own entry before
trusting it: a restored older data folder has other entries at the same seq.
"""

import asyncio
import gc
import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from server.core.ids import Seq
from server.journal.chain import Chain, is_link
from server.journal.sqlite_file import sync_file

MAGIC = b"DcSn\x00\x01\r\n"
"""With a line end: a copy that was "translated" on its way is not taken."""
READ_BYTES = 1 << 20
OPEN_FILES = 1 << 16
"""How far file numbers are closed where the system names no bound (one system call on Linux 5.9 and later)."""
NICENESS = 10
"""The child yields to the server: nobody waits for a snapshot."""

State = Mapping[str, Any]
"""What the core's freeze gives: plain values, and long columns as bytes."""


class SnapshotKey(NamedTuple):
    """Which state it is: by which core, of which history, how far."""

    core_version: int
    epoch: int
    seq: Seq
    chain: bytes
    """c(seq)"""
    before: bytes
    """c(seq - 1)"""

    @classmethod
    def at(cls, core_version: int, epoch: int, chain: Chain) -> "SnapshotKey":
        return cls(core_version, epoch, chain.seq, chain.digest, chain.before)

    def is_of(self, entry: bytes) -> bool:
        """Whether `entry`, the journal's at `seq`, is the one this state was folded up to."""
        return is_link(self.before, entry, self.chain)


class Snapshot(NamedTuple):
    key: SnapshotKey
    state: dict[str, Any]


class _Header(msgspec.Struct, array_like=True):
    key: SnapshotKey
    plain: dict[str, Any]
    columns: list[tuple[str, int]]


def write(path: Path, key: SnapshotKey, state: State) -> None:
    """The snapshot is on the disk under `path`. Raises OSError, the older snapshot standing."""
    fresh = _fresh(path)
    fresh.unlink(missing_ok=True)
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            digest = hashlib.sha256()
            for part in _parts(key, state):
                digest.update(part)
                file.write(part)
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_file(path.parent)


def load(path: Path, core_version: int) -> Snapshot | None:
    """The snapshot in `path` if it is whole and of this core; else None. Ask `key.is_of` before using it."""
    try:
        with path.open("rb") as file:
            return _read(file, core_version)
    except (OSError, msgspec.MsgspecError):
        return None


async def save(path: Path, freeze: Callable[[], tuple[SnapshotKey, State]]) -> bool:
    """Whether a forked child has written what `freeze` gives; False leaves the older snapshot.

    The state is that of the call: the child has its own copy of all memory, so the fold goes on meanwhile.
    Cancelled, the child is ended and what it had written is no snapshot.
    """
    child = os.fork()
    if child == 0:
        _write_and_end(path, freeze)
    waiting = asyncio.create_task(asyncio.to_thread(os.waitpid, child, 0))
    try:
        _, status = await asyncio.shield(waiting)
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        await waiting
        _fresh(path).unlink(missing_ok=True)
        raise
    return os.waitstatus_to_exitcode(status) == 0


def _write_and_end(path: Path, freeze: Callable[[], tuple[SnapshotKey, State]]) -> None:
    """The child's whole life: no socket, lock or database of the server's is kept, no cleanup of it is run."""
    code = 1
    try:
        gc.disable()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.closerange(3, max(os.sysconf("SC_OPEN_MAX"), OPEN_FILES))
        os.nice(NICENESS)
        write(path, *freeze())
        code = 0
    finally:
        os._exit(code)


def _fresh(path: Path) -> Path:
    """Where the next snapshot is written; one name, so that a run that was killed leaves at most one behind."""
    return path.with_name(f"{path.name}.new")


def _parts(key: SnapshotKey, state: State) -> Iterator[bytes | bytearray]:
    columns = {name: value for name, value in state.items() if isinstance(value, bytes | bytearray)}
    plain = {name: value for name, value in state.items() if name not in columns}
    sizes = [(name, len(column)) for name, column in columns.items()]
    header = msgspec.msgpack.encode(_Header(key, plain, sizes))
    yield MAGIC + len(header).to_bytes(8, "big")
    yield header
    yield from columns.values()


def _read(file: BufferedReader, core_version: int) -> Snapshot | None:
    """Believes no length before the digest over all of it has agreed."""
    if not _is_whole(file):
        return None
    file.seek(len(MAGIC))
    length = int.from_bytes(file.read(8), "big")
    header = msgspec.msgpack.decode(file.read(length), type=_Header)
    if header.key.core_version != core_version:
        return None
    return Snapshot(header.key, header.plain | {name: file.read(size) for name, size in header.columns})


def _is_whole(file: BufferedReader) -> bool:
    left = file.seek(0, os.SEEK_END) - hashlib.sha256().digest_size
    file.seek(0)
    digest = hashlib.sha256()
    is_ours = file.peek(len(MAGIC)).startswith(MAGIC)
    while is_ours and left > 0 and (part := file.read(min(left, READ_BYTES))):
        digest.update(part)
        left -= len(part)
    return is_ours and left == 0 and file.read() == digest.digest()
