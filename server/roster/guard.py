"""Looks at a file before anything parses it: what it really is, and whether unpacking it is safe.

Rule 1: the name proves nothing; the first bytes and the parts inside do.
Rule 2: a zip's own figures prove nothing either: every part is unpacked here once, in small pieces, and
measured; nothing is kept. What passes is what the parser will meet.
Rule 3: a sheet is laid out as a full rectangle by the parser, so its far corner is bounded, not only its bytes.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from server.roster.words import Refused

MEBIBYTE = 1 << 20

MAX_FILE_BYTES = 512 * MEBIBYTE
"""Two million people measured 170 MiB as CSV, 60 as XLSX."""
MAX_ZIP_ENTRIES = 1000
"""A workbook of three sheets has about 15 parts."""
MAX_UNPACKED_BYTES = 1024 * MEBIBYTE
"""A million rows of nine cells, 35 bytes of XML each, and their strings: about 450 MiB."""
MAX_RATIO = 200
"""Sheets written by Excel shrink 8 to 30 times; a bomb 1,000 times (the limit of deflate is 1,032)."""
RATIO_FLOOR_BYTES = 16 * MEBIBYTE
"""Below this the ratio is not asked: an empty sheet with styles may shrink a lot and harms nobody."""
MAX_COLUMNS = 64
MAX_ROWS = 2_100_000
"""The largest published conference had 2,000,000 people (DOMAIN, real sizes)."""
SPARE_CELLS = 4_000_000
"""Empty cells a sheet may lay out beyond four for each cell it holds."""

_PIECE_BYTES = 256 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]+)([0-9]+)")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
)


class Form(Enum):
    """What a file is, as far as reading it goes."""

    XLSX = "xlsx"
    TEXT = "text"


def inspect(path: Path) -> Form:
    """The form of the file, if it is safe to parse; raises Refused with the words for its owner."""
    size = path.stat().st_size
    if size == 0:
        raise Refused("EMPTY_FILE")
    if size > MAX_FILE_BYTES:
        raise Refused("FILE_TOO_LARGE", limit=MAX_FILE_BYTES // MEBIBYTE)
    with path.open("rb") as file:
        head = file.read(1024)
        if head.startswith(_OLE):
            file.seek(0)
            raise Refused("IS_ENCRYPTED" if _ENCRYPTED in file.read() else "IS_XLS")
        _refuse_by_head(head)
        if not head.startswith(b"PK"):
            return Form.TEXT
        _inspect_zip(file)
    return Form.XLSX


def _refuse_by_head(head: bytes) -> None:
    if b"%PDF-" in head:
        raise Refused("IS_PDF")
    for magic, kind in _OTHERS:
        if head.startswith(magic):
            raise Refused("IS_OTHER_DOCUMENT", kind=kind)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")):
        raise Refused("IS_HTML")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"PK")):
        raise Refused("NOT_A_TABLE")


def _inspect_zip(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("DAMAGED") from error
    if len(entries) > MAX_ZIP_ENTRIES:
        raise Refused("ZIP_TOO_MANY_ENTRIES", limit=MAX_ZIP_ENTRIES)
    _refuse_other_zips({entry.filename for entry in entries}, file)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise Refused("ZIP_TOO_LARGE", limit=MAX_UNPACKED_BYTES // MEBIBYTE)
    unpacked = packed = 0
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("IS_ENCRYPTED")
        packed += entry.compress_size
        extent = Extent()
        for piece in _pieces(file, entry):
            unpacked += len(piece)
            _bound_unpacked(unpacked, packed)
            extent.meet(piece)
        extent.bound()


def _refuse_other_zips(names: set[str], file: BinaryIO) -> None:
    if "xl/workbook.xml" in names:
        return
    if any(name.startswith("word/") for name in names):
        raise Refused("IS_OTHER_DOCUMENT", kind="Word (.docx)")
    if any(name.startswith("ppt/") for name in names):
        raise Refused("IS_OTHER_DOCUMENT", kind="PowerPoint (.pptx)")
    if "xl/workbook.bin" in names:
        raise Refused("IS_OTHER_DOCUMENT", kind="Excel Binary (.xlsb)")
    if "mimetype" in names:
        raise Refused("IS_OTHER_DOCUMENT", kind="OpenDocument (.ods, .odt)")
    raise Refused("IS_OTHER_DOCUMENT", kind="ZIP")


def _bound_unpacked(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED_BYTES:
        raise Refused("ZIP_TOO_LARGE", limit=MAX_UNPACKED_BYTES // MEBIBYTE)
    if unpacked > RATIO_FLOOR_BYTES and unpacked > packed * MAX_RATIO:
        raise Refused("ZIP_RATIO", limit=MAX_RATIO)


def _pieces(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's true content, whatever size its directory entry claims."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("DAMAGED")
    file.seek(entry.header_offset)
    local = file.read(30)
    if len(local) < 30 or not local.startswith(b"PK\x03\x04"):
        raise Refused("DAMAGED")
    file.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    left = entry.compress_size
    inflate = None if entry.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(left, _PIECE_BYTES))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        try:
            while packed:
                yield inflate.decompress(packed, _PIECE_BYTES)
                packed = inflate.unconsumed_tail
        except zlib.error as error:
            raise Refused("DAMAGED") from error


class Extent:
    """How far one part reaches as a sheet and how much it holds, from its XML as it streams by.

    Every part is measured: which of them are sheets is said inside the workbook, by whoever made it.
    A picture or another part that is not XML passes untouched.
    """

    def __init__(self) -> None:
        self.cells = 0
        self.rows = 0
        self.columns = 0
        self._is_xml: bool | None = None
        self._carry = b""

    def meet(self, piece: bytes) -> None:
        """Counts the cells of the next piece; a tag cut in two waits for its other half."""
        if self._is_xml is None and piece:
            self._is_xml = piece.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
        if not self._is_xml:
            return
        text = self._carry + piece
        cut = text.rfind(b"<")
        cut = len(text) if cut < 0 or text.find(b">", cut) >= 0 else cut
        self._carry = text[cut:]
        if len(self._carry) > MEBIBYTE:
            raise Refused("DAMAGED")
        self._count(text[:cut])

    def _count(self, text: bytes) -> None:
        found = _CELL.findall(text)
        if len(found) != len(_ANY_CELL.findall(text)):
            raise Refused("DAMAGED")  # a cell that does not say where it stands: no office program writes one
        if not found:
            return
        self.cells += len(found)
        self.columns = max(self.columns, *(column_number(a.decode()) for a in {a for a, _ in found}), 0)
        self.rows = max(self.rows, *(int(n[:9]) for n in {n for _, n in found}), 0)
        if self.columns > MAX_COLUMNS:
            raise Refused("TOO_MANY_COLUMNS", limit=MAX_COLUMNS)
        if self.rows > MAX_ROWS:
            raise Refused("TOO_MANY_ROWS", limit=f"{MAX_ROWS:,}")

    def bound(self) -> None:
        if self.rows * self.columns > self.cells * 4 + SPARE_CELLS:
            raise Refused("SHEET_TOO_SPARSE")


def column_number(letters: str) -> int:
    """1 for A, 27 for AA; more letters than any sheet has give a number past every bound."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """ "C17" for row 17, column 2 (rows from 1 as on the screen, columns from 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
