"""Enrolling, approving and revoking, as asked for in commands."""

import pytest

from server.core.commands import (
    ApproveDevice,
    AskQuestion,
    CheckIn,
    EnrolDevice,
    RenewCode,
    RevokeDevice,
    RevokeLink,
)
from server.core.entries import LATE_RIGHTS
from server.core.ids import DeviceId, GrantId, PersonNo, Place, SessionNo
from server.core.links import ACTIVE, REVOKED, WAITING
from server.core.refusals import Verdict
from server.core.rights import LABEL_CHARS
from tests.given import DIGEST, HOST, SERVER, Story, running

NEW = DeviceId(b"newphone")


def enrols(
    grant: str, device: bytes = NEW, version: int = 1, label: str = "x", key: bytes = bytes(32)
) -> EnrolDevice:
    return EnrolDevice(GrantId(grant), version, DeviceId(device), key, label)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (enrols("o4"), Verdict.ACCEPTED),
        (enrols("h0"), Verdict.ACCEPTED),
        (enrols("w0"), Verdict.ACCEPTED),
        (enrols("o0"), Verdict.ACCEPTED),
        (enrols("o7"), Verdict.NO_SUCH_POINT),
        (enrols("s0"), Verdict.NOT_ALLOWED),
        (enrols("h1"), Verdict.NOT_ALLOWED),
        (enrols("x4"), Verdict.NOT_ALLOWED),
        (enrols("o04"), Verdict.NOT_ALLOWED),
        (enrols("o4", version=2), Verdict.LINK_REVOKED),
        (enrols("o4", device=b"short"), Verdict.BAD_COUNT),
        (enrols("o4", key=b"short"), Verdict.BAD_COUNT),
        (enrols("o4", label="x" * LABEL_CHARS), Verdict.ACCEPTED),
        (enrols("o4", label="x" * (LABEL_CHARS + 1)), Verdict.BAD_COUNT),
    ],
)
def test_who_is_enrolled(body: EnrolDevice, verdict: Verdict) -> None:
    """Law: a grant of this tree, at the version of its link, with a whole id and key."""
    assert running().asks(body, SERVER) is verdict


def test_only_the_server_enrols() -> None:
    """Law: no browser makes itself a device, not even the host's."""
    story = running()
    assert story.asks(enrols("o4")) is Verdict.NOT_ALLOWED
    assert story.asks(enrols("o4"), story.desk("A1")) is Verdict.NOT_ALLOWED


def test_enrolling_twice_is_already_so_and_under_another_grant_not_allowed() -> None:
    """Law: a device belongs to one grant; a revoked one does not come back."""
    story = running()
    story.asks(enrols("o4"), SERVER)
    assert story.asks(enrols("o4"), SERVER) is Verdict.ALREADY_SO
    assert story.asks(enrols("o5"), SERVER) is Verdict.NOT_ALLOWED
    story.asks(RevokeDevice(NEW))
    assert story.asks(enrols("o4"), SERVER) is Verdict.DEVICE_REVOKED


def second() -> tuple[Story, GrantId, DeviceId]:
    """A1 with an active device and a waiting one."""
    story = running()
    grant = story.desk("A1")
    return story, grant, story.enrols(grant)


@pytest.mark.parametrize("asker", ["host", "same link"])
def test_a_waiting_device_is_approved_by_the_host_or_by_the_first(asker: str) -> None:
    """Law: an active device of the same grant, or the host; then it may check in."""
    story, grant, waiting = second()
    check_in = CheckIn(SessionNo(0), PersonNo(0), story.node("A1"))
    assert story.asks(check_in, grant, device=waiting) is Verdict.NOT_ALLOWED
    assert story.asks(ApproveDevice(waiting), HOST if asker == "host" else grant) is Verdict.ACCEPTED
    assert story.asks(ApproveDevice(waiting)) is Verdict.ALREADY_SO
    assert story.asks(check_in, grant, device=waiting) is Verdict.ACCEPTED


def test_a_waiting_device_approves_nobody() -> None:
    """Law: neither itself nor others; nor does the operator of another point or unit."""
    story, grant, waiting = second()
    assert story.asks(ApproveDevice(waiting), grant, device=waiting) is Verdict.NOT_ALLOWED
    assert story.asks(ApproveDevice(waiting), story.desk("A2")) is Verdict.NOT_ALLOWED
    assert story.asks(ApproveDevice(waiting), story.desk("A")) is Verdict.NOT_ALLOWED
    device = story.conference.device(waiting)
    assert device is not None
    assert device.state == WAITING


def test_a_revoked_device_is_out_for_good() -> None:
    """Law: it may not be approved again; revoking twice is ALREADY_SO."""
    story, grant, waiting = second()
    assert story.asks(RevokeDevice(waiting), grant) is Verdict.ACCEPTED
    assert story.asks(RevokeDevice(waiting)) is Verdict.ALREADY_SO
    assert story.asks(ApproveDevice(waiting)) is Verdict.DEVICE_REVOKED
    assert story.asks(RevokeDevice(DeviceId(b"nobody!!"))) is Verdict.NO_SUCH_DEVICE


def test_a_revoked_link_is_out_with_all_its_devices() -> None:
    """Law: host only; the version rises; nobody of it checks in any more."""
    story, grant, _ = second()
    assert story.asks(RevokeLink(grant), grant) is Verdict.NOT_ALLOWED
    assert story.asks(RevokeLink(grant)) is Verdict.ACCEPTED
    assert story.conference.version_of(grant) == 2
    assert {device.state for device in story.conference.devices_of(grant)} == {REVOKED}
    assert story.checks_in(0, "A1") is Verdict.DEVICE_REVOKED
    assert story.asks(RevokeLink(GrantId("o99"))) is Verdict.NO_SUCH_POINT
    assert story.asks(RevokeLink(GrantId("s0"))) is Verdict.NOT_ALLOWED


def test_a_renewed_code_lets_nobody_new_in_by_the_old_one_and_nobody_out() -> None:
    """Law: host, and operator of the room; phones that are in stay what they were; only phones have codes."""
    story = running()
    phone, desk = story.phones_in(0, "A1"), story.desk("A1")
    assert story.asks(RenewCode(GrantId("q4")), story.desk("A2")) is Verdict.NOT_ALLOWED
    assert story.asks(RenewCode(GrantId("q0")), desk) is Verdict.NOT_ALLOWED
    assert story.asks(RenewCode(GrantId("q4")), desk) is Verdict.ACCEPTED
    assert story.conference.version_of("q4") == 2
    old = enrols("q4", b"latecome")
    assert story.asks(old, SERVER) is Verdict.LINK_REVOKED
    assert story.asks(old._replace(version=2), SERVER) is Verdict.ACCEPTED
    assert [one.state for one in story.conference.devices_of(GrantId("q4"))] == [ACTIVE, ACTIVE]
    ask = AskQuestion(SessionNo(0), Place("n4"), DIGEST, PersonNo(0))
    assert story.says_by_phone(phone, ask, "A1") is Verdict.ACCEPTED
    for grant, verdict in (
        ("q0", Verdict.ACCEPTED),
        ("q2", Verdict.NO_SUCH_POINT),
        ("o4", Verdict.NOT_ALLOWED),
    ):
        assert story.asks(RenewCode(GrantId(grant))) is verdict


def test_a_device_speaks_for_its_own_grant_only() -> None:
    """Law: an active device of A1 is nobody at A2, and a browser nobody enrolled is nobody at a desk."""
    story, grant, _ = second()
    device = story.devices[grant]
    other = story.desk("A2")
    check_in = CheckIn(SessionNo(0), PersonNo(3), story.node("A2"))
    assert story.asks(check_in, other, device=device) is Verdict.NOT_ALLOWED
    assert story.asks(check_in, other, device=b"stranger") is Verdict.NOT_ALLOWED
    assert story.asks(check_in, HOST, device=device) is Verdict.NOT_ALLOWED
    at_own_room = CheckIn(SessionNo(0), PersonNo(0), story.node("A1"))
    assert story.asks(at_own_room, story.desk("A"), device=device) is Verdict.NOT_ALLOWED
    assert story.asks(check_in, other) is Verdict.ACCEPTED
    assert [one.state for one in story.conference.devices_of(grant)] == [ACTIVE, WAITING]


def test_late_rights_are_for_attendance_only() -> None:
    """Law: what a revoked device still delivers is who came and went, not who else may come in."""
    story, grant, waiting = second()
    story.asks(RevokeDevice(story.devices[grant]))
    assert story.asks(ApproveDevice(waiting), grant, flags=LATE_RIGHTS) is Verdict.DEVICE_REVOKED
