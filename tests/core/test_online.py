"""Who is present online: by dwell, as a pure function of what was heard; and how it counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core import rows
from server.core.attendance import NONE
from server.core.commands import (
    CloseConference,
    CloseSession,
    Launch,
    NoteOnline,
    OpenSession,
    PlanConference,
    SessionPlan,
)
from server.core.dwell import GAP_MS, Bounds, Dwell, Stay, Word, bounds, reached_ms, stay
from server.core.entries import Command
from server.core.ids import Millis, PersonNo, SessionNo
from server.core.online import bounds_of
from server.core.refusals import Verdict
from server.core.snapshot import digest
from tests.given import MINUTE, NOON, ROOMS, ROSTER, SERVER, TREE, Story, closed, launched, planned, running

HOUR = 60 * MINUTE
OPEN = Bounds(0, 0, 2 * HOUR)
SUMMONED, HERE, GUESTS, EVER, AWAY = range(5)
ONLINE = 11


def words(*said: tuple[int, bool]) -> list[Word]:
    return [Word(minute * MINUTE, joined) for minute, joined in said]


@pytest.mark.parametrize(
    ("said", "session", "minutes", "there"),
    [
        ([], OPEN, [], False),
        ([(10, True)], OPEN, [(10, 10)], True),
        ([(10, True), (40, True)], OPEN, [(10, 40)], True),
        ([(10, True), (40, False)], OPEN, [(10, 40)], False),
        ([(40, False)], OPEN, [], False),
        ([(10, True), (20, False), (30, True), (40, False)], OPEN, [(10, 20), (30, 40)], False),
        ([(10, True), (20, False), (20, True), (40, False)], OPEN, [(10, 40)], False),
        ([(10, True), (20, False), (25, False), (40, False)], OPEN, [(10, 20)], False),
        ([(10, True)], Bounds(0, 90 * MINUTE, 0), [(10, 90)], True),
        ([(10, True), (200, False)], Bounds(20 * MINUTE, 90 * MINUTE, 0), [(20, 90)], False),
        ([(1, True), (5, False)], Bounds(20 * MINUTE, 0, 0), [], False),
        ([(1, True)], Bounds(20 * MINUTE, 0, 0), [(20, 20)], True),
        ([(95, True)], Bounds(0, 90 * MINUTE, 0), [], True),
    ],
)
def test_a_stay_is_what_was_heard(said, session: Bounds, minutes, there: bool) -> None:
    """Law: from joined to the next word, inside the session; who did not leave is there until its close."""
    assert stay(words(*said), session) == Stay([[a * MINUTE, b * MINUTE] for a, b in minutes], there)


@pytest.mark.parametrize(("gap_ms", "spans"), [(GAP_MS - 1, 1), (GAP_MS, 2)])
def test_a_reconnect_is_no_leaving(gap_ms: int, spans: int) -> None:
    """Law: gaps shorter than a minute are no gaps."""
    told = stay([Word(0, True), Word(5, False), Word(5 + gap_ms, True), Word(GAP_MS * 3, False)], OPEN)
    assert len(told.spans) == spans


@pytest.mark.parametrize(("needed", "reached"), [(0, 10), (5, 15), (10, 20), (11, 31), (20, 40), (21, NONE)])
def test_the_time_is_reached_in_the_span_that_brings_it(needed: int, reached: int) -> None:
    """Law: spans add up; what is needed may come in the second."""
    assert reached_ms(Stay([[10, 20], [30, 40]], False), needed) == reached
    assert reached_ms(Stay([], False), needed) == NONE
    assert Stay([[10, 20], [30, 40]], False).spent_ms == 20


@pytest.mark.parametrize(
    ("times", "percent", "needed"),
    [
        ((0, 240, 5, 0), 50, 120),
        ((0, 240, 5, 105), 50, 50),
        ((0, 0, 5, 0), 50, 0),
        ((0, 5, 0, 0), 50, 3),
        ((0, 240, 5, 0), 10, 24),
        ((0, 240, 5, 105), 80, 80),
        ((0, 240, 5, 105), 100, 100),
        ((0, 5, 0, 0), 70, 4),
        ((5, 0, 0, 0), 70, 0),
    ],
)
def test_so_much_of_the_session_counts(times: tuple[int, int, int, int], percent: int, needed: int) -> None:
    """Law: the plan's percent of the planned length, and of the real one once it is closed; rounded up."""
    assert bounds(*times, percent).needed_ms == needed


@pytest.mark.parametrize(("percent", "minute"), [(10, 24), (50, 120), (60, 144), (100, 240)])
def test_the_plan_says_how_much_counts(percent: int, minute: int) -> None:
    """Law: a minute before it she is not present, at it she is."""
    story = planned()
    plan = [SessionPlan("Sáng", Millis(NOON), Millis(NOON + 240 * MINUTE))]
    assert story.asks(PlanConference("Hội nghị", plan, online_percent=percent)) is Verdict.ACCEPTED
    story.imports(TREE, ROOMS, ROSTER)
    assert story.asks(Launch()) is Verdict.ACCEPTED
    story.opens()
    story.sees_online(5, 0)
    story.sees_online(5, minute - 1)
    assert online(story) == (0, 0, 0, 0)
    story.sees_online(5, minute)
    assert online(story) == (1, 1, 0, 1)


def online(story: Story, code: str = "") -> tuple[int, int, int, int]:
    """here, ever, away and online at a node."""
    row = story.place(code)
    return row[HERE], row[EVER], row[AWAY], row[ONLINE]


def test_who_is_online_is_here_at_the_conference_and_away_at_her_point() -> None:
    """Law: DOMAIN rule 1; node 0 and the roll-up by belonging have her, every unit below node 0 has her away."""
    story = running()
    story.sees_online(5, 0)
    story.sees_online(5, 119)
    assert online(story) == (0, 0, 0, 0)
    story.sees_online(5, 120)
    assert online(story) == (1, 1, 0, 1)
    assert [online(story, code) for code in ("T", "B", "B1")] == [(0, 0, 1, 1)] * 3
    assert online(story, "A") == (0, 0, 0, 0)
    assert story.belonging("B") == [3, 1, 1, 0, 0]
    assert story.place()[GUESTS] == 0
    story.sees_online(5, 130, joined=False)
    assert online(story) == (0, 1, 0, 1)
    assert story.belonging("B") == [3, 0, 1, 0, 0]


def test_who_is_not_summoned_is_a_guest_online() -> None:
    """Law: on no denominator; a guest of the conference itself, and nowhere `online`."""
    story = running()
    story.sees_online(8, 0)
    story.sees_online(8, 200)
    assert (story.place()[GUESTS], story.place()[ONLINE], story.place("B")[AWAY]) == (1, 0, 0)


def test_the_close_weighs_by_the_real_length() -> None:
    """Law: a session planned for four hours and closed after one needs half an hour; opened again, two hours."""
    story = running()
    story.sees_online(5, 25)
    story.sees_online(6, 40)
    story.at = NOON + HOUR
    story.closes()
    assert story.place()[ONLINE] == 1
    story.opens()
    assert story.place()[ONLINE] == 0
    story.at = NOON + 3 * HOUR
    story.closes()
    assert story.place()[ONLINE] == 2
    assert bounds_of(story.conference, 0).needed_ms == 90 * MINUTE


@pytest.mark.parametrize("act", [CloseSession(SessionNo(0)), OpenSession(SessionNo(0)), CloseConference()])
def test_weighing_everybody_in_steps_is_weighing_everybody(act: Command) -> None:
    """Law: a step a person; the entry counts at its end, and what it came to is what it comes to at once."""
    one, other = running(), running()
    for story in (one, other):
        for person in (3, 5, 6):
            story.sees_online(person, 5 * person)
        story.at = NOON + HOUR
        if isinstance(act, OpenSession):
            story.closes()
    seq, entry = one.conference.seq + 1, one.entry(act)
    assert [one.conference.seq for _ in one.conference.apply_in_steps(seq, entry)] == [seq - 1] * 3
    other.takes(entry)
    assert (one.conference.seq, digest(one.conference)) == (seq, digest(other.conference))


def test_closing_the_conference_weighs_too() -> None:
    """Law: it closes its open sessions."""
    story = running()
    story.sees_online(5, 0)
    story.at = NOON + HOUR
    closed(story)
    assert online(story) == (1, 1, 0, 1)


def test_room_and_online_are_two_places() -> None:
    """Law: DOMAIN rule 4: the earlier counts, both at once is a conflict; online began when the dwell was enough."""
    story = running()
    story.sees_online(5, 0)
    story.sees_online(5, 130)
    assert story.checks_in(5, "B1") is Verdict.PRESENT_ELSEWHERE
    assert story.takes(story.entries[-1]).first is None
    (conflict,) = story.conference.conflicts(0)
    assert (conflict.person, conflict.unit, conflict.points) == (5, 0, (story.node("B1"), 0))
    assert online(story, "B1") == (1, 1, 0, 0)
    story.sees_online(5, 140, joined=False)
    assert story.conference.conflicts(0) == []
    row = rows.roster_row(story.conference, 5, story.node("B1"), 0)
    assert row[5] == rows.PRESENT


def test_a_later_room_leaves_her_online_where_she_came() -> None:
    """Law: came online, then to the room: ever online; `first` is the moment the dwell was enough, by no device."""
    story = running()
    story.sees_online(5, 0)
    story.sees_online(5, 125, joined=False)
    late = NOON + 130 * MINUTE
    assert story.checks_in(5, "B1", made_ms=late, received_ms=late) is Verdict.ACCEPTED
    assert online(story, "B1") == (1, 0, 1, 1)
    row = rows.roster_row(story.conference, 5, story.node("B1"), 0)
    assert (row[5], row[6], row[9]) == (rows.PRESENT, NOON + 120 * MINUTE, "")
    assert row[10] == story.last_id()


def test_a_roster_shows_who_is_online_as_elsewhere() -> None:
    """Law: status 3 and the conference itself as the place."""
    story = running()
    story.sees_online(5, 0)
    story.sees_online(5, 120)
    row = rows.roster_row(story.conference, 5, story.node("B1"), 0)
    assert row[5:9] == [rows.ELSEWHERE, NOON + 120 * MINUTE, 0, "Hội nghị học tập"]


@pytest.mark.parametrize(
    ("session", "person", "verdict"),
    [
        (0, 5, Verdict.ACCEPTED),
        (0, 99, Verdict.NO_SUCH_PERSON),
        (1, 5, Verdict.SESSION_NOT_OPEN),
        (7, 5, Verdict.NO_SUCH_SESSION),
    ],
)
def test_what_is_heard_is_about_somebody_in_a_session(session: int, person: int, verdict: Verdict) -> None:
    """Law: words are taken from the opening on, also after the close; never before the launch."""
    story = running()
    assert story.sees_online(person, 1, session=session) is verdict
    story.closes()
    assert story.sees_online(person, 1, session=session) is verdict
    assert Story().sees_online(0, 1) is Verdict.NOT_LAUNCHED
    assert launched().sees_online(0, 1) is Verdict.SESSION_NOT_OPEN


def test_the_future_is_not_heard() -> None:
    """Law: a word is at most as late as it was received."""
    story = running()
    story.asks(NoteOnline(SessionNo(0), PersonNo(5), True, Millis(NOON + 10 * HOUR)), SERVER)
    assert story.conference.sessions[0].dwell.words(5) == [Word(story.at, True)]


def test_minutes_run_while_she_is_there() -> None:
    """Law: until now, or until the close."""
    dwell = Dwell()
    assert dwell.spent_ms(1, OPEN, 99) == 0
    dwell.hear(1, 10, True)
    assert (dwell.spent_ms(1, OPEN, 50), dwell.spent_ms(1, OPEN, 5)) == (40, 0)
    assert dwell.spent_ms(1, Bounds(0, 30, 0), 50) == 20
    dwell.hear(1, 20, False)
    assert dwell.spent_ms(1, OPEN, 50) == 10


said = st.lists(
    st.tuples(st.integers(5, 7), st.integers(0, 300), st.booleans()), max_size=12, unique_by=lambda w: w[:2]
)


@given(said, st.randoms(use_true_random=False), st.booleans())
def test_the_order_in_which_words_arrive_changes_nothing(told, mixed, close: bool) -> None:
    """Law: late words are words; figures and conflicts are the same in any order, before a close or after it."""
    stories = [running(name=n) for n in (0, 1)]
    shuffled = list(told)
    mixed.shuffle(shuffled)
    for story, order in zip(stories, (told, shuffled), strict=True):
        story.checks_in(5, "A1")
        story.at = NOON + 5 * HOUR
        half = order[: len(order) // 2] if close else order
        for person, minute, joined in half:
            story.sees_online(person, minute, joined)
        if close:
            story.closes()
        for person, minute, joined in order[len(half) :]:
            story.sees_online(person, minute, joined)
    one, other = ([s.place(c) for c in ("", "A", "B", "A1", "B1")] for s in stories)
    assert one == other
    assert stories[0].belonging("B") == stories[1].belonging("B")
    present = [s.conference.sessions[0].dwell.present for s in stories]
    assert present[0] == present[1]
    assert [c[:3] for c in stories[0].conference.conflicts(0)] == [
        c[:3] for c in stories[1].conference.conflicts(0)
    ]
