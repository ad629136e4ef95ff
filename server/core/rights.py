"""What is asked about links and devices: enrol, approve, revoke. Who may ask is on access.py's page."""

from server.core.access import parse
from server.core.commands import ApproveDevice, EnrolDevice, RenewCode, RevokeDevice, RevokeLink
from server.core.entries import Entry
from server.core.ids import DEVICE_ID_BYTES, DIGEST_BYTES, DeviceId
from server.core.links import ACTIVE, REVOKED, UNLISTED, WAITING
from server.core.refusals import Judgement, Verdict
from server.core.state import State

LABEL_CHARS = 120
"""The server makes labels; this only bounds a mistake."""

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)
_WAITING = Judgement(Verdict.WAITING)


def _grant_fault(state: State, grant: str) -> Verdict | None:
    """A link exists for the host and for every node: operators, viewers, walls; for phones at every point, and online."""
    role, node = parse(grant)
    if role in ("", "s"):
        return Verdict.NOT_ALLOWED
    if role == "q" and node and not state.units.is_point(node):
        return Verdict.NO_SUCH_POINT
    return None if node < len(state.units) else Verdict.NO_SUCH_POINT


def check_enrol(state: State, entry: Entry, body: EnrolDevice) -> Verdict | None:
    fault = _grant_fault(state, body.grant)
    if fault is not None:
        return fault
    if (
        len(body.device) != DEVICE_ID_BYTES
        or len(body.key_hash) != DIGEST_BYTES
        or len(body.label) > LABEL_CHARS
    ):
        return Verdict.BAD_COUNT
    if body.version != state.links.version_of(body.grant):
        return Verdict.LINK_REVOKED
    number = state.links.number_of.get(body.device)
    if number is not None and state.links.names[state.links.grant_of[number]] != body.grant:
        return Verdict.NOT_ALLOWED
    if number is not None and state.links.states[number] in (REVOKED, UNLISTED):
        return Verdict.DEVICE_REVOKED
    return None


def enrol(state: State, seq: int, entry: Entry, body: EnrolDevice) -> Judgement:
    if body.device in state.links.number_of:
        return _ALREADY_SO
    given = state.links.enrol(body.device, body.grant, body.label, body.key_hash, entry.received_ms, seq)
    return _WAITING if given == WAITING else _ACCEPTED


def check_device(state: State, entry: Entry, body: ApproveDevice | RevokeDevice) -> Verdict | None:
    """What speaks against approving or revoking this device."""
    number = state.links.number_of.get(body.device)
    if number is None or state.links.states[number] == UNLISTED:
        return Verdict.NO_SUCH_DEVICE
    revoked = state.links.states[number] == REVOKED
    return Verdict.DEVICE_REVOKED if revoked and isinstance(body, ApproveDevice) else None


def approve(state: State, seq: int, entry: Entry, body: ApproveDevice) -> Judgement:
    return _set_state(state, seq, body.device, ACTIVE)


def revoke(state: State, seq: int, entry: Entry, body: RevokeDevice) -> Judgement:
    return _set_state(state, seq, body.device, REVOKED)


def _set_state(state: State, seq: int, device: DeviceId, wanted: int) -> Judgement:
    number = state.links.number_of[device]
    if state.links.states[number] == wanted:
        return _ALREADY_SO
    state.links.set_state(number, wanted, seq)
    return _ACCEPTED


def check_link(state: State, entry: Entry, body: RevokeLink) -> Verdict | None:
    return _grant_fault(state, body.grant)


def revoke_link(state: State, seq: int, entry: Entry, body: RevokeLink) -> Judgement:
    state.links.revoke_link(body.grant, seq)
    return _ACCEPTED


def check_code(state: State, entry: Entry, body: RenewCode) -> Verdict | None:
    """Codes are the phones': what opens a desk or a board is revoked with its devices."""
    return _grant_fault(state, body.grant) if parse(body.grant)[0] == "q" else Verdict.NOT_ALLOWED


def renew_code(state: State, seq: int, entry: Entry, body: RenewCode) -> Judgement:
    state.links.renew(body.grant)
    return _ACCEPTED
