"""When personal texts leave: the date, the notice before it, and what the conference is afterwards."""

import pytest

from server.core import retention, rows
from server.core.commands import (
    AddWalkIn,
    AnnounceErasure,
    AskQuestion,
    BeginErasure,
    CheckIn,
    NotePaperOpened,
    OpenSession,
    SetPrivacy,
    StagePeople,
    TextsErased,
)
from server.core.ids import ImportId, PersonNo, SessionNo
from server.core.privacy import KEEP_DAYS
from server.core.refusals import Verdict
from server.core.retention import ANNOUNCED_MS, DAY_MS, KEEP_DAYS_LEAST, KEEP_DAYS_MOST, NOTICE_MS, due_ms
from server.core.state import Phase
from tests.given import DIGEST, MINUTE, NOON, ROSTER, SERVER, Story, closed, launched, planned, running

S0 = SessionNo(0)


def announced(story: Story) -> Story:
    """The clock stands where the erasure was announced, as early as it may be."""
    story.at = due_ms(story.conference) - ANNOUNCED_MS
    assert story.asks(AnnounceErasure(), SERVER) is Verdict.ACCEPTED
    return story


def leaving(story: Story) -> Story:
    """The erasure has begun."""
    announced(story)
    story.at = due_ms(story.conference)
    assert story.asks(BeginErasure(), SERVER) is Verdict.ACCEPTED
    return story


def test_texts_are_kept_a_year_after_the_close_without_a_word_of_the_host() -> None:
    """Law: while it is not closed, after the last session that was planned; closed, after that."""
    story = running()
    assert KEEP_DAYS == 365
    assert due_ms(story.conference) == NOON + 240 * MINUTE + KEEP_DAYS * DAY_MS
    story.at = NOON + 3 * DAY_MS
    closed(story)
    assert due_ms(story.conference) == NOON + 3 * DAY_MS + 365 * DAY_MS


def test_a_session_opened_after_its_plan_moves_the_date() -> None:
    """Law: a plan with a wrong year erases nobody who sits in the room."""
    story = launched()
    story.at = NOON + 900 * DAY_MS
    story.opens()
    assert due_ms(story.conference) == story.at + 365 * DAY_MS


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (KEEP_DAYS_LEAST - 1, Verdict.BAD_COUNT),
        (KEEP_DAYS_LEAST, Verdict.ACCEPTED),
        (KEEP_DAYS_MOST, Verdict.ACCEPTED),
        (KEEP_DAYS_MOST + 1, Verdict.BAD_COUNT),
    ],
)
def test_how_long_is_bounded(days: int, verdict: Verdict) -> None:
    """Law: a week at least, ten years at most."""
    assert running().asks(SetPrivacy(days)) is verdict


@pytest.mark.parametrize(("field", "most"), [("organisation", 200), ("purpose", 600), ("contact", 200)])
def test_what_phones_are_told_is_bounded(field: str, most: int) -> None:
    """Law: one letter more than fits is refused in words."""
    story = running()
    assert story.asks(SetPrivacy(30, **{field: "ộ" * most})) is Verdict.ACCEPTED
    assert story.asks(SetPrivacy(30, **{field: "ộ" * (most + 1)})) is Verdict.BAD_TEXT


def test_every_change_is_a_new_version_of_the_notice() -> None:
    """Law: phones accepted what they were shown; said again, it is the same version."""
    story = running()
    assert story.asks(SetPrivacy(30, "Tỉnh uỷ")) is Verdict.ACCEPTED
    assert story.asks(SetPrivacy(30, "Tỉnh uỷ")) is Verdict.ALREADY_SO
    assert story.conference.privacy.version == 2


def test_nothing_is_erased_that_was_not_announced_a_week_before() -> None:
    """Law: also a conference that is found long after its date waits for the notice."""
    story = closed(running())
    story.at = due_ms(story.conference) + 900 * DAY_MS
    assert story.asks(BeginErasure(), SERVER) is Verdict.WRONG_STATE
    assert story.asks(AnnounceErasure(), SERVER) is Verdict.ACCEPTED
    assert due_ms(story.conference) == story.at + NOTICE_MS
    story.at += NOTICE_MS - 1
    assert story.asks(BeginErasure(), SERVER) is Verdict.WRONG_STATE
    story.at += 1
    assert story.asks(BeginErasure(), SERVER) is Verdict.ACCEPTED
    assert story.asks(BeginErasure(), SERVER) is Verdict.ALREADY_SO


def test_it_is_announced_thirty_days_before_and_no_sooner() -> None:
    """Law: thirty days, to the millisecond; said twice it is so already."""
    story = closed(running())
    story.at = due_ms(story.conference) - ANNOUNCED_MS - 1
    assert story.asks(AnnounceErasure(), SERVER) is Verdict.WRONG_STATE
    story.at += 1
    assert story.asks(AnnounceErasure(), SERVER) is Verdict.ACCEPTED
    assert story.asks(AnnounceErasure(), SERVER) is Verdict.ALREADY_SO


def test_another_rule_begins_the_notice_anew() -> None:
    """Law: nobody makes it sooner than a week from now by changing the rule."""
    story = announced(closed(running()))
    assert story.asks(SetPrivacy(KEEP_DAYS_LEAST)) is Verdict.ACCEPTED
    assert story.asks(BeginErasure(), SERVER) is Verdict.WRONG_STATE
    assert story.asks(AnnounceErasure(), SERVER) is Verdict.ACCEPTED
    assert due_ms(story.conference) == story.at + NOTICE_MS


@pytest.mark.parametrize("story", [planned, launched, running], ids=["draft", "launched", "running"])
def test_a_conference_nobody_closed_is_closed_by_it(story) -> None:
    """Law: a draft with a roster nobody used does not keep names for ever."""
    one = leaving(story())
    assert one.conference.phase == Phase.CLOSED
    assert not one.conference.open


def test_no_text_is_taken_afterwards_and_late_evidence_is() -> None:
    """Law: whatever carries words is refused, whoever asks; a check-in from a late outbox still counts."""
    story = running()
    desk = story.desk("A1")
    leaving(story)
    worded = [
        (AddWalkIn(S0, story.node("A1"), DIGEST), desk),
        (AskQuestion(S0, story.place_of("A1"), DIGEST), desk),
        (StagePeople(ImportId(bytes(16)), list(ROSTER[:1]), DIGEST * 3), "h0"),
    ]
    told = [story.asks(body, grant, made_ms=NOON + MINUTE) for body, grant in worded]
    assert told == [Verdict.CONFERENCE_CLOSED] * 3
    assert story.checks_in(0, "A1", made_ms=NOON + MINUTE) is Verdict.ACCEPTED
    assert story.asks(OpenSession(S0)) is Verdict.CONFERENCE_CLOSED
    assert story.asks(SetPrivacy(30)) is Verdict.WRONG_STATE


def test_a_retry_is_answered_as_before_the_erasure() -> None:
    """Law: DOMAIN rule 5: a known id gets its first outcome before any rule is read."""
    story = running()
    entry = story.entry(AddWalkIn(S0, story.node("A1"), DIGEST), story.desk("A1"))
    first = story.takes(entry)
    leaving(story)
    assert story.takes(entry) == first


def test_figures_stand_and_papers_go() -> None:
    """Law: the same figures before and after; a paper is listed no more, how many opened it is kept, who did is not."""
    story = running()
    story.checks_in(0, "A1")
    story.walks_in("A2")
    story.excuses(5)
    paper, phone = story.shelves(), story.phones_in(1, "A1")
    assert story.asks(NotePaperOpened(paper, story.node("A1"), phone), SERVER) is Verdict.ACCEPTED
    before = (story.place(), story.belonging(), retention.figures(story.conference)[:5])
    leaving(story)
    assert story.asks(TextsErased(12), SERVER) is Verdict.ACCEPTED
    assert story.asks(TextsErased(12), SERVER) is Verdict.ALREADY_SO
    assert (story.place(), story.belonging(), retention.figures(story.conference)[:5]) == before
    papers = story.conference.papers
    assert (list(papers.removed), papers.totals, any(papers.opened_by)) == ([1], [1], False)


def test_the_end_of_an_erasure_is_not_said_before_its_beginning() -> None:
    """Law: neither of the conference nor of somebody who is not there."""
    story = running()
    assert story.asks(TextsErased(1), SERVER) is Verdict.WRONG_STATE
    assert story.asks(TextsErased(1, PersonNo(99)), SERVER) is Verdict.NO_SUCH_PERSON


def test_every_table_is_told_anew_when_names_have_left() -> None:
    """Law: a page that holds rows from before the erasure gets them again, without names."""
    story = running()
    story.checks_in(0, "A1")
    for body in (TextsErased(1, PersonNo(0)), TextsErased(20)):
        if body.person < 0:
            leaving(story)
        assert story.asks(body, SERVER) is Verdict.ACCEPTED
        assert story.conference.moved == story.conference.seq
        told = rows.roster(story.conference, story.node("A1"), 0, story.conference.moved - 1)
        assert told == rows.roster(story.conference, story.node("A1"), 0)


def test_the_host_s_row_says_when_and_what() -> None:
    """Law: rows.privacy, with the figures of what will go."""
    story = running()
    story.asks(SetPrivacy(30, "Tỉnh uỷ", "Ghi nhận tham dự", "Văn phòng"))
    story.walks_in("A1")
    (row,) = rows.privacy(story.conference)
    assert row[:3] == [0, 30, due_ms(story.conference)]
    assert row[7:] == [2, "Tỉnh uỷ", "Ghi nhận tham dự", "Văn phòng", [9, 1, 0, 0, 3, 0]]


def test_evidence_that_comes_late_is_a_check_in_like_any_other() -> None:
    """Law: the plain path and the law agree after an erasure too."""
    story = leaving(running())
    body = CheckIn(S0, PersonNo(3), story.node("A2"))
    assert story.asks(body, story.desk("A2"), made_ms=NOON + MINUTE) is Verdict.ACCEPTED
