"""What is said about a roster that cannot be taken as it is: code, cell, and words in both languages.

Rule 1: every code stands in WORDS with its Vietnamese and English sentence; a sentence says what to do next.
Rule 2: a list of 31,000 rows can be wrong 31,000 times: the first MAX_PROBLEMS are kept, the rest counted.
"""

from typing import NamedTuple

MAX_PROBLEMS = 200
"""A screenful to mend from; more than this is one mistake repeated (SPEC: upload answers ≤ 200 errors)."""

_SHOWN_CHARS = 60
"""A wrong value is quoted up to here: a cell may hold a whole letter."""


class Problem(NamedTuple):
    """One thing wrong with the file; `sheet` and `cell` are empty when it is the file as a whole."""

    sheet: str
    cell: str
    code: str
    vi: str
    en: str


WORDS: dict[str, tuple[str, str]] = {
    "EMPTY_FILE": ("Tệp rỗng.", "The file is empty."),
    "FILE_TOO_LARGE": (
        "Tệp lớn hơn {limit} MB. Hãy chia danh sách thành nhiều tệp.",
        "The file is larger than {limit} MB. Split the list into several files.",
    ),
    "IS_PDF": (
        "Đây là tệp PDF, dù tên có đuôi khác. Hãy gửi tệp Excel (.xlsx) gốc.",
        "This is a PDF file, whatever its name says. Send the original Excel file (.xlsx).",
    ),
    "IS_XLS": (
        "Đây là tệp Excel đời cũ (.xls). Mở bằng Excel, chọn Lưu thành… “Excel Workbook (.xlsx)” rồi gửi lại.",
        "This is an old Excel file (.xls). Open it, save as “Excel Workbook (.xlsx)” and send it again.",
    ),
    "IS_ENCRYPTED": (
        "Tệp đang đặt mật khẩu. Hãy bỏ mật khẩu trong Excel (Tệp › Thông tin › Bảo vệ) rồi gửi lại.",
        "The file is protected by a password. Remove it in Excel (File › Info › Protect) and send it again.",
    ),
    "IS_HTML": (
        "Đây là trang web được đặt tên như tệp Excel. Mở bằng Excel, lưu thành .xlsx rồi gửi lại.",
        "This is a web page named like an Excel file. Open it in Excel, save as .xlsx and send it again.",
    ),
    "IS_OTHER_DOCUMENT": (
        "Đây là tệp {kind}, không phải bảng tính Excel (.xlsx) hay CSV.",
        "This is a {kind} file, not an Excel workbook (.xlsx) or CSV.",
    ),
    "NOT_A_TABLE": (
        "Không đọc được tệp này như bảng tính Excel (.xlsx) hay văn bản CSV.",
        "This file cannot be read as an Excel workbook (.xlsx) or as CSV text.",
    ),
    "DAMAGED": (
        "Tệp Excel bị hỏng. Hãy mở bằng Excel, lưu lại rồi gửi lại.",
        "The Excel file is damaged. Open it in Excel, save it and send it again.",
    ),
    "ZIP_TOO_MANY_ENTRIES": (
        "Tệp chứa quá {limit} phần bên trong; một bảng tính thật không như vậy.",
        "The file holds more than {limit} parts inside; a real workbook does not.",
    ),
    "ZIP_TOO_LARGE": (
        "Tệp giải nén ra hơn {limit} MB. Hãy chia danh sách thành nhiều tệp.",
        "The file unpacks to more than {limit} MB. Split the list into several files.",
    ),
    "ZIP_RATIO": (
        "Tệp giải nén ra lớn bất thường (hơn {limit} lần). Tệp bị từ chối.",
        "The file unpacks to an abnormal size (over {limit} times). It is refused.",
    ),
    "TOO_MANY_COLUMNS": (
        "Trang tính có hơn {limit} cột. Hãy xoá các cột thừa.",
        "The sheet has more than {limit} columns. Delete those that are not needed.",
    ),
    "TOO_MANY_ROWS": (
        "Tệp có hơn {limit} dòng. Hãy chia thành nhiều tệp.",
        "The file has more than {limit} rows. Split it into several files.",
    ),
    "SHEET_TOO_SPARSE": (
        "Trang tính trải rộng bất thường so với số ô có nội dung. Hãy xoá các dòng, cột trống ở cuối.",
        "The sheet is spread abnormally wide for what it holds. Delete empty rows and columns at its end.",
    ),
    "NO_HEADER": (
        "Không thấy dòng tiêu đề. Cần có các cột: {columns}.",
        "No header row was found. These columns are needed: {columns}.",
    ),
    "NOTHING_TO_IMPORT": (
        "Không có dòng nào để nhập. Hãy điền tên đại biểu vào mẫu rồi gửi lại.",
        "There is no row to import. Fill in the people in the template and send it again.",
    ),
    "MISSING_CODE": ("Thiếu mã.", "The code is missing."),
    "MISSING_NAME": ("Thiếu tên.", "The name is missing."),
    "MISSING_UNIT": ("Thiếu đơn vị.", "The unit is missing."),
    "MISSING_POINT": ("Thiếu điểm cầu.", "The connection point is missing."),
    "DUPLICATE_CODE": (
        "Mã “{value}” đã có ở ô {first}.",
        "Code “{value}” already stands in cell {first}.",
    ),
    "SAME_PERSON": (
        "Trùng họ tên, chức vụ và đơn vị với ô {first}. Nếu là hai người, hãy ghi mã cho từng người.",
        "Same name, post and unit as cell {first}. If these are two people, give each a code.",
    ),
    "UNKNOWN_UNIT": (
        "Không có đơn vị nào mang mã hoặc tên “{value}”.",
        "There is no unit with code or name “{value}”.",
    ),
    "UNKNOWN_POINT": (
        "Không có điểm cầu nào mang mã hoặc tên “{value}”.",
        "There is no connection point with code or name “{value}”.",
    ),
    "AMBIGUOUS_NAME": (
        "Có nhiều nơi tên “{value}”. Hãy ghi mã thay cho tên.",
        "Several places are called “{value}”. Write the code instead of the name.",
    ),
    "UNIT_LOOP": (
        "Đơn vị “{value}” nằm dưới chính nó. Hãy sửa đơn vị cấp trên.",
        "Unit “{value}” stands under itself. Mend the parent unit.",
    ),
    "UNIT_MOVED": (
        "Đơn vị “{value}” đã có và không đổi được đơn vị cấp trên. Hãy ghi lại cấp trên cũ.",
        "Unit “{value}” exists already and keeps its parent. Write the parent it had.",
    ),
    "POINT_MOVED": (
        "Điểm cầu “{value}” không đổi đơn vị được nữa vì hội nghị đã phát động.",
        "Point “{value}” cannot go to another unit any more: the conference is launched.",
    ),
    "BAD_CARRIER": (
        "Đường truyền “{value}” không có. Dùng: Điểm Cầu, Hội nghị truyền hình, Truyền hình, Không.",
        "There is no carrier “{value}”. Use: relay, vcs, tv, none.",
    ),
    "BAD_CAPACITY": (
        "Sức chứa “{value}” phải là số nguyên từ 0 đến {limit}.",
        "Capacity “{value}” must be a whole number from 0 to {limit}.",
    ),
    "UNKNOWN_SESSION": (
        "Không có phiên “{value}”. Các phiên của hội nghị: {sessions}.",
        "There is no session “{value}”. The sessions of this conference: {sessions}.",
    ),
    "TOO_LONG": (
        "Nội dung dài quá {limit} ký tự.",
        "The text is longer than {limit} characters.",
    ),
    "FORMULA_ERROR": (
        "Ô đang báo lỗi công thức ({value}). Hãy ghi giá trị thật.",
        "The cell shows a formula error ({value}). Write the value itself.",
    ),
}


def problem(code: str, sheet: str = "", cell: str = "", **said: object) -> Problem:
    """The record of one problem, its words filled in; quoted values are cut short."""
    shown = {name: _short(str(value)) if name == "value" else str(value) for name, value in said.items()}
    vi, en = WORDS[code]
    return Problem(sheet, cell, code, vi.format(**shown), en.format(**shown))


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN_CHARS else value[: _SHOWN_CHARS - 1] + "…"


class Problems:
    """Collects what is wrong: the first MAX_PROBLEMS in reading order, the rest as a count."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.more = 0

    def add(self, code: str, sheet: str = "", cell: str = "", **said: object) -> None:
        if len(self.kept) < MAX_PROBLEMS:
            self.kept.append(problem(code, sheet, cell, **said))
        else:
            self.more += 1

    def __bool__(self) -> bool:
        return bool(self.kept)


class Refused(Exception):
    """The file as a whole cannot be read; `read` turns it into the only problem of its preview."""

    def __init__(self, code: str, sheet: str = "", **said: object) -> None:
        super().__init__(code)
        self.problem = problem(code, sheet, "", **said)
