"""What is said at a desk: who came, went, walked in, is excused or exempt, how many heads, and taking it back.

Rule 1: evidence counts at its corrected scan time, never before the session was opened, and is accepted when that
time is not after the session's close, however late it is delivered.
Rule 2: a second check-in is kept; who asks is told who was first, when and where.
Rule 3: taking back names the command. If that command is not known yet, the wish waits for it; the rights of who
took it back are read when both are there.
Rule 4: what is said about a person changes no figure but hers; the figures before and after are counted with the
same rule (figures.count_person).
"""

from server.core import attendance, figures
from server.core.access import parse, reaches
from server.core.attendance import HOW_SHIFT, IN, KIND_SHIFT, NONE, OUT, UNDONE, WALK_IN, Piece
from server.core.commands import (
    LATE_RIGHTS,
    AddWalkIn,
    CheckIn,
    CheckOut,
    Entry,
    Excuse,
    Exempt,
    ReportHeadCount,
    Undo,
    corrected_ms,
)
from server.core.ids import NO_NODE, NO_PERSON, DeviceId
from server.core.links import UNLISTED
from server.core.refusals import First, Judgement, Verdict
from server.core.state import (
    MARK_EXCUSED,
    MARK_EXEMPT,
    MARK_SEEN,
    MARK_SUMMONED,
    Phase,
    Session,
    State,
)

HEADS_MAX = 100_000
"""The largest stadium; more in one room is a slip of the finger."""

SKEW_FLAGGED_MS = 120_000
"""A clock wrong by two minutes is flagged: it moves a check-in visibly on the page, in minutes."""

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)
_PARKED = Judgement(Verdict.PARKED)


def _check_session(state: State, number: int, at_ms: int) -> Verdict | None:
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    if not 0 <= number < len(state.sessions):
        return Verdict.NO_SUCH_SESSION
    session = state.sessions[number]
    if not session.opened_ms:
        return Verdict.SESSION_NOT_OPEN
    return Verdict.SESSION_CLOSED if session.closed_ms and at_ms > session.closed_ms else None


def check_check(state: State, entry: Entry, body: CheckIn | CheckOut) -> Verdict | None:
    """What speaks against a check-in or check-out."""
    if not state.units.is_point(body.point):
        return Verdict.NO_SUCH_POINT
    if not 0 <= body.person < len(state.people):
        return Verdict.NO_SUCH_PERSON
    return _check_session(state, body.session, corrected_ms(entry))


def check_walk_in(state: State, entry: Entry, body: AddWalkIn) -> Verdict | None:
    if not state.units.is_point(body.point):
        return Verdict.NO_SUCH_POINT
    if body.unit != NO_NODE and not state.units.is_unit(body.unit):
        return Verdict.NO_SUCH_UNIT
    if body.stands_for != NO_PERSON and not 0 <= body.stands_for < len(state.people):
        return Verdict.NO_SUCH_PERSON
    return _check_session(state, body.session, corrected_ms(entry))


def check_heads(state: State, entry: Entry, body: ReportHeadCount) -> Verdict | None:
    if not state.units.is_point(body.point):
        return Verdict.NO_SUCH_POINT
    if not 0 <= body.count <= HEADS_MAX:
        return Verdict.BAD_COUNT
    return _check_session(state, body.session, corrected_ms(entry))


def check_note(state: State, entry: Entry, body: Excuse | Exempt) -> Verdict | None:
    """What speaks against excusing or exempting. Both may be said before the session opens and after it closes."""
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    if not 0 <= body.session < len(state.sessions):
        return Verdict.NO_SUCH_SESSION
    if not 0 <= body.person < len(state.people):
        return Verdict.NO_SUCH_PERSON
    if not state.sessions[body.session].marks[body.person] & MARK_SUMMONED:
        return Verdict.NOT_SUMMONED
    return _check_closed(state, entry)


def _check_closed(state: State, entry: Entry) -> Verdict | None:
    late = state.closed_ms and corrected_ms(entry) > state.closed_ms
    return Verdict.CONFERENCE_CLOSED if late else None


def check_undo(state: State, entry: Entry, body: Undo) -> Verdict | None:
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    seq = state.seq_of_id.get(body.command)
    if seq is not None and not _can_be_undone(state, seq):
        return Verdict.CANNOT_UNDO
    return _check_closed(state, entry)


def _can_be_undone(state: State, seq: int) -> bool:
    note = state.notes.of_seq(seq)
    return state.evidence.of_seq(seq) != NONE or (
        note != NONE and state.notes.kind[note] != attendance.EXEMPT
    )


def count(state: State, number: int, person: int, by: int, seq: int) -> None:
    """Add (1) or take away (-1) the person as she stands in session `number`."""
    session, people = state.sessions[number], state.people
    mark = session.marks[person]
    standing = state.evidence.standing(session.last[person])
    figures.count_person(
        session.figures,
        state.units,
        seq,
        by,
        home=people.point_of[person],
        unit=people.unit_of[person],
        summoned=bool(mark & MARK_SUMMONED),
        excused=bool(mark & MARK_EXCUSED),
        exempt=bool(mark & MARK_EXEMPT),
        ever=standing.ever,
        now=standing.now,
    )


def _touch(state: State, session: Session, person: int, point: int, seq: int) -> None:
    """The person's row changed, on the rosters of `point` and of every point she has to do with."""
    session.touched[person] = seq
    points = {point: None, state.people.point_of[person]: None}
    history = state.evidence.history(session.last[person])
    for piece in history:
        points[piece.point] = None
    for one in points:
        if one != NO_NODE:
            session.figures.dirty[one] = seq
    if len(attendance.standing(history).opens) > 1:
        session.conflicts.setdefault(person, seq)
    else:
        session.conflicts.pop(person, None)


def _is_taken_back(state: State, entry: Entry, point: int) -> bool:
    """True when somebody with the right to it took the command back before it came."""
    askers = state.parked.pop(entry.id, None)
    if askers is None:
        return False
    return any(_may_undo(state, state.links.names[asker], point) for asker in askers)


def _may_undo(state: State, grant: str, point: int) -> bool:
    role, node = parse(grant)
    return role == "h" or (role == "o" and reaches(node, point, state))


def _note_device(state: State, entry: Entry) -> int:
    """The device's number; a clock that is wrong is remembered."""
    number = state.links.device_number(DeviceId(entry.device), entry.grant)
    if abs(entry.skew_ms) >= SKEW_FLAGGED_MS and state.links.states[number] != UNLISTED:
        state.links.skew_ms[number] = entry.skew_ms
        state.links.skew_at_ms[number] = entry.received_ms
    return number


def _record(state: State, seq: int, entry: Entry, number: int, person: int, point: int, meta: int) -> None:
    """Keep a piece of evidence and let it count."""
    session, evidence = state.sessions[number], state.evidence
    at_ms = max(corrected_ms(entry), session.opened_ms)
    late = entry.flags & LATE_RIGHTS or (session.closed_ms and entry.received_ms > session.closed_ms)
    if late:
        session.late[point] = [session.late.get(point, [0, 0])[0] + 1, seq]
    if _is_taken_back(state, entry, point):
        meta |= UNDONE
    count(state, number, person, -1, seq)
    last = session.last[person]
    own = state.people.point_of[person] == point and session.marks[person] & MARK_SUMMONED
    if not own and all(piece.point != point for piece in evidence.history(last)):
        session.extras.setdefault(point, []).append(person)
    device = _note_device(state, entry)
    session.last[person] = evidence.append(
        Piece(
            meta | number,
            person,
            point,
            at_ms,
            entry.made_ms,
            entry.received_ms,
            device,
            seq,
            last,
            entry.id,
        )
    )
    session.marks[person] |= MARK_SEEN
    count(state, number, person, 1, seq)
    session.figures.report(point, seq)
    _touch(state, session, person, point, seq)


def check_in(state: State, seq: int, entry: Entry, body: CheckIn) -> Judgement:
    before = state.evidence.standing(state.sessions[body.session].last[body.person]).opens
    meta = IN << KIND_SHIFT | (body.how & 0b11) << HOW_SHIFT
    _record(state, seq, entry, body.session, body.person, body.point, meta)
    if not before:
        return _ACCEPTED
    here = [piece for piece in before if piece.point == body.point]
    first = here[0] if here else before[0]
    state.answers.firsts[seq] = state.evidence.of_seq(first.seq)
    verdict = Verdict.ALREADY_PRESENT if here else Verdict.PRESENT_ELSEWHERE
    return Judgement(verdict, first_told(state, first))


def first_told(state: State, piece: Piece) -> First:
    """What is told of the evidence that was first."""
    return First(piece.point, piece.at_ms, state.links.ids[piece.device])


def check_out(state: State, seq: int, entry: Entry, body: CheckOut) -> Judgement:
    before = state.evidence.standing(state.sessions[body.session].last[body.person]).opens
    _record(state, seq, entry, body.session, body.person, body.point, OUT << KIND_SHIFT)
    return _ACCEPTED if any(piece.point == body.point for piece in before) else _PARKED


def walk_in(state: State, seq: int, entry: Entry, body: AddWalkIn) -> Judgement:
    person = state.people.add_walk_in(entry.id, body.unit)
    if body.stands_for != NO_PERSON:
        state.people.stand_ins[person] = body.stands_for
    for session in state.sessions:
        session.grow(b"\x00", seq)
    _record(state, seq, entry, body.session, person, body.point, WALK_IN << KIND_SHIFT)
    return Judgement(Verdict.ACCEPTED, person=person)


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
    _note_device(state, entry)
    before = state.notes.worth(kind, number, about)
    row = state.notes.append(kind, number, about, value, at_ms, seq)
    if kind != attendance.EXEMPT and _is_taken_back(state, entry, state.note_place(row)):
        state.notes.undone[row] = 1
    _apply_note(state, row, before, seq)


def _apply_note(state: State, row: int, before: int, seq: int) -> None:
    """Let the figures follow from the value `before` to the value that holds now."""
    notes = state.notes
    kind, number, about = notes.kind[row], notes.session[row], notes.about[row]
    session, now = state.sessions[number], notes.worth(kind, number, about)
    if kind == attendance.HEAD_COUNT:
        session.figures.add(figures.HEAD_COUNT, about, now - before, seq)
        return
    bit = MARK_EXCUSED if kind == attendance.EXCUSED else MARK_EXEMPT
    count(state, number, about, -1, seq)
    session.marks[about] = session.marks[about] | bit if now else session.marks[about] & ~bit
    count(state, number, about, 1, seq)
    _touch(state, session, about, state.people.point_of[about], seq)


def undo(state: State, seq: int, entry: Entry, body: Undo) -> Judgement:
    target = state.seq_of_id.get(body.command)
    if target is None:
        state.parked.setdefault(bytes(body.command), []).append(state.links.grant_number(entry.grant))
        return _PARKED
    row = state.evidence.of_seq(target)
    return _undo_evidence(state, row, seq) if row != NONE else _undo_note(state, target, seq)


def _undo_evidence(state: State, row: int, seq: int) -> Judgement:
    piece = state.evidence[row]
    if piece.undone:
        return _ALREADY_SO
    count(state, piece.session, piece.person, -1, seq)
    state.evidence.undo(row)
    count(state, piece.session, piece.person, 1, seq)
    _touch(state, state.sessions[piece.session], piece.person, piece.point, seq)
    return _ACCEPTED


def _undo_note(state: State, target: int, seq: int) -> Judgement:
    notes, row = state.notes, state.notes.of_seq(target)
    if notes.undone[row]:
        return _ALREADY_SO
    before = notes.worth(notes.kind[row], notes.session[row], notes.about[row])
    notes.undone[row] = 1
    _apply_note(state, row, before, seq)
    return _ACCEPTED
