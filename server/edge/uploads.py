"""A file from outside, on its way to being read: bounded, in a folder of its own, always removed.

Rule 1: what Content-Length promises is refused before a byte is read; what really comes is counted.
Rule 2: the folder is data/tmp/<random> (0700), the file in it is 0600; whoever made it removes it.
Rule 3: the file's own name never becomes a path. Texts beside the file come before it, and are bounded too.
"""

import os
import shutil
from collections.abc import Container
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, NamedTuple

from aiohttp import BodyPartReader, web

from server.edge.errors import Problem

MEBIBYTE = 1 << 20
FORM_BYTES = 4 * 1024
"""What multipart adds around one file."""

FIELD = "file"
TEXT_BYTES = 2 * 1024
"""A text beside the file: 300 letters of four bytes, and some."""

_PIECE_BYTES = 256 * 1024


class Received(NamedTuple):
    """What stood beside the file."""

    texts: dict[str, str]
    file_name: str
    """As the browser calls it: words for people, nothing else."""


def empty_folder(data: Path) -> Path:
    """data/tmp, with nothing in it: what a killed server left behind is gone."""
    folder = data / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def new_folder(within: Path) -> Path:
    folder = within / token_hex(16)
    folder.mkdir(mode=0o700)
    return folder


async def receive(request: web.Request, into: Path, most_bytes: int, texts: Container[str] = ()) -> Received:
    """The form's field `file`, written to `into`; before it may stand fields named in `texts`.

    Raises Problem 413, 415 or 400; what was written stays.
    """
    if (request.content_length or 0) > most_bytes + FORM_BYTES:
        raise too_large(most_bytes)
    if request.content_type != "multipart/form-data":
        raise Problem(415, "NOT_A_FORM")
    said: dict[str, str] = {}
    try:
        form = await request.multipart()
        while isinstance(part := await form.next(), BodyPartReader) and part.name != FIELD:
            name = part.name or ""
            if name not in texts or name in said:
                raise Problem(400, "NO_FILE", {"what": name})
            said[name] = await _text(part)
        if not isinstance(part, BodyPartReader):
            raise Problem(400, "NO_FILE")
        await _write(part, into, most_bytes)
    except (ValueError, AssertionError) as error:  # aiohttp's two ways to say that the form is malformed
        raise Problem(400, "NO_FILE") from error
    return Received(said, part.filename or "")


async def _text(part: BodyPartReader) -> str:
    raw = b""
    while piece := await part.read_chunk(TEXT_BYTES):
        raw += piece
        if len(raw) > TEXT_BYTES:
            raise Problem(400, "BAD_FIELD", {"what": part.name})
    return raw.decode()  # what is not UTF-8 is a ValueError: a malformed form


def too_large(most_bytes: int) -> Problem:
    return Problem(413, "TOO_LARGE", {"most_bytes": most_bytes})


async def _write(part: BodyPartReader, into: Path, most_bytes: int) -> None:
    written = 0
    with _private(into) as file:
        while piece := await part.read_chunk(_PIECE_BYTES):
            written += len(piece)
            if written > most_bytes:
                raise too_large(most_bytes)
            file.write(piece)


def _private(path: Path) -> BinaryIO:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")
