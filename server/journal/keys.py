"""Key files: secrets of this installation, each in its own file that only the server's user may read.

Rule: a key is made once and never overwritten. Losing `link.key` voids every printed link.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from server.journal.sqlite_file import sync_file

KEY_BYTES = 32
"""As long as the output of HMAC-SHA256, which the link key is for (RFC 2104, section 3)."""


class KeyUnusable(Exception):
    """The key file is not as this program left it; says what is wrong and what to do."""


def read_or_make_key(path: Path, *, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """The 32 bytes in `path`; drawn, and on the disk, if there was no such file. Raises KeyUnusable."""
    if not path.exists():
        _make(path, random_bytes(KEY_BYTES))
    mode = path.stat().st_mode
    if mode & 0o077:
        raise KeyUnusable(f"{path} may be read by others; if nobody did: chmod 600 {path}")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnusable(f"{path} holds {len(key)} bytes, not {KEY_BYTES}: restore it from a copy")
    return key


def _make(path: Path, key: bytes) -> None:
    """Puts the key in place whole or not at all; if another process was first, its key stands."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, key)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
    sync_file(path.parent)
