"""Taking back what was said, by naming the command that said it. Nothing is erased: it stops counting.

Rule 1: check-ins, check-outs, walk-ins, head-counts and excuses can be taken back; an exemption is withdrawn.
Rule 2: a command not known yet can be taken back too: the wish is parked, and when the command comes it counts for
nothing from the start, if whoever took it back had the right to. So the order of two outboxes changes nothing.
"""

from server.core import attendance
from server.core.access import parse, reaches
from server.core.attendance import NONE
from server.core.commands import Undo
from server.core.counting import count, follow_note, touch
from server.core.entries import Entry, corrected_ms
from server.core.refusals import Judgement, Verdict
from server.core.state import Phase, State

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)
_PARKED = Judgement(Verdict.PARKED)


def check_undo(state: State, entry: Entry, body: Undo) -> Verdict | None:
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    seq = state.seq_of_id.get(body.command)
    if seq is not None and not _can_be_undone(state, seq):
        return Verdict.CANNOT_UNDO
    late = state.closed_ms and corrected_ms(entry) > state.closed_ms
    return Verdict.CONFERENCE_CLOSED if late else None


def _can_be_undone(state: State, seq: int) -> bool:
    note = state.notes.of_seq(seq)
    return state.evidence.of_seq(seq) != NONE or (
        note != NONE and state.notes.kind[note] != attendance.EXEMPT
    )


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
    touch(state, piece.session, piece.person, piece.point, seq)
    return _ACCEPTED


def _undo_note(state: State, target: int, seq: int) -> Judgement:
    notes, row = state.notes, state.notes.of_seq(target)
    if notes.undone[row]:
        return _ALREADY_SO
    before = notes.worth(notes.kind[row], notes.session[row], notes.about[row])
    notes.undone[row] = 1
    follow_note(state, row, before, seq)
    return _ACCEPTED


def is_taken_back(state: State, entry: Entry, point: int) -> bool:
    """True when somebody with the right to it took the command back before it came."""
    askers = state.parked.pop(entry.id, None)
    if askers is None:
        return False
    return any(_may_undo(state, state.links.names[asker], point) for asker in askers)


def _may_undo(state: State, grant: str, point: int) -> bool:
    role, node = parse(grant)
    return role == "h" or (role == "o" and reaches(node, point, state))
