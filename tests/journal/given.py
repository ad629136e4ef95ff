"""Builders for the journal's tests: what a history holds, said in a few words."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from server.core.ids import Seq
from server.journal.port import Journal, Text


def subject(number: int) -> bytes:
    return sha256(b"subject %d" % number).digest()[:20]


def text(number: int, body: bytes) -> Text:
    return Text(subject(number), salt=bytes([number % 255 + 1]) * 16, body=body)


async def history(journal: Journal, after: int = 0) -> list[bytes]:
    """Every entry past `after` that is in the journal now, read by following it."""
    found: list[bytes] = []
    if await journal.last() > after:
        async for block in journal.follow(Seq(after)):
            assert block.first == after + len(found) + 1
            found += block.entries
            if after + len(found) >= await journal.last():
                break
    return found


def numbered(count: int, start: int = 1, padding: int = 0) -> Sequence[bytes]:
    return [b"entry %d" % number + b"." * padding for number in range(start, start + count)]


def bytes_under(folder: Path) -> bytes:
    """All that stands in any file below the folder, as somebody who copied it would find it."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
