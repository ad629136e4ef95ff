"""The life of a conference and its sessions.

A conference is a draft, then launched (once it has a session, a point and a person), then closed for good; while
a session is open it is live. A session is planned, opened, closed; closed by mistake, it may be opened again
while the conference is not closed. Closing the conference closes its open sessions.

Opening again and closing weigh everybody who was online: in steps, for a hundred thousand people are seconds.
"""

from collections.abc import Iterator

from server.core import online
from server.core.commands import CloseConference, CloseSession, Launch, OpenSession, PlanConference
from server.core.entries import Entry
from server.core.ids import MAX_SESSIONS
from server.core.imports import NAME_CHARS
from server.core.refusals import Judgement, Steps, Verdict
from server.core.state import Phase, SessionState, State

LEAST_PERCENT = 10
"""Of a session's length: less would call somebody present who looked in."""

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)


def check_plan(state: State, entry: Entry, plan: PlanConference) -> Verdict | None:
    if state.phase != Phase.DRAFT:
        return Verdict.WRONG_STATE
    names = [plan.title, *(session.name for session in plan.sessions)]
    if not all(name.strip() and len(name) <= NAME_CHARS for name in names):
        return Verdict.BAD_TEXT
    if not 1 <= len(plan.sessions) <= MAX_SESSIONS:
        return Verdict.BAD_COUNT
    if not LEAST_PERCENT <= plan.online_percent <= 100:
        return Verdict.BAD_COUNT
    if any(session.ends_ms < session.starts_ms for session in plan.sessions):
        return Verdict.BAD_COUNT
    return None


def plan(state: State, seq: int, entry: Entry, body: PlanConference) -> Judgement:
    state.title, state.zone, state.online_percent = body.title, body.zone, body.online_percent
    state.replan(body.sessions, seq)
    state.changed = state.moved = seq
    return _ACCEPTED


def check_launch(state: State, entry: Entry, body: Launch) -> Verdict | None:
    if state.phase == Phase.CLOSED:
        return Verdict.CONFERENCE_CLOSED
    if not (state.sessions and state.units.point_count and state.people.roster_count):
        return Verdict.NOTHING_PLANNED
    return None


def launch(state: State, seq: int, entry: Entry, body: Launch) -> Judgement:
    if state.phase != Phase.DRAFT:
        return _ALREADY_SO
    state.phase, state.changed = Phase.LAUNCHED, seq
    return _ACCEPTED


def check_step(state: State, entry: Entry, body: OpenSession | CloseSession) -> Verdict | None:
    """What speaks against opening or closing this session."""
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    if not 0 <= body.session < len(state.sessions):
        return Verdict.NO_SUCH_SESSION
    if state.phase == Phase.CLOSED:
        return Verdict.CONFERENCE_CLOSED
    planned = state.sessions[body.session].state == SessionState.PLANNED
    return Verdict.WRONG_STATE if planned and isinstance(body, CloseSession) else None


def open_session(state: State, seq: int, entry: Entry, body: OpenSession) -> Steps:
    session = state.sessions[body.session]
    if session.state == SessionState.OPEN:
        return _ALREADY_SO
    session.state, session.closed_ms = SessionState.OPEN, 0
    session.opened_ms = session.opened_ms or entry.received_ms
    yield from online.weigh_all(state, body.session, seq)
    _after_step(state, seq)
    return _ACCEPTED


def close_session(state: State, seq: int, entry: Entry, body: CloseSession) -> Steps:
    session = state.sessions[body.session]
    if session.state == SessionState.CLOSED:
        return _ALREADY_SO
    yield from _close(state, body.session, entry.received_ms, seq)
    _after_step(state, seq)
    return _ACCEPTED


def _close(state: State, number: int, at_ms: int, seq: int) -> Iterator[None]:
    """The session's floor ends with it, and who was online is weighed by its real length."""
    session = state.sessions[number]
    session.state, session.closed_ms = SessionState.CLOSED, at_ms
    session.floor.close(at_ms, seq)
    yield from online.weigh_all(state, number, seq)


def _after_step(state: State, seq: int) -> None:
    state.reopen()
    state.phase = Phase.LIVE if state.open else Phase.LAUNCHED
    state.changed = seq


def check_close(state: State, entry: Entry, body: CloseConference) -> Verdict | None:
    return Verdict.NOT_LAUNCHED if state.phase == Phase.DRAFT else None


def close_conference(state: State, seq: int, entry: Entry, body: CloseConference) -> Steps:
    if state.phase == Phase.CLOSED:
        return _ALREADY_SO
    for number in list(state.open):
        yield from _close(state, number, entry.received_ms, seq)
    _after_step(state, seq)
    state.phase, state.closed_ms = Phase.CLOSED, entry.received_ms
    return _ACCEPTED
