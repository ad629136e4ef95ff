"""The workbook people fill in: four sheets, Vietnamese with English below, that `read` takes back as it is.

Its example rows have codes that begin with VD- ("ví dụ"); `read` leaves them out, so nobody has to delete them.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from server.roster.read_places import MAX_CAPACITY

CARRIERS = ("Điểm Cầu", "Hội nghị truyền hình", "Truyền hình", "Không")
"""In the order of core's Carrier; rows.carrier_number reads each of them back."""

_CHECKED_ROWS = 35_000
"""Rows with a drop-down: more points than any published conference had."""
_EXCEL_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_RED, _INK, _GREY, _PAPER = "#9B1C1C", "#1F2328", "#6B7280", "#F3F1EC"


Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
Format: TypeAlias = Any


class _Column(NamedTuple):
    vi: str
    en: str
    width: int
    note: str = ""


class _Sheet(NamedTuple):
    name: str
    columns: tuple[_Column, ...]
    examples: tuple[tuple[str | int, ...], ...]


_UNITS = _Sheet(
    "Đơn vị",
    (
        _Column("Mã đơn vị *", "Unit code", 18),
        _Column("Tên đơn vị *", "Unit name", 44),
        _Column("Mã đơn vị cấp trên", "Parent code", 22, "Để trống: trực thuộc hội nghị."),
        _Column("Cấp", "Level", 16, "Tỉnh, Xã, Phường, Khối cơ quan, Trường…"),
    ),
    (
        ("VD-01", "Tỉnh ví dụ", "", "Tỉnh"),
        ("VD-01.001", "Xã ví dụ", "VD-01", "Xã"),
        ("VD-01.001.TR", "Trường THCS ví dụ", "VD-01.001", "Trường"),
    ),
)
_POINTS = _Sheet(
    "Điểm cầu",
    (
        _Column("Mã điểm cầu *", "Point code", 18),
        _Column("Tên điểm cầu *", "Point name", 44),
        _Column("Mã đơn vị *", "Unit code", 18, "Đơn vị quản lý phòng họp này."),
        _Column("Đường truyền", "Carrier", 24, "Chọn trong danh sách; để trống: Điểm Cầu."),
        _Column("Sức chứa", "Capacity", 12),
        _Column("Địa chỉ", "Address", 34),
        _Column("Chủ trì", "Chair", 26),
        _Column("Điện thoại", "Phone", 18),
        _Column("Cán bộ điểm cầu", "Operators", 30),
    ),
    (
        (
            *("VD-01.001.01", "Hội trường UBND xã ví dụ", "VD-01.001", "Hội nghị truyền hình", 150),
            *("Thôn 1", "Nguyễn Văn Mẫu", "0000 000 001", "Trần Thị Mẫu"),
        ),
        ("VD-01.001.02", "Phòng họp Trường THCS ví dụ", "VD-01.001.TR", "Điểm Cầu", 60, "Thôn 2", "", "", ""),
    ),
)
_PEOPLE = _Sheet(
    "Đại biểu",
    (
        _Column("Mã đại biểu", "Person code", 18, "Số thẻ, mã cán bộ… Để trống thì hệ thống tự đặt."),
        _Column("Họ và tên *", "Full name", 30),
        _Column("Chức vụ", "Post", 30),
        _Column("Mã đơn vị *", "Unit code", 18, "Đơn vị của đại biểu."),
        _Column("Mã điểm cầu *", "Point code", 18, "Nơi đại biểu được triệu tập."),
        _Column("Điện thoại", "Phone", 18),
        _Column("Phiên", "Sessions", 22, "Để trống: dự tất cả. Ví dụ: 1; 2"),
    ),
    (
        (
            *("VD-000001", "Trần Văn Mẫu", "Bí thư Đảng ủy", "VD-01.001", "VD-01.001.01"),
            *("0000 000 002", ""),
        ),
        ("VD-000002", "H'Mẫu Niê", "Giáo viên", "VD-01.001.TR", "VD-01.001.02", "", "1"),
    ),
)

_GUIDE: tuple[tuple[str, str], ...] = (
    ("Điền ba trang Đơn vị, Điểm cầu, Đại biểu.", "Fill in the three sheets: units, points, people."),
    ("Cột có dấu * là bắt buộc. Thứ tự cột tự do.", "Columns with * are needed; their order is free."),
    (
        "Mã do đơn vị tự đặt, mỗi mã chỉ dùng một lần trong trang. Nhập lại cùng mã là cập nhật, không tạo trùng.",
        "Codes are yours; each stands once in its sheet. The same code again updates, it never doubles.",
    ),
    (
        "Các dòng ví dụ có mã bắt đầu bằng VD- được bỏ qua, không cần xoá.",
        "Example rows (code VD-…) are left out; there is no need to delete them.",
    ),
    (
        "Đại biểu đã có trong danh sách (cùng mã) được giữ nguyên.",
        "People who are on the roster already (same code) are left as they are.",
    ),
    (
        "Đường truyền: Điểm Cầu (hệ thống này), Hội nghị truyền hình, Truyền hình, Không.",
        "Carrier: Điểm Cầu (this system), Hội nghị truyền hình (VCS), Truyền hình (TV), Không (none).",
    ),
    (
        "Phiên: để trống là dự tất cả; hoặc ghi số hay tên phiên, cách nhau bằng dấu chấm phẩy.",
        "Sessions: empty means all; or numbers or names, separated by semicolons.",
    ),
    (
        "Khi tải lên, hệ thống cho xem trước và chỉ rõ từng ô sai; chưa lưu gì cho tới khi bạn xác nhận.",
        "After the upload you see a preview and each wrong cell; nothing is saved until you confirm.",
    ),
)


def write_template(out: Path | BinaryIO, sessions: Sequence[str] = ()) -> None:
    """Writes the template; the names of planned sessions become the choices of column "Phiên"."""
    target = str(out) if isinstance(out, Path) else out
    with xlsxwriter.Workbook(target, {"in_memory": True, **_EXCEL_OPTIONS}) as book:
        _write_guide(book, sessions)
        for sheet in (_UNITS, _POINTS, _PEOPLE):
            page = _write_sheet(book, sheet)
            if sheet is _POINTS:
                _choose_carrier(page)
            elif sheet is _PEOPLE and sessions:
                _choose_session(page, sessions)


def _write_guide(book: Workbook, sessions: Sequence[str]) -> None:
    page = book.add_worksheet("Hướng dẫn")
    page.hide_gridlines(2)
    page.set_column(0, 0, 4)
    page.set_column(1, 1, 92)
    title = book.add_format({"bold": True, "font_size": 16, "font_color": _RED})
    vi = book.add_format({"text_wrap": True, "font_size": 11, "font_color": _INK, "valign": "top"})
    en = book.add_format({"text_wrap": True, "italic": True, "font_color": _GREY, "valign": "top"})
    page.write_string(0, 1, "Danh sách hội nghị: mẫu nhập", title)
    page.write_string(1, 1, "Conference roster: template", en)
    guide = [*_GUIDE]
    if sessions:
        listed = "; ".join(f"{number} = {name}" for number, name in enumerate(sessions, start=1))
        guide.append((f"Các phiên của hội nghị này: {listed}.", f"Sessions of this conference: {listed}."))
    for number, (words_vi, words_en) in enumerate(guide):
        page.write_number(3 + 2 * number, 0, number + 1, vi)
        page.write_string(3 + 2 * number, 1, words_vi, vi)
        page.write_string(4 + 2 * number, 1, words_en, en)


def _write_sheet(book: Workbook, sheet: _Sheet) -> Worksheet:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "bg_color": _PAPER, "font_color": _INK, "bottom": 0})
    needed = book.add_format({"bold": True, "bg_color": _PAPER, "font_color": _RED, "bottom": 0})
    below = book.add_format({"italic": True, "bg_color": _PAPER, "font_color": _GREY, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    example = book.add_format({"num_format": "@", "italic": True, "font_color": _GREY})
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, None if column.vi == "Sức chứa" else text)
        page.write_string(0, at, column.vi, needed if column.vi.endswith("*") else head)
        page.write_string(1, at, column.en, below)
        if column.note:
            page.write_comment(0, at, column.note, {"author": "Điểm Cầu", "x_scale": 1.6})
    for row, cells in enumerate(sheet.examples, start=2):
        _write_example(page, row, cells, example)
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0, 1)
    page.fit_to_pages(1, 0)
    return page


def _write_example(page: Worksheet, row: int, cells: Sequence[str | int], look: Format) -> None:
    for at, cell in enumerate(cells):
        if isinstance(cell, int):
            page.write_number(row, at, cell)
        elif cell:
            page.write_string(row, at, cell, look)


def _choose_carrier(page: Worksheet) -> None:
    page.data_validation(2, 3, _CHECKED_ROWS, 3, {
        "validate": "list",
        "source": list(CARRIERS),
        "error_title": "Đường truyền",
        "error_message": "Chọn một trong danh sách: " + ", ".join(CARRIERS),
    })  # fmt: skip
    page.data_validation(2, 4, _CHECKED_ROWS, 4, {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": MAX_CAPACITY,
        "error_title": "Sức chứa",
        "error_message": f"Số nguyên từ 0 đến {MAX_CAPACITY}.",
    })  # fmt: skip


def _choose_session(page: Worksheet, sessions: Sequence[str]) -> None:
    if sum(len(name) + 1 for name in sessions) > 250 or any("," in name for name in sessions):
        return  # longer lists, or names with the list's own separator, cannot stand in a drop-down
    page.data_validation(2, 6, _CHECKED_ROWS, 6, {
        "validate": "list",
        "source": list(sessions),
        "error_type": "warning",
        "error_title": "Phiên",
        "error_message": "Để trống: dự tất cả. Nhiều phiên: ghi số, cách nhau bằng dấu chấm phẩy.",
    })  # fmt: skip
