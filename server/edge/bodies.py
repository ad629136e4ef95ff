"""JSON bodies: bounded, typed, and refused in one place."""

import asyncio
from typing import TypeVar

import msgspec
from aiohttp import web

from server.edge.errors import Problem
from server.edge.limits import JSON_BYTES

BODY_S = 20
"""64 KiB over the slowest phone line in use take six; who needs longer holds a connection, not a conversation (L5)."""

B = TypeVar("B")


async def body_of(request: web.Request, kind: type[B]) -> B:
    """The request's JSON as `kind`. Raises Problem 415, 413 or 400 (which field, and what is wrong with it)."""
    if request.content_type != "application/json":
        raise Problem(415, "NOT_JSON")
    if (request.content_length or 0) > JSON_BYTES:
        raise Problem(413, "TOO_LARGE", {"most_bytes": JSON_BYTES})
    try:
        async with asyncio.timeout(BODY_S):
            raw = await request.read()
    except TimeoutError as error:
        raise Problem(408, "BODY_TOO_SLOW", {"within_s": BODY_S}) from error
    except web.HTTPRequestEntityTooLarge as error:
        raise Problem(413, "TOO_LARGE", {"most_bytes": JSON_BYTES}) from error
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise Problem(400, "BAD_FIELD", {"what": str(error)}) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Problem(400, "BAD_JSON") from error


def page_number(request: web.Request, name: str = "page", most: int = 100_000) -> int:
    """The whole number in query field `name`, 0 when absent. Raises Problem 400."""
    text = request.query.get(name, "0")
    if not text.isascii() or not text.isdecimal() or len(text) > 8 or int(text) > most:
        raise Problem(400, "BAD_FIELD", {"what": name})
    return int(text)
