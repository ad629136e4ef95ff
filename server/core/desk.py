"""What is said at a desk about people: who came, went, walked in.

Rule 1: evidence counts at its corrected scan time, never before the session was opened, and is accepted when that
time is not after the session's close, however late it is delivered.
Rule 2: a second check-in is kept; who asks is told who was first, when and where. Of who is present online there is no
first check-in to tell.
Rule 3: a check-out where nobody is checked in is parked: kept, and counted once an earlier check-in comes.
"""

from server.core.attendance import HOW_SHIFT, IN, KIND_SHIFT, OUT, UNDONE, WALK_IN, Piece
from server.core.commands import AddWalkIn, CheckIn, CheckOut
from server.core.counting import count, note_device, touch
from server.core.entries import LATE_RIGHTS, Entry, corrected_ms
from server.core.ids import NO_NODE, NO_PERSON
from server.core.refusals import First, Judgement, Verdict
from server.core.state import MARK_SEEN, MARK_SUMMONED, Phase, State
from server.core.undo import is_taken_back

_ACCEPTED, _PARKED = Judgement(Verdict.ACCEPTED), Judgement(Verdict.PARKED)
_PRESENT_ELSEWHERE = Judgement(Verdict.PRESENT_ELSEWHERE)


def check_session(state: State, number: int, at_ms: int) -> Verdict | None:
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
    return check_session(state, body.session, corrected_ms(entry))


def check_walk_in(state: State, entry: Entry, body: AddWalkIn) -> Verdict | None:
    if not state.units.is_point(body.point):
        return Verdict.NO_SUCH_POINT
    if body.unit != NO_NODE and not state.units.is_unit(body.unit):
        return Verdict.NO_SUCH_UNIT
    if body.stands_for != NO_PERSON and not 0 <= body.stands_for < len(state.people):
        return Verdict.NO_SUCH_PERSON
    return check_session(state, body.session, corrected_ms(entry))


def check_in(state: State, seq: int, entry: Entry, body: CheckIn) -> Judgement:
    before = state.evidence.standing(state.sessions[body.session].last[body.person]).opens
    meta = IN << KIND_SHIFT | (body.how & 0b11) << HOW_SHIFT
    _record(state, seq, entry, body.session, body.person, body.point, meta)
    if not before:
        online = state.sessions[body.session].dwell.is_there(body.person)
        return _PRESENT_ELSEWHERE if online else _ACCEPTED
    here = [piece for piece in before if piece.point == body.point]
    first = here[0] if here else before[0]
    state.answers.firsts[seq] = state.evidence.of_seq(first.seq)
    verdict = Verdict.ALREADY_PRESENT if here else Verdict.PRESENT_ELSEWHERE
    return Judgement(verdict, first_told(state, first))


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


def _record(state: State, seq: int, entry: Entry, number: int, person: int, point: int, meta: int) -> None:
    """Keep a piece of evidence and let it count."""
    session, evidence = state.sessions[number], state.evidence
    at_ms = max(corrected_ms(entry), session.opened_ms)
    late = entry.flags & LATE_RIGHTS or (session.closed_ms and entry.received_ms > session.closed_ms)
    if late:
        session.late[point] = [session.late.get(point, [0, 0])[0] + 1, seq]
    if is_taken_back(state, entry, point):
        meta |= UNDONE
    count(state, number, person, -1, seq)
    last = session.last[person]
    own = state.people.point_of[person] == point and session.marks[person] & MARK_SUMMONED
    if not own and all(piece.point != point for piece in evidence.history(last)):
        session.extras.setdefault(point, []).append(person)
    device = note_device(state, entry)
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
    touch(state, number, person, point, seq)


def first_told(state: State, piece: Piece) -> First:
    """What is told of the evidence that was first."""
    return First(piece.point, piece.at_ms, state.links.ids[piece.device])
