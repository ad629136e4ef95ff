"""What the application holds, by typed key; put there by server/app.py and read by every route."""

from asyncio import Semaphore
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from server.core.ids import Millis
from server.journal.passing import Passing
from server.settings import Settings

if TYPE_CHECKING:
    from server.edge.bridges import Enrolments
    from server.edge.codes import Codes
    from server.edge.gate import Gate
    from server.edge.limits import Limits
    from server.edge.links import Links
    from server.edge.metrics import Metrics
    from server.edge.operations import Watch
    from server.edge.passwords import Passwords
    from server.edge.rosters import Previews
    from server.edge.shelf import Shelf
    from server.edge.signing import Signer
    from server.edge.tally import Tally
    from server.edge.turn import Turn
    from server.live.hub import Hub

Clock = Callable[[], Millis]


SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
PASSING: web.AppKey[Passing] = web.AppKey("passing")
CLOCK: web.AppKey[Clock] = web.AppKey("clock")
HUB: web.AppKey["Hub"] = web.AppKey("hub")
LINKS: web.AppKey["Links"] = web.AppKey("links")
GATE: web.AppKey["Gate"] = web.AppKey("gate")
LIMITS: web.AppKey["Limits"] = web.AppKey("limits")
TALLY: web.AppKey["Tally"] = web.AppKey("tally")
WATCH: web.AppKey["Watch"] = web.AppKey("watch")
METRICS: web.AppKey["Metrics"] = web.AppKey("metrics")
PASSWORDS: web.AppKey["Passwords"] = web.AppKey("passwords")
PREVIEWS: web.AppKey["Previews"] = web.AppKey("previews")
PERSONS: web.AppKey[Semaphore] = web.AppKey("persons", Semaphore)
"""Held by the one question about a person that is being answered (people.py)."""

SHELF: web.AppKey["Shelf"] = web.AppKey("shelf")
CODES: web.AppKey["Codes"] = web.AppKey("codes")
SIGNER: web.AppKey["Signer"] = web.AppKey("signer")
ENROLMENTS: web.AppKey["Enrolments"] = web.AppKey("enrolments")
REFUSAL: web.RequestKey[str] = web.RequestKey("refusal", str)
"""Of a request that was refused: the code, for the log and the tally."""

TURN: web.AppKey["Turn"] = web.AppKey("turn")
CA: web.AppKey[Callable[[], bytes | None]] = web.AppKey("ca")
"""The CA that devices of a local network are to trust; absent where TLS is not of our making."""
WORKSHOP: web.AppKey[Path] = web.AppKey("workshop", Path)
"""data/tmp: uploads and reports while they are worked on; emptied at every start."""
