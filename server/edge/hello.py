"""The first frame of a socket: whose it is, or when its page is to come again.

The gate is asked before anything is looked up (gate.py). A right that cannot be looked up now is not denied.
"""

from secrets import randbelow

from aiohttp import web

from server.core.ids import ConferenceId, Millis, NodeNo
from server.edge.callers import Caller, live_of, who
from server.edge.errors import Problem
from server.edge.keys import GATE, HUB
from server.journal.port import JournalBusy, JournalForked
from server.live.conference import LiveConference
from server.wire import limits
from server.wire.codec import BadFrame, encode_server
from server.wire.codes import Fault
from server.wire.frames import Hello, Welcome

RETURN_MS = 2_000
"""When a page is to come back at the earliest whose right could not be looked up: its conference is being folded, or the
engine is away. At the latest after twice as long: a crowd must not come back in step."""

INTERNAL = 500
"""From here on a problem is ours, and passes."""


class ComeAgain(Exception):
    """Not now: the page is to open another socket after `after_ms`."""

    def __init__(self, after_ms: int) -> None:
        super().__init__(after_ms)
        self.after_ms = after_ms


def _return_ms() -> int:
    return RETURN_MS + randbelow(RETURN_MS)


async def admitted(request: web.Request, hello: Hello) -> tuple[Caller, LiveConference]:
    """Who says HELLO, proven by the cookies of the handshake. Raises ComeAgain; BadFrame (not signed in, revoked)."""
    gate = request.app[GATE]
    await _demand_open(request.app, ConferenceId(hello.conference))
    wait_s = await gate.enter()
    if wait_s:
        raise ComeAgain(round(wait_s * 1000))
    try:
        caller = await who(request, hello.conference, hello.grant, waiting=True)
        return caller, await live_of(request.app, caller.conference)
    except (JournalBusy, JournalForked) as error:
        raise ComeAgain(_return_ms()) from error
    except Problem as problem:
        if problem.status >= INTERNAL:
            raise ComeAgain(_return_ms()) from problem
        fault = Fault.REVOKED if problem.code == "DEVICE_REVOKED" else Fault.NOT_SIGNED_IN
        raise BadFrame(fault, "no cookie of this browser opens that") from None
    finally:
        gate.leave()


async def _demand_open(app: web.Application, conference: ConferenceId) -> None:
    """Waits for a conference that is being folded. Not at the gate: its pages would hold all places there against the pages
    of every other. Raises ComeAgain."""
    hub = app[HUB]
    if conference in hub.house.state.conferences and hub.live_one(conference) is None:
        try:
            await live_of(app, conference)
        except (Problem, JournalBusy, JournalForked) as error:
            raise ComeAgain(_return_ms()) from error


def welcome(conference: LiveConference, caller: Caller, now_ms: Millis) -> bytes:
    """The WELCOME frame of this caller."""
    state, node = conference.state, NodeNo(int(caller.grant[1:]))
    known = 0 <= node < state.node_count
    return encode_server(
        Welcome(
            version=limits.PROTOCOL_VERSION,
            conference=conference.id,
            grant=caller.grant,
            node=node,
            node_name=state.name_of(node) if known else "",
            path=state.path_of(node)[1:-1] if known else [],
            device=caller.device.hex(),
            device_state=caller.state,
            now_ms=now_ms,
            title=state.title,
            language="vi",
        )
    )
