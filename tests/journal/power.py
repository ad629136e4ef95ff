"""A disk that can lose its power: a SQLite file system that remembers what was synced and what was not.

It writes through to real files, so SQLite runs as always, and keeps beside them the image a real disk is sure
to hold (everything up to the last sync of each file) and the writes since. When `calls_left` runs out the power
ends and every further call fails. `image` is then what a disk might hold: each unsynced write there, absent, or
torn at a sector. With `room` it is a small disk as well: a write beyond it finds it full.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import apsw

SECTOR_BYTES = 512
"""The unit a disk writes whole (SQLite's atomicio.html assumes no more)."""

Edit = tuple[int, bytes | None]
"""Bytes written at an offset; with None, the file cut to that length."""


class PowerCut(apsw.IOError):
    """The machine is off."""


class Disk(apsw.VFS):
    """One machine's disk. `calls_left` counts writing calls down to the cut; None: the power stays."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.files: set[str] = set()
        self.synced: dict[str, bytearray] = {}
        self.unsynced: dict[str, list[Edit]] = {}
        self.calls_left: int | None = None
        self.is_off = False
        self.room: int | None = None
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "File":
        path = str(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self.spend(lambda: None)
        self.files.add(path)
        return File(self, path, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.spend(lambda: None)
        super().xDelete(filename, syncdir)
        self.synced.pop(filename, None)
        self.unsynced.pop(filename, None)

    def excepthook(self, *_: Any) -> bool:
        """The failures of a machine that is off are not news."""
        return True

    def spend(self, half_done: Callable[[], None]) -> None:
        """One call of the machine's life. `half_done` is what the last one still managed to do."""
        if self.is_off:
            raise PowerCut
        if self.calls_left is not None:
            self.calls_left -= 1
            if self.calls_left < 0:
                self.is_off = True
                half_done()
                raise PowerCut

    def make_room(self, path: str, end: int) -> None:
        """Raises what a full disk does if the file, grown to `end`, goes beyond the room."""
        size = max(end, Path(path).stat().st_size)
        others = sum(
            Path(other).stat().st_size for other in self.files if other != path and Path(other).exists()
        )
        if self.room is not None and size + others > self.room:
            raise apsw.FullError("database or disk is full")

    def edit(self, path: str, edit: Edit) -> None:
        self.unsynced.setdefault(path, []).append(edit)

    def sync(self, path: str) -> None:
        image = self.synced.setdefault(path, bytearray())
        for offset, written in self.unsynced.pop(path, []):
            _apply(image, offset, written)

    def image(self, random: Random) -> dict[str, bytes]:
        """What the disk might hold after the cut, by file; the shared-memory index is no file of the disk."""
        found: dict[str, bytes] = {}
        for path in sorted(self.synced.keys() | self.unsynced.keys()):
            content = bytearray(self.synced.get(path, b""))
            keep = random.random()
            for offset, written in self.unsynced.get(path, []):
                if random.random() < keep:
                    _apply(content, offset, written)
                elif written is not None and random.random() < 0.5:
                    for start in range(0, len(written), SECTOR_BYTES):
                        if random.random() < 0.5:
                            _apply(content, offset + start, written[start : start + SECTOR_BYTES])
            found[path] = bytes(content)
        return found

    def restart(self, random: Random) -> None:
        """The power is back: the files are what the disk held, and nothing is in any cache."""
        held = self.image(random)
        for path, content in held.items():
            Path(path).write_bytes(content)
            Path(f"{path}-shm").unlink(missing_ok=True)
        self.synced = {path: bytearray(content) for path, content in held.items()}
        self.unsynced = {}
        self.calls_left, self.is_off = None, False


class File(apsw.VFSFile):
    def __init__(self, disk: Disk, path: str, name: Any, flags: list[int]) -> None:
        self.disk, self.path = disk, path
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.make_room(self.path, offset + len(data))
        edit = (offset, bytes(data))
        self.disk.spend(lambda: self.disk.edit(self.path, edit))
        super().xWrite(data, offset)
        self.disk.edit(self.path, edit)

    def xTruncate(self, size: int) -> None:
        self.disk.spend(lambda: self.disk.edit(self.path, (size, None)))
        super().xTruncate(size)
        self.disk.edit(self.path, (size, None))

    def xSync(self, flags: int) -> None:
        self.disk.spend(lambda: None)
        self.disk.sync(self.path)

    def excepthook(self, *_: Any) -> bool:
        """As the disk's."""
        return True


def _apply(content: bytearray, offset: int, written: bytes | None) -> None:
    if written is None:
        del content[offset:]
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(written)] = written
