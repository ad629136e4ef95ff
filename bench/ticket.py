"""A ticket asked for as cheaply as can be: one program plays ten thousand browsers here, and what it spends on each of its
own requests is time in which the server waits."""

import asyncio
import json
from urllib.parse import urlsplit

from bench.devices import CONFERENCE, Browser
from bench.lines import TICKET_WITHIN_S, TurnedAway

HEAD_BYTES = 4_096


async def ticket_of(origin: str, browser: Browser) -> str:
    """One HELLO's worth. Raises TurnedAway, OSError or TimeoutError."""
    named = urlsplit(origin)
    async with asyncio.timeout(TICKET_WITHIN_S):
        reader, writer = await asyncio.open_connection(named.hostname, named.port, limit=HEAD_BYTES)
        try:
            writer.write(_asked(origin, browser))
            return await _answer(reader)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise ConnectionError("the server closed before it answered") from error
        finally:
            writer.close()


def _asked(origin: str, browser: Browser) -> bytes:
    return (
        f"POST /api/c/{CONFERENCE}/{browser.grant}/ticket HTTP/1.1\r\nHost: {urlsplit(origin).netloc}\r\n"
        f"Origin: {origin}\r\nCookie: {browser.cookie}\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\n\r\n{}"
    ).encode()


async def _answer(reader: asyncio.StreamReader) -> str:
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
    body = await reader.readexactly(int(headers["content-length"]))
    if status.split()[1] != "200":
        raise TurnedAway(f"no ticket: {status}", float(headers.get("retry-after", 0)))
    ticket: str = json.loads(body)["ticket"]
    return ticket
