"""Taking back: no fact is erased, and the order of outboxes changes nothing (DOMAIN rule 6)."""

import pytest

from server.core import undo
from server.core.commands import CheckIn, Launch, Undo
from server.core.ids import PersonNo, SessionNo
from server.core.refusals import Verdict
from server.core.rows import TAKEN_BACK, roster_row
from tests.given import DIGEST, HOST, MINUTE, closed, launched, planned, running

PEOPLE, HERE, EXCUSED, WALK_INS, HEADS = 0, 1, 5, 7, 8


def test_a_check_in_taken_back_leaves_its_evidence() -> None:
    """Law: she is expected again; the evidence stays, marked."""
    story = running()
    story.checks_in(0, "A1")
    assert story.undoes(story.last_id(), story.desk("A1")) is Verdict.ACCEPTED
    assert story.place("A1")[HERE] == 0
    assert story.conference.evidence[0].undone
    assert story.undoes(story.entries[-2].id) is Verdict.ALREADY_SO


def test_a_check_out_taken_back_brings_her_in_again() -> None:
    """Law: what the check-out closed is open again."""
    story = running()
    story.checks_in(0, "A1")
    story.at += MINUTE
    story.checks_out(0, "A1")
    assert story.place("A1")[HERE] == 0
    story.undoes(story.last_id())
    assert story.place("A1")[HERE] == 1


def test_a_walk_in_taken_back_stays_on_the_roster_as_such() -> None:
    """Law: she counts no more; her row says it was taken back."""
    story = running()
    person = story.walks_in("A1")
    story.undoes(story.last_id())
    assert story.place("A1")[WALK_INS] == 0
    assert story.conference.people_at(story.node("A1"), 0)[-1] == person
    assert roster_row(story.conference, person, story.node("A1"), 0)[5] == TAKEN_BACK


def test_a_head_count_taken_back_gives_way_to_the_one_before() -> None:
    """Law: of the head-counts not taken back the latest stands."""
    story = running()
    story.counts_heads(40, "B1")
    story.at += MINUTE
    story.counts_heads(55, "B1")
    story.undoes(story.last_id())
    assert story.place("B1")[HEADS] == 40


def test_an_excuse_taken_back_leaves_her_missing() -> None:
    """Law: neither excused nor present; an operator of her point may take it back."""
    story = running()
    story.excuses(0)
    assert story.place("A1")[EXCUSED] == 1
    assert story.undoes(story.last_id(), story.desk("A1")) is Verdict.ACCEPTED
    assert story.place("A1")[EXCUSED] == 0
    assert story.undoes(story.entries[-3].id) is Verdict.ALREADY_SO


@pytest.mark.parametrize("what", ["launch", "exempt", "undo", "refused"])
def test_some_things_cannot_be_taken_back(what: str) -> None:
    """Law: only evidence, head-counts and excuses; an exemption is withdrawn instead; a refusal did nothing."""
    story = running()
    if what == "launch":
        target = next(entry.id for entry in story.entries if isinstance(entry.body, Launch))
    else:
        story.exempts(0) if what == "exempt" else None
        story.undoes(story.id_ahead(99)) if what == "undo" else None
        story.checks_in(99, "A1") if what == "refused" else None
        target = story.last_id()
    assert story.undoes(target) is Verdict.CANNOT_UNDO


def parked(asker: str) -> tuple:
    """A check-in at A1 whose undo, by `asker`, was delivered first."""
    story = running()
    entry = story.entry(CheckIn(SessionNo(0), PersonNo(0), story.node("A1")), story.desk("A1"))
    grant = HOST if asker == HOST else story.desk(asker)
    return story, story.undoes(entry.id, grant), story.takes(entry)


@pytest.mark.parametrize(("asker", "here"), [(HOST, 0), ("A1", 0), ("A", 0), ("A2", 1), ("B", 1)])
def test_an_undo_that_comes_first_waits(asker: str, here: int) -> None:
    """Law: PARKED; when the command comes it counts for nothing, if who took it back may speak for that point."""
    story, first, then = parked(asker)
    assert (first, then.verdict) == (Verdict.PARKED, Verdict.ACCEPTED)
    assert story.place("A1")[HERE] == here
    assert story.conference.parked == {}


@pytest.mark.parametrize("kind", ["heads", "excuse", "walk in"])
def test_every_kind_that_can_be_taken_back_can_be_so_beforehand(kind: str) -> None:
    """Law: parked wishes reach head-counts, excuses and walk-ins too."""
    story = running()
    story.desk("A1")
    story.undoes(story.id_ahead(2))
    if kind == "heads":
        story.counts_heads(9, "A1")
    elif kind == "excuse":
        story.excuses(0)
    else:
        story.walks_in("A1")
    assert story.place("A1")[5:9] == [0, 0, 0, 0]


def test_an_operator_takes_back_at_her_own_points_only() -> None:
    """Law: the neighbour is refused, the unit's supervisor is not."""
    story = running()
    story.checks_in(0, "A1")
    target = story.last_id()
    story.desk("A2"), story.desk("A")
    assert story.undoes(target, story.desk("A2")) is Verdict.NOT_ALLOWED
    assert story.undoes(target, story.desk("A")) is Verdict.ACCEPTED


def test_after_the_close_only_what_was_said_before_it_is_taken_back() -> None:
    """Law: an undo made before the conference closed is taken late; one made after it is not."""
    story = running()
    story.checks_in(0, "A1")
    target = story.last_id()
    closed(story)
    made = story.at
    story.at += MINUTE
    assert story.undoes(target, made_ms=made + 1) is Verdict.CONFERENCE_CLOSED
    assert story.undoes(target, made_ms=made) is Verdict.ACCEPTED


def test_a_draft_has_nothing_to_take_back() -> None:
    """Law: before the launch nothing is undone or parked; after it an unknown command is."""
    assert planned().undoes(b"x" * 16) is Verdict.NOT_LAUNCHED
    story = launched()
    assert story.undoes(b"x" * 16) is Verdict.PARKED
    assert not undo.is_taken_back(story.conference, story.entry(Undo(story.id(), DIGEST)), story.node("A1"))


def test_a_command_that_takes_back_itself_waits_for_ever() -> None:
    """Law: it names nothing that is known before it; early and in the fold it is judged alike."""
    story = running()
    entry = story.entry(Undo(story.id_ahead(1), DIGEST), story.desk("A1"))
    entry = entry._replace(id=entry.body.command)
    assert story.conference.judge(entry) is None
    assert story.takes(entry).verdict is Verdict.PARKED
