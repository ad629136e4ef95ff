"""Which texts an entry brought."""

from server.core.commands import AddWalkIn, CheckIn, PeopleRun, StagePeople
from server.core.entries import KINDS
from server.core.held import WORDED, keys_of
from server.core.ids import ImportId, NodeNo, PersonNo, SessionNo, subject_of
from server.live.texts import TEXTED
from tests.given import DIGEST, Story

EMPTY = bytes(32)


def test_rows_that_said_something_have_a_key() -> None:
    """Law: one key per digest that is not zeros, by row."""
    story = Story()
    people = story.entry(
        StagePeople(ImportId(bytes(16)), [PeopleRun("A", "A1", 255, 3)], DIGEST + EMPTY + DIGEST)
    )
    one = story.entry(AddWalkIn(SessionNo(0), NodeNo(4), DIGEST))
    assert keys_of(people) == [subject_of(people.id, 0), subject_of(people.id, 2)]
    assert keys_of(one) == [subject_of(one.id)]
    assert keys_of(story.entry(AddWalkIn(SessionNo(0), NodeNo(4), EMPTY))) == []
    assert keys_of(story.entry(CheckIn(SessionNo(0), PersonNo(0), NodeNo(4)))) == []


def test_the_kinds_with_words_are_those_that_are_sealed() -> None:
    """Law: whatever the shell puts into the vault is found again from the journal."""
    assert {KINDS[kind] for kind in WORDED} == TEXTED
