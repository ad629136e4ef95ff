"""Who is calling: the matrix of roles and routes, and the cookie that proves a socket like a request."""

import pytest

from server.core.commands import RevokeLink
from server.core.ids import GrantId
from server.edge.callers import WAITING
from server.edge.routes import BELOW, table
from server.wire import limits
from server.wire.codes import Close, Fault
from tests.edge.given import Browser, House
from tests.edge.pages import WELCOME, connected, fault_of, silent

HOST_ONLY = [
    ("GET", "points"),
    ("GET", "template.xlsx"),
    ("GET", "export/place.xlsx"),
    ("POST", "links"),
    ("POST", "links/sheet"),
    ("POST", "roster"),
    ("POST", "roster/00/commit"),
    ("POST", "papers"),
]
ADMINISTRATOR_ONLY = [
    ("POST", "people"),
    ("GET", "people/0"),
    ("GET", "people/0/copy.json"),
    ("POST", "people/0/erase"),
]
OTHERS = {
    ("POST", "media"): "hovwq",
    ("POST", "links/person"): "ho",
    ("GET", "phone-link"): "how",
    ("GET", "identify"): "q",
    ("POST", "identify"): "q",
    ("GET", "papers/0000"): "hoq",
}
"""Route -> the roles it is for; what else it asks is tested with it."""

GRANTS = ["h0", "o2", "o1", "v0", "v1", "w0", "q0", "q2"]


async def ask(browser: Browser, method: str, path: str) -> int:
    if method == "GET":
        return (await browser.get(path)).status
    return (await browser.post(path)).status


def test_the_matrix_names_every_route_of_a_conference() -> None:
    """Law: a route that is added below a conference is added to the matrix."""
    routes = {
        (route.method, route.path.removeprefix(f"{BELOW}/"))
        for route in table()
        if route.path.startswith(BELOW)
    }

    named = {
        (method, path.replace("0000", "{paper}").replace("00", "{upload}").replace("place", "{by}"))
        for method, path in (*HOST_ONLY, *OTHERS)
    } | {(method, path.replace("/0", "/{person}")) for method, path in ADMINISTRATOR_ONLY}

    assert routes == named


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize(("method", "path"), HOST_ONLY)
async def test_only_the_host_does_what_is_the_hosts(house: House, grant: str, method: str, path: str) -> None:
    """Law: names, links, rosters and reports are for the host; every other role gets 403 whatever it sends."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, grant))

    status = await ask(browser, method, f"/api/c/{live.id}/{grant}/{path}")

    assert (status == 403) == (grant != "h0")
    assert status != 401


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize(("method", "path"), ADMINISTRATOR_ONLY)
async def test_a_link_does_not_do_what_is_the_administrators(
    house: House, grant: str, method: str, path: str
) -> None:
    """Law: what is kept of one person is for who is signed in; the host's link gets 403 like every other."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, grant))

    assert await ask(browser, method, f"/api/c/{live.id}/{grant}/{path}") == 403


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize(("method", "path"), OTHERS)
async def test_other_routes_turn_other_roles_away(house: House, grant: str, method: str, path: str) -> None:
    """Law: whoever a route is not for gets 403, whatever it sends; nobody else is turned away for the role."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, grant))
    below = f"/api/c/{live.id}/{grant}"

    answer = await (browser.get if method == "GET" else browser.post)(f"{below}/{path}")

    if grant[0] not in OTHERS[method, path]:
        assert (answer.status, answer.code) == (403, "NOT_ALLOWED")
    else:
        assert answer.status != 401


@pytest.mark.parametrize(("method", "path"), [*HOST_ONLY, *ADMINISTRATOR_ONLY, *OTHERS])
async def test_nobody_without_a_cookie_does_anything(house: House, method: str, path: str) -> None:
    """Law: without a device, with another grant's, with another conference's, or a forged one: 401."""
    live, other = await house.running(), await house.running()
    stranger, elsewhere = await house.browser(), await house.browser()
    await elsewhere.enters(house.link(other.id, "h0"))
    await elsewhere.enters(house.link(live.id, "o2"))
    forged = await house.browser(Cookie=f"dc_{live.id}_h0={'0' * 16}.{'A' * 27}")

    for browser in (stranger, elsewhere, forged):
        assert await ask(browser, method, f"/api/c/{live.id}/h0/{path}") == 401


async def test_one_grants_cookie_is_not_anothers(house: House) -> None:
    """Law: a cookie renamed to another grant proves nothing: the device belongs to its own."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, "v0"))
    value = browser.cookies()[f"dc_{live.id}_v0"].value

    thief = await house.browser(Cookie=f"dc_{live.id}_h0={value}")

    assert (await thief.get(f"/api/c/{live.id}/h0/points")).code == "NOT_SIGNED_IN"
    assert await fault_of(house, thief, live.id, "h0") == Fault.NOT_SIGNED_IN


async def test_a_guessed_key_opens_nothing(house: House) -> None:
    """Law: the device's name is no secret; its key is."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, "o2"))
    device = browser.cookies()[f"dc_{live.id}_o2"].value.split(".")[0]

    thief = await house.browser(Cookie=f"dc_{live.id}_o2={device}.{'A' * 27}")

    assert (await thief.get(f"/api/c/{live.id}/o2/phone-link?node=2")).code == "NOT_SIGNED_IN"
    assert await fault_of(house, thief, live.id, "o2") == Fault.NOT_SIGNED_IN


async def test_the_account_is_the_host_of_every_conference(house: House) -> None:
    """Law: signed in, the administrator acts as h0 anywhere, and as nothing else."""
    live, other = await house.running(), await house.running()
    browser = await house.administrator()

    for conference in (live.id, other.id):
        assert (await browser.get(f"/api/c/{conference}/h0/points")).status == 200
        assert await fault_of(house, browser, conference, "h0") is None
    assert (await browser.get(f"/api/c/{live.id}/o2/phone-link?node=2")).status == 401
    assert await fault_of(house, browser, live.id, "o2") == Fault.NOT_SIGNED_IN


async def test_a_host_link_that_was_revoked_does_not_put_the_administrator_out(house: House) -> None:
    """Law: a browser that opened the host's link and is signed in is, once that link is revoked, still the account's; signed
    out it is told that the link was revoked."""
    live, browser = await house.running(), await house.administrator()
    await browser.enters(house.link(live.id, "h0"))
    await live.ask(RevokeLink(GrantId("h0")), grant=GrantId("h0"))

    assert (await browser.get(f"/api/c/{live.id}/h0/points")).status == 200
    assert await fault_of(house, browser, live.id, "h0") is None
    await browser.post("/api/sign-out")
    assert (await browser.get(f"/api/c/{live.id}/h0/points")).code == "DEVICE_REVOKED"
    assert await fault_of(house, browser, live.id, "h0") == Fault.REVOKED


@pytest.mark.parametrize("path", ["ZZZZZZZZ/h0", "x/h0", "0ABCDEFG/s0", "0ABCDEFG/o01", "0ABCDEFG/q1"])
async def test_what_does_not_exist_is_404(house: House, path: str) -> None:
    """Law: unknown conferences and things that are no grant are not found, signed in or not."""
    browser = await house.administrator()

    answer = await browser.get(f"/api/c/{path}/points")

    assert (answer.status, answer.code) in {(404, "NO_SUCH_CONFERENCE"), (404, "NO_SUCH_PAGE")}
    assert await fault_of(house, browser, *path.split("/")) == Fault.NOT_SIGNED_IN


async def test_a_socket_is_opened_by_the_grants_own_cookie_alone(house: House) -> None:
    """Law: without a cookie, with another grant's or another conference's, HELLO is answered NOT_SIGNED_IN and 4401."""
    live, other = await house.running(), await house.running()
    desk, stranger, neighbour, elsewhere = [await house.browser() for _ in range(4)]
    await desk.enters(house.link(live.id, "o2"))
    await neighbour.enters(house.link(live.id, "o3"))
    await elsewhere.enters(house.link(other.id, "o2"))

    for browser in (stranger, neighbour, elsewhere):
        async with connected(house, browser, live.id, "o2") as page:
            assert await page.ends() == Close.NOT_SIGNED_IN
            assert [frame[1] for frame in page.told] == [Fault.NOT_SIGNED_IN]
    assert list(live.sockets()) == []
    assert await fault_of(house, desk, live.id, "o2") is None


async def test_who_says_no_hello_is_told_so_and_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a socket nobody speaks on is not for keeps."""
    monkeypatch.setattr(limits, "HELLO_WITHIN_MS", 50)
    async with silent(house, await house.browser()) as page:
        assert await page.ends() == Close.HELLO_LATE
        assert [frame[1] for frame in page.told] == [Fault.HELLO_LATE]


async def test_a_waiting_device_gets_a_socket_and_nothing_else(house: House) -> None:
    """Law: who waits is welcomed as one who waits, to be told; its requests are refused."""
    live = await house.running()
    first, second = await house.browser(), await house.browser()
    await first.enters(house.link(live.id, "o2"))
    await second.enters(house.link(live.id, "o2"))

    async with connected(house, second, live.id, "o2") as page:
        welcome = await page.hears()

    assert (welcome[0], welcome[8]) == (WELCOME, WAITING)
    assert (await second.get(f"/api/c/{live.id}/o2/phone-link?node=2")).code == "DEVICE_WAITING"
