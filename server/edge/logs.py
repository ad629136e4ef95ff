"""Logs on stderr, JSON unless it is a terminal: what was asked by pattern, never who, never a link, a query or a name.

Rule 1: an access line holds method, route pattern, status, milliseconds and bytes; addresses carry ids and
queries carry searched names, so neither is written.
Rule 2: an incident's stack is file, line and function; the text of an exception may quote a name and is left out.
Rule 3: whoever was turned away is told apart by a keyed hash of the address that is worthless after a restart.
Rule 4: who signed in or out, and who failed to prove who they are, are events of their own (ASVS 5.0, 16.3.1): with the way
they tried and the code of the answer, never with what they typed.
"""

import hmac
import logging
import sys
import traceback
from hashlib import sha256
from secrets import token_bytes
from time import perf_counter

import structlog
from aiohttp import web
from structlog.typing import EventDict, Processor, WrappedLogger

from server.edge.addresses import address_of
from server.edge.errors import Handler, log, route_of
from server.edge.keys import CLOCK, METRICS, REFUSAL, TALLY
from server.edge.tally import SIGN_INS

_PEPPER = token_bytes(32)


def start_logging(level: str) -> None:
    """Every logger of the process writes to stderr from now on: JSON lines, or lines for the eye where it is a terminal."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _bare_stack,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    finish: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
    ]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=finish))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.access").setLevel(
        logging.CRITICAL
    )  # its lines hold whole addresses and queries


@web.middleware
async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One line and one count per answered request."""
    began_s = perf_counter()
    response = await handler(request)
    _note(request, response, perf_counter() - began_s)
    if REFUSAL in request:
        _note_refusal(request, request[REFUSAL])
    return response


def peer_of(request: web.Request) -> str:
    """Eight characters that are the same for one address during one run of the server."""
    return hmac.digest(_PEPPER, address_of(request).encode(), sha256).hex()[:8]


def _note(request: web.Request, response: web.StreamResponse, took_s: float) -> None:
    route, metrics = route_of(request), request.app[METRICS]
    method = request.method if request.method in {"GET", "POST", "HEAD"} else "other"
    metrics.requests.labels(method, route, str(response.status)).inc()
    if not isinstance(response, web.WebSocketResponse):
        metrics.seconds.labels(route).observe(took_s)
    line = {"method": method, "route": route, "status": response.status, "ms": round(took_s * 1000, 1)}
    if REFUSAL in request:
        line["code"] = request[REFUSAL]
    if response.status in {401, 403, 429}:
        line["peer"] = peer_of(request)
    log.info("request", **line)


def _note_refusal(request: web.Request, code: str) -> None:
    """What the administrator is told of it: a failed sign-in, or a failure of ours."""
    app = request.app
    if code in SIGN_INS:
        note_failed_sign_in(request, SIGN_INS[code], code)
    elif code == "INTERNAL":
        app[TALLY].incidents.note(app[CLOCK](), route_of(request))


def note_failed_sign_in(request: web.Request, by: str, code: str) -> None:
    app = request.app
    app[TALLY].failed_sign_in(app[CLOCK](), by, address_of(request))
    app[METRICS].failed_sign_ins.labels(by).inc()
    log.warning("sign_in_failed", by=by, code=code, peer=peer_of(request))


def _bare_stack(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replaces exc_info by the exception's type and its frames, without messages or values."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["raised"] = type(error).__name__
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event
