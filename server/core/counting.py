"""How what is said about one person reaches the figures: counted before it and after it, by the same rule.

Rule: what is said about a person changes no figure but hers.
"""

from server.core import figures
from server.core.attendance import EXCUSED, HEAD_COUNT, standing
from server.core.entries import Entry
from server.core.ids import NO_NODE, DeviceId
from server.core.links import UNLISTED
from server.core.state import MARK_EXCUSED, MARK_EXEMPT, MARK_SUMMONED, State

SKEW_FLAGGED_MS = 120_000
"""A clock wrong by two minutes is flagged: it moves a check-in visibly on the page, in minutes."""


def count(state: State, number: int, person: int, by: int, seq: int) -> None:
    """Add (1) or take away (-1) the person as she stands in session `number`."""
    session, people = state.sessions[number], state.people
    mark = session.marks[person]
    now = state.standing(number, person)
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
        ever=now.ever,
        now=now.now,
    )


def touch(state: State, number: int, person: int, point: int, seq: int) -> None:
    """The person's row changed, on the rosters of `point` and of every point she has to do with."""
    session = state.sessions[number]
    session.touched[person] = seq
    points = {point: None, state.people.point_of[person]: None}
    history = state.history(number, person)
    for piece in history:
        points[piece.point] = None
    for one in points:
        if one != NO_NODE:
            session.figures.dirty[one] = seq
    if len(standing(history).opens) > 1:
        session.conflicts.setdefault(person, seq)
    else:
        session.conflicts.pop(person, None)


def note_device(state: State, entry: Entry) -> int:
    """The device's number; a clock that is wrong is remembered."""
    number = state.links.device_number(DeviceId(entry.device), entry.grant)
    if abs(entry.skew_ms) >= SKEW_FLAGGED_MS and state.links.states[number] != UNLISTED:
        state.links.skews[number] = [entry.skew_ms, entry.received_ms]
    return number


def follow_note(state: State, row: int, before: int, seq: int) -> None:
    """Let the figures follow from the value `before` to the value that holds now."""
    notes = state.notes
    kind, number, about = notes.kind[row], notes.session[row], notes.about[row]
    session, now = state.sessions[number], notes.worth(kind, number, about)
    if kind == HEAD_COUNT:
        session.figures.add(figures.HEAD_COUNT, about, now - before, seq)
        return
    bit = MARK_EXCUSED if kind == EXCUSED else MARK_EXEMPT
    count(state, number, about, -1, seq)
    session.marks[about] = session.marks[about] | bit if now else session.marks[about] & ~bit
    count(state, number, about, 1, seq)
    touch(state, number, about, state.people.point_of[about], seq)
