"""One list of people, CSV or a single sheet: units and points are made of the names it carries."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.commands import PointRow, UnitRow
from server.roster.places import made_code
from server.roster.preview import Counts, Known
from server.roster.rows import MAX_NAME_CHARS
from tests.roster.given import KNOWN, people, read_csv, read_sheets, told

HEADER = "Họ và tên;Đơn vị;Điểm cầu"


def test_units_and_points_are_made_of_their_names(tmp_path: Path) -> None:
    """Law: each name makes one place; the point stands under the unit of the first person sent to it."""
    found = read_csv(
        tmp_path, f"{HEADER}\nTrần An;Xã A;Hội trường\nLê Ba;Xã B;hội trường\nVõ Tư;xã a;Phòng 2\n"
    )

    assert told(found) == []
    assert found.units == [UnitRow(made_code("U", name), "", name, "") for name in ("Xã A", "Xã B")]
    codes = [unit.code for unit in found.units]
    assert [one.row for one in found.points] == [
        PointRow(made_code("P", "Hội trường"), codes[0], "Hội trường"),
        PointRow(made_code("P", "Phòng 2"), codes[0], "Phòng 2"),
    ]
    assert [one.unit_code for one in found.people] == [codes[0], codes[1], codes[0]]
    assert [notice.code for notice in found.notices] == ["POINTS_SHARED"]


def test_a_path_makes_a_tree(tmp_path: Path) -> None:
    """Law: each step stands under the one before; the same step under another parent is another unit."""
    found = read_csv(tmp_path, f"{HEADER}\nA;Tỉnh > Xã A > Thôn 1;P\nB;Tỉnh › Xã B › Thôn 1;P\nC;Tỉnh;P\n")

    names = {unit.code: unit.name for unit in found.units}
    assert [(unit.name, names.get(unit.parent_code, "")) for unit in found.units] == [
        ("Tỉnh", ""), ("Xã A", "Tỉnh"), ("Thôn 1", "Xã A"), ("Xã B", "Tỉnh"), ("Thôn 1", "Xã B"),
    ]  # fmt: skip
    assert len(names) == 5


def test_codes_are_taken_where_the_list_has_them(tmp_path: Path) -> None:
    """Law: a code beside a name makes the place with that code; a code alone must be known."""
    header = "Họ và tên,Mã đơn vị,Đơn vị,Mã điểm cầu,Điểm cầu"
    found = read_csv(tmp_path, f"{header}\nAn,X9,Xã Chín,D9,Phòng 9\nBa,x9,,d9,\nTư,K,,D9,\nSáu,X9,,K,\n")

    assert [unit.code for unit in found.units] == ["X9"]
    assert [one.row.code for one in found.points] == ["D9"]
    assert told(found) == [("", "B4", "UNKNOWN_UNIT"), ("", "D5", "UNKNOWN_POINT")]


def test_a_points_own_unit_tells_halls_of_one_name_apart(tmp_path: Path) -> None:
    """Law: with the column of the point's unit, the same name in another unit is another point."""
    header = "Họ và tên;Đơn vị;Điểm cầu;Đơn vị của điểm cầu"
    found = read_csv(
        tmp_path, f"{header}\nA;Xã A;Hội trường;Xã A\nB;Xã B;Hội trường;Xã B\nC;Xã B;Hội trường;Xã A\n"
    )

    assert told(found) == []
    names = {unit.code: unit.name for unit in found.units}
    assert [names[one.row.unit_code] for one in found.points] == ["Xã A", "Xã B"]
    assert [one.point_code for one in found.people] == [found.points[at].row.code for at in (0, 1, 0)]
    assert found.notices == []


def test_names_of_known_places_mean_those_places(tmp_path: Path) -> None:
    """Law: a list after the first import adds people to what is there."""
    found = read_csv(tmp_path, f"{HEADER}\nTrần An;xa x;HỘI TRƯỜNG 1\n", KNOWN)
    assert (found.units, found.points) == ([], [])
    assert [(one.unit_code, one.point_code) for one in found.people] == [("X", "P1")]


def test_the_same_list_again_changes_nothing(tmp_path: Path) -> None:
    """Law: made codes are found again."""
    text = f"{HEADER}\nTrần An;Tỉnh > Xã A;Hội trường\nLê Ba;Tỉnh > Xã B;Hội trường\n"
    first = read_csv(tmp_path, text)
    codes = {person.text[0] for person in first.people}
    known = Known(
        units={unit.code: unit for unit in first.units},
        points={one.row.code: one.row for one in first.points},
        has_person=codes.__contains__,
    )
    again = read_csv(tmp_path, text, known)
    assert (again.units, again.points, len(again.people)) == ([], [], 0)
    assert again.people_counts == Counts(unchanged=2)


def test_people_alone_in_a_workbook_make_places_only_for_an_empty_conference(tmp_path: Path) -> None:
    """Law: once there are units, a name nobody knows is a mistake, not a new unit."""
    rows = [["Họ và tên", "Đơn vị", "Điểm cầu"], ["Trần An", "Xã Lạ", "Hội trường 1"]]
    assert len(read_sheets(tmp_path, people=rows).units) == 1
    assert told(read_sheets(tmp_path, known=KNOWN, people=rows)) == [("Đại biểu", "B2", "UNKNOWN_UNIT")]
    assert told(read_sheets(tmp_path, people=people(["A", "An", "", "X", "P"]))) == [
        ("Đại biểu", "D2", "UNKNOWN_UNIT"),
        ("Đại biểu", "E2", "UNKNOWN_POINT"),
    ]


@pytest.mark.parametrize(("length", "codes"), [(MAX_NAME_CHARS, []), (MAX_NAME_CHARS + 1, ["TOO_LONG"])])
def test_each_step_of_a_path_has_a_length(tmp_path: Path, length: int, codes: list[str]) -> None:
    """Law: a name made into a unit is bounded like one of the sheet of units."""
    found = read_csv(tmp_path, f"{HEADER}\nAn;Tỉnh > {'x' * length};P\n")
    assert [one.code for one in found.problems] == codes


NAME = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAME, NAME, NAME), min_size=1, max_size=8))
def test_every_person_of_any_list_has_a_place_that_is_staged(rows: list[tuple[str, str, str]]) -> None:
    """Law: whatever the names, units and points the people refer to are all in the import, parents first."""
    text = "\n".join([HEADER, *(";".join(row) for row in rows)])
    with tempfile.TemporaryDirectory() as folder:
        found = read_csv(Path(folder), text)
    units = [unit.code for unit in found.units]
    assert all(unit.parent_code in ["", *units[:at]] for at, unit in enumerate(found.units))
    assert {person.unit_code for person in found.people} <= set(units)
    assert {person.point_code for person in found.people} <= {one.row.code for one in found.points}
    assert {one.row.unit_code for one in found.points} <= set(units)
    assert len(found.people) + len(found.problems) == len(rows)
