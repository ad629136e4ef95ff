"""Questions: who asks, where they may go, one on screen, one vote, one moderator at a time."""

import pytest
from hypothesis import given

from server.core.asked import Questions
from server.core.attendance import NONE
from server.core.choices import QuestionState
from server.core.commands import AskQuestion, ClaimQuestion, MoveQuestion, VoteQuestion
from server.core.ids import CommandId, PersonNo, Place, SessionNo, subject_of
from server.core.questions import CLAIM_MS, STEPS, WORDED
from server.core.refusals import Verdict
from tests.core.histories import SESSIONS, Step, begun, take, talks
from tests.given import DIGEST, HOST, MINUTE, NOON, Story, launched, running

ASKED, APPROVED, ON_SCREEN, ANSWERED, IN_WRITING, DECLINED, MERGED = QuestionState
S0 = SessionNo(0)
NO_TEXT = bytes(32)
PATHS: dict[int, tuple[int, ...]] = {
    ASKED: (), APPROVED: (APPROVED,), ON_SCREEN: (ON_SCREEN,), ANSWERED: (ON_SCREEN, ANSWERED), IN_WRITING: (IN_WRITING,),
    DECLINED: (DECLINED,), MERGED: (MERGED,),
}  # fmt: skip


def told(story: Story, question: CommandId) -> tuple[int, int, bytes, int]:
    """State, number it was merged into, command whose text is the answer, when it was answered."""
    one = story.conference.questions
    number = one.number_of[question]
    return one.states[number], one.into[number], one.said[number], one.answered_ms[number]


@pytest.mark.parametrize("start", QuestionState)
@pytest.mark.parametrize("to", QuestionState)
def test_where_a_question_may_go(start: int, to: int) -> None:
    """Law: the steps of the table and no others; to where it is, it is so already, unless it says something new."""
    story = running()
    question, other = story.asks_for_room("A1"), story.asks_for_room("B1")
    for step in PATHS[start]:
        assert story.moves(question, step, other=other) is Verdict.ACCEPTED
    verdict = story.moves(question, to, other=other)
    if to == start:
        assert verdict is (Verdict.ACCEPTED if to in WORDED else Verdict.ALREADY_SO)
    else:
        assert verdict is (Verdict.ACCEPTED if to in STEPS[start] else Verdict.WRONG_STATE)
    assert told(story, question)[0] == (to if verdict is Verdict.ACCEPTED else start)


def test_a_question_keeps_who_asked_where_and_when() -> None:
    """Law: asked late from an outbox, the time it was asked is kept, inside the session; its text lies under its id."""
    story = running()
    device = story.phones_in(5)
    room = story.asks_for_room("A1", made_ms=NOON - MINUTE)
    mine = story.asks_by_phone(device, 5)
    first, second = story.conference.questions_of(0)
    assert first[:7] == (room, "n4", -1, ASKED, NOON, 0, 0)
    assert second[:7] == (mine, "p5", 5, ASKED, story.at, 0, 0)
    assert (first.text, first.answer, first.into) == (subject_of(room), b"", b"")
    assert story.conference.questions_of(1) == []


def ask(place: str = "n4", person: int = -1, session: int = 0, digest: bytes = DIGEST) -> AskQuestion:
    return AskQuestion(SessionNo(session), Place(place), digest, PersonNo(person))


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (ask(), Verdict.ACCEPTED), (ask(person=0), Verdict.ACCEPTED), (ask("n2"), Verdict.NO_SUCH_POINT),
        (ask("p0"), Verdict.NO_SUCH_PERSON), (ask(person=99), Verdict.NO_SUCH_PERSON),
        (ask(person=-2), Verdict.NO_SUCH_PERSON),
        (ask(digest=NO_TEXT), Verdict.BAD_TEXT), (ask(digest=b""), Verdict.BAD_TEXT),
        (ask(session=1), Verdict.SESSION_NOT_OPEN), (ask(session=7), Verdict.NO_SUCH_SESSION),
    ],
)  # fmt: skip
def test_what_may_be_asked(body: AskQuestion, verdict: Verdict) -> None:
    """Law: something, in a session that was opened, from a place and a person that are there."""
    assert running().asks(body) is verdict


def test_a_question_from_an_outbox_is_taken_after_the_close() -> None:
    """Law: asked before it, it counts; asked after it, it does not."""
    story = running()
    desk = story.desk("A1")
    story.closes()
    closed_ms = story.at
    story.at += MINUTE
    assert story.asks(ask(), desk, made_ms=closed_ms) is Verdict.ACCEPTED
    assert story.asks(ask(), desk, made_ms=closed_ms + 1) is Verdict.SESSION_CLOSED
    assert launched().asks(ask()) is Verdict.SESSION_NOT_OPEN


@pytest.mark.parametrize("to", [IN_WRITING, DECLINED])
def test_what_is_decided_in_words_needs_words(to: int) -> None:
    """Law: said again with others, the newer ones stand; without any nothing changes."""
    story = running()
    question = story.asks_for_room("A1")
    assert story.moves(question, to, NO_TEXT) is Verdict.BAD_TEXT
    assert story.moves(question, to) is Verdict.ACCEPTED
    first = story.last_id()
    assert told(story, question)[2] == first
    assert story.moves(question, to, NO_TEXT) is Verdict.ALREADY_SO
    assert story.moves(question, to) is Verdict.ACCEPTED
    assert told(story, question)[2] == story.last_id() != first
    (asked,) = story.conference.questions_of(0)
    assert asked.answer == subject_of(story.last_id())
    story.moves(question, APPROVED, NO_TEXT)
    assert told(story, question) == (APPROVED, NONE, b"", 0)


def test_the_time_of_the_answer_is_kept() -> None:
    """Law: aloud or in writing; opened again it has none."""
    story = running()
    question = story.asks_for_room("A1")
    story.moves(question, ON_SCREEN)
    story.at += MINUTE
    story.moves(question, ANSWERED)
    assert told(story, question)[3] == story.at
    story.moves(question, ON_SCREEN)
    assert told(story, question)[3] == 0


def test_one_question_is_on_screen() -> None:
    """Law: the one before goes back to approved; each session has its own screen."""
    story = running()
    story.opens(1)
    one, two, third = (
        story.asks_for_room("A1"),
        story.asks_for_room("B1"),
        story.asks_for_room("A2", session=1),
    )
    for question in (one, third, two):
        assert story.moves(question, ON_SCREEN) is Verdict.ACCEPTED
    assert [told(story, question)[0] for question in (one, two, third)] == [APPROVED, ON_SCREEN, ON_SCREEN]


def test_merging_never_goes_in_a_circle() -> None:
    """Law: into another question of the session that is not merged itself."""
    story = running()
    story.opens(1)
    one, two = story.asks_for_room("A1"), story.asks_for_room("B1")
    elsewhere = story.asks_for_room("A2", session=1)
    assert story.moves(one, MERGED, other=one) is Verdict.WRONG_STATE
    assert story.moves(one, MERGED, other=elsewhere) is Verdict.NO_SUCH_QUESTION
    assert story.moves(one, MERGED) is Verdict.NO_SUCH_QUESTION
    assert story.moves(one, MERGED, other=two) is Verdict.ACCEPTED
    assert story.moves(two, MERGED, other=one) is Verdict.WRONG_STATE
    assert told(story, one)[1] == 1
    assert story.conference.questions_of(0)[0].into == two
    assert story.moves(one, ASKED) is Verdict.ACCEPTED
    assert told(story, one)[1] == NONE


def test_a_vote_counts_once_per_device_and_once_per_person() -> None:
    """Law: what is approved or on screen is voted for; a person with a new phone is still one."""
    story = running()
    question = story.asks_for_room("A1")
    vote = VoteQuestion(question)
    assert story.asks(vote, story.desk("B1")) is Verdict.WRONG_STATE
    story.moves(question, APPROVED)
    assert story.asks(vote, story.desk("B1")) is Verdict.ACCEPTED
    assert story.asks(vote, story.desk("B1")) is Verdict.ALREADY_SO
    assert story.asks(vote, HOST) is Verdict.NOT_ALLOWED
    old, new = story.phones_in(0, "A1"), story.phone("A1")
    assert story.says_by_phone(new, vote, "A1") is Verdict.NOT_ALLOWED
    assert story.says_by_phone(old, vote, "A1") is Verdict.ACCEPTED
    story.links(new, 0, "A1")
    story.confirms(new, 0)
    assert story.says_by_phone(new, vote, "A1") is Verdict.ALREADY_SO
    assert story.asks(VoteQuestion(CommandId(bytes(16))), story.desk("B1")) is Verdict.NO_SUCH_QUESTION
    assert story.conference.questions_of(0)[0].votes == 2


def claims(story: Story, question: CommandId, device: bytes, claimed: bool = True) -> Verdict:
    return story.asks(ClaimQuestion(question, claimed), HOST, device=device)


def test_a_claimed_question_is_moved_by_its_moderator_only() -> None:
    """Law: another device is told so, until the claim is let go or has lapsed."""
    story = running()
    question = story.asks_for_room("A1")
    mine, theirs = b"mod-one1", b"mod-two2"
    assert claims(story, question, mine) is Verdict.ACCEPTED
    assert claims(story, question, mine) is Verdict.ALREADY_SO
    assert claims(story, question, theirs) is Verdict.CLAIMED_ELSEWHERE
    assert claims(story, question, theirs, False) is Verdict.CLAIMED_ELSEWHERE
    assert story.moves(question, APPROVED, device=theirs) is Verdict.CLAIMED_ELSEWHERE
    assert story.moves(question, APPROVED, device=mine) is Verdict.ACCEPTED
    assert claims(story, question, mine, False) is Verdict.ACCEPTED
    assert claims(story, question, mine, False) is Verdict.ALREADY_SO
    assert story.moves(question, ON_SCREEN, device=theirs) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("later_ms", "verdict"), [(CLAIM_MS - 1, Verdict.CLAIMED_ELSEWHERE), (CLAIM_MS, Verdict.ACCEPTED)]
)
def test_a_claim_lapses(later_ms: int, verdict: Verdict) -> None:
    """Law: a moderator's browser may never come back; its own claim it renews."""
    story = running()
    question = story.asks_for_room("A1")
    claims(story, question, b"mod-one1")
    story.at += later_ms
    renewed = Verdict.ALREADY_SO if verdict is Verdict.CLAIMED_ELSEWHERE else Verdict.ACCEPTED
    assert story.moves(question, APPROVED, device=b"mod-two2") is verdict
    assert claims(story, question, b"mod-one1") is renewed


@pytest.mark.parametrize(
    "body", [MoveQuestion(CommandId(bytes(16)), 1, DIGEST), ClaimQuestion(CommandId(bytes(16)), True)]
)
def test_a_question_that_was_not_asked_goes_nowhere(body) -> None:
    """Law: it is told apart from a step that is not possible."""
    story = running()
    assert story.asks(body) is Verdict.NO_SUCH_QUESTION
    question = story.asks_for_room("A1")
    assert story.moves(question, 7) is Verdict.WRONG_STATE


def test_a_retry_is_answered_first() -> None:
    """Law: a vote sent twice and a move sent twice hear what they heard, whatever happened since."""
    story = running()
    question = story.asks_for_room("A1")
    asked = story.entries[-1]
    story.moves(question, APPROVED)
    moved = story.entries[-1]
    story.asks(VoteQuestion(question), story.desk("B1"))
    voted = story.entries[-1]
    story.moves(question, DECLINED)
    story.closes()
    assert [story.takes(entry).verdict for entry in (asked, moved, voted)] == [Verdict.ACCEPTED] * 3
    assert told(story, question)[0] == DECLINED
    assert story.conference.questions_of(0)[0].votes == 1


@given(talks)
def test_what_is_derived_says_what_the_columns_say(history: list[Step]) -> None:
    """Law: one on screen, votes are voters, merging ends, and the changes since any seq are all of them."""
    story = begun()
    for step in history:
        take(story, step)
    one = story.conference.questions
    for session in range(SESSIONS):
        mine = [n for n in range(len(one)) if one.session[n] == session]
        shown = [n for n in mine if one.states[n] == ON_SCREEN]
        assert shown == ([one.on_screen[session]] if session in one.on_screen else [])
        for seq in (-1, story.conference.seq // 2, story.conference.seq):
            assert list(one.since(session, seq)) == [n for n in mine if one.changed[n] > seq]
    assert list(one.votes) == [sum(key >> 40 == n for key in one.voters) for n in range(len(one))]
    for number in range(len(one)):
        assert (one.into[number] != NONE) == (one.states[number] == MERGED)
        steps = 0
        while one.into[number] != NONE:
            number, steps = one.into[number], steps + 1
            assert steps <= len(one)
    again = Questions()
    for name in Questions.STATE:
        setattr(again, name, getattr(one, name))
    again.reindex()
    assert (again.on_screen, again.changed_in) == (one.on_screen, one.changed_in)
