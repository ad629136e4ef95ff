"""Every answer that is not a success: {"error": CODE, "detail": {…}} with its status.

Rule 1: codes are for pages and logs; the words for people are the page's.
Rule 2: nobody outside sees a traceback: an unexpected error gets an incident number, and the log has the rest.
"""

import errno
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import structlog
from aiohttp import web

from server.edge.keys import METRICS, REFUSAL
from server.journal.passing import PassingAway, PassingFull
from server.journal.port import JournalBusy, JournalClosed, JournalForked, JournalFull

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

GONE = 499
"""Of a request whose asker hung up before its answer: nobody reads it, the log counts it."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})

log = structlog.get_logger("diemcau.edge")


class Problem(Exception):
    """A request that gets no success: raised anywhere below the edge, answered by `middleware`."""

    def __init__(
        self, status: int, code: str, detail: Mapping[str, Any] | None = None, retry_after_s: float = 0
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.retry_after_s = (
            status,
            code,
            dict(detail or {}),
            retry_after_s,
        )


def answer(problem: Problem) -> web.Response:
    response = web.json_response({"error": problem.code, "detail": problem.detail}, status=problem.status)
    if problem.retry_after_s > 0:
        response.headers["Retry-After"] = str(int(problem.retry_after_s) + 1)
    return response


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns every exception of a route into the JSON form, and counts it by code."""
    try:
        return await handler(request)
    except Problem as raised:
        problem = raised
    except (PassingFull, PassingAway, JournalBusy, JournalForked, JournalClosed):
        problem = Problem(503, "BUSY", retry_after_s=5)
    except web.HTTPException as raised:
        if raised.status < 400:
            return raised
        problem = Problem(raised.status, HTTPStatus(raised.status).name)
    except Exception as error:
        if isinstance(error, ConnectionResetError) and _has_hung_up(request):
            return web.Response(status=GONE)
        problem = _unexpected(request, error)
    request.app[METRICS].problems.labels(problem.code).inc()
    request[REFUSAL] = problem.code
    return answer(problem)


def _has_hung_up(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _unexpected(request: web.Request, error: Exception) -> Problem:
    """A full disk is nobody's defect; all else is ours, and gets a number."""
    if isinstance(error, JournalFull) or (isinstance(error, OSError) and error.errno in NO_ROOM):
        return Problem(507, "DISK_FULL", retry_after_s=30)
    incident = token_hex(6)
    log.exception("incident", incident=incident, route=route_of(request))
    return Problem(500, "INTERNAL", {"incident": incident})


def route_of(request: web.Request) -> str:
    """The route's pattern, never the address: addresses carry ids of conferences and grants."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "-"
