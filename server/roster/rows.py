"""The rows of one sheet below its header, as lines whose cells are asked for by field."""

from collections.abc import Iterator

from server.roster.columns import Header, fold
from server.roster.guard import MAX_ROWS, cell_name
from server.roster.tables import Sheet
from server.roster.words import Problems, Refused

MAX_CODE_CHARS = 64
MAX_NAME_CHARS = 200
MAX_TEXT_CHARS = 300
MAX_LEVEL_CHARS = 64
"""None is more than core takes (core/imports.py)."""

EXAMPLE_PREFIX = "VD-"
"""Rows of the template that show how it is filled in: code "VD-…" ("ví dụ")."""

_LIMIT = {
    "code": MAX_CODE_CHARS,
    "level": MAX_LEVEL_CHARS,
    "name": MAX_NAME_CHARS,
    "unit_name": 4 * MAX_NAME_CHARS,
}
_FORMULA_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"))


class Line:
    """One row: what stands in a field, where, and what is wrong with it."""

    __slots__ = ("_cells", "_rows", "_wrong", "number")

    def __init__(self, rows: "Rows", number: int, cells: list[str]) -> None:
        self._rows = rows
        self._cells = cells
        self.number = number
        self._wrong: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """False once something was wrong with this line: then it is not staged."""
        return not self._wrong

    def has(self, field: str) -> bool:
        """Whether the sheet has such a column at all."""
        return field in self._rows.header.column

    def text(self, field: str) -> str:
        """The cell's text; "" where it is empty, absent, too long or a formula's error (the last two noted)."""
        column = self._rows.header.column.get(field)
        if column is None or column >= len(self._cells):
            return ""
        text = self._cells[column]
        if len(text) > _LIMIT.get(field, MAX_TEXT_CHARS):
            self.wrong("TOO_LONG", field, limit=_LIMIT.get(field, MAX_TEXT_CHARS))
            return ""
        if text.startswith("#") and text in _FORMULA_ERRORS:
            self.wrong("FORMULA_ERROR", field, value=text)
            return ""
        return text

    def needed(self, field: str, missing: str) -> str:
        """The cell's text; an empty one is a problem of code `missing`."""
        text = self.text(field)
        if not text:
            self.lacks(missing, field)
        return text

    def lacks(self, missing: str, field: str) -> None:
        """Notes that the field is empty, unless something was said about it already."""
        if field not in self._wrong:
            self.wrong(missing, field)

    @property
    def sheet(self) -> str:
        return self._rows.name

    def cell(self, field: str, beside: "Line | None" = None) -> str:
        """Where the field stands, like "C17", with the sheet's name when the line `beside` is in another."""
        name = cell_name(self.number, self._rows.header.column.get(field, 0))
        return name if beside is None or beside.sheet == self.sheet else f"{self.sheet}!{name}"

    def wrong(self, code: str, field: str, **said: object) -> None:
        self._wrong += (field,)
        self._rows.problems.add(code, self._rows.name, self.cell(field), **said)


class Rows:
    """Iterates once; counts the example rows it passed over."""

    def __init__(self, sheet: Sheet, header: Header, problems: Problems) -> None:
        self.name = sheet.name
        self.header = header
        self.problems = problems
        self.examples = 0
        self._sheet = sheet

    def __iter__(self) -> Iterator[Line]:
        code_column = self.header.column.get("code", -1)
        for number, cells in enumerate(self._sheet.rows(), start=1):
            if number <= self.header.last_row or not any(cells):
                continue
            if number > MAX_ROWS:
                raise Refused("TOO_MANY_ROWS", self.name, limit=f"{MAX_ROWS:,}")
            if 0 <= code_column < len(cells) and cells[code_column].upper().startswith(EXAMPLE_PREFIX):
                self.examples += 1
                continue
            yield Line(self, number, cells)


def carrier_number(text: str) -> int | None:
    """The carrier of this name in either language; "" is the relay."""
    return _CARRIERS.get(fold(text))


_CARRIERS = {
    "": 0,
    "relay": 0,
    "diem cau": 0,
    "he thong diem cau": 0,
    "vcs": 1,
    "hoi nghi truyen hinh": 1,
    "truyen hinh hoi nghi": 1,
    "cau truyen hinh": 1,
    "mcu": 1,
    "tv": 2,
    "truyen hinh": 2,
    "none": 3,
    "khong": 3,
    "khong co": 3,
}
