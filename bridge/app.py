"""One bridge's whole life: who it is, its media plane, its link, and the way out on SIGTERM. `python -m bridge`.

Standard output holds one line, when media can come; the log is JSON on standard error.
"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Coroutine
from pathlib import Path

import structlog

from bridge import identity as identities
from bridge.bridge import Bridge
from bridge.identity import Identity, NotEnrolled
from bridge.link import Unwelcome, as_one, spelled
from bridge.links import Links
from bridge.settings import BadSetting, Settings, explain, load

CODE, CODE_FILE = "DIEMCAU_ENROLMENT_CODE", "DIEMCAU_ENROLMENT_CODE_FILE"
"""Where the one-time code may stand, itself or the file that holds it: an argument can be read by every user."""

CODE_BYTES = 256

SERVER = "http://localhost:8080"

NOT_ENROLLED, PORT_TAKEN, NO_SUCH_SETTING = 3, 4, 2
"""Exit codes a supervisor can act on."""

log = structlog.get_logger("bridge")


def main() -> int:
    asked = _arguments()
    _start_logging(asked.log_level)
    try:
        settings = load(asked.config)
        if asked.explain:
            print(explain(settings))
            return 0
        who = _identity(asked)
    except BadSetting as error:
        return _stop(str(error), NO_SUCH_SETTING)
    except NotEnrolled as error:
        return _stop(str(error), NOT_ENROLLED)
    servers = asked.server or [SERVER]
    return _run(serve(settings, servers, who, asked.ca, until_stdin_closes=asked.until_stdin_closes))


async def serve(
    settings: Settings,
    servers: list[str],
    who: Identity,
    ca: Path | None = None,
    *,
    until_stdin_closes: bool = False,
) -> int:
    """Runs until SIGINT, SIGTERM, or a house that no longer knows us; the exit code. `ca`: all we trust over TLS."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if until_stdin_closes:
        _follow_stdin(loop, stop)
    reached_by = settings.addresses()
    links = Links(servers, who, reached_by, ca)
    try:
        bridge = await Bridge.open(settings, links.tell)
    except OSError as error:
        return _stop(f"UDP port {settings.udp_port} cannot be used: {error.strerror}.", PORT_TAKEN)
    print(
        f"media: {', '.join(spelled(reached_by, bridge.port)) or 'no address that browsers reach'}",
        flush=True,
    )
    try:
        await as_one(links.run(bridge), stop.wait())
        return 0
    except Unwelcome as fault:
        return _stop(f"The server does not take this bridge: {fault}", NOT_ENROLLED)
    finally:
        await bridge.close()


def _identity(asked: argparse.Namespace) -> Identity:
    """Who we are; enrolled now when we are nobody yet and there is a code. Raises NotEnrolled."""
    found = identities.read(asked.folder)
    if found is not None:
        return found
    code = asked.code or os.environ.pop(CODE, "") or _code_in(os.environ.get(CODE_FILE, ""))
    if not code:
        raise NotEnrolled(
            f"This bridge is not enrolled: give --code from `diemcau bridge enrol`, {CODE}, or {CODE_FILE}."
        )
    made = identities.enrol((asked.server or [SERVER])[0], code, asked.name, asked.folder, asked.ca)
    log.info("enrolled", name=asked.name, bridge=made.bridge.hex())
    return made


def _code_in(file: str) -> str:
    if not file:
        return ""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(CODE_BYTES).decode("ascii", "replace").strip()
    except OSError as error:
        raise NotEnrolled(f"The enrolment code in {file} cannot be read: {error.strerror}.") from error


def _follow_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Ends us when whoever holds the other end of standard input is gone, however it went."""

    def readable() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), readable)


def _run(serving: Coroutine[None, None, int]) -> int:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(serving)
    return uvloop.run(serving)


def _stop(words: str, code: int) -> int:
    log.error("stopped", reason=words)
    return code


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bridge", description="One media bridge of Điểm Cầu.")
    parser.add_argument(
        "--server", action="append", help=f"a server's origin; once per node of the house (default {SERVER})"
    )
    parser.add_argument("--ca", type=Path, help="PEM or DER: over https nothing but this is trusted")
    parser.add_argument("--folder", type=Path, default=Path("data/bridge"), help="where its identity is kept")
    parser.add_argument("--name", default=socket.gethostname(), help="what people call it; one of a kind")
    parser.add_argument("--code", default="", help=f"one-time code of the first start (or {CODE})")
    parser.add_argument("--config", type=Path, help="TOML file of settings")
    parser.add_argument("--explain", action="store_true", help="print every setting and end")
    parser.add_argument("--log-level", choices=("debug", "info", "warning", "error"), default="info")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end with the process that started it"
    )
    return parser.parse_args()


def _start_logging(level: str) -> None:
    """Lines on stderr, JSON unless it is a terminal; ids of peers and rooms, never more."""
    for_the_eye = structlog.dev.ConsoleRenderer()
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            for_the_eye if sys.stderr.isatty() else as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
