"""Who asked for names or links, written into the conference's journal before anything leaves it (DOMAIN rule 11).

Rule 1: noted first, given after: what cannot be written down is not given.
Rule 2: a device that asks for what its role may not have is noted as well, and still gets nothing.
Rule 3: a list that is turned page by page, and a device that is refused again and again, are noted once in SAID_AGAIN_S:
the journal is no place to be flooded from outside.
"""

from aiohttp import web

from server.core.commands import Listing, NoteListed
from server.core.ids import ROOT, NodeNo
from server.edge.callers import Caller, caller_of, live_of
from server.edge.errors import Problem
from server.edge.keys import LIMITS
from server.edge.verdicts import demand_accepted
from server.live.conference import LiveConference


async def caller_noted(request: web.Request, roles: str, what: Listing) -> Caller:
    """`caller_of`, for what is listed; who may not have it is written down. Raises Problem as it does."""
    caller = await caller_of(request)
    if caller.role in roles:
        return caller
    live = await live_of(request.app, caller.conference)
    if _is_new(request.app, caller, f"refused {what}"):
        await live.ask(_noted(caller, what, 0, ROOT, refused=True))
    raise Problem(403, "NOT_ALLOWED", {"role": caller.role})


async def note(live: LiveConference, caller: Caller, what: Listing, count: int, node: NodeNo = ROOT) -> None:
    """Returns when the journal has it. Raises Problem when it cannot take it."""
    demand_accepted(await live.ask(_noted(caller, what, count, node)))


async def note_once(
    app: web.Application, live: LiveConference, caller: Caller, what: Listing, count: int
) -> None:
    """`note`, for what one person asks for many times in a row."""
    if _is_new(app, caller, str(what)):
        await note(live, caller, what, count)


def note_watched(app: web.Application, live: LiveConference, caller: Caller, topic: str) -> None:
    """The host begins to watch the names of a room. An operator's own room is what a desk is for: not noted."""
    name, _, rest = topic.partition("/")
    if caller.role != "h" or name not in ("roster", "phones") or not _is_new(app, caller, topic):
        return
    point, _, session = rest.partition("/")
    count = len(live.state.people_at(int(point), int(session or 0)))
    live.note(_noted(caller, Listing.ROSTER, count, NodeNo(int(point))))


def _is_new(app: web.Application, caller: Caller, what: str) -> bool:
    return not app[LIMITS].listings.take(f"{caller.conference}.{caller.device.hex()}.{what}")


def _noted(caller: Caller, what: Listing, count: int, node: NodeNo, *, refused: bool = False) -> NoteListed:
    return NoteListed(what, count, node, caller.grant, caller.device, caller.account, refused)
