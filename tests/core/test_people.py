"""People as columns, and where their texts lie."""

import pytest

from server.core.ids import CommandId, subject_of
from server.core.people import People, summons

FIRST, SECOND, WALKED = (CommandId(bytes([n]) * 16) for n in (1, 2, 3))


def roster() -> People:
    people = People()
    people.add_base(0, FIRST)
    people.add_run(1, 4, 255, 3)
    people.add_run(1, 5, 0b10, 2)
    people.add_base(5, SECOND)
    people.add_run(2, 4, 255, 2)
    people.add_walk_in(WALKED, 1)
    return people


def test_each_person_has_the_subject_of_her_own_row() -> None:
    """Law: subject = the entry she came with and her row in it."""
    people = roster()
    assert [people.subject(n) for n in (0, 4, 5, 6, 7)] == [
        subject_of(FIRST, 0), subject_of(FIRST, 4), subject_of(SECOND, 0), subject_of(SECOND, 1), subject_of(WALKED, 0),
    ]  # fmt: skip


def test_runs_are_found_by_their_point_also_after_more_came() -> None:
    """Law: the runs of a point, in order, whenever one asks."""
    people = roster()
    assert people.runs_at(4) == [0, 2]
    people.add_run(2, 4, 255, 1)
    assert (people.runs_at(4), people.runs_at(5), people.runs_at(9)) == ([0, 2, 3], [1], [])


def test_walk_ins_are_people_but_not_on_the_roster() -> None:
    """Law: one number space, counted apart."""
    people = roster()
    assert (len(people), people.roster_count) == (8, 7)
    assert [people.is_walk_in(n) for n in (6, 7)] == [False, True]


@pytest.mark.parametrize(
    ("mask", "session", "summoned"),
    [(255, 0, True), (255, 7, True), (0b10, 0, False), (0b10, 1, True), (0, 0, False)],
)
def test_a_mask_says_which_sessions(mask: int, session: int, summoned: bool) -> None:
    """Law: bit n is session n; 255 is all of them, whatever their number."""
    assert summons(mask, session) is summoned
