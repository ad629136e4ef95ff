"""Who speaks slowly, or not at all, holds nothing for long."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server import app
from server.app import running
from server.edge import bodies
from server.settings import Settings
from tests.edge.given import House


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: "], ids=len)
async def test_a_connection_that_never_asks_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Law: silent, or in the middle of its first line or a header, for IDLE_S: the server lets go of it."""
    monkeypatch.setattr(app, "IDLE_S", 0.2)
    async with running(Settings(data=tmp_path, host="127.0.0.1", port=0)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(said)
        async with asyncio.timeout(20):
            assert await reader.read() == b""
        writer.close()


async def test_a_body_that_does_not_come_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: who promises a body and sends half of it is answered 408."""
    monkeypatch.setattr(bodies, "BODY_S", 0.2)
    at = urlsplit(house.url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    head = f"POST /api/enter HTTP/1.1\r\nHost: {at.netloc}\r\nOrigin: {house.url}\r\n"
    writer.write(f'{head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{{"link": '.encode())
    async with asyncio.timeout(20):
        status = await reader.readline()
    assert b" 408 " in status
    writer.close()
