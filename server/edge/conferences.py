"""The administrator's list of conferences, and a new one."""

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from server.core.commands import PlanConference, SessionPlan
from server.core.conference import Conference
from server.core.ids import MAX_SESSIONS, ROOT, ConferenceId, Millis
from server.core.retention import due_ms
from server.core.sessions import LEAST_PERCENT
from server.edge.bodies import body_of
from server.edge.callers import account_of
from server.edge.errors import Problem
from server.edge.keys import HUB
from server.edge.verdicts import demand_accepted
from server.live.hub import Refused
from server.wire.limits import MILLIS, SESSION_NAME_CHARS, TITLE_CHARS, ZONE_CHARS

Moment = Annotated[int, msgspec.Meta(ge=0, le=int(MILLIS))]


class Session(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=int(SESSION_NAME_CHARS))]
    starts_ms: Moment
    ends_ms: Moment


class NewConference(msgspec.Struct):
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=int(TITLE_CHARS))]
    sessions: Annotated[list[Session], msgspec.Meta(min_length=1, max_length=MAX_SESSIONS)]
    zone: Annotated[str, msgspec.Meta(max_length=int(ZONE_CHARS))] = "Asia/Ho_Chi_Minh"
    online_percent: Annotated[int, msgspec.Meta(ge=LEAST_PERCENT, le=100)] = 50


async def listed(request: web.Request) -> web.Response:
    """GET /api/conferences: all of them, newest first; figures are null while one is still being folded."""
    account_of(request)
    hub = request.app[HUB]
    live = {one.id: one.state for one in hub.live()}
    newest = sorted(hub.house.state.conferences.values(), key=lambda one: -one.created_ms)
    return web.json_response([_row(one.id, one.title, one.created_ms, live) for one in newest])


async def create(request: web.Request) -> web.Response:
    """POST /api/conferences: a draft with its title and sessions."""
    account_of(request)
    asked = await body_of(request, NewConference)
    _demand_sensible(asked)
    sessions = [SessionPlan(one.name, Millis(one.starts_ms), Millis(one.ends_ms)) for one in asked.sessions]
    try:
        plan = PlanConference(asked.title, sessions, asked.zone, asked.online_percent)
        id = await request.app[HUB].create(plan)
    except Refused as refused:
        demand_accepted(refused.judgement)
        raise
    return web.json_response({"id": id}, status=201)


def _row(
    id: ConferenceId, title: str, created_ms: Millis, live: dict[ConferenceId, Conference]
) -> dict[str, object]:
    state = live.get(id)
    row: dict[str, object] = {"id": id, "title": title, "created_ms": created_ms}
    if state is None:
        return row | {"state": None, "points": None, "people": None, "leaves_ms": None}
    return row | {
        "title": state.title,
        "state": int(state.phase),
        "points": state.point_count(ROOT),
        "people": state.person_count,
        "leaves_ms": due_ms(state) if state.privacy.announced_ms and not state.privacy.begun_ms else 0,
    }


def _demand_sensible(asked: NewConference) -> None:
    """Raises Problem 400 for a session that ends before it starts, a blank name, a zone nobody knows."""
    for session in asked.sessions:
        if not session.name.strip():
            raise Problem(400, "BAD_TEXT")
        if session.ends_ms <= session.starts_ms:
            raise Problem(400, "ENDS_BEFORE_START", {"session": session.name})
    try:
        ZoneInfo(asked.zone)
    except (ValueError, OSError, KeyError) as error:
        raise Problem(400, "UNKNOWN_ZONE") from error
