"""Behind Debian's nginx and Caddy, as config/proxy has them: signing in, the live link, whose address counts."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import msgpack
import pytest

from tests.end_to_end.operators import HELLO, ROWS, WATCH, WELCOME
from tests.peers.proxies import NAME, PROXY, Behind, Start, behind, caddy, nginx, visitor

ONE, OTHER, THIRD = "127.0.0.2", "127.0.0.3", "127.0.0.4"
PASSWORD = "mười hai chữ cái"
FAILURES = 3


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
async def proxied(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Behind]:
    start: Start = request.param
    async with behind(start, tmp_path, failures_per_address=str(FAILURES)) as stands:
        yield stands


async def set_up(session: aiohttp.ClientSession, link: str) -> str:
    """Signed in as administrator, with one conference: its id."""
    code = link.partition("#")[2]
    asked = {"code": code, "name": "quantri", "password": PASSWORD}
    async with session.post("/api/setup", json=asked) as answer:
        assert answer.status == 200, await answer.text()
        bound = [one for one in answer.headers.getall("Set-Cookie") if one.startswith("__Host-dc_account=")]
        assert len(bound) == 1 and "Secure" in bound[0]
        assert "Strict-Transport-Security" in answer.headers
    now = time.time_ns() // 1_000_000
    sessions = [{"name": "Sáng", "starts_ms": now, "ends_ms": now + 3_600_000}]
    async with session.post("/api/conferences", json={"title": "Hội nghị", "sessions": sessions}) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])


async def hears(socket: aiohttp.ClientWebSocketResponse, kind: int) -> list[Any]:
    while True:
        frame: list[Any] = msgpack.unpackb(await socket.receive_bytes())
        if frame[0] == kind:
            return frame


async def fails_to_sign_in(session: aiohttp.ClientSession, name: str = "ai do") -> int:
    async with session.post("/api/sign-in", json={"name": name, "password": "sai"}) as answer:
        return answer.status


async def test_signing_in_and_watching_live(proxied: Behind) -> None:
    """Law: over the proxy's TLS a person signs in with bound cookies, and her socket is live; nothing secret is logged."""
    async with visitor(proxied, ONE) as session:
        conference = await set_up(session, proxied.server.setup_link())
        async with session.ws_connect("/socket") as socket:
            await socket.send_bytes(msgpack.packb([HELLO, 1, conference, "h0", 0, []]))
            assert (await hears(socket, WELCOME))[2] == conference
            await socket.send_bytes(msgpack.packb([WATCH, "conference", None]))
            assert (await hears(socket, ROWS))[5][0][1] == "Hội nghị"
        async with session.get(f"/api/c/{conference}/h0/points?q=Nguyen+Van+A") as answer:
            assert answer.status == 200
        cookies = [cookie.value for cookie in session.cookie_jar]
    written = await logged(proxied, "/points")
    assert "/socket" in written and ONE in written
    secrets = [PASSWORD, proxied.server.setup_link().partition("#")[2], "Nguyen", *cookies]
    assert not [one for one in secrets if one and one in written]


@pytest.mark.parametrize("start", [nginx, caddy], ids=["nginx", "caddy"])
async def test_a_node_that_is_busy_says_so_itself_and_is_not_taken_for_dead(
    start: Start, tmp_path: Path
) -> None:
    """Law: handshakes above the node's rate are told 503 and when to come again; everything else still goes to it."""
    async with (
        behind(start, tmp_path, handshakes_per_second="1") as proxied,
        visitor(proxied, ONE) as session,
    ):
        told = [await handshake(session) for _ in range(12)]
        busy = [headers for status, headers in told if status == 503]
        assert {status for status, _ in told} == {101, 503} and len(busy) > 2
        assert all(int(headers["Retry-After"]) >= 1 for headers in busy)
        for _ in range(6):
            async with session.get("/api/me") as answer:
                assert answer.status == 200


async def handshake(session: aiohttp.ClientSession) -> tuple[int, Any]:
    """What the socket's door answers, and its headers."""
    try:
        async with session.ws_connect("/socket"):
            return 101, {}
    except aiohttp.WSServerHandshakeError as refused:
        return refused.status, refused.headers


async def logged(proxied: Behind, line: str) -> str:
    """What the proxy wrote, once it has written the line: it does so after it has answered."""
    async with asyncio.timeout(10):
        while not proxied.log.exists() or line not in proxied.log.read_text():
            async with visitor(proxied, THIRD) as session, session.get("/healthz"):
                continue
    return proxied.log.read_text()


async def test_each_visitor_is_counted_by_her_own_address(proxied: Behind) -> None:
    """Law: the limits see the address that came to the proxy; nobody changes it by what she says."""
    forged = {
        "X_Forwarded_For": f"{THIRD}, {PROXY}",
        "Forwarded": f"for={THIRD}",
        "X_Real_IP": THIRD,
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Proto": "http",
    }
    async with visitor(proxied, ONE) as one, visitor(proxied, OTHER) as other:
        assert [await fails_to_sign_in(one) for _ in range(FAILURES + 1)] == [401] * FAILURES + [429]
        async with visitor(proxied, ONE, **forged) as pretending:
            assert await fails_to_sign_in(pretending) == 429
        assert await fails_to_sign_in(other) == 401
    async with visitor(proxied, THIRD, **forged) as third:
        assert await fails_to_sign_in(third) == 401

    lines = [json.loads(line) for line in proxied.server.output.splitlines() if line.startswith("{")]
    peers = [line["peer"] for line in lines if line.get("route") == "/api/sign-in"]
    assert len(set(peers[: FAILURES + 2])) == 1
    assert len(set(peers)) == 3


async def test_who_comes_past_the_proxy_is_not_believed(proxied: Behind) -> None:
    """Law: the same headers from an address that is no hop of ours change nothing."""
    async with visitor(proxied, ONE) as one:
        for _ in range(FAILURES):
            await fails_to_sign_in(one)
    connector = aiohttp.TCPConnector(local_addr=(OTHER, 0))
    said = {"Origin": proxied.origin, "X-Forwarded-For": ONE, "X-Forwarded-Proto": "https"}
    address = f"http://127.0.0.1:{proxied.server.port}/api/sign-in"
    async with (
        aiohttp.ClientSession(connector=connector) as past,
        past.post(address, json={"name": "ai do", "password": "sai"}, headers=said) as answer,
    ):
        assert answer.status == 401


async def test_what_is_not_for_visitors_ends_at_the_proxy(proxied: Behind) -> None:
    """Law: metrics are not shown; a body nobody sends is refused; pages are compressed only where they hold no secret."""
    async with visitor(proxied, ONE) as session:
        async with session.get("/metrics") as answer:
            assert answer.status == 404
        async with session.post("/api/sign-in", json={"name": "x" * 200_000, "password": ""}) as answer:
            assert answer.status == 413
        assert await fails_to_sign_in(session) == 401  # and the node is not blamed for it
        async with session.get("/", headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status == 200 and "Content-Encoding" not in answer.headers
            script = (await answer.text()).partition('src="/assets/')[2].partition('"')[0]
        async with session.get(f"/assets/{script}", headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status == 200 and answer.headers["Content-Encoding"] == "gzip"


async def test_a_visitor_who_never_ends_her_headers_is_let_go(proxied: Behind) -> None:
    """Law: slowloris holds a connection for as long as the proxy says (a second here), and no longer."""
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusted.load_verify_locations(cadata=proxied.issued.ca)
    reader, writer = await asyncio.open_connection(PROXY, proxied.port, ssl=trusted, server_hostname=NAME)
    writer.write(b"GET / HTTP/1.1\r\nHost: hoinghi.example.vn\r\nX-Slow: ")
    await writer.drain()

    said = b""
    with suppress(ConnectionResetError):
        said = await reader.read()
    assert b"200" not in said
    writer.close()
