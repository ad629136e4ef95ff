"""Hundreds of operators at once, without a browser each: the server's own protocol, spoken from outside."""

import asyncio
import secrets
import time
from random import Random
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgpack

HELLO, COMMAND, WATCH = 0, 1, 2
WELCOME, OUTCOMES, ROWS = 10, 11, 12
CHECK_IN = 10


class Operator:
    """One enrolled desk. It stays linked until `leaves`."""

    def __init__(self, link: str) -> None:
        address = urlsplit(link)
        self._link = address.fragment
        origin = f"{address.scheme}://{address.netloc}"
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        self._web = aiohttp.ClientSession(origin, headers=headers)
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    async def takes_a_seat(self) -> None:
        """Opens the link and its socket."""
        async with self._web.post("/api/enter", json={"link": self._link}) as answer:
            entered = await answer.json()
        self._socket = await self._web.ws_connect("/socket")
        await self._sends(HELLO, 1, entered["conference"], entered["grant"], now_ms(), [])
        self.node = (await self._hears(WELCOME))[4]

    async def checks_in(self, share: float, chance: Random) -> int:
        """How many people of the room are in when this share of it has been checked in and confirmed."""
        await self._sends(WATCH, f"roster/{self.node}/0", None)
        rows = (await self._hears(ROWS))[5]
        chosen = [row[0] for row in rows if row[5] == 0 and chance.random() < share]
        for person in chosen:
            at = now_ms()
            body = [0, person, self.node, 0]
            await self._sends(COMMAND, CHECK_IN, secrets.token_bytes(16), at, at, body, [])
        confirmed = 0
        while confirmed < len(chosen):
            confirmed += len((await self._hears(OUTCOMES))[1])
        return confirmed

    async def leaves(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        await self._web.close()

    async def _sends(self, *frame: Any) -> None:
        assert self._socket is not None
        await self._socket.send_bytes(msgpack.packb(frame))

    async def _hears(self, kind: int) -> list[Any]:
        """The next frame of this kind; others are let go by."""
        assert self._socket is not None
        while True:
            frame: list[Any] = msgpack.unpackb(await self._socket.receive_bytes())
            if frame[0] == kind:
                return frame


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def seated(links: list[str]) -> list[Operator]:
    """An operator at each link, a few doors at a time."""
    operators = [Operator(link) for link in links]
    doors = asyncio.Semaphore(20)

    async def seat(operator: Operator) -> None:
        async with doors:
            await operator.takes_a_seat()

    await asyncio.gather(*(seat(operator) for operator in operators))
    return operators
