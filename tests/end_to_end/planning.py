"""A conference made without a browser: the requests and commands that the pages send, sent by themselves.

For stories that begin on the day. That the pages send them, when the buttons are pressed that people press, is told by
the stories of test_story.py and by all that begin with a draft (stage.py).
"""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgpack

from server.core.refusals import Verdict, is_refusal
from tests.end_to_end.host import PASSWORD
from tests.end_to_end.server import Server

HELLO, COMMAND = 0, 1
WELCOME, OUTCOMES = 10, 11
LAUNCH, OPEN_SESSION = 6, 7
SESSIONS = (("Phiên sáng", 0.5, 4.5), ("Phiên chiều", 6.5, 10))
"""As the page proposes them: 7:30 to 11:30 and 13:30 to 17:00 in Việt Nam, in hours of UTC."""


@dataclass
class Planned:
    """An open conference, and the cookies of the administrator who made it."""

    id: str
    cookies: dict[str, str]

    def for_browser(self, url: str) -> list[Any]:
        """The cookies as Playwright takes them for a browser that is to be signed in at `url`."""
        return [
            {"name": name, "value": value, "url": url, "httpOnly": True, "sameSite": "Strict"}
            for name, value in self.cookies.items()
        ]


async def planned(server: Server, title: str, roster: bytes) -> Planned:
    """`roster`: an XLSX. The password is set, the roster taken, the conference launched, its first session open."""
    headers = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    async with aiohttp.ClientSession(server.url, headers=headers, raise_for_status=True) as web:
        code = server.setup_link().partition("#")[2]
        await web.post("/api/setup", json={"code": code, "name": "quantri", "password": PASSWORD})
        async with web.post("/api/conferences", json={"title": title, "sessions": sessions()}) as made:
            conference = (await made.json())["id"]
        await takes(web, f"/api/c/{conference}/h0/roster", roster)
        await commands(web, conference, (LAUNCH, []), (OPEN_SESSION, [0]))
        return Planned(conference, {cookie.key: cookie.value for cookie in web.cookie_jar})


def sessions() -> list[dict[str, Any]]:
    """Tomorrow's."""
    tomorrow = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    midnight_ms = int(tomorrow.timestamp()) * 1000
    return [
        {
            "name": name,
            "starts_ms": midnight_ms + int(starts_h * 3_600_000),
            "ends_ms": midnight_ms + int(ends_h * 3_600_000),
        }
        for name, starts_h, ends_h in SESSIONS
    ]


async def takes(web: aiohttp.ClientSession, address: str, roster: bytes) -> None:
    """The file is read, and what it holds committed."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", roster, filename="danh_sach.xlsx")
    async with web.post(address, data=form) as read:
        upload = (await read.json())["upload"]
    await web.post(f"{address}/{upload}/commit", json={})


async def commands(web: aiohttp.ClientSession, conference: str, *asked: tuple[int, list[int]]) -> None:
    """One after another, each accepted."""
    async with web.ws_connect("/socket") as socket:
        await socket.send_bytes(msgpack.packb([HELLO, 1, conference, "h0", now_ms(), []]))
        await heard(socket, WELCOME)
        for kind, body in asked:
            id = secrets.token_bytes(16)
            await socket.send_bytes(msgpack.packb([COMMAND, kind, id, now_ms(), now_ms(), body, []]))
            verdict = Verdict((await heard(socket, OUTCOMES))[1][0][1])
            assert not is_refusal(verdict), verdict


async def heard(socket: aiohttp.ClientWebSocketResponse, kind: int) -> list[Any]:
    """The next frame of this kind; others are let go by."""
    while True:
        frame: list[Any] = msgpack.unpackb(await socket.receive_bytes())
        if frame[0] == kind:
            return frame


def now_ms() -> int:
    return time.time_ns() // 1_000_000
