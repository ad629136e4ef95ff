"""Who is calling: a device by its cookie, or an account as host; of a request and of a socket alike.

Rule 1: `who` is the only way to a right; every route below /api/c/ and the socket's door ask it.
Rule 2: the names of a conference and a grant are no secret: the key in the cookie proves the device, which has the right.
Rule 3: a device that waits for approval is known (it may hold a socket and be told), and may do nothing else.
"""

import asyncio
from typing import NamedTuple

from aiohttp import web

from server.core.ids import ConferenceId, DeviceId, GrantId
from server.edge import cookies
from server.edge.errors import Problem
from server.edge.keys import HUB
from server.edge.links import CONFERENCE, GRANT
from server.journal.port import JournalBroken, JournalBusy, JournalClosed, JournalForked
from server.live.conference import LiveConference
from server.live.house import ADMINISTRATOR
from server.live.hub import NoSuchConference

OPENING_S = 5
"""A request waits so long for a conference that is still being folded after a restart; then 503."""

HOST = GrantId("h0")
ROLES = "hovwq"
"""Every role a link can carry."""

ACTIVE, WAITING, REVOKED = 0, 1, 2


class Caller(NamedTuple):
    """An authenticated asker and the one right it uses."""

    conference: ConferenceId
    grant: GrantId
    device: DeviceId
    state: int
    """ACTIVE or WAITING."""
    account: int = -1
    """The account that acts as host; -1 for a device of a link."""

    @property
    def role(self) -> str:
        return self.grant[0]


async def who(
    request: web.Request, conference: str, grant: str, *, roles: str = ROLES, waiting: bool = False
) -> Caller:
    """The caller, proven by cookie. `roles`: letters that may do this; `waiting`: unapproved devices too.

    Raises Problem 404 (no such conference), 401 (nobody, or signed out), 403 (another role, or waiting).
    """
    if not CONFERENCE.fullmatch(conference) or not GRANT.fullmatch(grant):
        raise Problem(404, "NO_SUCH_PAGE")
    caller = await _by_cookie(request, ConferenceId(conference), GrantId(grant))
    if caller.role not in roles:
        raise Problem(403, "NOT_ALLOWED", {"role": caller.role})
    if caller.state == WAITING and not waiting:
        raise Problem(403, "DEVICE_WAITING")
    return caller


async def caller_of(request: web.Request, *, roles: str = ROLES, waiting: bool = False) -> Caller:
    """`who`, for a route whose address names conference and grant."""
    named = request.match_info
    return await who(request, named["conference"], named["grant"], roles=roles, waiting=waiting)


async def live_of(app: web.Application, conference: ConferenceId) -> LiveConference:
    """The live conference. Raises Problem 404, or 503 while it is being folded or cannot be."""
    live = app[HUB].live_one(conference)
    if live is not None:
        return live
    try:
        async with asyncio.timeout(OPENING_S):
            return await app[HUB].open(conference)
    except NoSuchConference as error:
        raise Problem(404, "NO_SUCH_CONFERENCE") from error
    except (TimeoutError, JournalBroken, OSError) as error:
        raise Problem(503, "NOT_READY", retry_after_s=OPENING_S) from error


class Signed(NamedTuple):
    """A signed-in account and the browser it uses."""

    account: int
    device: DeviceId


def account_now(request: web.Request) -> Signed | None:
    """The account this browser is signed in to; None when it is not, or no more."""
    carried = cookies.read(request, cookies.ACCOUNT)
    device = request.app[HUB].house.device(carried.device) if carried else None
    if carried is None or device is None or not carried.proves(device.key_hash):
        return None
    return Signed(device.account, carried.device)


def account_of(request: web.Request) -> Signed:
    """The signed-in account. Raises Problem 401."""
    signed = account_now(request)
    if signed is None:
        raise Problem(401, "NOT_SIGNED_IN")
    return signed


def administrator_of(request: web.Request) -> Signed:
    """The signed-in administrator: who may see how the house runs. Raises Problem 401, 403."""
    signed = account_of(request)
    if signed.account != ADMINISTRATOR:
        raise Problem(403, "NOT_ALLOWED")
    return signed


async def _by_cookie(request: web.Request, conference: ConferenceId, grant: GrantId) -> Caller:
    carried = cookies.read(request, cookies.name_of(conference, grant))
    live = await live_of(request.app, conference)
    device = live.state.device(carried.device) if carried else None
    if carried and device is None and live.neighbours.names:
        await _catch_up(live)  # it may have entered at another node, a moment ago
        device = live.state.device(carried.device)
    is_proven = bool(carried and device and device.grant == grant and carried.proves(device.key_hash))
    if carried and device and is_proven and device.state < REVOKED:
        return Caller(conference, grant, carried.device, int(device.state))
    signed = account_now(request) if grant == HOST else None
    if signed is not None:  # whose host link was revoked is signed in all the same
        return Caller(conference, grant, signed.device, ACTIVE, signed.account)
    raise Problem(401, "DEVICE_REVOKED" if is_proven else "NOT_SIGNED_IN")


async def _catch_up(live: LiveConference) -> None:
    """Returns when what other nodes had written is folded here. Raises Problem 503 while that cannot be told: the engine is
    away, or the conference is just being dropped."""
    try:
        async with asyncio.timeout(OPENING_S):
            await live.spine.catch_up()
    except (TimeoutError, JournalBusy, JournalForked, JournalClosed) as error:
        raise Problem(503, "NOT_READY", retry_after_s=OPENING_S) from error
