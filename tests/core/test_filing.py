"""Whose words an entry brought: by person, also what was refused, replaced, or stands twice."""

from server.core.commands import AddWalkIn, AskQuestion, Excuse, MoveQuestion, PeopleRun, StagePeople, Undo
from server.core.conference import Conference
from server.core.entries import KIND_OF, Command, Entry
from server.core.filing import Filed
from server.core.ids import (
    NO_NODE,
    CommandId,
    DeviceId,
    GrantId,
    ImportId,
    Millis,
    NodeNo,
    PersonNo,
    Place,
    SessionNo,
    subject_of,
)

S0, HER, OTHER = SessionNo(0), PersonNo(0), PersonNo(1)
DIGEST = bytes(range(32))


def id_of(name: str) -> CommandId:
    return CommandId(name.encode().ljust(16, b"."))


def entry(name: str, body: Command) -> Entry:
    return Entry(
        KIND_OF[type(body)], id_of(name), GrantId("o2"), DeviceId(b"d" * 8), Millis(1), 0, Millis(1), 0, body
    )


def people(*names: str) -> Conference:
    state = Conference()
    for name in names:
        state.people.add_walk_in(id_of(name), NO_NODE)
    return state


def test_her_texts_are_hers_alone() -> None:
    """Law: her own, what was said of her, each word on her question, each reason for taking one of these back; refused or
    not; of nobody else anything."""
    filed = Filed()
    for one, is_refused in (
        (entry("excuse", Excuse(S0, HER, DIGEST)), False),
        (entry("refused", Excuse(S0, HER, DIGEST)), True),
        (entry("back", Undo(id_of("refused"), DIGEST)), True),
        (entry("question", AskQuestion(S0, Place("n2"), DIGEST, HER)), False),
        (entry("first", MoveQuestion(id_of("question"), 4, DIGEST)), False),
        (entry("second", MoveQuestion(id_of("question"), 4, DIGEST)), False),
        (entry("other", Excuse(S0, OTHER, DIGEST)), False),
        (entry("others", MoveQuestion(id_of("another"), 4, DIGEST)), False),
    ):
        filed.file(one, is_refused)
    state = people("her", "somebody")
    names = ("her", "excuse", "refused", "question", "first", "second", "back")
    assert filed.subjects(state, HER) == [subject_of(id_of(name)) for name in names]
    assert list(filed.notes[HER]) == [id_of("excuse")]


def test_an_entry_that_stands_twice_is_filed_once() -> None:
    """Law: its answer was lost, it was sent again: one text lies in the vault."""
    filed = Filed()
    for _ in range(2):
        filed.file(entry("question", AskQuestion(S0, Place("n2"), DIGEST, HER)), False)
    assert len(filed.subjects(people("her"), HER)) == 2


def test_what_is_nobodys_is_left_over() -> None:
    """Law: an import that took no effect and a walk-in that was refused have texts and are nobody; a somebody is not."""
    filed, run = Filed(), [PeopleRun("X", "P", 255, 2)]
    filed.file(entry("staged", StagePeople(ImportId(bytes(16)), run, DIGEST * 2)), False)
    filed.file(entry("refused", AddWalkIn(S0, NodeNo(2), DIGEST)), True)
    filed.file(entry("her", AddWalkIn(S0, NodeNo(2), DIGEST)), False)
    assert list(filed.left_over(people("her"))) == [(id_of("staged"), 2), (id_of("refused"), 1)]
