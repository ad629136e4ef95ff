"""The attendee's phone: the QR of a room or of the conference online, and the proof of whose phone it is.

Rule 1: who is asked about is looked up among the people of that room, or online by card number in the whole conference;
no list and no suggestion leaves here. Unknown, wrong and ambiguous get one answer after one and the same work.
Rule 2: some tries per phone, and many per address and point; then a wait. A success is given back.
Rule 3: names are read from the vault for one question and forgotten with it.
Rule 4: the proof becomes LinkPhone, said by the server; what the phone may do from then on is the core's to know.
Rule 5: nobody is looked up before the notice, as it stands now, was accepted on this phone; which one it was is journalled
with the link. Who does not accept it is checked in at the desk.
"""

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import msgspec
import structlog
from aiohttp import web

from server.core import access
from server.core.choices import Listing, Proof
from server.core.commands import LinkPhone
from server.core.ids import MAX_SESSIONS, NO_PERSON, ROOT, GrantId, NodeNo, PersonNo, SessionNo
from server.core.places import attendee, room
from server.core.refusals import Verdict
from server.core.retention import due_ms
from server.core.state import Phase, SessionState
from server.core.units import KIND_UNIT
from server.edge import audit, cookies
from server.edge.addresses import address_of, asking
from server.edge.bodies import body_of, page_number
from server.edge.callers import Caller, caller_of, live_of
from server.edge.codes import SLICE, spelled
from server.edge.drawings import qr_of
from server.edge.errors import Problem
from server.edge.keys import CODES, LIMITS, LINKS
from server.edge.limits import demand
from server.edge.links import ONLINE, node_of, read_claim
from server.edge.sessions import session_now
from server.edge.verdicts import demand_accepted
from server.live.conference import LiveConference
from server.roster.columns import fold

DIGITS = 4
"""Of the end of a code: what the desk shows, and what stands on a card in large print."""

_text = msgspec.msgpack.Decoder(list[str])

log = structlog.get_logger("diemcau.audit")


class Told(msgspec.Struct):
    """What the attendee typed: a card number, or a name and the end of the code; or that a personal link was opened, or
    that this phone was somebody's in an earlier session and still is."""

    number: Annotated[str, msgspec.Meta(max_length=64)] = ""
    name: Annotated[str, msgspec.Meta(max_length=300)] = ""
    digits: Annotated[str, msgspec.Meta(max_length=16)] = ""
    personal: bool = False
    again: bool = False
    session: Annotated[int, msgspec.Meta(ge=-1, le=MAX_SESSIONS)] = -1
    """The open session the page is about; -1: the one of now."""
    consent: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    """The version of the notice that was accepted; 0: none."""


class Whose(msgspec.Struct):
    person: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class Sought(NamedTuple):
    """What is looked for, as it is compared."""

    how: Proof
    name: str
    code: str

    def is_in(self, text: Sequence[str]) -> bool:
        """Whether a person's text [code, name, …] is the one that was told. Looks at all of it, whatever fails."""
        code, name = spelled(text[0]), fold(text[1])
        if self.how is Proof.CARD_NUMBER:
            return bool(code) & (code == self.code)
        return bool(code) & (code[-DIGITS:] == self.code) & (name == self.name)


async def identify(request: web.Request) -> web.Response:
    """POST identify: makes this phone the person's in the session that is open.

    Raises Problem 403 NOT_RECOGNISED, 429 TOO_MANY_TRIES, 409 SESSION_NOT_OPEN or CONSENT_NEEDED, or the verdict.
    """
    caller = await caller_of(request, roles="q")
    asked = await body_of(request, Told)
    live = await live_of(request.app, caller.conference)
    session = _session_open(live, asked.session)
    if asked.consent != live.state.privacy.version:
        raise Problem(409, "CONSENT_NEEDED", {"version": live.state.privacy.version})
    if asked.personal:
        person, how = _claimed(request, live, caller.grant), Proof.PERSONAL_LINK
    elif asked.again:
        person, how = _before(live, caller)
    else:
        sought = _sought(asked, caller.grant)
        person, how = await _tried(request, live, caller, session, sought), sought.how
    online = caller.grant == ONLINE
    place = attendee(person) if online else room(node_of(caller.grant))
    link = LinkPhone(session, caller.device, person, place, how, online, asked.consent)
    judgement = await live.ask(link)
    demand_accepted(judgement)
    return web.json_response({"waiting": judgement.verdict is Verdict.WAITING})


async def personal(request: web.Request) -> web.Response:
    """GET identify: the notice to accept, whether a personal link that holds was opened here, the tries that are left."""
    caller = await caller_of(request, roles="q")
    live = await live_of(request.app, caller.conference)
    tries = request.app[LIMITS].tries.left(caller.device.hex())
    notice = {
        name: getattr(live.state.privacy, name) for name in ("version", "organisation", "purpose", "contact")
    }
    return web.json_response(
        {
            "personal": _claim(request, live, caller.grant) is not None,
            "tries": tries,
            "notice": notice | {"due_ms": due_ms(live.state)},
        }
    )


async def link(request: web.Request) -> web.Response:
    """GET phone-link?node=: the QR that stands on a room's screen; node 0, for the host, is the online one."""
    caller = await caller_of(request, roles="how")
    live = await live_of(request.app, caller.conference)
    grant = _grant(live, caller, page_number(request, "node", 2**31 - 1))
    url = asking(request).public_origin + request.app[LINKS].path(
        live.id, grant, live.state.link_version(grant)
    )
    shown = {"grant": grant, "url": url, "svg": qr_of(url), "phones": live.state.active_devices(grant)}
    return web.json_response(shown)


async def personal_link(request: web.Request) -> web.Response:
    """POST links/person: the link with which one person takes part online; written to the log."""
    caller = await caller_of(request, roles="ho")
    asked = await body_of(request, Whose)
    live = await live_of(request.app, caller.conference)
    person, state = PersonNo(asked.person), live.state
    if person >= state.person_count or state.is_walk_in(person):
        raise Problem(404, "NO_SUCH_PERSON")
    if caller.role == "o" and not access.reaches(node_of(caller.grant), state.point_of(person), state):
        raise Problem(403, "NOT_ALLOWED", {"role": caller.role})
    await audit.note(live, caller, Listing.PERSONAL_LINK, 1, max(state.point_of(person), ROOT))
    path = request.app[LINKS].personal_path(live.id, state.link_version(ONLINE), person)
    log.info("personal_link_shown", conference=live.id, device=caller.device.hex(), person=person)
    url = asking(request).public_origin + path
    return web.json_response({"grant": ONLINE, "url": url, "svg": qr_of(url)})


def _session_open(live: LiveConference, asked: int) -> SessionNo:
    """Said before anybody is looked up, so that it says nothing about whom."""
    if live.state.phase == Phase.CLOSED:
        raise Problem(409, "CONFERENCE_CLOSED")
    session = SessionNo(asked) if asked >= 0 else session_now(live.state)
    if session >= len(live.state.sessions) or live.state.sessions[session].state != SessionState.OPEN:
        raise Problem(409, "SESSION_NOT_OPEN")
    return session


def _sought(asked: Told, grant: GrantId) -> Sought:
    number, name, digits = spelled(asked.number), fold(asked.name), spelled(asked.digits)
    if number:
        return Sought(Proof.CARD_NUMBER, "", number)
    if grant == ONLINE or not name or not digits:
        raise Problem(400, "BAD_FIELD", {"what": "number" if not name else "digits"})
    return Sought(Proof.NAME_AND_CODE, name, digits[-DIGITS:])


async def _tried(
    request: web.Request, live: LiveConference, caller: Caller, session: SessionNo, sought: Sought
) -> PersonNo:
    """The one person it is. Counts the try; a success is given back. Raises Problem 403 or 429."""
    limits, device = request.app[LIMITS], caller.device.hex()
    address = f"{live.id}.{caller.grant}.{address_of(request)}"
    demand(limits.tries.take(device), "TOO_MANY_TRIES")
    demand(limits.room_tries.take(address), "TOO_MANY_TRIES")
    if caller.grant == ONLINE:
        people = await request.app[CODES].of(live).find(sought.code)
    else:
        people = live.state.people_at(node_of(caller.grant), session)
    found = await _matching(live, people, sought)
    if len(found) != 1:
        raise Problem(403, "NOT_RECOGNISED", {"tries": limits.tries.left(device)})
    limits.tries.give_back(device)
    limits.room_tries.give_back(address)
    return found[0]


async def _matching(live: LiveConference, people: Sequence[PersonNo], sought: Sought) -> list[PersonNo]:
    """Who of `people` it may be. All of them are read and compared, also after one was found; of nobody, a stranger."""
    found: list[PersonNo] = []
    if not people and live.state.person_count:
        await live.spine.journal.texts([live.state.subject_of_person(0)])
    for start in range(0, len(people), SLICE):
        subjects = {live.state.subject_of_person(person): person for person in people[start : start + SLICE]}
        texts = await live.spine.journal.texts(list(subjects))
        found += [subjects[subject] for subject, body in texts.items() if sought.is_in(_text.decode(body))]
    return found


def _claimed(request: web.Request, live: LiveConference, grant: GrantId) -> PersonNo:
    person = _claim(request, live, grant)
    if person is None:
        raise Problem(403, "LINK_UNKNOWN")
    return person


def _claim(request: web.Request, live: LiveConference, grant: GrantId) -> PersonNo | None:
    """The person a personal link proved to this browser, while the conference's phone link has not been renewed."""
    claim = read_claim(cookies.read_text(request, cookies.claim_name_of(live.id)))
    if claim is None or grant != ONLINE or claim.person >= live.state.person_count:
        return None
    holds = request.app[LINKS].proves(claim, live.id, live.state.link_version(ONLINE))
    return claim.person if holds else None


def _grant(live: LiveConference, caller: Caller, node: int) -> GrantId:
    """The phone grant of a node the caller may show. Raises Problem 404 or 403."""
    if node >= live.state.node_count or live.state.kind_of(node) == KIND_UNIT:
        raise Problem(404, "NO_SUCH_POINT")
    if caller.role != "h" and not live.state.is_under(NodeNo(node), node_of(caller.grant)):
        raise Problem(403, "NOT_ALLOWED", {"role": caller.role})
    return GrantId(f"q{node}")


def person_of(live: LiveConference, caller: Caller) -> PersonNo:
    """Whose the phone is, by the newest session that knows it; NO_PERSON while it is nobody's."""
    number = live.state.links.number_of.get(caller.device, -1)
    known = (session.phones.person_of(number) for session in reversed(live.state.sessions))
    return PersonNo(next((person for person in known if person >= 0), NO_PERSON))


def _before(live: LiveConference, caller: Caller) -> tuple[PersonNo, Proof]:
    """Whose this phone was in an earlier session, and by which proof. Raises Problem 403."""
    number = live.state.links.number_of.get(caller.device, -1)
    for phones in (session.phones for session in reversed(live.state.sessions)):
        if number in phones.of_device:
            row = phones.of_device[number]
            return PersonNo(phones.person[row]), Proof(phones.how[row])
    raise Problem(403, "NOT_LINKED")
