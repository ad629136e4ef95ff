"""A roster file as sheets of text cells, whatever it was written with: XLSX, or CSV in any of its dialects.

Numbers become the digits a person sees; a formula is the value its office program last saved, and text that
looks like a formula is text: nothing here is ever evaluated.
"""

import codecs
import csv
import datetime
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, load_workbook

from server.roster.columns import HEADER_WITHIN_ROWS, PEOPLE, find_header
from server.roster.guard import MAX_COLUMNS, MAX_ROWS, Form, inspect
from server.roster.words import Refused

Row = list[str]

_PIECE_BYTES = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = (";", ",", "\t")


class Sheet(Protocol):
    """One sheet: its name ("" for CSV) and its rows."""

    name: str

    def rows(self) -> Iterator[Row]:
        """Fresh from row 1 at each call; trailing empty cells are left out."""
        ...


def first_rows(sheet: Sheet) -> list[Row]:
    """The rows among which a header may stand."""
    return list(islice(sheet.rows(), HEADER_WITHIN_ROWS + 1))


class _ExcelSheet:
    def __init__(self, workbook: CalamineWorkbook, name: str) -> None:
        self.name = name
        try:
            self._cells = workbook.get_sheet_by_name(name)
        except CalamineError as error:
            raise Refused("DAMAGED", name) from error
        if self._cells.total_width > MAX_COLUMNS:
            raise Refused("TOO_MANY_COLUMNS", name, limit=MAX_COLUMNS)

    def rows(self) -> Iterator[Row]:
        for cells in self._cells.iter_rows():
            yield _trim([_shown(cell) for cell in cells])


class _CsvSheet:
    def __init__(self, path: Path, encoding: str, separator: str) -> None:
        self.name = ""
        self._path, self._encoding, self._separator = path, encoding, separator

    def rows(self) -> Iterator[Row]:
        with self._path.open(encoding=self._encoding, newline="") as file:
            try:
                for count, cells in enumerate(csv.reader(file, delimiter=self._separator), start=1):
                    row = _trim([clean(cell) for cell in cells])
                    if len(row) > MAX_COLUMNS:
                        raise Refused("TOO_MANY_COLUMNS", limit=MAX_COLUMNS)
                    if count > MAX_ROWS:
                        raise Refused("TOO_MANY_ROWS", limit=f"{MAX_ROWS:,}")
                    yield row
            except (csv.Error, UnicodeError) as error:
                raise Refused("NOT_A_TABLE") from error


def open_sheets(path: Path) -> list[Sheet]:
    """The sheets of the file; raises Refused when it is not a table or not a safe one."""
    if inspect(path) is Form.TEXT:
        return [_open_csv(path)]
    try:
        workbook = load_workbook(str(path))
    except PasswordError as error:
        raise Refused("IS_ENCRYPTED") from error
    except (CalamineError, OSError) as error:
        raise Refused("DAMAGED") from error
    pages = (page.name for page in workbook.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet)
    return [_ExcelSheet(workbook, name) for name in pages]


def _open_csv(path: Path) -> Sheet:
    encoding = _encoding_of(path)
    best: tuple[int, int, int] | None = None
    chosen: Sheet = _CsvSheet(path, encoding, _SEPARATORS[0])
    for rank, separator in enumerate(_SEPARATORS):
        sheet = _CsvSheet(path, encoding, separator)
        rows = first_rows(sheet)
        header = find_header(rows, PEOPLE)
        score = (len(header.column) if header else 0, max(map(len, rows), default=0), -rank)
        if best is None or score > best:
            best, chosen = score, sheet
    return chosen


def _encoding_of(path: Path) -> str:
    """UTF-8 or UTF-16 by its mark, UTF-8 if all of it decodes so, else the Vietnamese code page."""
    with path.open("rb") as file:
        head = file.read(4)
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return encoding
    for encoding in ("utf-8", "cp1258"):
        if _decodes(path, encoding):
            return encoding
    raise Refused("NOT_A_TABLE")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def clean(text: str) -> str:
    """One line of composed letters: no control or invisible signs, single spaces, none at the ends."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() or sign.isspace() else "" for sign in text)
    return " ".join(text.split())


def _shown(cell: object) -> str:
    """The cell as a person reads it: 12345678901.0 is "12345678901", a date is day/month/year."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def _trim(row: Row) -> Row:
    while row and not row[-1]:
        row.pop()
    return row
