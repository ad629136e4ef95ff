"""A workbook for a conference that knows some of it already: what is new, changed, and may not change."""

from pathlib import Path

import pytest

from server.core.commands import PointRow, UnitRow
from server.roster.preview import Counts, Known
from tests.roster.given import KNOWN, POINTS, UNITS, people, read_sheets, told


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    """Law: what the conference knows is counted as unchanged, and nothing of it is staged."""
    points = [["Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị"], ["P1", "Hội trường 1", "X"]]
    found = read_sheets(
        tmp_path, known=KNOWN, units=UNITS, points=points, people=people(["A1", "Trần An", "", "X", "P1"])
    )
    assert told(found) == []
    assert (found.units, found.points, list(found.people)) == ([], [], [])
    assert (found.unit_counts, found.point_counts, found.people_counts) == (
        Counts(unchanged=2), Counts(unchanged=1), Counts(unchanged=1),
    )  # fmt: skip
    assert [notice.code for notice in found.notices] == ["PEOPLE_KNOWN"]


def test_a_change_keeps_what_the_file_does_not_speak_of(tmp_path: Path) -> None:
    """Law: columns that are absent leave a known point as it is; columns that are there replace."""
    found = read_sheets(
        tmp_path, known=KNOWN, units=[UNITS[0][:2], ["X", "Xã Mới"], ["N", "Thôn N"]],
        points=[["Mã điểm cầu", "Tên điểm cầu", "Mã đơn vị", "Điện thoại"], ["p1", "Hội trường lớn", "X", "0000 9"]],
    )  # fmt: skip
    assert told(found) == []
    assert found.units == [UnitRow("X", "T", "Xã Mới", "Xã"), UnitRow("N", "", "Thôn N", "")]
    assert [(one.row, one.contact) for one in found.points] == [
        (PointRow("P1", "X", "Hội trường lớn", 0, 120, "Thôn 1"), ["Lê An", "0000 9", "Võ Bình"])
    ]
    assert (found.unit_counts, found.point_counts) == (Counts(1, 1, 0), Counts(0, 1, 0))


def test_a_known_unit_keeps_its_parent(tmp_path: Path) -> None:
    """Law: core never moves a unit, so a file that would is told at the cell of the parent."""
    found = read_sheets(tmp_path, known=KNOWN, units=[UNITS[0], ["X", "Xã X", "", "Xã"]])
    assert told(found) == [("Đơn vị", "C2", "UNIT_MOVED")]


@pytest.mark.parametrize("draft", [True, False])
def test_a_known_point_changes_unit_only_before_the_launch(tmp_path: Path, draft: bool) -> None:
    """Law: after the launch the board's tree stands."""
    known = Known(units=KNOWN.units, points=KNOWN.points, draft=draft)
    found = read_sheets(tmp_path, known=known, points=[POINTS[0], ["P1", "Hội trường 1", "T"]])
    assert told(found) == ([] if draft else [("Điểm cầu", "C2", "POINT_MOVED")])
