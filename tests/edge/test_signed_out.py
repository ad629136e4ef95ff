"""Whoever is put out is out at once: the socket closes, the cookie opens neither a socket nor anything else."""

import pytest

from server.core.commands import RevokeDevice, RevokeLink
from server.core.ids import DeviceId, GrantId
from server.live.conference import LiveConference
from server.wire.codes import Close, Fault
from tests.edge.given import NAME, PASSWORD, Answer, Browser, House
from tests.edge.pages import WELCOME, Page, connected, opened, silent

NEW = "một mật khẩu khác hẳn"


async def page_of(house: House, live: LiveConference, browser: Browser, stack) -> Page:
    """The control page of a signed-in account."""
    page = await stack.enter_async_context(connected(house, browser, live.id, "h0"))
    assert (await page.hears())[0] == WELCOME
    return page


async def second_browser(house: House) -> Browser:
    browser = await house.browser()
    answer = await browser.post("/api/sign-in", {"name": NAME, "password": PASSWORD})
    assert answer.status == 200, answer.raw
    return browser


async def changes(browser: Browser, old: str = PASSWORD, new: str = NEW) -> Answer:
    return await browser.post("/api/password", {"password": old, "new": new})


async def test_signing_out_closes_the_account_s_sockets_of_every_conference(house: House) -> None:
    """Law: of that browser alone; another browser of the account and links go on."""
    first, second = await house.running(), await house.running()
    browser = await house.administrator()
    other = await second_browser(house)
    stack = house.stack
    pages = [await page_of(house, live, browser, stack) for live in (first, second)]
    stays = await page_of(house, first, other, stack)
    async with opened(house, first, "o2") as desk:
        assert (await browser.post("/api/sign-out")).status == 200
        assert [await page.ends() for page in pages] == [Close.REVOKED, Close.REVOKED]
        await stays.watches("board/0/0")
        await desk.watches("roster/2/0")
    assert (await browser.get(f"/api/c/{first.id}/h0/points")).status == 401


async def test_a_new_password_puts_every_browser_out_but_the_one_that_set_it(house: House) -> None:
    """Law: sockets of all close, also its own, whose device is a new one; the old password opens nothing."""
    live, browser = await house.running(), await house.administrator()
    other = await second_browser(house)
    pages = [await page_of(house, live, one, house.stack) for one in (browser, other)]
    assert (await changes(browser)).status == 200
    assert [await page.ends() for page in pages] == [Close.REVOKED, Close.REVOKED]
    assert (await other.get("/api/conferences")).status == 401
    assert (await browser.get("/api/conferences")).status == 200
    again = await house.browser()
    answers = [await again.post("/api/sign-in", {"name": NAME, "password": one}) for one in (PASSWORD, NEW)]
    assert [answer.status for answer in answers] == [401, 200]


async def test_a_password_is_changed_by_who_knows_it(house: House) -> None:
    """Law: a browser left open is not enough; the new one is bounded like the first."""
    browser, stranger = await house.administrator(), await house.browser()
    assert (await changes(stranger)).code == "NOT_SIGNED_IN"
    assert (await changes(browser, old="đoán bừa thôi")).code == "WRONG_NAME_OR_PASSWORD"
    assert (await changes(browser, new="ngắn lắm")).code == "PASSWORD_TOO_SHORT"
    assert (await changes(browser, new=NAME)).code == "PASSWORD_IS_NAME"
    assert (await browser.get("/api/conferences")).status == 200


async def test_a_sign_in_that_ends_by_the_clock_ends_its_socket(house: House) -> None:
    """Law: ASVS 7.4.1: not at the next request, but when its time is over."""
    live, browser = await house.running(), await house.administrator()
    page = await page_of(house, live, browser, house.stack)
    house.clock.ahead_ms += 400 * 86_400_000
    assert await page.ends() == Close.REVOKED


@pytest.mark.parametrize("grant", ["h0", "o2", "v0", "w0", "q2", "q0"])
@pytest.mark.parametrize("by", ["device", "link"])
async def test_every_role_s_socket_ends_with_its_device_or_link(house: House, grant: str, by: str) -> None:
    """Law: closed REVOKED, and what it still sends has no effect."""
    live, browser = await house.running(), await house.browser()
    async with opened(house, live, grant, browser) as page:
        device = DeviceId(bytes.fromhex(page.welcome[7]))
        command = RevokeDevice(device) if by == "device" else RevokeLink(GrantId(grant))
        await live.ask(command, grant=GrantId("h0"))
        assert await page.ends() == Close.REVOKED
        assert page.told[-1][0] == 15
    async with connected(house, browser, live.id, grant) as late:
        assert await late.ends() == Close.REVOKED
        assert [frame[1] for frame in late.told] == [Fault.REVOKED]
    assert (await browser.get(f"/api/c/{live.id}/{grant}/points")).code == "DEVICE_REVOKED"
    assert not [one for one in live.sockets() if one.device == device]


async def test_who_is_put_out_hears_nothing_more(house: House) -> None:
    """Law: rows stop in the turn of the revocation: the last frames are DEVICE and FAULT."""
    live = await house.running()
    async with opened(house, live, "o2") as desk, opened(house, live, "h0") as host:
        await desk.watches("roster/2/0")
        device = DeviceId(bytes.fromhex(desk.welcome[7]))
        await live.ask(RevokeDevice(device), grant=GrantId("h0"))
        await host.checks_in(0, 2)
        await desk.ends()
        after = desk.told.index([16, 2])
        assert [frame[0] for frame in desk.told[after:]] == [16, 15]
        assert not [row for row in desk.tables["roster/2/0"].rows.values() if row[6]]


async def test_a_socket_opened_before_a_sign_out_is_nobody_s(house: House) -> None:
    """Law: a right is looked up when HELLO comes, not at the handshake."""
    live, browser = await house.running(), await house.administrator()
    async with silent(house, browser) as page:
        await browser.post("/api/sign-out")
        await page.greets(live.id, "h0")
        assert await page.ends() == Close.NOT_SIGNED_IN


async def test_a_socket_opened_before_a_revocation_is_nobody_s(house: House) -> None:
    """Law: the same for a device; it is told that only a new link helps."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, "o2"))
    device = browser.cookies()[f"dc_{live.id}_o2"].value.split(".")[0]
    async with silent(house, browser) as page:
        await live.ask(RevokeDevice(DeviceId(bytes.fromhex(device))), grant=GrantId("h0"))
        await page.greets(live.id, "o2")
        assert await page.ends() == Close.REVOKED
