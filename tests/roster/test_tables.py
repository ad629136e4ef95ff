"""Files as sheets of text: every dialect of CSV, and what is no table at all."""

import tempfile
import unicodedata
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from server.roster import tables
from server.roster.columns import fold
from server.roster.guard import MAX_COLUMNS
from server.roster.read import read
from server.roster.tables import clean, open_sheets
from server.roster.words import Refused
from tests.roster.given import read_csv, told, workbook

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"), exclude_characters="\n\r"), max_size=12)
ROWS = st.lists(st.lists(CELL, min_size=4, max_size=6), max_size=6)


def rows_of(content: bytes) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "roster.csv")
        path.write_bytes(content)
        (sheet,) = open_sheets(path)
        return list(sheet.rows())


def quoted(rows: list[list[str]], separator: str) -> str:
    return "".join(
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows
    )


@given(ROWS, st.sampled_from(";,\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_comes_back_from_any_dialect(rows: list[list[str]], separator: str, encoding: str) -> None:
    """Law: separator and encoding are found; cells are as written but for invisible signs and outer spaces."""
    table = [["Họ và tên", "Đơn vị", "Điểm cầu", "Chức vụ"], *rows]

    found = rows_of(quoted(table, separator).encode(encoding))

    expected = [[clean(cell) for cell in row] for row in table]
    assert [
        row + [""] * (len(want) - len(row)) for row, want in zip(found, expected, strict=True)
    ] == expected


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_vietnamese_code_page_is_read(separator: str) -> None:
    """Law: what is no UTF-8 is read as code page 1258 and its marks joined to their letters."""
    text = (
        separator.join(["Họ và tên", "Đơn vị", "Điểm cầu"])
        + "\r\n"
        + separator.join(["Trần Thị Ngọc Ánh", "Xã Ea Wy", "X"])
    )
    raw = _decomposed(text).encode("cp1258")

    assert rows_of(raw)[1] == ["Trần Thị Ngọc Ánh", "Xã Ea Wy", "X"]


def _decomposed(text: str) -> str:
    """As code page 1258 writes it: tone marks apart, other letters whole."""
    out = ""
    for letter in text:
        try:
            letter.encode("cp1258")
            out += letter
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", letter)
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            rest = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
            out += rest + "".join(tones)
    return out


@pytest.mark.parametrize(
    "content",
    [
        "Họ và tên;Đơn vị\n".encode("utf-16")[:-1],
        b"a;b\x00c;d\n",
        b"\xff\xfe\x00\xd8\x00\xd8",
        "Họ và tên;Đơn vị;Điểm cầu\nAn;".encode() + b'"' + b"x" * 200_000,
    ],
    ids=["half a letter", "zero bytes", "lone surrogates", "a quote that never ends"],
)
def test_bytes_that_are_no_table_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    """Law: a broken text file is one problem of the file, never an exception."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert told(read(path)) == [("", "", "NOT_A_TABLE")]


def test_a_csv_has_as_many_columns_as_a_sheet_may(tmp_path: Path) -> None:
    """Law: one column at the bound is read, one past it refuses the file."""
    header = "Họ và tên;Đơn vị;Điểm cầu"
    fits = f"{header}\nAn;X;P{';y' * (MAX_COLUMNS - 3)}\n"
    assert told(read_csv(tmp_path, fits)) == []
    assert told(read_csv(tmp_path, fits.replace(";y", ";y;y", 1))) == [("", "", "TOO_MANY_COLUMNS")]


def test_a_csv_has_as_many_rows_as_a_roster_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: one row at the bound is read, one past it refuses the file."""
    monkeypatch.setattr(tables, "MAX_ROWS", 4)
    text = "Họ và tên;Đơn vị;Điểm cầu\n" + "".join(f"An {n};X;P\n" for n in range(3))
    assert told(read_csv(tmp_path, text)) == []
    assert told(read_csv(tmp_path, text + "Ba;X;P\n")) == [("", "", "TOO_MANY_ROWS")]


@given(st.binary(max_size=300))
def test_no_bytes_at_all_bring_the_reader_down(content: bytes) -> None:
    """Law: any file is a preview; nothing but words comes out of a bad one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(content)
        found = read(path)
    assert found.problems


@given(st.binary(min_size=1, max_size=40), st.integers(0, 5000))
def test_a_damaged_workbook_is_a_preview_too(junk: bytes, at: int) -> None:
    """Law: a workbook with bytes overwritten anywhere is read or refused in words, never an exception."""
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder, "x.xlsx"), units=[["Mã đơn vị", "Tên đơn vị"], ["T", "Tỉnh"]])
        content = bytearray(path.read_bytes())
        at %= len(content)
        content[at : at + len(junk)] = junk
        path.write_bytes(content)
        found = read(path)
    assert found.problems or [unit.code for unit in found.units]


@given(st.text())
def test_clean_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    """Law: cleaning twice is cleaning once, and what is left can be printed."""
    once = clean(text)
    assert clean(once) == once
    assert once == "" or once.isprintable()


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Điểm cầu *", "diem cau"), ("ĐƠN VỊ", "don vi"), ("Ủy ban – MTTQ", "uy ban mttq"), ("", "")],
)
def test_folded_text_has_no_diacritics(written: str, folded: str) -> None:
    """Law: Vietnamese compares without marks, case and signs."""
    assert fold(written) == folded


def test_a_sheet_that_cannot_be_opened_refuses_the_file(tmp_path: Path) -> None:
    """Law: what calamine cannot read is words, too."""
    path = workbook(tmp_path / "x.xlsx", units=[["Mã đơn vị", "Tên đơn vị"], ["T", "Tỉnh"]])
    broken = tmp_path / "y.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            if "sheet1" not in name:
                new.writestr(name, old.read(name))
    with pytest.raises(Refused) as refused:
        open_sheets(broken)
    assert refused.value.problem.code == "DAMAGED"


def test_a_chart_among_the_sheets_is_passed_over(tmp_path: Path) -> None:
    """Law: a page of a workbook that is no table is no reason to refuse it."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        chart = book.add_chart({"type": "line"})
        page = book.add_worksheet("Đơn vị")
        page.write_row(0, 0, ["Mã đơn vị", "Tên đơn vị"])
        page.write_row(1, 0, ["T", "Tỉnh"])
        chart.add_series({"values": ["Đơn vị", 0, 0, 1, 0]})
        book.add_chartsheet("Biểu đồ").set_chart(chart)
    assert [sheet.name for sheet in open_sheets(path)] == ["Đơn vị"]
    assert [unit.code for unit in read(path).units] == ["T"]
