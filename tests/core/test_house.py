"""The house journal: accounts, their browsers, the list of conferences."""

import pytest

from server.core.commands import Launch
from server.core.entries import KIND_OF, Command, Entry
from server.core.house import House, UnknownHouseEntry
from server.core.house_commands import AddConference, EnrolAccountDevice, SetAccount, SignOut
from server.core.ids import CommandId, ConferenceId, DeviceId, GrantId, Millis, Seq, subject_of
from server.core.refusals import Verdict

ONE, TWO = DeviceId(b"browser1"), DeviceId(b"browser2")
HANOI = ConferenceId("HANOI001")


def entry(body: Command, id: int) -> Entry:
    name = CommandId(id.to_bytes(16, "big"))
    return Entry(KIND_OF[type(body)], name, GrantId("s0"), DeviceId(b""), Millis(5), 0, Millis(7), 0, body)


def asked(house: House, body: Command, id: int | None = None) -> Verdict:
    number = house.seq + 1
    return house.apply(Seq(number), entry(body, number if id is None else id)).verdict


def signed_in(*browsers: DeviceId) -> House:
    house = House()
    asked(house, SetAccount(0, b"d" * 32))
    for browser in browsers:
        asked(house, EnrolAccountDevice(0, browser, b"k" * 32, "Chrome", Millis(99)))
    return house


def test_a_new_password_signs_every_browser_of_the_account_out() -> None:
    """Law: whoever learned the old password is out, on every machine, at once."""
    house = signed_in(ONE, TWO)
    assert set(house.devices) == {ONE, TWO}
    assert asked(house, SetAccount(0, b"e" * 32)) is Verdict.ACCEPTED
    assert house.devices == {}
    assert house.accounts == {0: subject_of(CommandId((4).to_bytes(16, "big")))}


def test_a_first_password_is_the_first() -> None:
    """Law: of two set-ups in one moment the journal's first stands, and nobody it signed in is signed out by the second."""
    house = House()
    assert asked(house, SetAccount(0, b"d" * 32, is_first=True)) is Verdict.ACCEPTED
    asked(house, EnrolAccountDevice(0, ONE, b"k" * 32, "Chrome", Millis(99)))
    assert asked(house, SetAccount(0, b"e" * 32, is_first=True)) is Verdict.WRONG_STATE
    assert house.accounts == {0: subject_of(CommandId((1).to_bytes(16, "big")))}
    assert set(house.devices) == {ONE}
    assert asked(house, SetAccount(1, b"f" * 32, is_first=True)) is Verdict.ACCEPTED


def test_signing_out_is_of_one_browser() -> None:
    """Law: the others stay; nobody is signed out twice."""
    house = signed_in(ONE, TWO)
    assert asked(house, SignOut(ONE)) is Verdict.ACCEPTED
    assert asked(house, SignOut(ONE)) is Verdict.NO_SUCH_DEVICE
    assert set(house.devices) == {TWO}


def test_nobody_signs_in_to_an_account_that_is_not() -> None:
    """Law: a browser belongs to an account."""
    house = House()
    assert asked(house, EnrolAccountDevice(0, ONE, b"k" * 32, "Chrome", Millis(99))) is Verdict.NOT_ALLOWED
    assert house.devices == {}


def test_a_conference_is_listed_once_under_a_title() -> None:
    """Law: the list holds each id once, with a title one can read."""
    house = House()
    assert asked(house, AddConference(HANOI, "Hội nghị")) is Verdict.ACCEPTED
    assert asked(house, AddConference(HANOI, "Khác")) is Verdict.DUPLICATE_CODE
    assert asked(house, AddConference(ConferenceId("HUE00001"), "  ")) is Verdict.BAD_TEXT
    assert [(one.title, one.created_ms) for one in house.conferences.values()] == [("Hội nghị", 7)]


def test_a_known_id_is_answered_as_it_was_and_never_with_another_body() -> None:
    """Law: a retry gets the first outcome; the same id with other words is no retry."""
    house = House()
    first = AddConference(HANOI, "Hội nghị")
    assert asked(house, first, id=1) is Verdict.ACCEPTED
    assert asked(house, first, id=1) is Verdict.ACCEPTED
    assert asked(house, AddConference(ConferenceId("HUE00001"), "Khác"), id=1) is Verdict.ID_REUSED
    assert list(house.conferences) == [HANOI]


def test_an_entry_of_another_journal_stops_the_fold() -> None:
    """Law: what this version does not know is never skipped."""
    with pytest.raises(UnknownHouseEntry):
        asked(House(), Launch())
