"""A preview as commands: bounded slices, people in runs, and core takes every one of them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.commands import (
    ImportCommitted,
    Launch,
    PlanConference,
    PointRow,
    SessionPlan,
    StagePeople,
    StagePoints,
    StageUnits,
    UnitRow,
)
from server.core.entries import Command
from server.core.ids import DIGEST_BYTES, ImportId, Millis
from server.core.refusals import Verdict
from server.roster.chunks import ROWS_PER_COMMAND, Texts, chunks
from server.roster.people import People
from server.roster.preview import Preview, StagedPoint
from server.roster.words import problem
from tests.given import NOON, Story

IMPORT = ImportId(b"i" * 16)
ROW = st.tuples(st.sampled_from("XYZ"), st.sampled_from("PQ"), st.sampled_from([255, 1]))


def preview_of(rows: list[tuple[str, str, int]]) -> Preview:
    people = People()
    for number, (unit, point, mask) in enumerate(rows):
        people.add(unit, point, mask, (f"A{number}", f"Trần {number}", "", ""))
    units = [UnitRow(code, "", code, "") for code in "XYZ"]
    points = [StagedPoint(PointRow(code, "X", code), ["", "", ""]) for code in "PQ"]
    return Preview(units=units, points=points, people=people)


def sealed(command: Command, texts: Texts) -> Command:
    """As the shell hands it on: a digest for each text."""
    if isinstance(command, StagePoints | StagePeople):
        return command._replace(digests=bytes(DIGEST_BYTES) * len(texts))
    return command


@given(st.lists(ROW, max_size=60))
def test_people_come_by_point_then_unit_with_a_text_each(rows: list[tuple[str, str, int]]) -> None:
    """Law: runs are as few as order allows, cover every person once, and texts follow the same order."""
    staged = [
        (command, texts)
        for command, texts in chunks(preview_of(rows), IMPORT)
        if isinstance(command, StagePeople)
    ]

    told: list[tuple[str, str, int]] = []
    for command, texts in staged:
        assert sum(run.count for run in command.runs) == len(texts)
        assert all(one[:3] != two[:3] for one, two in pairwise(command.runs))
        names = iter(texts)
        for run in command.runs:
            for _ in range(run.count):
                number = int(next(names)[0][1:])
                assert rows[number] == run[:3]
                told.append((run.point_code, run.unit_code, number))
    assert sorted(number for _, _, number in told) == list(range(len(rows)))
    points = list(dict.fromkeys(point for point, _, _ in told))
    assert [point for point, _, _ in told] == sorted((point for point, _, _ in told), key=points.index)


@pytest.mark.parametrize("count", [ROWS_PER_COMMAND, ROWS_PER_COMMAND + 1, 2 * ROWS_PER_COMMAND])
def test_a_command_holds_so_many_rows(count: int) -> None:
    """Law: at most ROWS_PER_COMMAND units, points or people each, nothing lost at the cut."""
    units = [UnitRow(f"U{n}", "", "x", "") for n in range(count)]
    points = [StagedPoint(PointRow(f"P{n}", "U0", "x"), [str(n), "", ""]) for n in range(count)]
    people = People()
    for n in range(count):
        people.add("U0", "P0", 255, (f"A{n}", "x", "", ""))
    commands = list(chunks(Preview(units=units, points=points, people=people), IMPORT))

    assert [
        row for command, _ in commands if isinstance(command, StageUnits) for row in command.rows
    ] == units
    assert [row for command, _ in commands if isinstance(command, StagePoints) for row in command.rows] == [
        point.row for point in points
    ]
    sizes = [len(texts) for command, texts in commands if isinstance(command, StagePeople)]
    assert sum(sizes) == count
    assert max(sizes) == ROWS_PER_COMMAND
    assert all(len(getattr(command, "rows", [])) <= ROWS_PER_COMMAND for command, _ in commands)
    assert commands[-1] == (ImportCommitted(IMPORT, count, count, count), [])


@pytest.mark.parametrize("rows", [[], [("X", "P", 255), ("Y", "Q", 1), ("X", "P", 255)]])
def test_core_takes_the_import_as_it_comes(rows: list[tuple[str, str, int]]) -> None:
    """Law: every command is accepted in this order, and then everybody is there."""
    story = Story()
    story.asks(PlanConference("Hội nghị", [SessionPlan("Phiên sáng", Millis(NOON), Millis(NOON + 1))]))
    for command, texts in chunks(preview_of(rows), IMPORT):
        assert story.asks(sealed(command, texts)) is Verdict.ACCEPTED
    assert story.conference.roster_count == len(rows)
    assert (story.asks(Launch()) is Verdict.ACCEPTED) == bool(rows)


def test_an_import_of_nothing_new_is_accepted_too() -> None:
    """Law: the same file again is no error for the one who commits it."""
    story = Story()
    story.asks(PlanConference("Hội nghị", [SessionPlan("Phiên sáng", Millis(NOON), Millis(NOON + 1))]))
    verdicts = [story.asks(sealed(*one)) for one in chunks(Preview(), IMPORT)]
    assert verdicts == [Verdict.ACCEPTED] * len(verdicts)


def test_a_preview_with_problems_makes_no_commands() -> None:
    """Law: nothing of a file with mistakes is staged."""
    with pytest.raises(ValueError, match="cannot be committed"):
        list(chunks(Preview(problems=[problem("EMPTY_FILE")]), IMPORT))
