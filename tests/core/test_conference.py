"""The two verbs: `apply` and `judge`; what was answered once is answered again (DOMAIN rule 5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.answers import Answers
from server.core.commands import AddWalkIn, CheckIn
from server.core.conference import LAWS, Conference, UnknownRules, print_of
from server.core.entries import KIND_OF, KINDS, Entry
from server.core.house_commands import AddConference
from server.core.ids import CommandId, ConferenceId, NodeNo, PersonNo, SessionNo
from server.core.refusals import Judgement, Verdict, is_refusal
from server.core.rows import board, roster
from server.core.snapshot import digest
from server.core.state import State
from tests.core.histories import SESSIONS, Step, begun, histories, take, told
from tests.given import HOST, MINUTE, Story, closed, running


class ByLaw(Conference):
    """The fold without its short cut: every check-in is judged by the law."""

    def _plain(self, entry, body):
        return None


def told_again(
    entries: list[Entry], kind: type[Conference] = Conference
) -> tuple[Conference, list[Judgement]]:
    conference = kind()
    return conference, [conference.apply(seq, entry) for seq, entry in enumerate(entries, 1)]


def everything(conference: Conference) -> list:
    """All rows of all boards and rosters."""
    conference.settle()
    nodes, sessions = range(conference.node_count), range(SESSIONS)
    boards = [board(conference, node, session) for node in nodes for session in sessions]
    rooms = [node for node in nodes if conference.units.is_point(node)]
    return boards + [roster(conference, point, session) for point in rooms for session in sessions]


@given(histories)
@settings(max_examples=150)
def test_the_short_cut_for_plain_check_ins_is_the_law(history: list[Step]) -> None:
    """Law: with or without it: same answers, same rows, same change marks, same evidence, same answer to a retry."""
    entries = told(history).entries
    (short, answers), (long, lawful) = told_again(entries), told_again(entries, ByLaw)
    assert answers == lawful
    assert everything(short) == everything(long)
    assert short.evidence.records == long.evidence.records
    for one, other in zip(short.sessions, long.sessions, strict=True):
        assert (one.marks, one.last, one.touched) == (other.marks, other.last, other.touched)
        assert (one.figures.changed, one.figures.seen) == (other.figures.changed, other.figures.seen)
    for entry in entries:
        assert short.first_outcome(entry) == long.first_outcome(entry)


@given(histories)
def test_the_early_judgement_never_refuses_what_the_fold_takes(history: list[Step]) -> None:
    """Law: judged right before its fold, an entry is refused early exactly when the fold refuses it; judging
    changes nothing."""
    story = begun()
    for step in history:
        take(story, step)
    conference = Conference()
    for seq, entry in enumerate(story.entries, 1):
        early = conference.judge(entry)
        verdict = conference.apply(seq, entry).verdict
        assert (early is not None and is_refusal(early.verdict)) == is_refusal(verdict)
        if early is not None:
            assert early.verdict is verdict
    assert digest(conference) == digest(told_again(story.entries)[0])


@given(histories)
def test_a_retry_is_told_the_first_outcome_and_changes_nothing(history: list[Step]) -> None:
    """Law: every entry, delivered again at the end, even after the close, hears the same words; no figure moves."""
    story = closed(told(history))
    conference, first = told_again(story.entries)
    before = everything(conference)
    answers: dict[bytes, Judgement] = {}
    for entry, judgement in zip(story.entries, first, strict=True):
        answers.setdefault(entry.id, judgement)
    for entry in story.entries:
        assert conference.first_outcome(entry) == answers[entry.id]
        assert conference.judge(entry) == answers[entry.id]
        assert conference.apply(conference.seq + 1, entry) == answers[entry.id]
    assert everything(conference) == before


def test_a_retry_after_the_close_is_not_refused() -> None:
    """Law: the first outcome comes before any rule of the conference."""
    story = running()
    story.checks_in(0, "A1")
    entry = story.entries[-1]
    closed(story)
    late = entry._replace(received_ms=entry.received_ms + 600 * MINUTE)
    assert story.takes(late).verdict is Verdict.ACCEPTED
    assert len(story.conference.evidence) == 1


@pytest.mark.parametrize("change", ["person", "point", "how", "kind", "grant"])
def test_the_same_id_for_something_else_is_reused(change: str) -> None:
    """Law: another body or another grant under a known id is ID_REUSED, and has no effect."""
    story = running()
    story.checks_in(0, "A1")
    entry = story.entries[-1]
    body = entry.body
    assert isinstance(body, CheckIn)
    other = {
        "person": entry._replace(body=body._replace(person=PersonNo(1))),
        "point": entry._replace(body=body._replace(point=NodeNo(5))),
        "how": entry._replace(body=body._replace(how=2)),
        "kind": entry._replace(
            kind=KIND_OF[AddWalkIn], body=AddWalkIn(SessionNo(0), story.node("A1"), bytes(32))
        ),
        "grant": story.entry(body, HOST, id=entry.id),
    }[change]
    assert story.conference.judge(other) == Judgement(Verdict.ID_REUSED)
    assert story.takes(other).verdict is Verdict.ID_REUSED
    assert story.takes(entry).verdict is Verdict.ACCEPTED
    assert len(story.conference.evidence) == 1


def test_a_retry_with_its_text_salted_anew_is_the_same_command() -> None:
    """Law: the print leaves digests out, so the walk-in is told her number again."""
    story = running()
    entry = story.entry(AddWalkIn(SessionNo(0), story.node("A1"), b"\x01" * 32), story.desk("A1"))
    first = story.takes(entry)
    again = story.takes(entry._replace(body=entry.body._replace(digest=b"\x02" * 32)))
    assert again == first
    assert again.person == 9
    assert story.conference.person_count == 10


def test_a_refusal_is_remembered_too() -> None:
    """Law: refused once, the same id is refused in the same words, also when the rule would now allow it."""
    story = running()
    assert story.checks_in(0, "A1", session=1) is Verdict.SESSION_NOT_OPEN
    entry = story.entries[-1]
    story.opens(1)
    assert story.takes(entry).verdict is Verdict.SESSION_NOT_OPEN
    assert isinstance(story.conference.answers, Answers)


def test_a_known_command_has_its_place() -> None:
    """Law: the seq of its first entry; 0 for one that never came."""
    story = running()
    story.checks_in(0, "A1")
    seq = story.conference.seq
    story.takes(story.entries[-1])
    assert story.conference.known(story.entries[-1].id) == seq
    assert story.conference.known(CommandId(bytes(16))) == 0


def test_entries_come_in_order() -> None:
    """Law: a gap or a repeat in the numbering is a fault of the shell, and changes nothing."""
    story = running()
    seq = story.conference.seq
    for wrong in (seq, seq + 2):
        with pytest.raises(ValueError, match="does not follow"):
            story.conference.apply(wrong, story.entry(CheckIn(SessionNo(0), PersonNo(0), NodeNo(4))))
    assert story.conference.seq == seq


@pytest.mark.parametrize("kind", [55, 99, KIND_OF[AddConference]])
def test_an_unknown_kind_stops_the_fold(kind: int) -> None:
    """Law: never skipped; early it is simply not allowed."""
    story = running()
    entry = story.entry(AddConference(ConferenceId("X"), "t"))._replace(kind=kind)
    with pytest.raises(UnknownRules):
        story.conference.apply(story.conference.seq + 1, entry)
    assert story.conference.judge(entry) == Judgement(Verdict.NOT_ALLOWED)


def test_every_kind_of_a_conference_has_one_law() -> None:
    """Law: 40 to 45 are the house's, all others a conference's, and each of them has its check and its effect."""
    assert set(LAWS) == {kind for kind in KINDS if not 40 <= kind <= 45}


@given(histories, histories, st.randoms(use_true_random=False))
def test_two_conferences_share_nothing(one: list[Step], other: list[Step], mixed) -> None:
    """Law: folded in turns or apart, each is the same; what happens in one moves nothing in the other."""
    stories = [begun(1), begun(2)]
    waiting = [list(one), list(other)]
    while any(waiting):
        at = mixed.choice([n for n in (0, 1) if waiting[n]])
        take(stories[at], waiting[at].pop(0))
    apart = [told(one, 1), told(other, 2)]
    assert [digest(story.conference) for story in stories] == [digest(story.conference) for story in apart]


def test_enums_and_plain_numbers_print_alike() -> None:
    """Law: an entry decoded from the journal (plain numbers, lists) has the print of the one that was made."""
    story: Story = running()
    for entry in story.entries:
        plain = entry._replace(body=type(entry.body)._make(bare(value) for value in entry.body))
        assert print_of(plain) == print_of(entry)
    assert isinstance(story.conference, State)


def bare(value):
    """As a codec would give it."""
    if isinstance(value, list):
        return [type(row)._make(map(bare, row)) for row in value]
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value
