"""Answers that are no success: what a request becomes whose asker hung up, and what only looks like that."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from server.app import running
from server.edge.errors import GONE
from server.edge.keys import PASSWORDS
from server.settings import Settings
from tests.edge.given import NAME, PASSWORD, House


async def test_who_hangs_up_before_the_answer_is_counted_and_is_nobody_s_failure(tmp_path: Path) -> None:
    """Law: half a body and no asker any more: 499 in the figures, no refusal, no incident."""
    async with running(Settings(data=tmp_path, port=0)) as server, aiohttp.ClientSession() as web:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = "POST /api/enter HTTP/1.1\r\nHost: here\r\nOrigin: http://here\r\nContent-Length: 99\r\n"
        writer.write(f'{head}Content-Type: application/json\r\n\r\n{{"link": '.encode())
        await writer.drain()
        writer.close()

        counted, figures = f'route="/api/enter",status="{GONE}"', ""
        async with asyncio.timeout(20):
            while counted not in figures:
                figures = await (await web.get(f"http://127.0.0.1:{server.port}/metrics")).text()

        assert not re.search(r"^diemcau_problems_total", figures, re.MULTILINE)


async def test_a_connection_of_ours_that_is_reset_is_no_asker_who_hung_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: whoever waits for an answer gets one, in the one form, with its number."""

    async def reset(*_: object) -> None:
        raise ConnectionResetError("between us and somebody else")

    browser = await house.browser()
    monkeypatch.setattr(house.app[PASSWORDS], "verify", reset)

    answer = await browser.post("/api/sign-in", {"name": NAME, "password": PASSWORD})

    assert (answer.status, answer.code) == (500, "INTERNAL")
    assert answer.json["detail"]["incident"]


async def test_a_conference_that_is_dropped_under_a_request_is_busy(house: House) -> None:
    """Law: whoever was reading names when a journal came back with another history is told to ask again."""
    live, browser = await house.running(), await house.administrator()
    live.names.forget()
    await live.spine.journal.close()

    answer = await browser.get(f"/api/c/{live.id}/h0/points")

    assert (answer.status, answer.code) == (503, "BUSY") and int(answer.headers["Retry-After"]) > 0
