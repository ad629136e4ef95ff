"""A workbook of three sheets becomes validated rows, or a list of cells to mend."""

from pathlib import Path

import pytest

from server.core.choices import Carrier
from server.core.commands import PointRow, UnitRow
from server.roster.preview import Counts, Known
from server.roster.read import read
from server.roster.read_people import ALL_SESSIONS
from server.roster.read_places import MAX_CAPACITY
from server.roster.rows import MAX_CODE_CHARS, MAX_LEVEL_CHARS, MAX_NAME_CHARS, carrier_number
from server.roster.words import MAX_PROBLEMS, WORDS
from tests.roster.given import KNOWN, POINTS, UNITS, people, read_sheets, told, workbook


def test_a_whole_roster_becomes_rows(tmp_path: Path) -> None:
    """Law: units, points and people come out as core takes them, in the order of the file."""
    points = [[*POINTS[0], "Đường truyền", "Sức chứa", "Địa chỉ", "Chủ trì", "Điện thoại", "Cán bộ điểm cầu"],
              ["P1", "Hội trường 1", "X", "Truyền hình", 120, "Thôn 1", "Lê An", "0000 1", "Võ Bình"]]  # fmt: skip
    found = read_sheets(
        tmp_path, units=UNITS, points=points,
        people=people(["A1", "Trần Văn Bích", "Bí thư", "X", "P1", "0000 2", ""], ["A2", "H'Hoa Niê", "", "T", "P1"]),
    )  # fmt: skip

    assert told(found) == []
    assert found.units == [UnitRow("T", "", "Tỉnh", "Tỉnh"), UnitRow("X", "T", "Xã X", "Xã")]
    assert [(one.row, one.contact) for one in found.points] == [
        (PointRow("P1", "X", "Hội trường 1", Carrier.TV, 120, "Thôn 1"), ["Lê An", "0000 1", "Võ Bình"])
    ]
    assert [tuple(person) for person in found.people] == [
        ("X", "P1", 255, ["A1", "Trần Văn Bích", "Bí thư", "0000 2"]),
        ("T", "P1", 255, ["A2", "H'Hoa Niê", "", ""]),
    ]
    assert (found.unit_counts, found.point_counts, found.people_counts) == (Counts(2), Counts(1), Counts(2))
    assert found.sample == list(found.people)


def test_a_header_is_found_below_a_letterhead_in_any_order_and_language(tmp_path: Path) -> None:
    """Law: columns go by their names, Vietnamese or English, with or without diacritics, stars and remarks."""
    found = read_sheets(
        tmp_path,
        units=[["UBND TỈNH"], [], ["ten don vi", "STT", "CAP", "MÃ ĐƠN VỊ (*)"], ["Tỉnh", 1, "Tỉnh", "T"]],
        points=[["Point name", "Unit code", "Point code"], ["Hội trường", "T", "P1"]],
        people=[
            ["Họ và tên *", "Mã đơn vị", "Mã điểm cầu [bắt buộc]"],
            ["Full name", "Unit code", "Point code"],
            ["Trần An", "T", "P1"],
        ],
    )

    assert told(found) == []
    assert found.units == [UnitRow("T", "", "Tỉnh", "Tỉnh")]
    assert [person.text[1] for person in found.people] == ["Trần An"]


def test_a_name_may_stand_in_two_columns(tmp_path: Path) -> None:
    """Law: family name and given name in columns of their own are one name."""
    found = read_sheets(
        tmp_path,
        known=KNOWN,
        people=[["Họ và tên đệm", "Tên", "Mã đơn vị", "Mã điểm cầu"], ["Trần Văn", "Bích", "X", "P1"]],
    )
    assert [person.text[1] for person in found.people] == ["Trần Văn Bích"]


def test_each_mistake_is_told_with_its_cell(tmp_path: Path) -> None:
    """Law: a wrong cell is named as the screen names it, and every wrong row of the sheet is told at once."""
    found = read_sheets(
        tmp_path,
        units=[
            *UNITS,
            ["x", "Xã khác", "T", ""],
            ["", "Không mã", "", ""],
            ["Y", "", "", ""],
            ["Z", "Xã Z", "Q", ""],
        ],
        points=[
            [*POINTS[0], "Đường truyền", "Sức chứa"],
            ["P1", "Hội trường 1", "X", "vệ tinh", ""],
            ["P1", "", "K", "", -5],
            ["P3", "Hội trường 3", "", "", "đông"],
        ],
        people=people(
            ["A1", "Trần An", "", "X", "P9"],
            ["A1", "Trần Ba", "", "X", "P1"],
            ["A2", "", "", "X", "P1"],
            ["A3", "Trần Tư", "", "", "", "", "9"],
        ),
    )

    assert told(found) == [
        ("Đơn vị", "A4", "DUPLICATE_CODE"),
        ("Đơn vị", "A5", "MISSING_CODE"),
        ("Đơn vị", "B6", "MISSING_NAME"),
        ("Đơn vị", "C7", "UNKNOWN_UNIT"),
        ("Điểm cầu", "D2", "BAD_CARRIER"),
        ("Điểm cầu", "A3", "DUPLICATE_CODE"),
        ("Điểm cầu", "B3", "MISSING_NAME"),
        ("Điểm cầu", "C3", "UNKNOWN_UNIT"),
        ("Điểm cầu", "E3", "BAD_CAPACITY"),
        ("Điểm cầu", "C4", "MISSING_UNIT"),
        ("Điểm cầu", "E4", "BAD_CAPACITY"),
        ("Đại biểu", "E2", "UNKNOWN_POINT"),
        ("Đại biểu", "A3", "DUPLICATE_CODE"),
        ("Đại biểu", "B4", "MISSING_NAME"),
        ("Đại biểu", "D5", "MISSING_UNIT"),
        ("Đại biểu", "E5", "MISSING_POINT"),
        ("Đại biểu", "G5", "UNKNOWN_SESSION"),
    ]
    assert not found.may_be_committed


def test_a_mistake_is_said_in_both_languages_with_what_stood_there(tmp_path: Path) -> None:
    """Law: the words quote the wrong value, cut short, and say what would do."""
    long = "k" * 100
    found = read_sheets(tmp_path, known=KNOWN, people=people(["A9", "Trần An", "", "X", long]))

    (problem,) = found.problems
    assert "k" * 59 + "…" in problem.vi
    assert "k" * 60 not in problem.vi + problem.en
    assert problem.vi.startswith("Không có điểm cầu")
    assert problem.en.startswith("There is no connection point")


@pytest.mark.parametrize("code", sorted(WORDS))
def test_each_problem_has_words_without_gaps(code: str) -> None:
    """Law: a sentence in each language, and its gaps are the same in both."""
    gaps = dict.fromkeys(("limit", "kind", "columns", "value", "first", "sessions"), "@")
    vi, en = (words.format(**gaps) for words in WORDS[code])
    assert vi != en
    assert vi.count("@") == en.count("@")
    assert vi.endswith(".") and en.endswith(".")


def test_the_first_mistakes_are_kept_and_the_rest_counted(tmp_path: Path) -> None:
    """Law: at most MAX_PROBLEMS records, and no mistake goes uncounted."""
    rows = [[f"A{n}", "", "", "X", "P1"] for n in range(MAX_PROBLEMS + 7)]
    found = read_sheets(tmp_path, known=KNOWN, people=people(*rows))
    assert len(found.problems) == MAX_PROBLEMS
    assert found.more_problems == 7
    assert found.problems[-1].cell == f"B{MAX_PROBLEMS + 1}"


def test_a_wrong_place_makes_no_mistake_of_what_refers_to_it(tmp_path: Path) -> None:
    """Law: one mistake is told once, not again at each of the people sent there."""
    found = read_sheets(
        tmp_path,
        units=[*UNITS, ["Y", "", "T", ""]],
        points=[POINTS[0], ["P1", "", "Y"]],
        people=people(["A1", "Trần An", "", "Y", "P1"]),
    )
    assert told(found) == [("Đơn vị", "B4", "MISSING_NAME"), ("Điểm cầu", "B2", "MISSING_NAME")]


def test_parents_may_stand_below_their_children_but_not_under_themselves(tmp_path: Path) -> None:
    """Law: units come out parents first; a ring of units is a mistake at each of them."""
    header = UNITS[0]
    found = read_sheets(
        tmp_path, units=[header, ["C", "Thôn", "B", ""], ["B", "Xã", "A", ""], ["A", "Tỉnh", "", ""]]
    )
    assert [unit.code for unit in found.units] == ["A", "B", "C"]

    ringed = read_sheets(
        tmp_path, units=[header, ["A", "Một", "B", ""], ["B", "Hai", "A", ""], ["C", "Ba", "", ""]]
    )
    assert told(ringed) == [("Đơn vị", "C2", "UNIT_LOOP"), ("Đơn vị", "C3", "UNIT_LOOP")]


def test_a_place_may_be_named_where_one_place_has_the_name(tmp_path: Path) -> None:
    """Law: a name stands for its code while it is the only one; else the code is asked for."""
    twins = [*UNITS, ["Y", "Thôn 1", "X", ""], ["Z", "thon 1", "T", ""]]
    found = read_sheets(
        tmp_path, units=twins, points=POINTS,
        people=people(["A1", "Trần An", "", "xã x", "Hội trường 1"], ["A2", "Trần Ba", "", "Thôn 1", "P1"]),
    )  # fmt: skip
    assert told(found) == [("Đại biểu", "D3", "AMBIGUOUS_NAME")]
    assert [(one.unit_code, one.point_code) for one in found.people] == [("X", "P1")]


def test_codes_are_the_same_whatever_their_case(tmp_path: Path) -> None:
    """Law: a code is looked up without case and kept as it was first written."""
    found = read_sheets(
        tmp_path,
        units=UNITS,
        points=POINTS,
        people=people(["a1", "Trần An", "", "x", "p1"], ["A1", "Trần Ba", "", "X", "P1"]),
    )
    assert told(found) == [("Đại biểu", "A3", "DUPLICATE_CODE")]
    assert [(one.unit_code, one.point_code) for one in found.people] == [("X", "P1")]


def test_numbers_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    """Law: a code or phone that Excel took for a number keeps its digits, and a phone its leading zero."""
    found = read_sheets(
        tmp_path,
        known=KNOWN,
        people=people([66001234567, "Trần An", True, "X", "P1", 912345678], [7, "Trần Ba", 1.5, "X", "P1"]),
    )
    assert [one.text for one in found.people] == [
        ["66001234567", "Trần An", "TRUE", "0912345678"],
        ["7", "Trần Ba", "1.5", ""],
    ]


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    """Law: nothing in a file is evaluated."""
    trick = '=HYPERLINK("http://x","y")'
    found = read_sheets(tmp_path, known=KNOWN, people=people(["A9", trick, "+1", "X", "P1"]))
    assert [one.text[1:3] for one in found.people] == [[trick, "+1"]]


def test_invisible_signs_and_decomposed_letters_are_made_plain(tmp_path: Path) -> None:
    """Law: texts are one line of composed letters with single spaces."""
    found = read_sheets(
        tmp_path,
        known=KNOWN,
        people=people(["A9", "  Tra\u0302\u0300n\u00a0\n Va\u0306n\u200b  B\u0131ch ", "", "X", "P1"]),
    )
    assert [one.text[1] for one in found.people] == ["Trần Văn Bıch"]


@pytest.mark.parametrize(
    ("cell", "mask"),
    [
        ("", ALL_SESSIONS), ("Tất cả", 255), (1, 1), ("2", 2), ("1;2", 3), ("1, 2", 3), (1.2, 3), ("Phiên chiều", 2),
        ("chiều", 2), ("Phiên sáng và Phiên chiều", 3), ("sáng + chiều", 3),
    ],
)  # fmt: skip
def test_sessions_are_named_or_numbered(tmp_path: Path, cell: object, mask: int) -> None:
    """Law: empty is all; else numbers from 1 or names, as people write them."""
    found = read_sheets(tmp_path, known=KNOWN, people=people(["A9", "Trần An", "", "X", "P1", "", cell]))
    assert told(found) == []
    assert [one.sessions_mask for one in found.people] == [mask]


@pytest.mark.parametrize("cell", ["0", "3", "tối", "phiên", "1;9", ";"])
def test_a_session_that_is_not_planned_is_a_mistake(tmp_path: Path, cell: str) -> None:
    """Law: neither a number past the last session nor a name that fits none, or several, is guessed at."""
    found = read_sheets(tmp_path, known=KNOWN, people=people(["A9", "Trần An", "", "X", "P1", "", cell]))
    assert told(found) == [("Đại biểu", "G2", "UNKNOWN_SESSION")]
    assert "1 (Phiên sáng), 2 (Phiên chiều)" in found.problems[0].vi


@pytest.mark.parametrize(("cell", "mask"), [("8", 128), ("9", None), ("tối", 255)])
def test_before_sessions_are_planned_numbers_are_bounded_and_names_are_taken(
    tmp_path: Path, cell: str, mask: int | None
) -> None:
    """Law: a check without a conference knows how many sessions there can be, and no names."""
    found = read_sheets(
        tmp_path, units=UNITS, points=POINTS, people=people(["A9", "Trần An", "", "X", "P1", "", cell])
    )
    assert [one.sessions_mask for one in found.people] == ([] if mask is None else [mask])


@pytest.mark.parametrize(
    ("text", "carrier"),
    [("", 0), ("Điểm Cầu", 0), ("relay", 0), ("VCS", 1), ("Hội nghị truyền hình", 1), ("TV", 2), ("truyen hinh", 2),
     ("Không", 3), ("none", 3), ("vệ tinh", None)],
)  # fmt: skip
def test_carriers_have_names_in_both_languages(text: str, carrier: int | None) -> None:
    """Law: each carrier of core has its names; others are none."""
    assert carrier_number(text) == carrier


@pytest.mark.parametrize(
    ("cell", "code"),
    [(0, None), (MAX_CAPACITY, None), ("1.200", None), ("1,200", None), (MAX_CAPACITY + 1, "BAD_CAPACITY"),
     (-1, "BAD_CAPACITY"), (2.5, "BAD_CAPACITY"), ("1.20", "BAD_CAPACITY"),
     ("9" * 40, "BAD_CAPACITY"), ("²", "BAD_CAPACITY")],
)  # fmt: skip
def test_a_capacity_is_a_whole_number_of_seats(tmp_path: Path, cell: object, code: str | None) -> None:
    """Law: one at each bound is taken, one past it is told."""
    found = read_sheets(
        tmp_path, units=UNITS, points=[[*POINTS[0], "Sức chứa (chỗ)"], ["P1", "Phòng", "X", cell]]
    )
    assert [one.code for one in found.problems] == ([code] if code else [])


@pytest.mark.parametrize(
    ("header", "limit"),
    [("Mã đơn vị", MAX_CODE_CHARS), ("Tên đơn vị", MAX_NAME_CHARS), ("Cấp", MAX_LEVEL_CHARS)],
)
def test_texts_have_a_length(tmp_path: Path, header: str, limit: int) -> None:
    """Law: the longest text is taken; one letter more is told, and nothing else about that cell."""
    column = UNITS[0].index(header)

    def row(length: int) -> list[str]:
        cells = ["C", "Tên", "", ""]
        cells[column] = "c" * length
        return cells

    assert told(read_sheets(tmp_path, units=[UNITS[0], row(limit)])) == []
    found = read_sheets(tmp_path, units=[UNITS[0], row(limit + 1)])
    assert told(found) == [("Đơn vị", f"{'ABCD'[column]}2", "TOO_LONG")]


@pytest.mark.parametrize("error", ["#N/A", "#REF!"])
def test_a_formulas_error_is_not_a_name(tmp_path: Path, error: str) -> None:
    """Law: what a broken formula shows is told, not stored."""
    found = read_sheets(tmp_path, known=KNOWN, people=people(["A9", error, "", "X", "P1"]))
    assert told(found) == [("Đại biểu", "B2", "FORMULA_ERROR")]


def test_two_people_who_cannot_be_told_apart_are_a_mistake(tmp_path: Path) -> None:
    """Law: without codes, the same name, post and unit twice is asked about, not guessed at."""
    found = read_sheets(
        tmp_path, known=KNOWN,
        people=people(["", "Trần An", "", "X", "P1"], ["", "Trần An", "Kế toán", "X", "P1"], ["", "trần an", "", "X", "P1"]),
    )  # fmt: skip
    assert told(found) == [("Đại biểu", "B4", "SAME_PERSON")]
    assert "ô B2" in found.problems[0].vi


def test_a_made_code_is_the_same_at_every_reading(tmp_path: Path) -> None:
    """Law: people without codes are known again in the next file."""
    rows = people(["", "Trần An", "Kế toán", "X", "P1"])
    code = read_sheets(tmp_path, known=KNOWN, people=rows).people[0].text[0]
    again = Known(units=KNOWN.units, points=KNOWN.points, has_person=lambda asked: asked == code)
    assert read_sheets(tmp_path, known=again, people=rows).people_counts == Counts(unchanged=1)


def test_columns_nobody_knows_are_named(tmp_path: Path) -> None:
    """Law: what is not used is said, but for the running number."""
    found = read_sheets(
        tmp_path,
        known=KNOWN,
        people=[["STT", *people()[0], "Ngày sinh"], [1, "A9", "Trần An", "", "X", "P1"]],
    )
    assert [(notice.code, notice.vi) for notice in found.notices] == [
        ("COLUMNS_IGNORED", "Không dùng các cột: Ngày sinh.")
    ]


def test_a_sheet_without_a_header_says_which_columns_it_needs(tmp_path: Path) -> None:
    """Law: the message names the columns that are missing from a table."""
    found = read_sheets(tmp_path, units=[["Mã đơn vị", "Ghi chú"], ["T", "x"]])
    assert told(found) == [("Đơn vị", "", "NO_HEADER")]
    assert "Mã đơn vị, Tên đơn vị" in found.problems[0].vi


@pytest.mark.parametrize("sheets", [{"units": [UNITS[0]], "points": [], "people": people()}, {"Sheet1": []}])
def test_a_file_without_rows_has_nothing_to_import(
    tmp_path: Path, sheets: dict[str, list[list[str]]]
) -> None:
    """Law: an empty file is a mistake, not an empty success."""
    assert told(read_sheets(tmp_path, **sheets)) == [("", "", "NOTHING_TO_IMPORT")]


def test_two_sheets_of_people_are_read_from_the_one_with_a_header(tmp_path: Path) -> None:
    """Law: in a workbook without our sheet names, the first sheet that holds people is the list."""
    path = workbook(
        tmp_path / "x.xlsx",
        Bìa=[["UBND TỈNH"]],
        Danh=[["Họ và tên", "Đơn vị", "Điểm cầu"], ["Trần An", "Xã X", "Phòng 1"]],
    )
    found = read(path)
    assert told(found) == []
    assert (len(found.units), len(found.points), len(found.people)) == (1, 1, 1)


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    """Law: numbered sheets of one name are one sheet; a code met in another is named with its sheet."""
    path = workbook(
        tmp_path / "x.xlsx",
        units=UNITS,
        **{
            "Điểm cầu": POINTS[:2],
            "Điểm cầu (2)": [POINTS[0], ["P2", "Hội trường 2", "T"], ["p1", "Phòng", "T"]],
        },
        **{
            "Đại biểu": people(["A1", "Trần An", "", "X", "P1"]),
            "Đại biểu 2": people(["a1", "Trần Ba", "", "X", "P2"]),
        },
    )
    found = read(path)
    assert told(found) == [("Điểm cầu (2)", "A3", "DUPLICATE_CODE"), ("Đại biểu 2", "A2", "DUPLICATE_CODE")]
    assert "Điểm cầu!A2" in found.problems[0].vi
    assert "Đại biểu!A2" in found.problems[1].vi
    assert (len(found.points), len(found.people)) == (2, 1)
