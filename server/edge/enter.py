"""A link becomes a device: the page POSTs what stood after the #, the browser gets a cookie.

Rule 1: a browser that is a device of the grant already stays that device, whatever link it opens again.
Rule 2: a revoked link is told apart from one that never was: its holder can ask for the new one.
Rule 3: host and operator links enrol only so many devices in a row, links of phones, viewers and walls many more: each is
an entry of the journal. Wrong links are not
counted: a token of 162 bits is not found by trying, and a ministry's hundred rooms behind one address must not
wait for one slip.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from server.core.commands import EnrolDevice
from server.core.refusals import Verdict
from server.edge import cookies
from server.edge.bodies import body_of
from server.edge.callers import ACTIVE, REVOKED, WAITING, live_of
from server.edge.cookies import Carried
from server.edge.errors import Problem
from server.edge.keys import HUB, LIMITS, LINKS, SETTINGS
from server.edge.limits import demand
from server.edge.links import PAGES, Claim, Link, node_of, read_entry
from server.edge.machines import label_of
from server.edge.verdicts import demand_accepted
from server.live.conference import LiveConference

LINK_CHARS = 128
"""Half as much again as the longest link, a personal one."""


class Entrance(msgspec.Struct):
    link: Annotated[str, msgspec.Meta(max_length=LINK_CHARS)]


async def enter(request: web.Request) -> web.Response:
    """POST /api/enter: which page this browser may use from now on, and whether it waits for approval.

    Raises Problem 403 LINK_UNKNOWN, 410 LINK_REVOKED, 429, or the verdict of the enrolment.
    """
    asked = await body_of(request, Entrance)
    read = read_entry(asked.link)
    if read is None or read[0].conference not in request.app[HUB].house.state.conferences:
        raise Problem(403, "LINK_UNKNOWN")
    link, claim = read
    live = await live_of(request.app, link.conference)
    version = _demand_opens(request, live, link, claim)
    state, fresh = _known(request, live, link), None
    if state is None:
        state, fresh = await _enrol(request, live, link, version)
    response = web.json_response(
        {
            "conference": link.conference,
            "grant": link.grant,
            "node": node_of(link.grant),
            "page": PAGES[link.grant[0]],
            "device_state": state,
        }
    )
    days = request.app[SETTINGS].device_days
    if fresh is not None:
        name = cookies.name_of(link.conference, link.grant)
        cookies.write(request, response, name, fresh, days)
    if claim is not None:
        cookies.write_text(request, response, cookies.claim_name_of(link.conference), claim.spelled, days)
    return response


def _demand_opens(request: web.Request, live: LiveConference, link: Link, claim: Claim | None) -> int:
    """The version that the link opens, and its claim with it."""
    links, version = request.app[LINKS], live.state.link_version(link.grant)
    if links.opens(link, version):
        if claim is None or links.proves(claim, link.conference, version):
            return version
        raise Problem(403, "LINK_UNKNOWN")
    if links.was_revoked(link, version):
        raise Problem(410, "LINK_REVOKED")
    raise Problem(403, "LINK_UNKNOWN")


def _known(request: web.Request, live: LiveConference, link: Link) -> int | None:
    """The state of the device this browser is already; None when it is none, or was revoked."""
    carried = cookies.read(request, cookies.name_of(link.conference, link.grant))
    device = live.state.device(carried.device) if carried else None
    if carried is None or device is None or device.grant != link.grant or device.state >= REVOKED:
        return None
    return int(device.state) if carried.proves(device.key_hash) else None


async def _enrol(request: web.Request, live: LiveConference, link: Link, version: int) -> tuple[int, Carried]:
    """A new device of the grant and the secret of its cookie."""
    limits, name = request.app[LIMITS], f"{link.conference}.{link.grant}"
    bucket = limits.enrolments if link.grant[0] in "ho" else limits.phones
    demand(bucket.take(name), "TOO_MANY_DEVICES")
    fresh = cookies.draw()
    label = label_of(request.headers.get("User-Agent", ""))
    command = EnrolDevice(link.grant, version, fresh.device, fresh.key_hash, label)
    judgement = demand_accepted(await live.ask(command))
    return (WAITING if judgement.verdict is Verdict.WAITING else ACTIVE), fresh
