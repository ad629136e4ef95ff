"""Builders: a workbook or a CSV file as somebody might hand it in, and what `read` makes of it."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from server.core.commands import PointRow, UnitRow
from server.roster.preview import Known, Preview
from server.roster.read import read

Cells = Sequence[Sequence[object]]

UNITS = [
    ["Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên", "Cấp"],
    ["T", "Tỉnh", "", "Tỉnh"],
    ["X", "Xã X", "T", "Xã"],
]
POINTS = [
    ["Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị"],
    ["P1", "Hội trường 1", "X"],
    ["P2", "Hội trường 2", "T"],
]
PEOPLE_HEADER = ["Mã đại biểu", "Họ và tên", "Chức vụ", "Mã đơn vị", "Mã điểm cầu", "Điện thoại", "Phiên"]

KNOWN = Known(
    units={"T": UnitRow("T", "", "Tỉnh", "Tỉnh"), "X": UnitRow("X", "T", "Xã X", "Xã")},
    points={"P1": PointRow("P1", "X", "Hội trường 1", 0, 120, "Thôn 1")},
    contacts={"P1": ["Lê An", "0000 1", "Võ Bình"]},
    has_person=lambda code: code in ("A1", "A2"),
    sessions=("Phiên sáng", "Phiên chiều"),
)


def workbook(path: Path, **sheets: Cells) -> Path:
    """An XLSX with these sheets; `units`, `points`, `people` get their Vietnamese names."""
    names = {"units": "Đơn vị", "points": "Điểm cầu", "people": "Đại biểu"}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(names.get(name, name))
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    page.write(row, column, cell)
    return path


def people(*rows: Sequence[object]) -> Cells:
    return [PEOPLE_HEADER, *rows]


def read_sheets(tmp_path: Path, known: Known | None = None, **sheets: Cells) -> Preview:
    """The preview of a workbook with these sheets."""
    return read(workbook(tmp_path / "roster.xlsx", **sheets), known)


def read_csv(tmp_path: Path, text: str, known: Known | None = None, encoding: str = "utf-8") -> Preview:
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read(path, known)


def told(preview: Preview) -> list[tuple[str, str, str]]:
    """(sheet, cell, code) of each problem."""
    return [(one.sheet, one.cell, one.code) for one in preview.problems]
