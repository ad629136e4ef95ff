"""Who asked for names or links, written into the conference's journal before anything leaves it (DOMAIN rule 11).

Rule 1: noted first, given after: what cannot be written down is not given.
Rule 2: a device that asks for what its role may not have is noted as well, and still gets nothing.
Rule 3: what a command listed beside this server lies in the data folder (journal/left.py), and is noted within LEFT_S.
Rule 4: a list that is turned page by page, and a device that is refused again and again, are noted once in SAID_AGAIN_S:
the journal is no place to be flooded from outside.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import NoReturn

import structlog
from aiohttp import web

from server.beside import beside
from server.core.choices import Listing
from server.core.commands import NoteListed
from server.core.ids import ROOT, NodeNo
from server.core.listings import COMMAND_LINE
from server.core.refusals import Verdict
from server.edge.callers import Caller, account_now, caller_of, live_of
from server.edge.errors import Problem
from server.edge.keys import HUB, LIMITS, SETTINGS
from server.edge.verdicts import demand_accepted
from server.journal.left import left, taken_in
from server.live.conference import LiveConference
from server.live.house import ADMINISTRATOR
from server.live.spine import SERVER_DEVICE, SERVER_GRANT

LEFT_S = 2.0

log = structlog.get_logger("diemcau.audit")


async def caller_noted(request: web.Request, roles: str, what: Listing) -> Caller:
    """`caller_of`, for what is listed; who may not have it is written down. Raises Problem as it does."""
    caller = await caller_of(request)
    if caller.role not in roles:
        await _refuse(request.app, caller, what)
    return caller


async def administrator_noted(request: web.Request, what: Listing) -> Caller:
    """The signed-in administrator, as host. A host by a link may not have it: that is written down. Raises Problem as
    `caller_of` does."""
    caller, signed = await caller_of(request), account_now(request)
    if caller.role != "h" or signed is None or signed.account != ADMINISTRATOR:
        await _refuse(request.app, caller, what)
    return caller._replace(device=signed.device, account=signed.account)


async def _refuse(app: web.Application, caller: Caller, what: Listing) -> NoReturn:
    live = await live_of(app, caller.conference)
    if _is_new(app, caller, f"refused {what}"):
        await live.ask(_noted(caller, what, 0, ROOT, refused=True))
    raise Problem(403, "NOT_ALLOWED", {"role": caller.role})


async def note(live: LiveConference, caller: Caller, what: Listing, count: int, node: NodeNo = ROOT) -> None:
    """Returns when the journal has it. Raises Problem when it cannot take it."""
    demand_accepted(await live.ask(_noted(caller, what, count, node)))


async def note_once(
    app: web.Application,
    live: LiveConference,
    caller: Caller,
    what: Listing,
    count: int,
    node: NodeNo = ROOT,
    about: str = "",
) -> None:
    """`note`, for what one person asks for many times in a row. `about`: what it is about, beside the kind of list."""
    if _is_new(app, caller, f"{what} {about}"):
        await note(live, caller, what, count, node)


def note_watched(app: web.Application, live: LiveConference, caller: Caller, topic: str) -> None:
    """The host begins to watch the names of a room. An operator's own room is what a desk is for: not noted."""
    if caller.role != "h":
        return
    name, _, rest = topic.partition("/")
    if name not in ("roster", "phones") or not _is_new(app, caller, topic):
        return
    point, _, session = rest.partition("/")
    count = len(live.state.people_at(int(point), int(session or 0)))
    live.note(_noted(caller, Listing.ROSTER, count, NodeNo(int(point))))


def _is_new(app: web.Application, caller: Caller, what: str) -> bool:
    return not app[LIMITS].listings.take(f"{caller.conference}.{caller.device.hex()}.{what}")


def _noted(caller: Caller, what: Listing, count: int, node: NodeNo, *, refused: bool = False) -> NoteListed:
    return NoteListed(what, count, node, caller.grant, caller.device, caller.account, refused)


async def keep_taken_in(app: web.Application) -> AsyncIterator[None]:
    """While the application runs: what commands leave beside it is written down."""
    async with beside(_take_in_for_ever(app), "left notes"):
        yield


async def _take_in_for_ever(app: web.Application) -> None:
    while True:
        try:
            await take_in(app)
        except OSError as error:
            log.warning("left_notes_not_read", reason=str(error))
        except Exception:  # a journal that forked, a defect: what was left waits for the next look
            log.exception("left_notes_not_taken_in")
        await asyncio.sleep(LEFT_S)


async def take_in(app: web.Application) -> None:
    """Writes down what was left. What cannot be written now, or is of a conference that is not folded yet, waits. Raises
    OSError."""
    data, hub = app[SETTINGS].data, app[HUB]
    for id, one in await asyncio.to_thread(lambda: list(left(data))):
        if one.conference in hub.house.state.conferences:
            live = hub.live_one(one.conference)
            if live is None:
                continue
            what = NoteListed(one.what, one.count, one.node, SERVER_GRANT, SERVER_DEVICE, COMMAND_LINE)
            judgement = await live.ask(what, made_ms=one.made_ms, id=id)
            if judgement.verdict is not Verdict.ACCEPTED:
                log.warning("left_note_refused", conference=live.id, verdict=judgement.verdict.name)
                if judgement.verdict >= Verdict.BUSY:
                    continue
        await asyncio.to_thread(taken_in, data, id)
