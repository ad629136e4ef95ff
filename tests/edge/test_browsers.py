"""What the server makes of a browser: its label, its address, its cookie's value, and a password's hash."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server.edge import cookies
from server.edge.addresses import address_of, asking
from server.edge.errors import Problem
from server.edge.keys import SETTINGS
from server.edge.machines import label_of
from server.edge.passwords import Passwords
from server.settings import Settings


class Transport:
    """Where a request came from, as aiohttp asks for it."""

    def __init__(self, peer: str) -> None:
        self.peer = peer

    def get_extra_info(self, name: str, default: object = None) -> Any:
        return (self.peer, 1) if name == "peername" else default


def request_from(peer: str, headers: dict[str, str], **changes: Any) -> web.Request:
    app = web.Application()
    app[SETTINGS] = Settings(**changes)
    return make_mocked_request(
        "GET", "/", headers={"Host": "h:1", **headers}, transport=Transport(peer), app=app
    )


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "not an address", "unknown"),
        ("2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "10.0.0.9, 198.51.100.1, 10.0.0.2, 203.0.113.9, 10.0.0.3, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:5555", "unknown"),
        ("", "203.0.113.9", "unknown"),
    ],
)
def test_the_client_is_the_rightmost_hop_that_is_no_proxy_of_ours(
    peer: str, forwarded: str, expected: str
) -> None:
    """Law: nobody chooses her own address: only our proxies are believed, from the right."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert address_of(request_from(peer, headers, trusted_proxies=("10.0.0.0/8",))) == expected


def test_without_proxies_nothing_forwarded_is_read() -> None:
    """Law: by default no header changes address, host or scheme."""
    forged = {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil"}
    asked = asking(request_from("127.0.0.1", forged))

    assert (asked.address, asked.origin, asked.is_secure) == ("127.0.0.1", "http://h:1", False)


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome · Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/114 Safari/537.36", "Cốc Cốc · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (iPhone) CriOS/140 Mobile Safari/604.1", "Chrome · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/130 Mobile", "Samsung Internet · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605", "Safari · Mac"),
        ("curl/8", ""),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_label_is_made_of_known_words_only(user_agent: str, label: str) -> None:
    """Law: browser and machine where known; nothing of what the client wrote is copied."""
    assert label_of(user_agent) == label


@pytest.mark.parametrize(
    "value", ["", ".", "0" * 16, f"{'0' * 16}.{'A' * 26}", f"{'G' * 16}.{'A' * 27}", "a" * 5000]
)
def test_a_cookie_of_another_form_is_no_device(value: str) -> None:
    """Law: only sixteen hex digits, a dot and 27 letters are read."""
    assert cookies.read(request_from("127.0.0.1", {"Cookie": f"dc_account={value}"}), cookies.ACCOUNT) is None


def test_a_drawn_device_is_read_back_from_its_cookie() -> None:
    """Law: what is written is read back as the same device and key, and proves its own hash only."""
    carried, other = cookies.draw(), cookies.draw()
    response = web.Response()
    cookies.write(request_from("127.0.0.1", {}), response, cookies.ACCOUNT, carried, days=1)
    said = response.cookies[cookies.ACCOUNT].value

    read = cookies.read(request_from("127.0.0.1", {"Cookie": f"dc_account={said}"}), cookies.ACCOUNT)

    assert read == carried
    assert carried.proves(carried.key_hash) and not carried.proves(other.key_hash)


async def test_a_password_proves_its_own_hash_only() -> None:
    """Law: right is right, wrong, foreign and broken hashes are wrong, and no name is wrong whatever the password."""
    passwords = Passwords(at_once=1, waiting=5)
    kept = await passwords.hash("mười hai chữ cái")

    tried = await asyncio.gather(
        passwords.verify(kept, "mười hai chữ cái"),
        passwords.verify(kept, "khác"),
        passwords.verify("$argon2id$broken", "mười hai chữ cái"),
        passwords.verify(None, "nobody's password"),
    )
    passwords.close()

    assert tried == [True, False, False, False]
    assert kept.startswith("$argon2id$") and "mười" not in kept


async def test_passwords_past_the_queue_are_refused() -> None:
    """Law: at_once + waiting are taken and not one more."""
    passwords = Passwords(at_once=1, waiting=1)

    tried = await asyncio.gather(*(passwords.verify(None, "x") for _ in range(3)), return_exceptions=True)
    passwords.close()

    assert [type(one) for one in tried] == [bool, bool, Problem]
