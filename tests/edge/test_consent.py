"""The notice on the phone: shown first, accepted by version, journalled with the link."""

import pytest

from server.core.commands import SetPrivacy
from server.core.ids import GrantId
from server.core.retention import due_ms
from tests.edge.given import House
from tests.edge.phones import phone

HOST = GrantId("h0")


async def test_the_notice_says_who_why_how_long_and_whom_to_ask(house: House) -> None:
    """Law: as the host wrote it, with the version to accept and the date names are erased."""
    live = await house.running()
    await live.ask(SetPrivacy(30, "Tỉnh uỷ", "Ghi nhận tham dự", "Văn phòng"), grant=HOST)
    mine = await phone(house, live)
    told = (await mine.browser.get(f"{mine.below}/identify")).json["notice"]
    assert told == {
        "version": 2,
        "organisation": "Tỉnh uỷ",
        "purpose": "Ghi nhận tham dự",
        "contact": "Văn phòng",
        "due_ms": due_ms(live.state),
    }


@pytest.mark.parametrize("consent", [0, 2, 99])
@pytest.mark.parametrize("told", [{"number": "DB1"}, {"number": "DB9"}, {"again": True}, {"personal": True}])
async def test_nobody_is_looked_up_before_the_notice_is_accepted(
    house: House, consent: int, told: dict
) -> None:
    """Law: no consent, or of another version: the same answer for a right and a wrong number, and no try is spent."""
    live = await house.running()
    mine = await phone(house, live)
    answer = await mine.says(**told, consent=consent)
    assert (answer.status, answer.code, answer.json["detail"]) == (409, "CONSENT_NEEDED", {"version": 1})
    assert mine.person == -1
    assert (await mine.browser.get(f"{mine.below}/identify")).json["tries"] == 5


async def test_the_version_that_was_accepted_is_journalled_with_the_link(house: House) -> None:
    """Law: it can be shown later which text this person accepted."""
    live = await house.running()
    await live.ask(SetPrivacy(30, "Tỉnh uỷ"), grant=HOST)
    mine = await phone(house, live)
    assert (await mine.says(number="DB1", consent=2)).status == 200
    assert list(live.state.sessions[0].phones.consent) == [2]


async def test_a_changed_notice_is_accepted_anew(house: House) -> None:
    """Law: what was accepted before it changed is not consent to what it says now."""
    live = await house.running()
    mine = await phone(house, live)
    await live.ask(SetPrivacy(3_000), grant=HOST)
    assert (await mine.says(number="DB1", consent=1)).code == "CONSENT_NEEDED"
    assert (await mine.says(number="DB1", consent=2)).status == 200


@pytest.mark.parametrize("consent", [-1, 2**31, "1", True])
async def test_a_version_is_a_number_within_bounds(house: House, consent: object) -> None:
    """Law: anything else is a bad field."""
    live = await house.running()
    mine = await phone(house, live)
    assert (await mine.says(number="DB1", consent=consent)).code == "BAD_FIELD"
