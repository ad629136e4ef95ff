"""Links at the door: who gets in, who waits, who is told what."""

import asyncio
from pathlib import Path

import pytest

from server.core.commands import ApproveDevice, RevokeDevice, RevokeLink
from server.core.ids import ConferenceId, DeviceId, GrantId, Seq
from server.edge.enter import LINK_CHARS
from server.edge.links import Links
from server.journal.port import JournalFull
from server.wire.codes import Fault
from tests.edge.given import House, open_house
from tests.edge.pages import fault_of

HOST = GrantId("h0")


def device_of(browser, conference: str, grant: str) -> DeviceId:  # type: ignore[no-untyped-def]
    return DeviceId(bytes.fromhex(browser.cookies()[f"dc_{conference}_{grant}"].value.split(".")[0]))


@pytest.mark.parametrize(
    ("grant", "page"),
    [("h0", "control"), ("o2", "desk"), ("v1", "board"), ("w0", "board"), ("q2", "phone"), ("q0", "phone")],
)
async def test_a_link_opens_its_page(house: House, grant: str, page: str) -> None:
    """Law: the link of each role makes the browser a device and says which page is its own."""
    live = await house.running()
    browser = await house.browser()

    answer = await browser.enters(house.link(live.id, grant))

    assert answer.status == 200
    assert answer.json == {
        "conference": live.id,
        "grant": grant,
        "node": int(grant[1:]),
        "page": page,
        "device_state": 0,
    }
    cookie = browser.cookies()[f"dc_{live.id}_{grant}"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == "/"
    assert await fault_of(house, browser, live.id, grant) is None


async def test_the_second_device_of_a_desk_waits_for_approval(house: House) -> None:
    """Law: the first device of an operator's link is active, a further one waits until it is approved."""
    live = await house.running()
    first, second = await house.browser(), await house.browser()

    assert (await first.enters(house.link(live.id, "o2"))).json["device_state"] == 0
    assert (await second.enters(house.link(live.id, "o2"))).json["device_state"] == 1
    assert (await second.enters(house.link(live.id, "o2"))).json["device_state"] == 1
    await live.ask(ApproveDevice(device_of(second, live.id, "o2")), grant=HOST)

    assert (await second.enters(house.link(live.id, "o2"))).json["device_state"] == 0


async def test_opening_the_link_again_keeps_the_device(house: House) -> None:
    """Law: a browser that is a device of the grant stays that device: no second entry in the list."""
    live = await house.running()
    browser = await house.browser()
    await browser.enters(house.link(live.id, "o2"))
    before = device_of(browser, live.id, "o2")

    assert (await browser.enters(house.link(live.id, "o2"))).json["device_state"] == 0

    assert device_of(browser, live.id, "o2") == before


async def test_a_revoked_link_says_so_and_its_devices_are_out(house: House) -> None:
    """Law: after RevokeLink the old link is told apart from a wrong one, its cookie opens nothing, the new link works."""
    live = await house.running()
    browser, late = await house.browser(), await house.browser()
    await browser.enters(house.link(live.id, "o2"))
    await live.ask(RevokeLink(GrantId("o2")), grant=HOST)

    asked = await browser.get(f"/api/c/{live.id}/o2/phone-link?node=2")
    old, new = await late.enters(house.link(live.id, "o2")), await late.enters(house.link(live.id, "o2", 2))

    assert (asked.status, asked.code) == (401, "DEVICE_REVOKED")
    assert await fault_of(house, browser, live.id, "o2") == Fault.REVOKED
    assert (old.status, old.code) == (410, "LINK_REVOKED")
    assert (new.status, new.json["device_state"]) == (200, 0)


async def test_a_revoked_device_enters_again_as_another(house: House) -> None:
    """Law: a revoked device's cookie opens nothing; with the link it is enrolled anew, and waits."""
    live = await house.running()
    browser = await house.browser()
    await browser.enters(house.link(live.id, "o2"))
    await live.ask(RevokeDevice(device_of(browser, live.id, "o2")), grant=HOST)

    assert await fault_of(house, browser, live.id, "o2") == Fault.REVOKED
    assert (await browser.enters(house.link(live.id, "o2"))).json["device_state"] == 1


async def test_foreign_and_malformed_links_open_nothing(house: House) -> None:
    """Law: links of another installation, conference, grant or version, and other texts, are all unknown."""
    live, other = await house.running(), await house.conference("Hội nghị khác")
    browser = await house.browser()
    right = house.link(live.id, "o2")
    foreign = [
        Links(bytes(32)).path(live.id, GrantId("o2"), 1),
        right.replace(live.id, other.id),
        right.replace(".o2.", ".o3."),
        right.replace(".o2.", ".h0."),
        house.link(live.id, "o2", 2),
        house.link(ConferenceId("ZZZZZZZZ"), "o2"),
        right[:-1],
        "#",
        "#../../etc/passwd",
    ]

    answers = [await browser.enters(link) for link in foreign]

    assert {(answer.status, answer.code) for answer in answers} == {(403, "LINK_UNKNOWN")}
    assert not browser.cookies()


async def test_one_address_may_hold_a_whole_ministry(house: House) -> None:
    """Law: a hundred rooms behind one address enter at once, and somebody's wrong link holds up nobody."""
    live = await house.running()
    wrong = await house.browser()
    assert {(await wrong.enters("#" + "A" * 40)).status for _ in range(30)} == {403}

    browsers = [await house.browser() for _ in range(100)]
    answers = await asyncio.gather(*(browser.enters(house.link(live.id, "v0")) for browser in browsers))

    assert {answer.status for answer in answers} == {200}


async def test_a_link_is_bounded(house: House) -> None:
    """Law: LINK_CHARS are looked at, one more is not even read."""
    browser = await house.browser()

    read, refused = [await browser.enters("#" + "A" * count) for count in (LINK_CHARS, LINK_CHARS + 1)]

    assert (read.code, refused.code) == ("LINK_UNKNOWN", "BAD_FIELD")


async def test_a_full_disk_is_told_and_survived(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: who would be enrolled is told 507 and when to come back; /readyz says so; afterwards all is well."""
    live, browser = await house.running(), await house.browser()

    async def full(entries: object, texts: object = ()) -> Seq:
        raise JournalFull("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(live.spine.journal, "append", full)
        refused = await browser.enters(house.link(live.id, "o2"))
        ready = await browser.get("/readyz")
    taken = await browser.enters(house.link(live.id, "o2"))

    assert (refused.status, refused.code) == (507, "DISK_FULL")
    assert "Retry-After" in refused.headers
    assert ready.status == 503 and "disk" in ready.json["reasons"][0]
    assert (taken.status, (await browser.get("/readyz")).status) == (200, 200)


async def test_a_leaked_link_does_not_fill_the_journal(tmp_path: Path) -> None:
    """Law: one operator link enrols enrolments_per_link devices in a row and not one more; boards and phones many more, and
    not without end."""
    async with open_house(tmp_path, enrolments_per_link=2, phones_per_link=3, phones_per_second=1) as house:
        live = await house.running()

        desks = [await (await house.browser()).enters(house.link(live.id, "o2")) for _ in range(3)]
        boards = [await (await house.browser()).enters(house.link(live.id, "v0")) for _ in range(4)]

        assert [answer.status for answer in desks] == [200, 200, 429]
        assert desks[2].code == "TOO_MANY_DEVICES"
        assert [answer.status for answer in boards] == [200, 200, 200, 429]


async def test_a_browser_keeps_only_so_many_device_cookies(house: House) -> None:
    """Law: a tester's hundred links do not grow the Cookie header past what the server reads; the oldest go."""
    live = await house.running()
    browser = await house.browser()

    for _ in range(3):
        for grant in ("v0", "v1", "v2", "v3", "v4", "w0", "w1", "w2", "w3", "w4", "h0"):
            assert (await browser.enters(house.link(live.id, grant))).status == 200
    other = [await house.conference(f"Hội nghị {at}") for at in range(2)]
    for one in other:
        for grant in ("v0", "v1", "v2", "v3", "v4", "w0", "w1", "w2", "w3", "w4", "h0"):
            assert (await browser.enters(house.link(one.id, grant))).status == 200

    assert len(browser.cookies()) <= 24
    assert f"dc_{other[1].id}_h0" in browser.cookies()


async def test_devices_survive_a_restart(tmp_path: Path) -> None:
    """Law: the cookie is the session: the server starts again and the device is still the device."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        browser = await house.browser()
        await browser.enters(house.link(live.id, "o2"))
        cookie = browser.cookies()[f"dc_{live.id}_o2"]
        said = f"{cookie.key}={cookie.value}"

    async with open_house(tmp_path) as house:
        again = await house.browser(Cookie=said)
        assert await fault_of(house, again, live.id, "o2") is None
