"""The process that reads one uploaded roster, apart from the server: it may crash, hang or grow, and only it dies.

`python -m server.edge.roster_reader FOLDER SECONDS MEBIBYTES` reads FOLDER/upload and FOLDER/known, writes
FOLDER/commands (the import, ready to be journalled) and FOLDER/preview (JSON), and exits 0; 28 when the disk has
no room for them. It opens no socket, starts no process, and holds no more than it is told.
"""

import errno
import json
import resource
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from server.core.commands import PointRow, UnitRow
from server.core.entries import KIND_OF, KINDS, Command
from server.core.ids import ImportId
from server.roster.chunks import chunks
from server.roster.people import Person
from server.roster.preview import Known, Preview
from server.roster.read import read

HASH_BYTES = 8
"""Of 2,000,000 codes two share a hash once in nine million imports (birthday bound)."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM_LEFT = 28
"""Exit status: the disk is full, which is nobody's file's fault."""

FILE_BYTES = 2 << 30
_LENGTH_BYTES = 4

Texts = list[list[str]]
_encode = msgspec.msgpack.Encoder().encode


class Told(msgspec.Struct):
    """FOLDER/known: what the conference holds already."""

    import_id: bytes
    units: list[UnitRow]
    points: list[PointRow]
    contacts: dict[str, list[str]]
    sessions: list[str]


class Stored(NamedTuple):
    """One command in FOLDER/commands."""

    kind: int
    body: msgspec.Raw
    texts: Texts


def hash_of(code: str, import_id: bytes) -> bytes:
    """How FOLDER/codes names a person's code: of no use without this import's id."""
    return blake2b(code.casefold().encode(), digest_size=HASH_BYTES, key=import_id).digest()


def commands_in(path: Path) -> Iterator[tuple[Command, Texts]]:
    """The commands of an import, one at a time, as `main` wrote them."""
    with path.open("rb") as file:
        while length := int.from_bytes(file.read(_LENGTH_BYTES), "big"):
            stored = msgspec.msgpack.decode(file.read(length), type=Stored)
            yield msgspec.msgpack.decode(stored.body, type=KINDS[stored.kind]), stored.texts


def write_commands(file: BinaryIO, commands: Iterable[tuple[Command, Texts]]) -> None:
    for command, texts in commands:
        raw = _encode((KIND_OF[type(command)], command, texts))
        file.write(len(raw).to_bytes(_LENGTH_BYTES, "big") + raw)


def summary(preview: Preview) -> dict[str, object]:
    """What the page shows before anything is saved."""
    return {
        "units": preview.unit_counts._asdict(),
        "points": preview.point_counts._asdict(),
        "people": preview.people_counts._asdict(),
        "errors": [problem._asdict() for problem in preview.problems],
        "more_errors": preview.more_problems,
        "notices": [notice._asdict() for notice in preview.notices],
        "sample": [_shown(person) for person in preview.sample],
    }


def main(folder: Path, seconds: int, memory_mib: int) -> None:
    confine(seconds, memory_mib)
    told = msgspec.msgpack.decode((folder / "known").read_bytes(), type=Told)
    preview = read(folder / "upload", _known(told, folder / "codes"))
    if preview.may_be_committed:
        with (folder / "commands").open("wb") as file:
            write_commands(file, chunks(preview, ImportId(told.import_id)))
    (folder / "preview").write_text(json.dumps(summary(preview), ensure_ascii=False), encoding="utf-8")


def confine(seconds: int, memory_mib: int) -> None:
    """Bounds on memory, processor, files and processes, for ever."""
    memory = memory_mib << 20
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _known(told: Told, codes: Path) -> Known:
    return Known(
        units={unit.code: unit for unit in told.units},
        points={point.code: point for point in told.points},
        contacts=told.contacts,
        has_person=_looked_up(codes.read_bytes(), told.import_id),
        sessions=told.sessions or None,
    )


def _looked_up(raw: bytes, import_id: bytes) -> Callable[[str], bool]:
    found = array("Q")
    found.frombytes(raw)
    hashes = array("Q", sorted(found))

    def has_person(code: str) -> bool:
        wanted = int.from_bytes(hash_of(code, import_id), sys.byteorder)
        at = bisect_left(hashes, wanted)
        return at < len(hashes) and hashes[at] == wanted

    return has_person


def _shown(person: Person) -> dict[str, str]:
    code, name, post, _ = person.text
    return {"code": code, "name": name, "post": post, "unit": person.unit_code, "point": person.point_code}


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        sys.exit(NO_ROOM_LEFT)
