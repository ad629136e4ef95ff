"""The points page: 31,000 rows searched, not poured; links shown, drawn and listed for printing.

Rule: only the host sees links; each time one is shown the journal says so, and the log says which and by which device.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

import msgspec
import structlog
from aiohttp import web

from server.core.choices import Listing
from server.core.figures import HERE_ALL, SUMMONED
from server.core.ids import GrantId, NodeNo
from server.core.units import KIND_UNIT
from server.edge import audit
from server.edge.addresses import asking
from server.edge.bodies import body_of, page_number
from server.edge.callers import Caller, live_of
from server.edge.drawings import qr_of
from server.edge.errors import Problem
from server.edge.keys import LINKS
from server.edge.sessions import session_now
from server.live.conference import LiveConference
from server.live.presence import Link
from server.roster.columns import fold

PAGE_ROWS = 50
SHEET_LINKS = 500
"""A pile of paper a person can hand out; 500 drawings are about 2 MB."""

QUERY_CHARS = 100
SLICE = 50
"""Points looked at between two looks at the clock: a millisecond when their names are folded for the first time."""
SLICE_S = 0.005
STATES = {"all": None, "never": Link.NEVER, "linked": Link.LINKED, "silent": Link.SILENT}

Role = Literal["h", "o", "v", "w", "q"]
Node = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]

log = structlog.get_logger("diemcau.audit")


class Wanted(msgspec.Struct):
    node: Node
    role: Role


class Sheet(msgspec.Struct):
    nodes: Annotated[list[Node], msgspec.Meta(max_length=SHEET_LINKS)] = []
    unit: Node | None = None
    """Every point under this node."""
    role: Role = "o"


class Shown(NamedTuple):
    grant: GrantId
    url: str
    svg: str


async def listed(request: web.Request) -> web.Response:
    """GET points: one page of those whose words all occur in code, name, unit or level; state of link filtered."""
    caller = await audit.caller_noted(request, "h", Listing.CONTACTS)
    query, wanted, page = _asked(request)
    live = await live_of(request.app, caller.conference)
    found = await _search(live, query, wanted)
    live.state.settle()
    shown = found[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    contacts = await _contacts(live, shown)
    if contacts:
        await audit.note_once(request.app, live, caller, Listing.CONTACTS, len(contacts))
    rows = [_row(live, point, contacts.get(point, [])) for point in shown]
    return web.json_response({"total": len(found), "rows": rows})


async def link(request: web.Request) -> web.Response:
    """POST links: one link with its drawing."""
    caller = await audit.caller_noted(request, "h", Listing.LINKS)
    asked = await body_of(request, Wanted)
    live = await live_of(request.app, caller.conference)
    shown = _shown(request, live, _grant(live, asked.node, asked.role))
    await _note(live, caller, [shown.grant], asked.node)
    return web.json_response(shown._asdict())


async def sheet(request: web.Request) -> web.Response:
    """POST links/sheet: up to SHEET_LINKS links to print, in the order of the tree."""
    caller = await audit.caller_noted(request, "h", Listing.LINKS)
    asked = await body_of(request, Sheet)
    live = await live_of(request.app, caller.conference)
    nodes = _to_print(live, asked)
    rows = []
    for node in nodes:
        shown = _shown(request, live, _grant(live, node, asked.role))
        rows.append({**_named(live, node), **shown._asdict()})
        await asyncio.sleep(0)  # a drawing takes 3 ms: let others in between
    await _note(live, caller, [row["grant"] for row in rows], asked.unit or 0)
    return web.json_response({"title": live.state.title, "rows": rows})


def _asked(request: web.Request) -> tuple[list[str], Link | None, int]:
    state = request.query.get("state", "all")
    query = request.query.get("q", "")
    if state not in STATES or len(query) > QUERY_CHARS:
        raise Problem(400, "BAD_FIELD", {"what": "q" if state in STATES else "state"})
    return fold(query).split(), STATES[state], page_number(request)


async def _search(live: LiveConference, words: list[str], wanted: Link | None) -> list[NodeNo]:
    """Points in the order of the tree, in slices."""
    found: list[NodeNo] = []
    until = time.monotonic() + SLICE_S
    for count, point in enumerate(live.state.points_under(0)):
        if (wanted is None or live.presence.state_of(point) is wanted) and _matches(live, point, words):
            found.append(point)
        if count % SLICE == SLICE - 1 and time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + SLICE_S
    return found


def _matches(live: LiveConference, point: NodeNo, words: list[str]) -> bool:
    if not words:
        return True
    state = live.state
    text = _folded(f"{state.code_of(point)} {state.name_of(point)} {state.name_of(state.parent_of(point))}")
    return all(word in text for word in words)


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    """`fold`, remembered: a search as one types asks for the same 31,000 texts at every letter."""
    return fold(text)


async def _contacts(live: LiveConference, points: list[NodeNo]) -> dict[NodeNo, list[str]]:
    subjects = {point: live.state.subject_of_contact(point) for point in points}
    texts = await live.texts(subject for subject in subjects.values() if subject)
    return {point: texts[subject] for point, subject in subjects.items() if subject and subject in texts}


def _row(live: LiveConference, point: NodeNo, contact: list[str]) -> dict[str, object]:
    state, presence = live.state, live.presence
    figures = _figures(live, point)
    return {
        **_named(live, point),
        "carrier": state.carrier_of(point),
        "state": presence.state_of(point).name.lower(),
        "last_heard_ms": presence.heard_ms(point),
        "summoned": figures[0],
        "present": figures[1],
        "contact": contact,
        "devices": len([one for one in state.devices_of(GrantId(f"o{point}")) if one.state < 2]),
    }


def _figures(live: LiveConference, point: NodeNo) -> tuple[int, int]:
    """Summoned and present in the session that runs or ran last."""
    if not live.state.sessions:
        return 0, 0
    totals = live.state.sessions[session_now(live.state)].figures.totals
    return totals[SUMMONED][point], totals[HERE_ALL][point]


def _named(live: LiveConference, node: NodeNo) -> dict[str, object]:
    state = live.state
    parent = state.parent_of(node)
    return {
        "node": node,
        "code": state.code_of(node),
        "name": state.name_of(node),
        "unit": state.name_of(parent) if parent >= 0 else "",
    }


def _to_print(live: LiveConference, asked: Sheet) -> list[NodeNo]:
    """The nodes asked for, in the order of the tree. Raises Problem 400 for more than SHEET_LINKS."""
    if asked.unit is None:
        return [NodeNo(node) for node in asked.nodes]
    if asked.unit >= live.state.node_count:
        raise Problem(404, "NO_SUCH_UNIT")
    found = list(_first(live.state.points_under(NodeNo(asked.unit)), SHEET_LINKS + 1))
    if len(found) > SHEET_LINKS:
        raise Problem(400, "TOO_MANY", {"most": SHEET_LINKS})
    return found


def _first(points: Iterator[NodeNo], most: int) -> Iterator[NodeNo]:
    for _, point in zip(range(most), points, strict=False):
        yield point


def _grant(live: LiveConference, node: int, role: str) -> GrantId:
    """The grant of a role at a node. Raises Problem 404, or 400: a host of less than the whole, a phone in no room."""
    if node >= live.state.node_count:
        raise Problem(404, "NO_SUCH_POINT")
    if (role == "h" and node != 0) or (role == "q" and live.state.kind_of(node) == KIND_UNIT):
        raise Problem(400, "BAD_FIELD", {"what": "role"})
    return GrantId(f"{role}{node}")


def _shown(request: web.Request, live: LiveConference, grant: GrantId) -> Shown:
    path = request.app[LINKS].path(live.id, grant, live.state.link_version(grant))
    url = asking(request).public_origin + path
    return Shown(grant, url, qr_of(url))


async def _note(live: LiveConference, caller: Caller, grants: Sequence[object], node: int) -> None:
    await audit.note(live, caller, Listing.LINKS, len(grants), NodeNo(node))
    log.info(
        "links_shown",
        conference=caller.conference,
        device=caller.device.hex(),
        account=caller.account,
        count=len(grants),
        grants=grants[:20],
    )
