"""Who is present online (DOMAIN rule 1: in a room, or online), and how it counts.

Rule 1: presence online is by dwell, see dwell.py; a press proves nothing. The server says who joined and left, also late.
Rule 2: online is a place of its own, and it is the conference's: node 0. Who is present online counts there like somebody
in a room: *here* and *ever* at node 0 and in the roll-up by belonging; at the point she is summoned to, and at every unit
below node 0, she is *away*; the figure `online` says at each of these nodes how many of those away were online.
Rule 3: room and online are two places (DOMAIN rule 4): both are kept, the earlier counts, both at once is a conflict. Her
check-in's time online is the moment her dwell was enough, so a check-in in a room before that stands.
"""

from collections.abc import Iterator

from server.core.commands import NoteOnline
from server.core.counting import count, touch
from server.core.dwell import Bounds, bounds
from server.core.entries import Entry
from server.core.floor import check_known
from server.core.ids import ROOT
from server.core.refusals import Judgement, Verdict
from server.core.state import MARK_ONLINE, State

_ACCEPTED = Judgement(Verdict.ACCEPTED)


def check_word(state: State, entry: Entry, body: NoteOnline) -> Verdict | None:
    fault = check_known(state, body.session)
    if fault is not None:
        return fault
    if not 0 <= body.person < len(state.people):
        return Verdict.NO_SUCH_PERSON
    return None if state.sessions[body.session].opened_ms else Verdict.SESSION_NOT_OPEN


def note_online(state: State, seq: int, entry: Entry, body: NoteOnline) -> Judgement:
    session = state.sessions[body.session]
    session.dwell.hear(body.person, min(body.at_ms, entry.received_ms), body.joined)
    session.marks[body.person] |= MARK_ONLINE
    _weigh(state, body.session, body.person, bounds_of(state, body.session), seq)
    return _ACCEPTED


def weigh_all(state: State, number: int, seq: int) -> Iterator[None]:
    """The session's times changed: who was online is weighed again, one at each `next`."""
    limits = bounds_of(state, number)
    for person in state.sessions[number].dwell.last:
        _weigh(state, number, person, limits, seq)
        yield


def bounds_of(state: State, number: int) -> Bounds:
    one = state.sessions[number]
    return bounds(one.starts_ms, one.ends_ms, one.opened_ms, one.closed_ms, state.online_percent)


def _weigh(state: State, number: int, person: int, limits: Bounds, seq: int) -> None:
    """Let presence online follow from the words, and the figures from it."""
    session = state.sessions[number]
    present = session.dwell.weigh(person, limits)
    if present == session.dwell.present.get(person):
        return
    count(state, number, person, -1, seq)
    if present is None:
        del session.dwell.present[person]
    else:
        session.dwell.present[person] = present
    count(state, number, person, 1, seq)
    touch(state, number, person, ROOT, seq)
