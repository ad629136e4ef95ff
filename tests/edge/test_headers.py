"""What every answer says to a browser, and whose requests may change something."""

from pathlib import Path

import aiohttp
import pytest

from server.edge.headers import FIXED, STAY_SECURE, policy
from tests.edge.given import House, open_house

EVERY_KIND = [
    "/",
    "/desk/x",
    "/assets/none.js",
    "/api/me",
    "/api/none",
    "/api/conferences",
    "/healthz",
    "/readyz",
]


@pytest.mark.parametrize("path", EVERY_KIND)
async def test_every_answer_is_dressed(house: House, path: str) -> None:
    """Law: pages, JSON, refusals and files all carry the policy and the fixed headers."""
    answer = await (await house.browser()).get(path)

    assert {name: answer.headers.get(name) for name in FIXED} == FIXED
    assert answer.headers["Content-Security-Policy"] == policy(house.url.partition("://")[2])
    assert "Cache-Control" in answer.headers
    assert "Server" not in answer.headers and "Strict-Transport-Security" not in answer.headers


async def test_a_socket_is_dressed_too(house: House) -> None:
    """Law: the upgrade itself carries the headers, and so does its refusal."""
    browser = await house.browser()

    refused = await browser.get("/socket", Origin="https://evil.example")
    async with browser.session.ws_connect(house.url + "/socket", headers={"Origin": house.url}) as ws:
        upgraded = ws._response.headers

    assert refused.status == 403
    assert "Content-Security-Policy" in refused.headers and "Content-Security-Policy" in upgraded


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere() -> None:
    """Law: scripts, styles and frames come from us alone; sockets go to our own host."""
    said = dict(part.split(" ", 1) for part in policy("hoinghi.example.vn").split("; "))

    assert said["default-src"] == "'self'"
    assert said["connect-src"] == "'self' ws://hoinghi.example.vn wss://hoinghi.example.vn"
    assert (said["frame-ancestors"], said["base-uri"], said["object-src"]) == ("'none'", "'none'", "'none'")
    assert said["script-src"] == "'self' 'wasm-unsafe-eval'"  # a decoder is no script: text stays text
    assert policy("hoinghi.example.vn").count("unsafe") == 1


@pytest.mark.parametrize("host", ["evil; script-src *", "a b", "x'y", "*"])
def test_a_strange_host_does_not_reach_the_policy(host: str) -> None:
    """Law: what a client writes as Host cannot widen the policy."""
    assert policy(host) == policy("?")


async def test_answers_of_the_api_are_not_kept(house: House) -> None:
    """Law: no cache keeps what the API says."""
    assert (await (await house.browser()).get("/api/me")).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "OURS"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "OURS"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "OURS"}, 200),
    ],
)
async def test_only_our_own_pages_change_something(house: House, said: dict[str, str], status: int) -> None:
    """Law: an unsafe request proves that one of our pages made it, or is refused before it is read."""
    browser = await house.browser()
    browser.origin = None
    headers = {name: text.replace("OURS", house.url) for name, text in said.items()}

    answer = await browser.post("/api/sign-out", **headers)

    assert answer.status == status
    if status == 403:
        assert answer.code in {"FOREIGN_ORIGIN", "NO_ORIGIN"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_other_unsafe_methods_are_asked_the_same(house: House, method: str) -> None:
    """Law: whatever the method, a foreign origin is refused first."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, house.url + "/api/me", headers={"Origin": "https://evil.example"}) as got,
    ):
        assert got.status in {403, 405}


async def test_the_public_url_is_an_origin_of_ours(tmp_path: Path) -> None:
    """Law: behind a proxy the origin people see is taken, and other names are not."""
    async with open_house(tmp_path, public_url="https://hoinghi.example.vn") as house:
        browser = await house.browser()

        browser.origin = "https://hoinghi.example.vn"
        assert (await browser.post("/api/sign-out")).status == 200
        assert (await browser.get("/healthz")).headers["Strict-Transport-Security"] == STAY_SECURE
        browser.origin = "http://hoinghi.example.vn"
        assert (await browser.post("/api/sign-out")).status == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("rebound.example:8080", 403),
        ("hoinghi.example.vn.rebound.example", 403),
        ("127.0.0.1.rebound.example", 403),
        ("localhost.", 403),
        ("[::1", 403),
        ("192.0.2.7:8080", 200),
        ("[2001:db8::7]:8080", 200),
        ("localhost:8080", 200),
        ("diemcau:8080", 200),
    ],
)
async def test_a_name_pointed_at_this_machine_is_not_ours(tmp_path: Path, host: str, status: int) -> None:
    """Law: where public_url says which name is ours, a page of a stranger's name that leads here (DNS rebinding) changes
    nothing; addresses and names of the local network, which no stranger can have, still do."""
    async with open_house(tmp_path, public_url="https://hoinghi.example.vn") as house:
        browser = await house.browser(Host=host)
        browser.origin = f"http://{host}"

        answer = await browser.post("/api/sign-out")

    assert answer.status == status
    if status == 403:
        assert answer.json["detail"]["expected"] == ["https://hoinghi.example.vn"]


async def test_a_certificate_proves_a_name(tmp_path: Path) -> None:
    """Law: over TLS the browser has seen a certificate for the name it asked: a node may have one of its own."""
    changes = {"public_url": "https://hoinghi.example.vn", "trusted_proxies": ("127.0.0.0/8",)}
    async with open_house(tmp_path, **changes) as house:
        browser = await house.browser(**{"Host": "a.example.vn", "X-Forwarded-Proto": "https"})
        browser.origin = "https://a.example.vn"

        assert (await browser.post("/api/sign-out")).status == 200


async def test_a_forwarded_host_counts_only_from_a_known_proxy(tmp_path: Path) -> None:
    """Law: X-Forwarded-* from anybody is not believed; from settings.trusted_proxies it is."""
    forwarded = {"X-Forwarded-Host": "hoinghi.example.vn", "X-Forwarded-Proto": "https"}

    async with open_house(tmp_path / "a") as house:
        browser = await house.browser(**forwarded)
        browser.origin = "https://hoinghi.example.vn"
        assert (await browser.post("/api/sign-out")).status == 403

    async with open_house(tmp_path / "b", trusted_proxies=("127.0.0.0/8",)) as house:
        browser = await house.browser(**forwarded)
        browser.origin = "https://hoinghi.example.vn"
        assert (await browser.post("/api/sign-out")).status == 200
