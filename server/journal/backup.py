"""A backup file: journals with their vaults, papers and, when asked for, keys, as one file that any engine is restored from.

    "DcBk" + format 1 | part… | the end
    part: kind (1 byte) | length (4, big-endian) | that many bytes
    J [name]  then of this journal  B [first seq, [entries]]…  T [[subject, salt, body]…]…  X [subjects]…  E [seq, chain]
    P [conference, paper, size]  then  D bytes…           K [name, key]
    Z SHA-256 of all before it, then nothing

Rule 1: nothing in it is a path or compressed: what it unpacks to is what it weighs, and names are checked letter by letter.
Rule 2: `read` believes no length above MOST_BYTES, no order but the one above, no journal whose chain is not the one
it ends with. It does not hold more than one part in memory.
Rule 3: a backup is believed when its last part has been read: whoever writes what it holds reads it to the end first.
"""

import errno
import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, TypeAlias

import msgspec

from server.core.ids import Seq
from server.journal.archive import HOUSE, PAPER_ID
from server.journal.chain import Chain
from server.journal.folder import CONFERENCE_ID
from server.journal.port import Block, Text
from server.journal.sqlite_file import sync_file

MAGIC = b"DcBk\x00\x01\r\n"
"""With a line end: a copy that was "translated" on its way is not taken."""
HEAD_BYTES = 5
MOST_BYTES = 8 << 20
"""What `read` holds at once; a part of a paper is PAPER_PART_BYTES."""
PAPER_PART_BYTES = 1 << 20
SUBJECT_BYTES, SALT_BYTES = 64, 255
KEY_BYTES = 4_096
KEY_NAME = re.compile(r"[a-z]{1,32}")


class BadBackup(Exception):
    """The file is no backup of this program, or not whole; says which part is wrong."""

    def __init__(self, what: str, fault: Literal["cut", "damaged", "foreign", "keys"] = "damaged") -> None:
        """`fault`: what a person has in hand, for the words she is told."""
        super().__init__(what)
        self.fault = fault


class JournalBegins(NamedTuple):
    name: str


class Texts(NamedTuple):
    texts: list[Text]


class Erased(NamedTuple):
    subjects: list[bytes]


class JournalEnds(NamedTuple):
    seq: int
    chain: bytes


class PaperBegins(NamedTuple):
    conference: str
    paper: str
    size: int


class PaperPart(NamedTuple):
    content: bytes


class Key(NamedTuple):
    name: str
    content: bytes


Part: TypeAlias = JournalBegins | Block | Texts | Erased | JournalEnds | PaperBegins | PaperPart | Key

KINDS: dict[bytes, type[Part]] = {
    b"J": JournalBegins,
    b"B": Block,
    b"T": Texts,
    b"X": Erased,
    b"E": JournalEnds,
    b"P": PaperBegins,
    b"D": PaperPart,
    b"K": Key,
}
LETTERS = {kind: letter for letter, kind in KINDS.items()}
END = b"Z"


class Writer:
    """A new backup, written beside its place and put there by `finish`, whole. Without it `discard` leaves nothing."""

    def __init__(self, path: Path) -> None:
        """Raises OSError; FileExistsError when there is a file already: an older backup is never overwritten."""
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        self._path = path
        self._fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        descriptor = os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._digest = sha256()
        self._put(MAGIC)

    def add(self, part: Part) -> None:
        """The part is in the file, in several where one would be larger than `read` takes. Raises BadBackup."""
        body = msgspec.msgpack.encode(tuple(part))
        if len(body) > MOST_BYTES:
            for half in _halves(part):
                self.add(half)
            return
        self._put(LETTERS[type(part)] + len(body).to_bytes(4, "big"))
        self._put(body)

    def finish(self) -> None:
        """The backup is on the disk, under its name."""
        digest = self._digest.digest()
        self._put(END + len(digest).to_bytes(4, "big") + digest)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.touch(mode=0o600, exist_ok=False)  # never over a file that came meanwhile
        self._fresh.replace(self._path)
        sync_file(self._path.parent)

    def discard(self) -> None:
        """Nothing of it is left, unless it was finished."""
        self._file.close()
        self._fresh.unlink(missing_ok=True)

    def _put(self, content: bytes) -> None:
        self._digest.update(content)
        self._file.write(content)


def _halves(part: Part) -> list[Part]:
    match part:
        case Block(first, entries) if len(entries) > 1:
            half = len(entries) // 2
            return [Block(first, entries[:half]), Block(Seq(first + half), entries[half:])]
        case Texts(texts) if len(texts) > 1:
            return [Texts(texts[: len(texts) // 2]), Texts(texts[len(texts) // 2 :])]
        case _:
            raise BadBackup(
                f"a part of kind {LETTERS[type(part)].decode()} is larger than {MOST_BYTES:,} bytes"
            )


def read(path: Path) -> Iterator[Part]:
    """Every part, checked as far as it goes; ends when the last one proved that all was whole. Raises BadBackup."""
    with path.open("rb") as file:
        digest = sha256(_exactly(file, len(MAGIC)))
        if digest.digest() != sha256(MAGIC).digest():
            raise BadBackup("this is no backup of this program, or of a newer version", "foreign")
        order = _Order()
        while True:
            head = _exactly(file, HEAD_BYTES)
            letter, length = head[:1], int.from_bytes(head[1:], "big")
            if length > MOST_BYTES:
                raise BadBackup(f"a part of {length:,} bytes: it is damaged")
            body = _exactly(file, length)
            if letter == END:
                if body != digest.digest() or file.read(1):
                    raise BadBackup("its content is not what was written: it is damaged")
                order.end()
                return
            digest.update(head)
            digest.update(body)
            part = _decode(letter, body)
            order.take(part)
            yield part


def _exactly(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise BadBackup("it ends too early: the file was cut", "cut")
    return found


def _decode(letter: bytes, body: bytes) -> Part:
    kind: Any = KINDS.get(letter)
    if kind is None:
        raise BadBackup(f"an unknown kind of part: {letter!r}")
    try:
        part: Part = msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise BadBackup(
            f"a part of kind {letter.decode()} cannot be read: it is damaged ({error})"
        ) from error
    return part


class _Order:
    """Which part may follow, and whether each journal and paper is whole."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, ...]] = set()
        self._chain: Chain | None = None
        self._paper_left = 0

    def take(self, part: Part) -> None:
        """Raises BadBackup."""
        if self._paper_left and not isinstance(part, PaperPart):
            raise BadBackup("a paper is not whole")
        if isinstance(part, JournalBegins | PaperBegins | Key):
            self._begin(part)
        elif isinstance(part, PaperPart):
            self._paper_left -= len(part.content)
            if self._paper_left < 0 or not part.content:
                raise BadBackup("a paper is longer than was said")
        elif self._chain is None:
            raise BadBackup("entries that are of no journal")
        elif isinstance(part, Block):
            if part.first != self._chain.seq + 1 or not part.entries:
                raise BadBackup(f"entries after {self._chain.seq} are missing")
            self._chain.feed_all(part.entries)
        elif isinstance(part, JournalEnds):
            if (part.seq, part.chain) != (self._chain.seq, self._chain.digest):
                raise BadBackup(f"a journal's chain is not the one it was written with, at entry {part.seq}")
            self._chain = None
        elif not _are_texts(part):
            raise BadBackup("a text that is none")

    def end(self) -> None:
        if self._chain is not None or self._paper_left:
            raise BadBackup("its last part is not whole")

    def _begin(self, part: JournalBegins | PaperBegins | Key) -> None:
        if not _is_name(part):
            raise BadBackup("a name that is none of this program's")
        name = (type(part).__name__, *(field for field in part if isinstance(field, str)))
        if self._chain is not None or name in self._seen:
            raise BadBackup(f"{' '.join(name)} comes twice, or within another")
        self._seen.add(name)
        if isinstance(part, JournalBegins):
            self._chain = Chain()
        elif isinstance(part, PaperBegins):
            self._paper_left = part.size


def _is_name(part: JournalBegins | PaperBegins | Key) -> bool:
    """Names become file names and keys of a database: only what this program itself gives is one."""
    if isinstance(part, JournalBegins):
        return part.name == HOUSE or CONFERENCE_ID.fullmatch(part.name) is not None
    if isinstance(part, PaperBegins):
        is_ours = CONFERENCE_ID.fullmatch(part.conference) and PAPER_ID.fullmatch(part.paper)
        return bool(is_ours) and part.size >= 0
    return KEY_NAME.fullmatch(part.name) is not None and 0 < len(part.content) <= KEY_BYTES


def _are_texts(part: Texts | Erased) -> bool:
    if isinstance(part, Erased):
        return all(0 < len(subject) <= SUBJECT_BYTES for subject in part.subjects)
    return all(0 < len(text.subject) <= SUBJECT_BYTES and len(text.salt) <= SALT_BYTES for text in part.texts)
