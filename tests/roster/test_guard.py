"""What a file really is, and whether unpacking it is safe, is known before anything parses it."""

import struct
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from server.roster import guard
from server.roster.guard import MAX_COLUMNS, Extent, Form, cell_name, column_number, inspect
from server.roster.words import Refused
from tests.roster.given import UNITS, workbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> str:
    """The code with which the file is refused; "" when it is not."""
    try:
        inspect(path)
    except Refused as refused:
        return refused.problem.code
    return ""


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(content)
    return path


def with_sheet(tmp_path: Path, xml: bytes, name: str = SHEET) -> Path:
    """A real workbook in which one part is replaced (or added)."""
    whole = workbook(tmp_path / "whole.xlsx", units=UNITS)
    path = tmp_path / "roster.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, xml)
    return path


def sheet(*cells: str) -> bytes:
    return f"<worksheet><sheetData><row>{''.join(cells)}</row></sheetData></worksheet>".encode()


def cell(place: str) -> str:
    return f'<c s="1" r="{place}"><v>1</v></c>'


def test_a_real_workbook_and_plain_text_pass(tmp_path: Path) -> None:
    """Law: what can be read is told apart by its content."""
    assert inspect(workbook(tmp_path / "a.csv", units=UNITS)) is Form.XLSX
    assert inspect(written(tmp_path, "Họ và tên;Đơn vị".encode())) is Form.TEXT
    assert inspect(written(tmp_path, "Họ và tên".encode("utf-16"))) is Form.TEXT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"%PDF-1.7\n...", "IS_PDF"),
        (b"\n \n%PDF-1.4", "IS_PDF"),
        (OLE + "Workbook".encode("utf-16-le"), "IS_XLS"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "IS_ENCRYPTED"),
        (b"<html><table><tr>", "IS_HTML"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "IS_HTML"),
        (b"\x89PNG\r\n\x1a\n", "IS_OTHER_DOCUMENT"),
        (b"Rar!\x1a\x07", "IS_OTHER_DOCUMENT"),
        (b"abc\x00def", "NOT_A_TABLE"),
        (b"PK\x03\x04 and then nothing", "DAMAGED"),
    ],
)
def test_a_file_that_is_something_else_is_told_so(tmp_path: Path, content: bytes, code: str) -> None:
    """Law: each common mistake has its own words, whatever the file is called."""
    assert refusal(written(tmp_path, content)) == code


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/document.xml", "Word"),
        ("ppt/slides/slide1.xml", "PowerPoint"),
        ("xl/workbook.bin", "Binary"),
        ("mimetype", "OpenDocument"),
        ("photo.jpg", "ZIP"),
    ],
)
def test_another_kind_of_zip_is_named(tmp_path: Path, part: str, kind: str) -> None:
    """Law: a document of another program is called by its name."""
    path = tmp_path / "roster.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(part, "x")
    with pytest.raises(Refused) as refused:
        inspect(path)
    assert refused.value.problem.code == "IS_OTHER_DOCUMENT"
    assert kind in refused.value.problem.vi


@pytest.mark.parametrize(("spare", "code"), [(0, ""), (-1, "FILE_TOO_LARGE")])
def test_a_file_has_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare: int, code: str) -> None:
    """Law: the largest file is read, one byte more is refused."""
    path = workbook(tmp_path / "a.xlsx", units=UNITS)
    monkeypatch.setattr(guard, "MAX_FILE_BYTES", path.stat().st_size + spare)
    assert refusal(path) == code


@pytest.mark.parametrize(("spare", "code"), [(0, ""), (-1, "ZIP_TOO_MANY_ENTRIES")])
def test_a_workbook_has_so_many_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare: int, code: str
) -> None:
    """Law: the most parts are read, one more is refused."""
    path = workbook(tmp_path / "a.xlsx", units=UNITS)
    with zipfile.ZipFile(path) as made:
        monkeypatch.setattr(guard, "MAX_ZIP_ENTRIES", len(made.namelist()) + spare)
    assert refusal(path) == code


@pytest.mark.parametrize(("spare", "code"), [(0, ""), (-1, "ZIP_TOO_LARGE")])
def test_a_workbook_unpacks_to_so_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare: int, code: str
) -> None:
    """Law: the most bytes are read, one more is refused."""
    path = workbook(tmp_path / "a.xlsx", units=UNITS)
    with zipfile.ZipFile(path) as made:
        total = sum(part.file_size for part in made.infolist())
    monkeypatch.setattr(guard, "MAX_UNPACKED_BYTES", total + spare)
    assert refusal(path) == code


def test_a_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    """Law: a part that grows a thousandfold is not unpacked to its end."""
    path = with_sheet(tmp_path, b"<worksheet>" + b" " * (64 << 20))
    assert path.stat().st_size < 1 << 20
    assert refusal(path) == "ZIP_RATIO"


def test_what_a_zip_says_of_its_sizes_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a part that claims to be small is measured all the same."""
    path = with_sheet(tmp_path, b"<worksheet>" + b" " * (1 << 20))
    content = bytearray(path.read_bytes())
    real = struct.pack("<I", (1 << 20) + 11)
    assert content.count(real) == 2  # in the part's own header and in the directory
    path.write_bytes(content.replace(real, struct.pack("<I", 11)))
    monkeypatch.setattr(guard, "MAX_UNPACKED_BYTES", 1 << 20)
    assert refusal(path) == "ZIP_TOO_LARGE"


@pytest.mark.parametrize("last", ["BL7", "BM7", "XFD1"])
def test_a_sheet_has_so_many_columns(tmp_path: Path, last: str) -> None:
    """Law: column 64 (BL) is read, the next refuses the sheet before it is laid out."""
    path = with_sheet(tmp_path, sheet(cell("A1"), cell(last)))
    assert refusal(path) == ("" if last == "BL7" else "TOO_MANY_COLUMNS")


@pytest.mark.parametrize(("row", "code"), [(2_100_000, ""), (2_100_001, "TOO_MANY_ROWS")])
def test_a_sheet_has_so_many_rows(tmp_path: Path, row: int, code: str) -> None:
    """Law: the last row is read, one past it refuses the sheet."""
    assert refusal(with_sheet(tmp_path, sheet(cell("A1"), cell(f"A{row}")))) == code


@pytest.mark.parametrize(("spare", "code"), [(0, ""), (-1, "SHEET_TOO_SPARSE")])
def test_a_far_cell_does_not_lay_out_a_desert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spare: int, code: str
) -> None:
    """Law: the rectangle a sheet spans is bounded by what it holds."""
    monkeypatch.setattr(guard, "SPARE_CELLS", 64 * 1_000 - 2 * 4 + spare)
    assert refusal(with_sheet(tmp_path, sheet(cell("A1"), cell("BL1000")))) == code


@pytest.mark.parametrize("name", ["xl/sharedStrings.xml", "xl/media/sheet.png", "elsewhere/sheet.xml"])
def test_a_sheet_may_hide_under_any_name(tmp_path: Path, name: str) -> None:
    """Law: every part is measured, because the workbook itself says which are sheets."""
    assert refusal(with_sheet(tmp_path, sheet(cell("XFD1048576")), name)) == "TOO_MANY_COLUMNS"


@pytest.mark.parametrize("odd", ["<c><v>1</v></c>", '<c s="a>b" r="ZZ9"/>', "<x:c/>"])
def test_a_cell_must_say_where_it_stands(tmp_path: Path, odd: str) -> None:
    """Law: a cell whose place cannot be seen is not given to the parser."""
    assert refusal(with_sheet(tmp_path, sheet(cell("A1"), odd))) == "DAMAGED"


def test_a_picture_in_a_workbook_is_no_sheet(tmp_path: Path) -> None:
    """Law: bytes that are not XML pass, whatever they look like."""
    assert refusal(with_sheet(tmp_path, b"\x89PNG<c <c <c>", "xl/media/image1.png")) == ""


def test_a_part_with_a_password_or_a_strange_packing_is_refused(tmp_path: Path) -> None:
    """Law: only stored and deflated parts without a password are unpacked."""
    path = workbook(tmp_path / "a.xlsx", units=UNITS)
    odd = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(odd, "w", zipfile.ZIP_LZMA) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
    assert refusal(odd) == "DAMAGED"

    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(written(tmp_path, bytes(content))) == "IS_ENCRYPTED"


def test_a_torn_part_is_damage(tmp_path: Path) -> None:
    """Law: what does not inflate is told as a damaged file."""
    path = with_sheet(tmp_path, sheet(cell("A1")))
    content = path.read_bytes()
    packed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = packed.compress(sheet(cell("A1"))) + packed.flush()
    assert content.count(body) == 1
    assert refusal(written(tmp_path, content.replace(body, b"\xff" * len(body)))) == "DAMAGED"


@given(st.integers(1, 40), st.integers(1, MAX_COLUMNS), st.data())
def test_the_extent_is_the_same_however_the_sheet_is_cut(
    rows: int, columns: int, data: st.DataObject
) -> None:
    """Law: a tag cut in two pieces counts once."""
    xml = sheet(*(cell(cell_name(row, column)) for row in range(1, rows + 1) for column in range(columns)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(xml)), max_size=5)))
    extent = Extent()
    for start, end in zip([0, *cuts], [*cuts, len(xml)], strict=True):
        extent.meet(xml[start:end])
    assert (extent.rows, extent.columns, extent.cells) == (rows, columns, rows * columns)


@given(st.integers(0, 20_000), st.integers(1, 2_000_000))
def test_cells_are_named_as_on_the_screen(column: int, row: int) -> None:
    """Law: the name of a cell says its column and row; columns count on after Z."""
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    assert name == letters + str(row)
    assert column_number(letters) == column + 1
    assert (cell_name(17, 2), cell_name(1, 26), cell_name(1, 701), cell_name(1, 702)) == (
        "C17",
        "AA1",
        "ZZ1",
        "AAA1",
    )


def test_two_hundred_columns_are_refused(tmp_path: Path) -> None:
    """Law: a sheet written 200 columns wide is told so."""
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["x"] * 200)
    assert refusal(path) == "TOO_MANY_COLUMNS"
