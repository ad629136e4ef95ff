"""A small roster as a host would fill it in: two communes under a province, a room in each, nine people."""

from io import BytesIO
from pathlib import Path

import xlsxwriter

UNITS = [
    ("PY", "Tỉnh Phú Yên", "", "Tỉnh"),
    ("TA", "Xã Tuy An", "PY", "Xã"),
    ("SH", "Xã Sông Hinh", "PY", "Xã"),
]
POINTS = [
    ("DC-TA", "Hội trường xã Tuy An", "TA", "relay", 80),
    ("DC-SH", "Nhà văn hoá xã Sông Hinh", "SH", "vcs", 60),
]
PEOPLE = [
    ("DB001", "Trần Văn Bích", "Phó Chủ tịch UBND xã", "TA", "DC-TA"),
    ("DB002", "Trần Văn Bình", "Trưởng thôn Phú Tân", "TA", "DC-TA"),
    ("DB003", "Nguyễn Thị Hằng", "Bí thư Chi bộ Phú Mỹ", "TA", "DC-TA"),
    ("DB004", "Lê Đình Đức", "Kế toán", "TA", "DC-TA"),
    ("DB005", "Phạm Thu Hà", "Văn thư", "TA", "DC-TA"),
    ("DB006", "Y Khoa Niê", "Chủ tịch UBND xã", "SH", "DC-SH"),
    ("DB007", "Hờ Linh", "Bí thư Đoàn xã", "SH", "DC-SH"),
    ("DB008", "Võ Thành Trung", "Công an xã", "SH", "DC-SH"),
    ("DB009", "Đặng Thị Yến", "Trạm trưởng Y tế", "SH", "DC-SH"),
]
TUY_AN, SONG_HINH = 4, 5
"""The points' numbers: the conference is 0, then the three units, then the points as they stand."""
SHEETS: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {
    "Đơn vị": (["Mã đơn vị", "Tên đơn vị", "Mã đơn vị cấp trên", "Cấp"], [*UNITS]),
    "Điểm cầu": (["Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị", "Đường truyền", "Sức chứa"], [*POINTS]),
    "Đại biểu": (["Mã đại biểu", "Họ và tên", "Chức vụ", "Mã đơn vị", "Mã điểm cầu"], [*PEOPLE]),
}


def roster() -> bytes:
    """The same XLSX, not on disk."""
    book = BytesIO()
    fill(book, [])
    return book.getvalue()


def write_roster(path: Path, *, more_people: list[tuple[object, ...]] | None = None) -> Path:
    """`path`, now an XLSX with the three sheets; `more_people` follow those of PEOPLE."""
    fill(path, more_people or [])
    return path


def fill(file: Path | BytesIO, more_people: list[tuple[object, ...]]) -> None:
    with xlsxwriter.Workbook(file) as book:
        for title, (header, rows) in SHEETS.items():
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, header)
            for row, cells in enumerate(rows + (more_people if title == "Đại biểu" else []), 1):
                sheet.write_row(row, 0, cells)
