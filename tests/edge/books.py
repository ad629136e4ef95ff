"""Files people upload, good and bad, made in memory."""

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter
from python_calamine import CalamineWorkbook

PEOPLE_HEADER = ("Mã đại biểu", "Họ và tên", "Chức vụ", "Mã đơn vị", "Mã điểm cầu")
UNITS = [("Mã đơn vị", "Tên đơn vị"), ("X2", "Xã Cư M'gar")]
POINTS = [("Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị"), ("D2", "Hội trường xã Cư M'gar", "X2")]

Rows = Sequence[Sequence[str | int]]


def workbook(**sheets: Rows) -> bytes:
    """An XLSX of these sheets; `_` in a name stands for a space."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name.replace("_", " "))
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def people(count: int, first: int = 1) -> Rows:
    return [
        PEOPLE_HEADER,
        *((f"N{at}", f"Người Thứ {at}", "Đảng viên", "X2", "D2") for at in range(first, first + count)),
    ]


def roster(count: int = 3, first: int = 1) -> bytes:
    """A whole roster: one unit, one point, `count` people."""
    return workbook(Đơn_vị=UNITS, Điểm_cầu=POINTS, Đại_biểu=people(count, first))


def bomb() -> bytes:
    """A workbook whose sheet unpacks a thousand times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (64 << 20))
    return out.getvalue()


def rows_of(content: bytes) -> list[list[object]]:
    """The first sheet of a downloaded XLSX."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
