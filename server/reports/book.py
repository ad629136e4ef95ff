"""One XLSX report: letterhead, header row, body row by row, ready to print on A4 landscape.

Rule 1: rows go to the file as they come (constant memory), so a page is written top to bottom.
Rule 2: text stays text: what looks like a formula or a link is neither.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from server.core.reading import Reading
from server.reports.words import Language, local, said, zone_of

Out: TypeAlias = Path | BinaryIO
Cell: TypeAlias = str | int | float | None
Format: TypeAlias = Any

MAX_SHEET_ROWS = 1_000_000
"""A sheet holds 1,048,576 rows; the rest goes to the next one."""

_FONT = "Arial"
"""On every office computer, and right with Vietnamese letters."""
_A4 = 9
_HEAD_ROW = 6
"""Rows from 0: title, report, session, time, sentence, meaning; then the header."""
_VI = "[$-42A]"
"""Vietnamese separators where the program follows a cell's locale; where not, the reader's own."""


class Column(NamedTuple):
    """One column: its word, its width in characters, what its cells hold."""

    word: str
    width: int
    form: str = "text"
    """text, count, share or time."""


class Head(NamedTuple):
    """What stands above the table."""

    title: str
    report: str
    session: str
    as_of: str
    sentence: str
    meaning: str


def head_of(
    state: Reading, session: int, report: str, meaning: str, spoken: str, at_ms: int, language: Language
) -> Head:
    """The letterhead of a report on one session, its figures as of `at_ms`."""
    zone, plan = zone_of(state.zone), state.sessions[session]
    begins, ends = local(plan.starts_ms, zone), local(plan.ends_ms, zone)
    times = f"{begins:%H:%M}–{ends:%H:%M}, {begins:%d/%m/%Y}"
    return Head(
        state.title,
        said(report, language),
        said("session", language).format(name=plan.name, times=times),
        said("as_of", language).format(time=f"{local(at_ms, zone):%H:%M:%S, %d/%m/%Y}"),
        spoken,
        said(meaning, language),
    )


class Book:
    """A workbook being written; `close` finishes the file."""

    def __init__(
        self, out: Out, head: Head, sheet: str, columns: Sequence[Column], language: Language
    ) -> None:
        options: dict[str, object] = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        if isinstance(out, Path):
            options["tmpdir"] = str(out.parent)  # names pass only where the report itself will lie
        self._book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, options)
        self._book.set_properties({"title": head.report, "subject": head.title, "author": "Điểm Cầu"})
        self._head, self._sheet, self._columns, self._language = head, sheet, columns, language
        self._formats: dict[tuple[str, int, bool], Format] = {}
        self._sheets = 0
        self._begin_sheet()

    def close(self) -> None:
        """Zips the file; the slow part of it lets other threads run. Raises OSError: no room, for one."""
        try:
            self._book.close()
        except FileCreateError as error:  # the library's wrapping of what the system said
            raise error.args[0] from None

    def row(self, cells: Iterable[Cell], indent: int = 0, strong: bool = False) -> None:
        """The next row; `indent` steps its widest text column in, None leaves a cell empty."""
        if self._at == MAX_SHEET_ROWS:
            self._begin_sheet()
        for at, (column, cell) in enumerate(zip(self._columns, cells, strict=True)):
            look = self._look(column.form, indent if column.word in ("place", "unit") else 0, strong)
            if cell is None or cell == "":
                self._page.write_blank(self._at, at, None, look)
            elif isinstance(cell, str):
                self._page.write_string(self._at, at, cell, look)
            else:
                self._page.write_number(self._at, at, cell, look)
        self._at += 1

    def _look(self, form: str, indent: int, strong: bool) -> Format:
        key = (form, min(indent, 15), strong)
        if key not in self._formats:
            self._formats[key] = self._book.add_format({
                "font_name": _FONT,
                "font_size": 10,
                "bold": strong,
                "indent": key[1],
                "num_format": {
                    "text": "@",
                    "count": f"{_VI}#,##0",
                    "share": f"{_VI}0.0%",
                    "time": "hh:mm:ss",
                }[form],
                "align": "left" if form == "text" else "right",
                "valign": "vcenter",
                "bottom": 4,
                "bottom_color": "#B8B8B8",
            })  # fmt: skip
        return self._formats[key]

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = self._sheet if self._sheets == 1 else f"{self._sheet} {self._sheets}"
        self._page = self._book.add_worksheet(name)
        self._set_up_print()
        for at, column in enumerate(self._columns):
            self._page.set_column(at, at, column.width)
        self._write_head()
        self._at = _HEAD_ROW + 1

    def _set_up_print(self) -> None:
        page = self._page
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_HEAD_ROW)
        page.hide_gridlines(2)
        page.freeze_panes(_HEAD_ROW + 1, 0)
        page.set_footer(f"&L&8{_literal(self._head.as_of)}&R&8{said('page', self._language)}")

    def _write_head(self) -> None:
        for at, (text, look) in enumerate(zip(self._head, _HEAD_LOOKS, strict=True)):
            self._page.write_string(
                at, 0, text, self._book.add_format({"font_name": _FONT, "font_color": "#1F2328", **look})
            )
        look = self._book.add_format({
            "font_name": _FONT, "font_size": 10, "bold": True, "text_wrap": True, "valign": "vcenter",
            "align": "center", "bg_color": "#F3F1EC", "top": 1, "bottom": 1,
        })  # fmt: skip
        self._page.set_row(_HEAD_ROW, 44)
        for at, column in enumerate(self._columns):
            self._page.write_string(_HEAD_ROW, at, said(column.word, self._language), look)


_HEAD_LOOKS: tuple[dict[str, object], ...] = (
    {"font_size": 13, "bold": True},
    {"font_size": 12, "bold": True, "font_color": "#9B1C1C"},
    {"font_size": 10},
    {"font_size": 10},
    {"font_size": 12, "bold": True},
    {"font_size": 9, "italic": True, "font_color": "#6B7280"},
)


def _literal(text: str) -> str:
    """Text for a page footer, where & begins a command."""
    return text.replace("&", "&&")
