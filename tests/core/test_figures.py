"""Both roll-ups are what a patient person would count from the journal."""

from array import array

from hypothesis import given, settings

from server.core.figures import Figures
from server.core.people import People
from tests.core.histories import SESSIONS, Step, histories, nodes, told
from tests.core.naive import Naive
from tests.given import Story, running

SUMMONED, HERE, GUESTS, EVER, AWAY, EXCUSED, EXEMPT, WALK_INS, HEADS, POINTS, REPORTING, ONLINE = range(12)


def verdicts(story: Story) -> list:
    """What every entry was answered, from a fold of its own."""
    again = type(story.conference)()
    return [again.apply(seq, entry).verdict for seq, entry in enumerate(story.entries, 1)]


@given(histories)
@settings(max_examples=150)
def test_both_roll_ups_equal_a_naive_recount_after_any_history(history: list[Step]) -> None:
    """Law: at every node, every figure of place and belonging is the count over the journal, settled or not before."""
    story = told(history)
    story.conference.settle()
    naive = Naive(story.entries, verdicts(story))
    for session in range(SESSIONS):
        figures = story.conference.sessions[session].figures
        counted = naive.figures(session)
        assert {node: (figures.place(node), figures.belonging(node)) for node in nodes(story)} == counted


@given(histories)
def test_nobody_is_missing_twice(history: list[Step]) -> None:
    """Law: summoned people are present at some time, away, excused or missing, and missing is never below zero."""
    story = told(history)
    for node in nodes(story):
        for session in range(SESSIONS):
            row = story.place(story.conference.code_of(node), session)
            assert row[SUMMONED] - row[EVER] - row[AWAY] - row[EXCUSED] >= 0


def test_a_guest_is_one_at_the_room_and_own_at_the_nearest_unit_above_both() -> None:
    """Law: who is summoned at A1 and sits in A2 is a guest of A2, away from A1, and simply here for commune A."""
    story = running()
    story.checks_in(0, "A2")
    assert (story.place("A2")[GUESTS], story.place("A2")[HERE]) == (1, 0)
    assert (story.place("A1")[AWAY], story.place("A1")[EVER], story.place("A1")[HERE]) == (1, 0, 0)
    assert (story.place("A")[HERE], story.place("A")[GUESTS], story.place("A")[AWAY]) == (1, 0, 0)
    assert story.belonging("A") == [5, 1, 1, 0, 0]


def test_place_and_belonging_differ_for_who_is_summoned_outside_her_unit() -> None:
    """Law: person 8 belongs to commune B and is summoned at A1: by place she is A's, by belonging B's."""
    story = running()
    story.opens(1)
    story.checks_in(8, "A1", session=1)
    assert (story.place("A", 1)[SUMMONED], story.place("A", 1)[HERE]) == (6, 1)
    assert story.belonging("B", 1) == [4, 1, 1, 0, 0]
    assert story.belonging("A", 1)[1] == 0


def test_who_is_not_summoned_to_the_session_is_a_guest_even_at_her_own_point() -> None:
    """Law: person 8 is summoned to session 1 only; in session 0 she is on no denominator."""
    story = running()
    story.checks_in(8, "A1")
    assert (story.place("A1")[SUMMONED], story.place("A1")[GUESTS], story.place()[GUESTS]) == (3, 1, 1)
    assert story.belonging("B") == [3, 0, 0, 0, 0]


def test_walk_ins_and_heads_stand_apart_from_the_named() -> None:
    """Law: neither a walk-in nor a head-count moves any figure of the summoned."""
    story = running()
    before = story.place()
    story.walks_in("A1")
    story.counts_heads(40, "B1")
    after = story.place()
    assert after[:WALK_INS] == before[:WALK_INS]
    assert after[WALK_INS:] == [1, 40, 3, 2, 0]
    assert story.belonging() == [8, 0, 0, 0, 0]


def test_how_often_one_settles_changes_nothing() -> None:
    """Law: settled after every entry or once at the end, totals and change marks are the same."""
    often, once = running(), running()
    for story in (often, once):
        for person, code in ((0, "A1"), (0, "B1"), (5, "B1"), (3, "A1")):
            story.checks_in(person, code)
            if story is often:
                story.conference.settle()
        story.undoes(story.last_id())
        story.conference.settle()
    assert all(
        (a.figures.totals, a.figures.changed) == (b.figures.totals, b.figures.changed)
        for a, b in zip(often.conference.sessions, once.conference.sessions, strict=True)
    )


def test_a_node_added_later_starts_at_nothing() -> None:
    """Law: growing the tree adds nodes whose figures are zero and leaves the others as they were."""
    figures = Figures()
    figures.grow(2)
    figures.add(0, 1, 5, 1)
    figures.settle(array("i", [-1, 0]), People(), array("I"))
    figures.grow(3)
    assert (figures.place(1)[0], figures.place(2), figures.changed[2]) == (5, [0] * 12, 0)
