"""What one conference gave opens nothing in another: cookies, sockets, links, claims, papers, uploads."""

import pytest

from server.core.ids import GrantId, PersonNo
from server.edge.links import ONLINE
from server.wire.codes import Fault
from tests.edge.books import rows_of
from tests.edge.given import Browser, House
from tests.edge.pages import WELCOME, connected, fault_of
from tests.edge.pdfs import pdf

GRANTS = ["h0", "o2", "v0", "w0", "q2", "q0"]
ROUTES = [
    ("GET", "points"), ("GET", "template.xlsx"), ("GET", "export/person.xlsx"), ("POST", "links"),
    ("POST", "links/sheet"), ("POST", "links/person"), ("GET", "phone-link"), ("GET", "identify"), ("POST", "identify"),
    ("POST", "papers"), ("GET", f"papers/{'0' * 32}"), ("POST", "roster"), ("POST", f"roster/{'0' * 32}/commit"),
]  # fmt: skip


async def ask(browser: Browser, method: str, path: str):
    return await (browser.get(path) if method == "GET" else browser.post(path))


@pytest.mark.parametrize("grant", GRANTS)
async def test_a_browser_of_one_is_nobody_in_the_other(house: House, grant: str) -> None:
    """Law: with every cookie of one conference, also renamed, each route of the other says 401."""
    one, other = await house.running(), await house.running()
    browser = await house.browser()
    assert (await browser.enters(house.link(one.id, grant))).status == 200
    kept = browser.cookies()[f"dc_{one.id}_{grant}"].value
    forged = await house.browser(Cookie=f"dc_{other.id}_{grant}={kept}")
    for method, path in ROUTES:
        for who in (browser, forged):
            answer = await ask(who, method, f"/api/c/{other.id}/{grant}/{path}")
            assert (answer.status, answer.code) == (401, "NOT_SIGNED_IN"), (method, path)
    for who in (browser, forged):
        assert await fault_of(house, who, other.id, grant) == Fault.NOT_SIGNED_IN


@pytest.mark.parametrize("grant", GRANTS)
async def test_a_link_of_one_is_unknown_to_the_other(house: House, grant: str) -> None:
    """Law: the token is over the conference's id: put behind another id it opens nothing."""
    one, other = await house.running(), await house.running()
    browser = await house.browser()
    answer = await browser.enters(house.link(one.id, grant).replace(one.id, other.id))
    assert (answer.status, answer.code) == (403, "LINK_UNKNOWN")


async def test_a_personal_link_of_one_proves_nobody_in_the_other(house: House) -> None:
    """Law: neither whole, nor its claim behind the other's link, nor its cookie renamed."""
    one, other = await house.running(), await house.running()
    links, version = house.links, one.state.link_version(ONLINE)
    claim = links.claim(one.id, version, PersonNo(0)).spelled
    browser = await house.browser()
    mixed = f"{house.link(other.id, 'q0')}.{claim}"
    assert (await browser.enters(mixed)).code == "LINK_UNKNOWN"
    phone = await house.browser()
    await phone.enters(house.link(other.id, "q0"))
    phone.headers["Cookie"] = f"dc_{other.id}_person={claim}; " + "; ".join(
        f"{name}={cookie.value}" for name, cookie in phone.cookies().items()
    )
    assert (await phone.get(f"/api/c/{other.id}/q0/identify")).json["personal"] is False


async def test_papers_and_reports_of_one_are_not_the_other_s(house: House) -> None:
    """Law: a paper's id opens it in its own conference only; a report names its own people only."""
    one, other = await house.running(), await house.running()
    host = await house.administrator()
    paper = (await host.upload(f"/api/c/{one.id}/h0/papers", pdf(), title="Giấy", shared="true")).json[
        "paper"
    ]
    assert (await host.get(f"/api/c/{one.id}/h0/papers/{paper}")).status == 200
    assert (await host.get(f"/api/c/{other.id}/h0/papers/{paper}")).code == "NO_SUCH_PAPER"
    await other.erase([other.state.subject_of_person(person) for person in range(3)])
    cells = str(rows_of((await host.get(f"/api/c/{other.id}/h0/export/person.xlsx")).raw))
    assert "Trần Văn Bích" not in cells


async def test_a_socket_is_of_the_conference_its_hello_names(house: House) -> None:
    """Law: a browser that is a device of both is, on this socket, one of that conference and of no other."""
    one, other = await house.running("Một"), await house.running("Hai")
    browser = await house.browser()
    for live in (one, other):
        await browser.enters(house.link(live.id, "o2"))
    async with connected(house, browser, one.id, "o2") as page:
        welcome = await page.hears()
        assert (welcome[0], welcome[2], welcome[10]) == (WELCOME, one.id, "Một")
        assert [socket.grant for socket in other.sockets()] == []
        assert [socket.grant for socket in one.sockets()] == [GrantId("o2")]
