"""Marks: how far this node has read each journal, as one small file per journal (live/history.py has the law).

Rule: written beside and renamed, never synced. A file that is missing, torn or not ours is no mark; it is a note of this
node alone, in `cache/`, and goes with no backup.
"""

from pathlib import Path

import msgspec

from server.wire.frames import Position

MARK_BYTES = 64
"""A position spelled out is at most 29 bytes."""


class MarkFile:
    """live.history.Mark as one file of the data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Position | None:
        try:
            with self._path.open("rb") as file:
                return msgspec.msgpack.decode(file.read(MARK_BYTES), type=Position)
        except (OSError, msgspec.MsgspecError):
            return None

    def note(self, position: Position) -> None:
        """Raises OSError, the older mark standing."""
        fresh = self._path.with_name(f"{self._path.name}.new")
        fresh.write_bytes(msgspec.msgpack.encode(position))
        fresh.replace(self._path)
