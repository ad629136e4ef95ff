"""Excused, exempt, head-counts: several denominators, never one (DOMAIN rule 2)."""

import pytest

from server.core.commands import Excuse, Exempt, ReportHeadCount
from server.core.ids import PersonNo, SessionNo
from server.core.notes import HEADS_MAX
from server.core.refusals import Verdict
from tests.given import DIGEST, MINUTE, NOON, closed, launched, planned, running

S0 = SessionNo(0)
SUMMONED, EVER, EXCUSED, EXEMPT = 0, 3, 5, 6


def test_excused_stays_on_the_denominator_and_exempt_leaves_it() -> None:
    """Law: in both roll-ups."""
    story = launched()
    story.excuses(0)
    story.exempts(1)
    row = story.place("A1")
    assert (row[SUMMONED], row[EXCUSED], row[EXEMPT]) == (2, 1, 1)
    assert story.belonging("A") == [4, 0, 0, 1, 1]


def test_who_comes_is_neither_excused_nor_exempt() -> None:
    """Law: both count only while she never came; taken back, they count again."""
    story = running()
    story.excuses(0)
    story.exempts(1)
    story.checks_in(0, "A1")
    story.checks_in(1, "A1")
    row = story.place("A1")
    assert (row[SUMMONED], row[EVER], row[EXCUSED], row[EXEMPT]) == (3, 2, 0, 0)
    story.undoes(story.last_id())
    assert story.place("A1")[EXEMPT] == 1


def test_exempt_wins_over_excused() -> None:
    """Law: who is off the denominator is not counted as absent with a reason."""
    story = launched()
    story.excuses(0)
    story.exempts(0)
    row = story.place("A1")
    assert (row[SUMMONED], row[EXCUSED], row[EXEMPT]) == (2, 0, 1)


def test_the_latest_word_by_corrected_time_holds() -> None:
    """Law: a withdrawal made before the excuse but delivered after it changes nothing."""
    story = launched()
    story.at = NOON + 30 * MINUTE
    story.excuses(0, made_ms=NOON + 20 * MINUTE)
    story.excuses(0, withdrawn=True, made_ms=NOON + 10 * MINUTE)
    assert story.place("A1")[EXCUSED] == 1
    story.excuses(0, withdrawn=True, made_ms=NOON + 25 * MINUTE)
    assert story.place("A1")[EXCUSED] == 0


@pytest.mark.parametrize("kind", [Excuse, Exempt])
def test_only_the_summoned_are_excused_or_exempt(kind: type) -> None:
    """Law: person 8 is not summoned to session 0; walk-ins are summoned to none."""
    story = running()
    walked = story.walks_in("A1")
    assert story.asks(kind(S0, PersonNo(8), DIGEST)) is Verdict.NOT_SUMMONED
    assert story.asks(kind(SessionNo(1), PersonNo(8), DIGEST)) is Verdict.ACCEPTED
    assert story.asks(kind(S0, walked, DIGEST)) is Verdict.NOT_SUMMONED
    assert story.asks(kind(S0, PersonNo(77), DIGEST)) is Verdict.NO_SUCH_PERSON
    assert story.asks(kind(SessionNo(7), PersonNo(0), DIGEST)) is Verdict.NO_SUCH_SESSION
    assert planned().asks(kind(S0, PersonNo(0), DIGEST)) is Verdict.NOT_LAUNCHED


def test_excuses_are_taken_until_the_conference_closes() -> None:
    """Law: after a session's close, too; made after the conference's close, no more."""
    story = running()
    story.closes()
    assert story.excuses(0) is Verdict.ACCEPTED
    closed(story)
    assert story.excuses(1) is Verdict.ACCEPTED
    story.at += 1
    assert story.excuses(2) is Verdict.CONFERENCE_CLOSED
    assert story.excuses(2, made_ms=story.at - 1) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        (0, Verdict.ACCEPTED),
        (HEADS_MAX, Verdict.ACCEPTED),
        (-1, Verdict.BAD_COUNT),
        (HEADS_MAX + 1, Verdict.BAD_COUNT),
    ],
)
def test_a_head_count_has_bounds(count: int, verdict: Verdict) -> None:
    """Law: from nobody to the largest hall; each bound one below and one above."""
    assert running().counts_heads(count, "A1") is verdict


def test_head_counts_need_a_point_and_an_open_session() -> None:
    """Law: a unit has no heads of its own, a session that never opened none either."""
    story = running()
    assert story.asks(ReportHeadCount(S0, story.node("A"), 3)) is Verdict.NO_SUCH_POINT
    assert story.counts_heads(3, "A1", session=1) is Verdict.SESSION_NOT_OPEN


def test_a_room_with_a_head_count_of_zero_reports() -> None:
    """Law: nobody came is a report; silence is none."""
    story = running()
    assert story.place()[10] == 0
    story.counts_heads(0, "B1")
    assert (story.place()[10], story.place("B1")[10], story.place("A")[10]) == (1, 1, 0)
