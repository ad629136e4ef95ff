"""Notes that a command leaves beside a running server: what it showed, for the server to write into the journal.

    left/<command id>.note      MessagePack [conference, what, count, node, made_ms]

Rule 1: a note is in its place, on the disk, before the command shows anything.
Rule 2: its name is the id of the command that will say it, so that one taken in twice is said once.
"""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from secrets import token_bytes
from typing import NamedTuple

import msgspec

from server.core.ids import COMMAND_ID_BYTES, CommandId, ConferenceId, Millis, NodeNo

AT_ONCE = 100
"""Notes taken in at one look."""

NOTE_BYTES = 1_000
"""Ten times what one takes; longer is none."""


class LeftNote(NamedTuple):
    """What was listed on this machine, and when."""

    conference: ConferenceId
    what: int
    count: int  # type: ignore[assignment]  # the word of the domain; nobody counts in a row
    node: NodeNo
    made_ms: Millis


def leave(data: Path, note: LeftNote) -> None:
    """Returns when the note is on the disk. Raises OSError."""
    folder = data / "left"
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / f"{token_bytes(COMMAND_ID_BYTES).hex()}.note"
    fresh = place.with_suffix(".part")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        file.write(msgspec.msgpack.encode(note))
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(place)
    holding = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(holding)
    finally:
        os.close(holding)


def left(data: Path) -> Iterator[tuple[CommandId, LeftNote]]:
    """The next AT_ONCE notes. One that cannot be read is put aside, as .bad. Raises OSError."""
    for path in islice(sorted((data / "left").glob("*.note")), AT_ONCE):
        try:
            id = bytes.fromhex(path.stem)
            note = msgspec.msgpack.decode(path.read_bytes()[:NOTE_BYTES], type=LeftNote)
        except ValueError:
            id = b""
        if len(id) == COMMAND_ID_BYTES:
            yield CommandId(id), note
        else:
            path.rename(path.with_suffix(".bad"))


def taken_in(data: Path, id: CommandId) -> None:
    """The journal has it."""
    (data / "left" / f"{id.hex()}.note").unlink(missing_ok=True)
