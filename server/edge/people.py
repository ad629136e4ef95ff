"""One person's data, for the administrator: found, looked at, given as a copy, erased; while the conference goes on.

Rule 1: the administrator alone, signed in: what is erased is gone for everybody, and a link can be handed on. Who else asks
is refused, and that is written down (audit.py).
Rule 2: noted first, given or erased after; typed names travel in bodies, because proxies write addresses into their logs.
Rule 3: what is held and what goes is dossiers.py's to say, as for the command line.
Rule 4: at each node one at a time: each of these may read the whole vault or journal. Who hung up is not read for. Nobody
is erased while a roster comes in there, and none comes in meanwhile.
"""

import json
from collections.abc import Sequence
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from server.core.choices import Listing
from server.core.filing import Filed
from server.core.ids import PersonNo, Seq
from server.edge import audit
from server.edge.bodies import body_of
from server.edge.callers import Caller, live_of
from server.edge.dossiers import LISTED, Dossier, Held, Reader, dossier, find, held, place_of, told
from server.edge.downloads import attachment
from server.edge.errors import Problem
from server.edge.keys import PERSONS, PREVIEWS
from server.edge.verdicts import demand_accepted
from server.live import reread
from server.live.conference import LiveConference
from server.live.erasing import erase_person

WHO_CHARS = 100
"""As the search among points; the longest name of a roster is shorter."""

DIGITS = 10
"""Of a person's number: two million have seven."""

_text = msgspec.msgpack.Decoder(list[str])

log = structlog.get_logger("diemcau.audit")


class Sought(msgspec.Struct):
    who: Annotated[str, msgspec.Meta(min_length=1, max_length=WHO_CHARS)]
    """A code, a name with or without diacritics or some of its words, or #number."""


class Sure(msgspec.Struct):
    sure: bool
    """That it cannot be undone was read."""


async def search(request: web.Request) -> web.Response:
    """POST people: who may be meant. Noted once in ten minutes, as any list one types for."""
    caller = await audit.administrator_noted(request, Listing.ROSTER)
    asked = await body_of(request, Sought)
    live = await live_of(request.app, caller.conference)

    async with request.app[PERSONS]:
        found = await find(live.state, _reader(request, live), asked.who, near=True)
    shown = found[:LISTED]
    if shown:
        await audit.note_once(request.app, live, caller, Listing.ROSTER, len(shown))
    rows = [_row(live, one) for one in shown]
    return web.json_response({"rows": rows, "more": len(found) > LISTED})


async def show(request: web.Request) -> web.Response:
    """GET people/{person}: everything held about her, and what an erasure would take."""
    caller, live, number = await _asked(request, Listing.PERSON_EXPORT)
    node = place_of(live.state, number)
    what = Listing.PERSON_EXPORT
    await audit.note_once(request.app, live, caller, what, 1, node, f"of {number}")
    async with request.app[PERSONS]:
        filed, _, one = await _read(request, live, number)
    return web.json_response(
        {
            "held": told(live.state, filed, one, live.id),
            "texts": len(one.texts),
            "points": [_point(live, point) for point in one.points],
        }
    )


async def copy(request: web.Request) -> web.Response:
    """GET people/{person}/copy.json: the same as a file, as `diemcau person export` prints it. Noted each time."""
    caller, live, number = await _asked(request, Listing.PERSON_EXPORT)
    await audit.note(live, caller, Listing.PERSON_EXPORT, 1, place_of(live.state, number))
    async with request.app[PERSONS]:
        filed, _, one = await _read(request, live, number)
    content = json.dumps(told(live.state, filed, one, live.id), ensure_ascii=False, indent=2)
    headers = attachment(f"{live.id}-{number}.json")
    return web.Response(text=content + "\n", content_type="application/json", headers=headers)


async def erase(request: web.Request) -> web.Response:
    """POST people/{person}/erase: her words leave every file, every node and every page; done twice it is as done once."""
    caller, live, number = await _asked(request, Listing.PERSON_ERASED)
    if not (await body_of(request, Sure)).sure:
        raise Problem(400, "BAD_FIELD", {"what": "sure"})
    previews = request.app[PREVIEWS]
    async with request.app[PERSONS]:
        with previews.committing(live.id):  # who is coming in is nobody's yet, and may be her namesake
            await audit.note(live, caller, Listing.PERSON_ERASED, 1, place_of(live.state, number))
            filed, last, one = await _read(request, live, number)
            erased = await erase_person(live, number, one.subjects)
            demand_accepted(erased.judgement)
            texts = erased.texts + await _look_again(live, filed, last, one)
            previews.forget_older(live)
    log.info("person_erased", conference=live.id, device=caller.device.hex(), texts=texts)
    return web.json_response({"texts": texts, "points": [_point(live, point) for point in one.points]})


async def _asked(request: web.Request, what: Listing) -> tuple[Caller, LiveConference, PersonNo]:
    """Who asks, about whom. Raises Problem 404 for nobody."""
    caller = await audit.administrator_noted(request, what)
    live, text = await live_of(request.app, caller.conference), request.match_info["person"]
    plain = text.isascii() and text.isdecimal() and len(text) <= DIGITS
    if not plain or int(text) >= live.state.person_count:
        raise Problem(404, "NO_SUCH_PERSON")
    return caller, live, PersonNo(int(text))


def _reader(request: web.Request, live: LiveConference) -> Reader:
    """Reads past the memory of names: what is read for one question is not kept."""

    async def read(subjects: Sequence[bytes]) -> dict[bytes, list[str]]:
        if request.transport is None:
            raise ConnectionResetError("who asked has hung up")
        bodies = await live.spine.journal.texts(subjects)
        return {subject: _text.decode(body) for subject, body in bodies.items()}

    return read


async def _read(request: web.Request, live: LiveConference, number: PersonNo) -> tuple[Filed, Seq, Dossier]:
    """What the journal says of whose words, up to where, and hers."""
    filed, read = Filed(), _reader(request, live)
    last = await reread.file(live.spine, filed, Seq(0))
    return filed, last, await dossier(live.state, filed, read, await held(live.state, read, number))


async def _look_again(live: LiveConference, filed: Filed, after: Seq, one: Dossier) -> int:
    """How many words about her came in while she was being erased; they are gone, too."""
    await reread.file(live.spine, filed, after)
    late = set(filed.subjects(live.state, one.held.number)).difference(one.subjects)
    return await live.erase(sorted(late)) if late else 0


def _row(live: LiveConference, one: Held) -> dict[str, object]:
    code, name, post = (*one.text[:3], "", "", "")[:3]
    state, home, unit = live.state, live.state.point_of(one.number), live.state.unit_of(one.number)
    return {
        "person": one.number,
        "code": code,
        "name": name,
        "post": post,
        "unit": state.name_of(unit) if unit >= 0 else "".join(one.text[4:5]),
        "point": state.name_of(home) if home >= 0 else "",
    }


def _point(live: LiveConference, node: int) -> dict[str, object]:
    return {"code": live.state.code_of(node), "name": live.state.name_of(node)}
