"""The data folder: who holds it, and where everything in it lies.

    lock                    held while a server (or a writing command) runs; names its process
    house.journal           accounts, conferences, grants
    conferences/<id>.journal
    papers/<id>/<paper>     papers to read, as they were uploaded (edge/papers.py)
    keys/<name>.key         secrets (keys.py); never exported with the data
    cache/<id>.snapshot     may be deleted at any time (snapshots.py)
    cache/<name>.mark       how far this node has read a journal (marks.py): it notices an older copy by it
    left/<id>.note          what a command listed beside the running server, until that has journalled it (left.py)
    tmp/                    uploads being read, reports being written; emptied at each start

Rule: one process at a time. The lock is the kernel's (flock), so it ends with the process, however that ends;
the file itself stays, because removing it would let two processes lock two files of one name.
"""

import os
import re
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from types import TracebackType

from server.core.ids import ConferenceId
from server.journal.port import FolderTaken

CONFERENCE_ID = re.compile(r"[0-9a-hjkmnp-tv-zA-HJKMNP-TV-Z]{1,32}")
"""What may become a file name: the letters of Crockford's base32, no dot, no slash."""


class DataFolder:
    """One data folder, held by this process from `take` to `release` (or to the end of a `with`)."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def take(cls, path: Path, holder: str = "server") -> "DataFolder":
        """The folder, made (0700) if need be. Raises FolderTaken, saying which process has it."""
        for folder in (path, path / "conferences", path / "keys", path / "cache"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
        lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError as error:
            holding = os.pread(lock, 200, 0).decode(errors="replace").strip() or "another process"
            os.close(lock)
            raise FolderTaken(f"the data folder {path} is in use by {holding}; stop it first") from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{holder}, process {os.getpid()}\n".encode(), 0)
        return cls(path, lock)

    def release(self) -> None:
        """Another process may take the folder now. Everything in it must have been closed before."""
        if self._lock >= 0:
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> "DataFolder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    @property
    def house_journal(self) -> Path:
        return self.path / "house.journal"

    def conference_journal(self, conference: ConferenceId) -> Path:
        """Raises ValueError for what is no conference id: it never becomes a path."""
        return self.path / "conferences" / f"{_file_name(conference)}.journal"

    def snapshot(self, conference: ConferenceId) -> Path:
        """The conference's state cache; raises ValueError as `conference_journal` does."""
        return self.path / "cache" / f"{_file_name(conference)}.snapshot"

    def mark(self, name: str) -> Path:
        """How far this node has read the conference's journal, or the house's (marks.py)."""
        return self.path / "cache" / f"{name if name == 'house' else _file_name(ConferenceId(name))}.mark"

    def key(self, name: str) -> Path:
        return self.path / "keys" / f"{name}.key"

    def conferences(self) -> list[ConferenceId]:
        """The conferences that have a journal here, in the order of their ids."""
        return sorted(ConferenceId(file.stem) for file in (self.path / "conferences").glob("*.journal"))


def _file_name(conference: ConferenceId) -> str:
    if not CONFERENCE_ID.fullmatch(conference):
        raise ValueError(f"{conference!r} is not a conference id")
    return conference
