"""Whose phone a device is: proved by the server, one person per device and session, confirmed by the desk."""

import pytest
from hypothesis import given

from server.core.attendance import NONE
from server.core.commands import AskQuestion, LinkPhone, RevokeDevice
from server.core.ids import DeviceId, GrantId, PersonNo, Place, SessionNo
from server.core.linked import DECLINED, ENDED, LINKED, WAITING, Phones
from server.core.refusals import Verdict
from tests.core.histories import Step, begun, take, talks
from tests.given import DIGEST, MINUTE, NOON, SERVER, Story, launched, running

S0 = SessionNo(0)


def here(story: Story, code: str) -> int:
    return story.place(code)[1]


def test_a_phone_in_the_room_is_a_check_in() -> None:
    """Law: evidence by QR at the point, at the time of the scan, with the phone as its device."""
    story = running()
    device = story.phone("A1")
    assert story.links(device, 0, "A1", made_ms=NOON + MINUTE) is Verdict.ACCEPTED
    assert here(story, "A1") == 1
    piece = story.conference.evidence[0]
    assert (piece.how, piece.at_ms, piece.person) == (2, NOON + MINUTE, 0)
    assert story.conference.device_label(piece.device) == "Safari · iPhone"
    assert story.links(device, 0, "A1") is Verdict.ALREADY_SO
    assert len(story.conference.evidence) == 1


def test_it_is_judged_by_the_same_law() -> None:
    """Law: already present by the desk's hand, present elsewhere, taken back by its command; a retry hears the same."""
    story = running()
    story.checks_in(0, "A1")
    story.checks_in(3, "A2")
    assert story.links(story.phone("A1"), 0, "A1") is Verdict.ALREADY_PRESENT
    assert story.links(story.phone("A1"), 3, "A1") is Verdict.PRESENT_ELSEWHERE
    told = story.takes(story.entries[-1])
    assert told.first is not None
    assert told.first.point == story.node("A2")
    assert len(story.conference.conflicts(0)) == 1
    story.undoes(story.entries[-1].id)
    assert story.conference.conflicts(0) == []
    assert story.conference.sessions[0].phones.is_online(3) is False


def test_online_it_counts_nothing_by_itself() -> None:
    """Law: presence online is by dwell."""
    story = running()
    assert story.links(story.phone(), 5) is Verdict.ACCEPTED
    assert len(story.conference.evidence) == 0
    assert story.place() == [8, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0]
    assert story.conference.sessions[0].phones.is_online(5)


def refused(story: Story, device: bytes, person: int, place: str, online: bool = False, **how) -> Verdict:
    body = LinkPhone(
        SessionNo(how.pop("session", 0)),
        DeviceId(device),
        PersonNo(person),
        Place(place),
        how.pop("how", 0),
        online,
    )
    return story.asks(body, SERVER, **how)


def test_a_phone_is_where_its_code_was() -> None:
    """Law: the room's code for the room, the conference's for those online, and everything must be there."""
    story = running()
    room, online, desk = story.phone("A1"), story.phone(), story.desk("A1")
    table = [
        ((room, 0, "n5"), Verdict.NOT_ALLOWED), ((online, 0, "n4"), Verdict.NOT_ALLOWED),
        ((room, 0, "p0", True), Verdict.NOT_ALLOWED), ((online, 0, "p1", True), Verdict.NOT_ALLOWED),
        ((story.devices[desk], 0, "n4"), Verdict.NOT_ALLOWED), ((room, 0, "n2"), Verdict.NO_SUCH_POINT),
        ((room, 0, "p0"), Verdict.NO_SUCH_POINT), ((b"nobody!!", 0, "n4"), Verdict.NO_SUCH_DEVICE),
        ((room, 99, "n4"), Verdict.NO_SUCH_PERSON), ((room, 0, "n4"), Verdict.ACCEPTED),
    ]  # fmt: skip
    for asked, verdict in table:
        assert refused(story, *asked) is verdict, asked
    assert refused(story, online, 5, "p5", True, how=3) is Verdict.BAD_COUNT
    assert refused(story, online, 5, "p5", True, how=-1) is Verdict.BAD_COUNT
    assert refused(story, online, 5, "p5", True, session=1) is Verdict.SESSION_NOT_OPEN
    assert refused(story, online, 5, "p5", True, session=7) is Verdict.NO_SUCH_SESSION
    story.asks(RevokeDevice(online))
    assert refused(story, online, 5, "p5", True) is Verdict.DEVICE_REVOKED
    story.closes()
    story.at += MINUTE
    assert refused(story, room, 1, "n4") is Verdict.SESSION_CLOSED
    before = launched()
    assert before.links(before.phone("A1"), 0, "A1") is Verdict.SESSION_NOT_OPEN


@pytest.mark.parametrize("who", ["second phone", "second person"])
def test_the_second_waits_for_the_desk(who: str) -> None:
    """Law: neither linked nor checked in until confirmed; then it takes the place, at the time of its scan."""
    story = running()
    first = story.phones_in(0, "A1")
    device, person = (story.phone("A1"), 0) if who == "second phone" else (first, 1)
    scanned, count = story.at, len(story.conference.evidence)
    assert story.links(device, person, "A1") is Verdict.WAITING
    assert story.links(device, person, "A1") is Verdict.WAITING
    phones = story.conference.sessions[0].phones
    assert (list(phones.states), len(story.conference.evidence)) == ([LINKED, WAITING], count)
    assert phones.waits(story.conference.links.number_of[device])
    story.at += 5 * MINUTE
    verdict = story.confirms(device, person, grant=story.desk("A1"))
    assert verdict is (Verdict.ALREADY_PRESENT if who == "second phone" else Verdict.ACCEPTED)
    assert list(phones.states) == [ENDED, LINKED]
    assert story.conference.evidence[count].at_ms == scanned
    assert story.confirms(device, person) is Verdict.ALREADY_SO
    assert here(story, "A1") == (1 if who == "second phone" else 2)
    story.undoes(story.entries[-2].id)
    assert here(story, "A1") == 1


def test_a_wish_declined_may_be_made_again() -> None:
    """Law: what was linked stays; the newest word about the two holds."""
    story = running()
    story.phones_in(0, "A1")
    second = story.phone("A1")
    story.links(second, 0, "A1")
    assert story.confirms(second, 0, confirmed=False) is Verdict.ACCEPTED
    assert story.confirms(second, 0) is Verdict.ALREADY_SO
    assert story.links(second, 0, "A1") is Verdict.WAITING
    phones = story.conference.sessions[0].phones
    assert list(phones.states) == [LINKED, DECLINED, WAITING]
    assert [phones.stands(row) for row in range(3)] == [True, False, True]
    assert story.confirms(DeviceId(b"nobody!!"), 0) is Verdict.NO_SUCH_DEVICE
    assert story.confirms(second, 7) is Verdict.NO_SUCH_DEVICE


def test_a_replaced_phone_speaks_for_nobody() -> None:
    """Law: what a phone may do is bound to the person it is linked to now."""
    story = running()
    old, new = story.phones_in(0, "A1"), story.phone("A1")
    story.links(new, 0, "A1")
    story.confirms(new, 0)
    asks = AskQuestion(S0, story.place_of("A1"), DIGEST, PersonNo(0))
    assert story.says_by_phone(old, asks, "A1") is Verdict.NOT_ALLOWED
    assert story.says_by_phone(new, asks, "A1") is Verdict.ACCEPTED


def test_each_session_has_its_own_phones() -> None:
    """Law: one person per device *and session*; a wish of an earlier session is passed over for the one that waits."""
    story = running()
    device = story.phones_in(0, "A1")
    story.opens(1)
    assert story.links(device, 1, "A1", session=1) is Verdict.ACCEPTED
    other = story.phones_in(2, "A1", session=1)
    assert story.links(other, 1, "A1", session=1) is Verdict.WAITING
    assert story.links(other, 1, "A1", session=0) is Verdict.ACCEPTED
    assert story.conference.wish_of(other, 1)[0] == 1
    assert story.confirms(other, 1) is Verdict.ALREADY_PRESENT


def test_phones_enter_by_the_code_of_a_point_or_of_the_conference() -> None:
    """Law: q<point> and q0; a unit has no room; no phone waits for approval."""
    story = running()
    assert story.conference.device(story.phone("A1")) is not None
    assert [device.state for device in story.conference.devices_of(GrantId("q4"))] == [0]
    story.phone("A1")
    assert [device.state for device in story.conference.devices_of(GrantId("q4"))] == [0, 0]
    story.enrols("q2")
    assert story.conference.devices_of(GrantId("q2")) == []


@given(talks)
def test_links_are_one_to_one(history: list[Step]) -> None:
    """Law: in a session no device has two people and no person two devices, and what is derived says what the rows say."""
    story = begun()
    for step in history:
        take(story, step)
    for session in story.conference.sessions:
        phones = session.phones
        linked = [row for row, state in enumerate(phones.states) if state == LINKED]
        assert (
            len({phones.device[row] for row in linked})
            == len({phones.person[row] for row in linked})
            == len(linked)
        )
        assert phones.of_device == {phones.device[row]: row for row in linked}
        again = Phones()
        for name in Phones.STATE:
            setattr(again, name, getattr(phones, name))
        again.reindex()
        waiting = {device for device, count in phones._waiting.items() if count}
        assert (again.of_person, again.listed, again.turned) == (
            phones.of_person,
            phones.listed,
            phones.turned,
        )
        assert {device for device, count in again._waiting.items() if count} == waiting
        assert phones.newest(99, 99) == NONE
        for seq in range(story.conference.seq + 1):
            newer = {row for row, changed in enumerate(phones.changed) if changed > seq}
            assert phones.since(seq) == again.since(seq) == newer
