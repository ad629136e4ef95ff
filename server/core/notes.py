"""What is said beside evidence: who is excused, who is exempt, how many heads a room has without names.

Rule: of what was said about one thing the latest by corrected time holds (attendance.Notes). Excused and exempt may
be said before the session opens and after it closes, until the conference is closed; a head-count like evidence.
"""

from server.core import attendance
from server.core.commands import Excuse, Exempt, ReportHeadCount
from server.core.counting import follow_note, note_device
from server.core.desk import check_session
from server.core.entries import Entry, corrected_ms
from server.core.refusals import Judgement, Verdict
from server.core.state import MARK_SUMMONED, Phase, State
from server.core.undo import is_taken_back

HEADS_MAX = 100_000
"""The largest stadium; more in one room is a slip of the finger."""

_ACCEPTED = Judgement(Verdict.ACCEPTED)


def check_heads(state: State, entry: Entry, body: ReportHeadCount) -> Verdict | None:
    if not state.units.is_point(body.point):
        return Verdict.NO_SUCH_POINT
    if not 0 <= body.count <= HEADS_MAX:
        return Verdict.BAD_COUNT
    return check_session(state, body.session, corrected_ms(entry))


def check_note(state: State, entry: Entry, body: Excuse | Exempt) -> Verdict | None:
    """What speaks against excusing or exempting."""
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    if not 0 <= body.session < len(state.sessions):
        return Verdict.NO_SUCH_SESSION
    if not 0 <= body.person < len(state.people):
        return Verdict.NO_SUCH_PERSON
    if not state.sessions[body.session].marks[body.person] & MARK_SUMMONED:
        return Verdict.NOT_SUMMONED
    late = state.closed_ms and corrected_ms(entry) > state.closed_ms
    return Verdict.CONFERENCE_CLOSED if late else None


def head_count(state: State, seq: int, entry: Entry, body: ReportHeadCount) -> Judgement:
    at_ms = max(corrected_ms(entry), state.sessions[body.session].opened_ms)
    _note(state, seq, entry, attendance.HEAD_COUNT, body.session, body.point, body.count, at_ms)
    state.sessions[body.session].figures.report(body.point, seq)
    return _ACCEPTED


def excuse(state: State, seq: int, entry: Entry, body: Excuse) -> Judgement:
    return _say(state, seq, entry, body, attendance.EXCUSED)


def exempt(state: State, seq: int, entry: Entry, body: Exempt) -> Judgement:
    return _say(state, seq, entry, body, attendance.EXEMPT)


def _say(state: State, seq: int, entry: Entry, body: Excuse | Exempt, kind: int) -> Judgement:
    _note(state, seq, entry, kind, body.session, body.person, int(not body.withdrawn), corrected_ms(entry))
    return _ACCEPTED


def _note(
    state: State, seq: int, entry: Entry, kind: int, number: int, about: int, value: int, at_ms: int
) -> None:
    """Keep a note and let it count."""
    note_device(state, entry)
    before = state.notes.worth(kind, number, about)
    row = state.notes.append(kind, number, about, value, at_ms, seq)
    if kind != attendance.EXEMPT and is_taken_back(state, entry, state.note_place(row)):
        state.notes.undone[row] = 1
    follow_note(state, row, before, seq)
