"""A roster that cannot be taken is refused in the host's words, by cell where there is one, and nothing is saved."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.end_to_end.browser import Crowd
from tests.end_to_end.roster_file import PEOPLE, write_roster
from tests.end_to_end.server import Server
from tests.end_to_end.stage import draft_conference


def renamed_pdf(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + b"x" * 4096)
    return path


def without_names(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Đại biểu")
        sheet.write_row(0, 0, ["Mã đại biểu", "Chức vụ", "Mã đơn vị", "Mã điểm cầu"])
        sheet.write_row(1, 0, ["DB001", "Văn thư", "TA", "DC-TA"])
    return path


def two_hundred_columns(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Đại biểu").write_row(0, 0, [f"Cột {number}" for number in range(200)])
    return path


def duplicate_code(path: Path) -> Path:
    again = [("DB001", "Bùi Văn Lặp", "Văn thư", "TA", "DC-TA")]
    return write_roster(path, more_people=again)


@pytest.mark.parametrize(
    ("make", "said", "cell"),
    [
        (renamed_pdf, "tệp PDF", ""),
        (without_names, "Họ và tên", ""),
        (two_hundred_columns, "cột", ""),
        (duplicate_code, "DB001", f"A{len(PEOPLE) + 2}"),
    ],
    ids=["renamed PDF", "no names", "200 columns", "a code twice"],
)
async def test_a_file_that_cannot_be_taken_is_explained(
    make: Callable[[Path], Path], said: str, cell: str, server: Server, people: Crowd, tmp_path: Path
) -> None:
    """Law: the message names the mistake and its cell, there is no button to save it, and no person is there."""
    host = await draft_conference(server, people)
    await host.offers(make(tmp_path / "danh_sach.xlsx"))
    await host.is_shown_a_mistake(said, cell)
    await host.page.reload()
    await host.has_no_roster()


async def test_a_mended_file_is_taken_after_a_bad_one(server: Server, people: Crowd, tmp_path: Path) -> None:
    """Law: a refusal leaves nothing behind that is in the way of the right file."""
    host = await draft_conference(server, people)
    await host.offers(duplicate_code(tmp_path / "sai.xlsx"))
    await host.is_shown_a_mistake("DB001", f"A{len(PEOPLE) + 2}")
    await host.imports(write_roster(tmp_path / "dung.xlsx"))
    await host.launches()
