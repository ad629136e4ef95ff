"""Imports take effect whole, at their commit, or not at all."""

import pytest

from server.core import imports
from server.core.choices import Carrier
from server.core.commands import (
    ImportCommitted,
    Launch,
    PeopleRun,
    PointRow,
    StagePeople,
    StagePoints,
    StageUnits,
    UnitRow,
)
from server.core.ids import ImportId, subject_of
from server.core.refusals import Verdict
from server.core.staging import Stage
from tests.given import DIGEST, ROOMS, ROSTER, TREE, closed, launched, planned, running

ONE, TWO = ImportId(b"1" * 16), ImportId(b"2" * 16)


def test_staged_rows_are_counted_and_change_nothing_yet() -> None:
    """Law: before the commit there is no unit, point or person; the conference's row says how many wait."""
    story = planned()
    story.asks(StageUnits(ONE, list(TREE)))
    story.asks(StagePoints(ONE, list(ROOMS), DIGEST * 3))
    story.asks(StagePeople(ONE, list(ROSTER), DIGEST * 9))
    assert (story.conference.node_count, story.conference.person_count) == (1, 0)
    assert story.conference.staged_people == 9
    assert isinstance(story.conference.stage, Stage)
    assert story.asks(ImportCommitted(ONE, 3, 3, 9)) is Verdict.ACCEPTED
    assert (story.conference.node_count, story.conference.person_count) == (7, 9)
    assert story.conference.staged_people == 0
    assert story.place("A")[0] == 5


@pytest.mark.parametrize("counts", [(2, 3, 9), (3, 2, 9), (3, 3, 8), (0, 0, 0)])
def test_a_commit_that_counts_otherwise_takes_nothing(counts: tuple[int, int, int]) -> None:
    """Law: an import of which anything is missing has no effect."""
    story = planned()
    story.asks(StageUnits(ONE, list(TREE)))
    story.asks(StagePoints(ONE, list(ROOMS), DIGEST * 3))
    story.asks(StagePeople(ONE, list(ROSTER), DIGEST * 9))
    assert story.asks(ImportCommitted(ONE, *counts)) is Verdict.IMPORT_INCOMPLETE
    assert story.conference.node_count == 1


def test_another_import_discards_the_one_before() -> None:
    """Law: one import at a time; the one left behind is told so."""
    story = planned()
    story.asks(StageUnits(ONE, list(TREE)))
    story.asks(StageUnits(TWO, list(TREE[:1])))
    assert story.asks(ImportCommitted(ONE, 3, 0, 0)) is Verdict.IMPORT_REPLACED
    assert story.asks(ImportCommitted(TWO, 1, 0, 0)) is Verdict.ACCEPTED
    assert story.conference.node_count == 2


def test_a_commit_said_twice_happens_once() -> None:
    """Law: the second commit of an import is ALREADY_SO, and its name takes no further rows."""
    story = planned()
    story.asks(StageUnits(ONE, list(TREE)))
    assert story.asks(ImportCommitted(ONE, 3, 0, 0)) is Verdict.ACCEPTED
    assert story.asks(ImportCommitted(ONE, 3, 0, 0)) is Verdict.ALREADY_SO
    assert story.asks(StageUnits(ONE, [UnitRow("C", "T", "C", "Xã")])) is Verdict.IMPORT_REPLACED


def test_a_commit_of_nothing_is_incomplete() -> None:
    """Law: an import nobody staged cannot take effect."""
    assert planned().asks(ImportCommitted(ONE, 0, 0, 0)) is Verdict.IMPORT_INCOMPLETE


LONG = "x" * 301
REFUSED = [
    (StageUnits(ONE, [UnitRow("", "", "Tên", "")]), Verdict.BAD_TEXT),
    (StageUnits(ONE, [UnitRow("U", "", " ", "")]), Verdict.BAD_TEXT),
    (StageUnits(ONE, [UnitRow("U" * 65, "", "Tên", "")]), Verdict.BAD_TEXT),
    (StageUnits(ONE, [UnitRow("U", "", LONG, "")]), Verdict.BAD_TEXT),
    (StageUnits(ONE, [UnitRow("U", "", "Tên", "x" * 65)]), Verdict.BAD_TEXT),
    (StageUnits(ONE, [UnitRow("U", "", "a", ""), UnitRow("U", "", "b", "")]), Verdict.DUPLICATE_CODE),
    (StageUnits(ONE, [UnitRow("U", "nobody", "a", "")]), Verdict.UNKNOWN_CODE),
    (StageUnits(ONE, [UnitRow("A", "", "Xã A", "")]), Verdict.WRONG_STATE),
    (StagePoints(ONE, [PointRow("", "A", "a")], DIGEST), Verdict.BAD_TEXT),
    (StagePoints(ONE, [PointRow("P", "A", "a", address=LONG)], DIGEST), Verdict.BAD_TEXT),
    (StagePoints(ONE, [PointRow("P", "A", "a", carrier=4)], DIGEST), Verdict.BAD_COUNT),
    (StagePoints(ONE, [PointRow("P", "A", "a", carrier=-1)], DIGEST), Verdict.BAD_COUNT),
    (StagePoints(ONE, [PointRow("P", "A", "a", capacity=-1)], DIGEST), Verdict.BAD_COUNT),
    (
        StagePoints(ONE, [PointRow("P", "A", "a", capacity=imports.CAPACITY_MAX + 1)], DIGEST),
        Verdict.BAD_COUNT,
    ),
    (StagePoints(ONE, [PointRow("P", "A", "a")], b""), Verdict.BAD_COUNT),
    (StagePoints(ONE, [PointRow("P", "nowhere", "a")], DIGEST), Verdict.UNKNOWN_CODE),
    (
        StagePoints(ONE, [PointRow("P", "A", "a"), PointRow("P", "A", "b")], DIGEST * 2),
        Verdict.DUPLICATE_CODE,
    ),
    (StagePoints(ONE, [PointRow("A1", "B", "a")], DIGEST), Verdict.WRONG_STATE),
    (StagePeople(ONE, [PeopleRun("A", "A1", 255, 0)], b""), Verdict.BAD_COUNT),
    (StagePeople(ONE, [PeopleRun("A", "A1", 256, 1)], DIGEST), Verdict.BAD_COUNT),
    (StagePeople(ONE, [PeopleRun("A", "A1", -1, 1)], DIGEST), Verdict.BAD_COUNT),
    (StagePeople(ONE, [PeopleRun("A", "A1", 255, 2)], DIGEST), Verdict.BAD_COUNT),
    (StagePeople(ONE, [PeopleRun("A", "nowhere", 255, 1)], DIGEST), Verdict.UNKNOWN_CODE),
    (StagePeople(ONE, [PeopleRun("nobody", "A1", 255, 1)], DIGEST), Verdict.UNKNOWN_CODE),
]


@pytest.mark.parametrize(("body", "verdict"), REFUSED)
def test_a_bad_row_refuses_its_entry_and_stages_nothing_of_it(body, verdict: Verdict) -> None:
    """Law: the entry with the bad row is refused whole, so the commit cannot agree."""
    story = launched()
    assert story.asks(body) is verdict
    assert story.conference.stage is None


@pytest.mark.parametrize("code", ["U" * 64, "Đ-1"])
def test_rows_at_the_bounds_are_taken(code: str) -> None:
    """Law: the last allowed length is allowed."""
    story = planned()
    units = [UnitRow(code, "", "n" * 300, "l" * 64)]
    points = [PointRow("P", code, "p", Carrier.NONE, imports.CAPACITY_MAX, "a" * 300)]
    assert story.imports(units, points) is Verdict.ACCEPTED


def test_rows_may_lean_on_rows_staged_just_before() -> None:
    """Law: a parent, a unit or a point of the same import counts as known, in this entry or an earlier one."""
    story = planned()
    assert (
        story.asks(StageUnits(ONE, [UnitRow("U", "", "U", ""), UnitRow("V", "U", "V", "")]))
        is Verdict.ACCEPTED
    )
    assert story.asks(StagePoints(ONE, [PointRow("P", "V", "P")], DIGEST)) is Verdict.ACCEPTED
    assert story.asks(StagePeople(ONE, [PeopleRun("U", "P", 255, 2)], DIGEST * 2)) is Verdict.ACCEPTED
    assert story.asks(ImportCommitted(ONE, 2, 1, 2)) is Verdict.ACCEPTED
    assert story.conference.path_of(story.node("P")) == ["Hội nghị học tập", "U", "V", "P"]


def test_a_known_code_is_a_change() -> None:
    """Law: names, carrier and contact change; number, people and figures stay."""
    story = running()
    story.checks_in(0, "A1")
    node, before = story.node("A1"), story.place("A1")
    points = [PointRow("A1", "A", "Nhà văn hoá", Carrier.TV, 70)]
    assert story.imports([UnitRow("A", "T", "Phường A", "Phường")], points) is Verdict.ACCEPTED
    conference = story.conference
    assert (story.node("A1"), conference.name_of(node), conference.carrier_of(node)) == (
        node,
        "Nhà văn hoá",
        Carrier.TV,
    )
    assert conference.name_of(story.node("A")) == "Phường A"
    assert conference.subject_of_contact(node) == subject_of(story.entries[-2].id, 0)
    assert story.place("A1") == before
    assert conference.moved == conference.seq


def test_in_a_draft_a_point_may_go_under_another_unit_with_its_figures() -> None:
    """Law: its summoned and its point count leave the old units and count under the new."""
    story = planned()
    story.imports(TREE, ROOMS, ROSTER)
    assert (story.place("A")[0], story.place("B")[0]) == (5, 3)
    assert story.imports((), [PointRow("A1", "B", "Hội trường A1")]) is Verdict.ACCEPTED
    assert (story.place("A")[0], story.place("B")[0], story.place()[0]) == (2, 6, 8)
    assert (story.place("A")[9], story.place("B")[9]) == (1, 2)
    assert story.conference.is_under(story.node("A1"), story.node("B"))


def test_late_people_join_a_running_conference() -> None:
    """Law: people imported while a session is open are summoned and can be checked in at once."""
    story = running()
    walked = story.walks_in("B1")
    assert story.imports((), (), [PeopleRun("B", "B1", 255, 2)]) is Verdict.ACCEPTED
    assert story.checks_in(walked + 2, "B1") is Verdict.ACCEPTED
    assert story.place("B1")[:2] == [5, 1]


def test_after_the_close_nothing_comes_in() -> None:
    """Law: a closed conference takes no rows and no commit."""
    story = running()
    story.asks(StageUnits(ONE, [UnitRow("C", "T", "C", "Xã")]))
    closed(story)
    assert story.asks(StageUnits(ONE, [UnitRow("D", "T", "D", "Xã")])) is Verdict.CONFERENCE_CLOSED
    assert story.asks(ImportCommitted(ONE, 1, 0, 0)) is Verdict.CONFERENCE_CLOSED


def test_only_the_host_and_the_server_import() -> None:
    """Law: an operator stages nothing."""
    story = launched()
    assert (
        story.asks(StageUnits(ONE, [UnitRow("C", "T", "C", "Xã")]), story.desk("A1")) is Verdict.NOT_ALLOWED
    )
    assert story.asks(StageUnits(ONE, [UnitRow("C", "T", "C", "Xã")]), "s0") is Verdict.ACCEPTED
    assert story.asks(Launch(), "s0") is Verdict.ALREADY_SO


def test_a_point_moves_with_figures_nobody_has_looked_at_yet() -> None:
    """Law: what is still pending when a point moves counts under its new unit, once."""
    story = planned()
    story.imports(TREE, ROOMS, ROSTER)
    story.imports((), [PointRow("A1", "B", "Hội trường A1")])
    assert [story.place(code)[0] for code in ("A", "B", "T", "")] == [2, 6, 8, 8]
    assert [story.place(code)[9] for code in ("A", "B", "T", "")] == [1, 2, 3, 3]
