"""The life of a conference and its sessions, as a table of steps."""

import pytest

from server.core.commands import (
    CloseConference,
    CloseSession,
    Launch,
    OpenSession,
    PlanConference,
    PointRow,
    SessionPlan,
)
from server.core.entries import Command
from server.core.ids import MAX_SESSIONS, Millis, SessionNo
from server.core.refusals import Verdict, is_refusal
from server.core.sessions import NAME_CHARS
from server.core.state import Phase, SessionState
from tests.given import MINUTE, NOON, ROOMS, ROSTER, TREE, closed, launched, planned, running

S0, S1 = SessionNo(0), SessionNo(1)
ONE_SESSION = [SessionPlan("Sáng", Millis(1), Millis(2))]

BEGIN = {"draft": planned, "launched": launched, "running": running, "closed": lambda: closed(running())}
STEPS: list[tuple[str, Command, Verdict]] = [
    ("draft", Launch(), Verdict.NOTHING_PLANNED),
    ("draft", OpenSession(S0), Verdict.NOT_LAUNCHED),
    ("draft", CloseSession(S0), Verdict.NOT_LAUNCHED),
    ("draft", CloseConference(), Verdict.NOT_LAUNCHED),
    ("draft", PlanConference("Lại", ONE_SESSION), Verdict.ACCEPTED),
    ("launched", Launch(), Verdict.ALREADY_SO),
    ("launched", PlanConference("Lại", ONE_SESSION), Verdict.WRONG_STATE),
    ("launched", OpenSession(S0), Verdict.ACCEPTED),
    ("launched", OpenSession(SessionNo(2)), Verdict.NO_SUCH_SESSION),
    ("launched", OpenSession(SessionNo(-1)), Verdict.NO_SUCH_SESSION),
    ("launched", CloseSession(S0), Verdict.WRONG_STATE),
    ("launched", CloseConference(), Verdict.ACCEPTED),
    ("running", OpenSession(S0), Verdict.ALREADY_SO),
    ("running", OpenSession(S1), Verdict.ACCEPTED),
    ("running", CloseSession(S0), Verdict.ACCEPTED),
    ("running", CloseSession(S1), Verdict.WRONG_STATE),
    ("running", CloseConference(), Verdict.ACCEPTED),
    ("closed", Launch(), Verdict.CONFERENCE_CLOSED),
    ("closed", OpenSession(S0), Verdict.CONFERENCE_CLOSED),
    ("closed", CloseSession(S0), Verdict.CONFERENCE_CLOSED),
    ("closed", CloseConference(), Verdict.ALREADY_SO),
    ("closed", PlanConference("Lại", ONE_SESSION), Verdict.WRONG_STATE),
]


@pytest.mark.parametrize(("state", "step", "verdict"), STEPS)
def test_each_step_from_each_state(state: str, step: Command, verdict: Verdict) -> None:
    """Law: the table above; the early judgement refuses exactly what the fold refuses."""
    story = BEGIN[state]()
    entry = story.entry(step)
    early = story.conference.judge(entry)
    assert story.takes(entry).verdict is verdict
    assert (early.verdict if early else None) == (verdict if is_refusal(verdict) else None)


def test_a_conference_is_live_while_a_session_is_open() -> None:
    """Law: draft, launched, live, launched again, closed for good; times are those of receipt."""
    story = planned()
    conference = story.conference
    assert conference.state == Phase.DRAFT
    story.imports(TREE, ROOMS, ROSTER)
    story.asks(Launch())
    assert conference.state == Phase.LAUNCHED
    story.at += MINUTE
    story.opens(0)
    assert (conference.state, conference.sessions[0].opened_ms) == (Phase.LIVE, NOON + MINUTE)
    story.at += MINUTE
    story.closes(0)
    assert (conference.state, conference.sessions[0].closed_ms) == (Phase.LAUNCHED, NOON + 2 * MINUTE)
    story.opens(1)
    closed(story)
    assert conference.state == Phase.CLOSED
    assert [session.state for session in conference.sessions] == [SessionState.CLOSED, SessionState.CLOSED]
    assert conference.closed_ms == NOON + 2 * MINUTE


@pytest.mark.parametrize(
    ("plan", "verdict"),
    [
        (PlanConference("", ONE_SESSION), Verdict.BAD_TEXT),
        (PlanConference("x" * (NAME_CHARS + 1), ONE_SESSION), Verdict.BAD_TEXT),
        (PlanConference("x" * NAME_CHARS, ONE_SESSION), Verdict.ACCEPTED),
        (PlanConference("x", [SessionPlan(" ", Millis(1), Millis(2))]), Verdict.BAD_TEXT),
        (PlanConference("x", []), Verdict.BAD_COUNT),
        (PlanConference("x", ONE_SESSION * MAX_SESSIONS), Verdict.ACCEPTED),
        (PlanConference("x", ONE_SESSION * (MAX_SESSIONS + 1)), Verdict.BAD_COUNT),
        (PlanConference("x", [SessionPlan("a", Millis(2), Millis(1))]), Verdict.BAD_COUNT),
        (PlanConference("x", ONE_SESSION, online_percent=9), Verdict.BAD_COUNT),
        (PlanConference("x", ONE_SESSION, online_percent=10), Verdict.ACCEPTED),
        (PlanConference("x", ONE_SESSION, online_percent=100), Verdict.ACCEPTED),
        (PlanConference("x", ONE_SESSION, online_percent=101), Verdict.BAD_COUNT),
    ],
)
def test_a_plan_has_a_title_one_to_eight_sessions_and_a_rule(plan: PlanConference, verdict: Verdict) -> None:
    """Law: each bound one below and one above."""
    assert planned().asks(plan) is verdict


def test_planning_again_in_a_draft_keeps_the_roster() -> None:
    """Law: title and sessions are replaced; everybody is summoned by her run's mask to the new ones."""
    story = planned(1)
    story.imports(TREE, ROOMS, ROSTER)
    assert story.place("A1")[0] == 3
    three = [SessionPlan(name, Millis(1), Millis(2)) for name in "abc"]
    assert story.asks(PlanConference("Khác", three, "Asia/Bangkok")) is Verdict.ACCEPTED
    assert [session.name for session in story.conference.sessions] == ["a", "b", "c"]
    assert [story.place("A1", n)[0] for n in range(3)] == [3, 4, 3]
    assert (story.conference.title, story.conference.zone) == ("Khác", "Asia/Bangkok")
    assert story.place()[9] == 3


@pytest.mark.parametrize("missing", ["points", "people"])
def test_what_is_launched_has_a_session_a_point_and_a_person(missing: str) -> None:
    """Law: without any of them there is nothing to launch."""
    story = planned()
    story.imports(TREE, () if missing == "points" else [PointRow("P", "A", "P")])
    assert story.asks(Launch()) is Verdict.NOTHING_PLANNED
