"""Who speaks to all (DOMAIN rules 8, 9): hands, the cue, the floor.

Rule 1: hands stand in the journal's order, the same list on every node; a hand lowered and raised again goes to the end.
Rule 2: at most one place is on air, and at most one is next. Giving the floor lowers the place's hand, empties the cue
and releases whoever was on air. The host may pick out of order, also a place that raised no hand.
Rule 3: all this happens while the session is open. Closing it ends the floor and lowers all hands.
Rule 4: a place is a room of the tree, or a person whose phone is linked online in this session.

What a link does (grace, leases, slots) is the media's: when a place's time is over the server says ReleaseFloor.
"""

from server.core.commands import CuePlace, GiveFloor, LowerHand, RaiseHand, ReleaseFloor
from server.core.entries import Entry
from server.core.ids import NO_PERSON
from server.core.places import NOBODY, person_of, point_of
from server.core.refusals import Judgement, Verdict
from server.core.state import Phase, SessionState, State

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)


def check_known(state: State, number: int) -> Verdict | None:
    """What speaks against there being such a session."""
    if state.phase == Phase.DRAFT:
        return Verdict.NOT_LAUNCHED
    return None if 0 <= number < len(state.sessions) else Verdict.NO_SUCH_SESSION


def check_open(state: State, number: int) -> Verdict | None:
    """What speaks against the session going on now."""
    fault = check_known(state, number)
    if fault is not None:
        return fault
    session = state.sessions[number]
    if session.state == SessionState.OPEN:
        return None
    return Verdict.SESSION_CLOSED if session.state == SessionState.CLOSED else Verdict.SESSION_NOT_OPEN


def check_place(state: State, number: int, place: str) -> Verdict | None:
    """What speaks against the place being one of session `number`."""
    person = person_of(place)
    if person == NO_PERSON:
        return None if state.units.is_point(point_of(place)) else Verdict.NO_SUCH_POINT
    return None if state.sessions[number].phones.is_online(person) else Verdict.NO_SUCH_PERSON


def check_take(state: State, entry: Entry, body: RaiseHand | GiveFloor) -> Verdict | None:
    """What speaks against raising this hand, or giving this place the floor."""
    return check_open(state, body.session) or check_place(state, body.session, body.place)


def check_leave(state: State, entry: Entry, body: LowerHand | ReleaseFloor) -> Verdict | None:
    """What speaks against lowering or releasing: nothing but the session; afterwards it is so in any case."""
    return check_known(state, body.session)


def check_cue(state: State, entry: Entry, body: CuePlace) -> Verdict | None:
    fault = check_open(state, body.session)
    if fault is not None or body.place == NOBODY:
        return fault
    if state.sessions[body.session].floor.on_air == body.place:
        return Verdict.WRONG_STATE
    return check_place(state, body.session, body.place)


def raise_hand(state: State, seq: int, entry: Entry, body: RaiseHand) -> Judgement:
    floor = state.sessions[body.session].floor
    if body.place in floor.hands or body.place == floor.on_air:
        return _ALREADY_SO
    floor.raise_hand(body.place, entry.received_ms, seq)
    return _ACCEPTED


def lower_hand(state: State, seq: int, entry: Entry, body: LowerHand) -> Judgement:
    floor = state.sessions[body.session].floor
    if body.place not in floor.hands:
        return _ALREADY_SO
    floor.lower(body.place, seq)
    return _ACCEPTED


def cue_place(state: State, seq: int, entry: Entry, body: CuePlace) -> Judgement:
    floor = state.sessions[body.session].floor
    if body.place == floor.cue:
        return _ALREADY_SO
    floor.set_cue(body.place, seq)
    return _ACCEPTED


def give_floor(state: State, seq: int, entry: Entry, body: GiveFloor) -> Judgement:
    floor = state.sessions[body.session].floor
    if body.place == floor.on_air:
        return _ALREADY_SO
    floor.give(body.place, entry.received_ms, seq)
    return _ACCEPTED


def release_floor(state: State, seq: int, entry: Entry, body: ReleaseFloor) -> Judgement:
    floor = state.sessions[body.session].floor
    if not body.place or body.place != floor.on_air:
        return _ALREADY_SO
    floor.release(entry.received_ms, seq)
    return _ACCEPTED
