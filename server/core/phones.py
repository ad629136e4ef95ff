"""Whose phone a device is (DOMAIN rules 1, 4): in the room of a point, or online.

Rule 1: the server has proved who holds the phone before it says LinkPhone; a phone in a room entered by that room's code
(grant q<point>), a phone online by the conference's (q0).
Rule 2: one person per device and session. A second device for a person, or a second person on a device, waits for the
desk: confirmed, it takes the place of what stood before; the check-ins that were made stay.
Rule 3: linked in a room, a phone is a check-in as well, at the time of the scan, judged like any other evidence. One that
waited counts when it is confirmed, at the time it was scanned; it is taken back by the command that confirmed it.
Rule 4: linked online, nothing is counted: presence online is by dwell (online.py).
"""

from server.core import desk
from server.core.attendance import NONE
from server.core.choices import How, Proof
from server.core.commands import CheckIn, ConfirmPhone, LinkPhone
from server.core.entries import Entry, corrected_ms
from server.core.ids import ROOT, DeviceId, Millis, NodeNo, PersonNo, SessionNo
from server.core.linked import DECLINED, ENDED, LINKED, WAITING
from server.core.links import ACTIVE, UNLISTED
from server.core.places import attendee, point_of
from server.core.refusals import Judgement, Verdict
from server.core.state import State

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)
_WAITING = Judgement(Verdict.WAITING)


def check_link(state: State, entry: Entry, body: LinkPhone) -> Verdict | None:
    fault = _check_device(state, body)
    if fault is not None:
        return fault
    if not 0 <= body.person < len(state.people):
        return Verdict.NO_SUCH_PERSON
    if not (0 <= body.how <= max(Proof) and 0 <= body.consent <= state.privacy.version):
        return Verdict.BAD_COUNT
    return desk.check_session(state, body.session, corrected_ms(entry))


def _check_device(state: State, body: LinkPhone) -> Verdict | None:
    """What speaks against the device being in this place."""
    links = state.links
    number = links.number_of.get(body.device)
    if number is None or links.states[number] == UNLISTED:
        return Verdict.NO_SUCH_DEVICE
    if links.states[number] != ACTIVE:
        return Verdict.DEVICE_REVOKED
    point = ROOT if body.online else point_of(body.place)
    if not body.online and not state.units.is_point(point):
        return Verdict.NO_SUCH_POINT
    entered = links.names[links.grant_of[number]] == f"q{point}"
    own = not body.online or body.place == attendee(body.person)
    return None if entered and own else Verdict.NOT_ALLOWED


def link_phone(state: State, seq: int, entry: Entry, body: LinkPhone) -> Judgement:
    phones = state.sessions[body.session].phones
    device = state.links.number_of[body.device]
    if phones.person_of(device) == body.person:
        return _ALREADY_SO
    asked = phones.newest(device, body.person)
    if asked != NONE and phones.states[asked] == WAITING:
        return _WAITING
    free = device not in phones.of_device and body.person not in phones.of_person
    node = ROOT if body.online else point_of(body.place)
    row = phones.add(
        device,
        body.person,
        node,
        state.people.point_of[body.person] if body.online else node,
        body.how,
        LINKED if free else WAITING,
        corrected_ms(entry),
        entry.received_ms,
        seq,
        body.consent,
    )
    return _arrive(state, seq, entry, body.session, row) if free else _WAITING


def check_confirm(state: State, entry: Entry, body: ConfirmPhone) -> Verdict | None:
    return None if state.wish_of(body.device, body.person)[1] != NONE else Verdict.NO_SUCH_DEVICE


def confirm_phone(state: State, seq: int, entry: Entry, body: ConfirmPhone) -> Judgement:
    session, row = state.wish_of(body.device, body.person)
    phones = state.sessions[session].phones
    if phones.states[row] != WAITING:
        return _ALREADY_SO
    if not body.confirmed:
        phones.set_state(row, DECLINED, seq)
        return _ACCEPTED
    for before in (phones.of_device.get(phones.device[row]), phones.of_person.get(body.person)):
        if before is not None and phones.states[before] == LINKED:
            phones.set_state(before, ENDED, seq)
    phones.set_state(row, LINKED, seq)
    return _arrive(state, seq, entry, session, row)


def _arrive(state: State, seq: int, entry: Entry, session: int, row: int) -> Judgement:
    """In the room it is a check-in, by the phone, at the time it was scanned."""
    phones = state.sessions[session].phones
    if phones.node[row] == ROOT:
        return _ACCEPTED
    body = CheckIn(SessionNo(session), PersonNo(phones.person[row]), NodeNo(phones.node[row]), How.QR)
    scan = entry._replace(
        grant=state.links.names[state.links.grant_of[phones.device[row]]],
        device=DeviceId(state.links.ids[phones.device[row]]),
        made_ms=Millis(phones.at_ms[row]),
        skew_ms=0,
        received_ms=Millis(phones.received_ms[row]),
        body=body,
    )
    return desk.check_in(state, seq, scan, body)
