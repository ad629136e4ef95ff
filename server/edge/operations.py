"""GET /api/operations: how the house runs, for the administrator. The watch takes the picture and remembers since when.

Rule 1: the watch alone looks, every LOOK_S; a page, and Prometheus, read the newest picture. A hundred pages cost one look.
Rule 2: it serves nothing and decides nothing: when it fails, the log says so and conferences go on.
"""

import asyncio
import socket
from importlib.metadata import version

import msgspec
import structlog
from aiohttp import web

from server.beside import ended
from server.core.ids import Millis
from server.edge import survey, troubles
from server.edge.callers import administrator_of
from server.edge.health import reasons_of
from server.edge.keys import CLOCK, PASSING, SETTINGS, WATCH
from server.edge.nodes import Node, Nodes
from server.edge.picture import Picture, Trouble
from server.edge.pulse import Pulse
from server.settings import Settings

LOOK_S = 2.0
LOST_MS = 3_600_000
"""A node that vanished is told for so long, unless one of its name comes back."""

log = structlog.get_logger("operations")


class Watch:
    """Owned by the application: looks from `begin` to `end`."""

    def __init__(self, app: web.Application) -> None:
        self.pulse = Pulse(app[CLOCK])
        self.picture: Picture | None = None
        """The newest; None before the first look."""
        self._app = app
        self._nodes = Nodes(app[PASSING])
        self._name = app[SETTINGS].node_name or _machine(app[SETTINGS])
        self._version = version("diemcau")
        self._since_ms = app[CLOCK]()
        self._first_seen: dict[tuple[str, str], Millis] = {}
        """(code, about) of each trouble there is -> when it was first seen."""
        self._seen: dict[str, Node] = {}
        """By run, the other nodes of the last look."""
        self._absent: dict[str, Node] = {}
        """Not there at the last look, and there before: one look may fall between two words of theirs."""
        self._lost: dict[str, tuple[Node, Millis]] = {}
        """By run, who was absent twice and had not said that it stops -> since when."""
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        self.pulse.begin()
        self._task = asyncio.create_task(self._look_for_ever(), name="watch")

    async def end(self) -> None:
        """The last row says that this node stops; it is forgotten by its time to live."""
        await ended(self._task)
        await self._nodes.tell(msgspec.structs.replace(self._node(), draining=True))
        await self.pulse.end()

    async def look(self) -> Picture:
        """The picture of now; it is the newest from here on."""
        nodes = await self._nodes.tell(self._node())
        self._miss(nodes)
        picture = await survey.taken(self._app, nodes, self.pulse)
        lost = {node.name: at_ms for node, at_ms in self._lost.values()}
        there_are = troubles.found(picture, reasons_of(self._app), lost)
        self.picture = msgspec.structs.replace(picture, troubles=self._dated(there_are, picture.as_of_ms))
        return self.picture

    async def _look_for_ever(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:  # the next look may succeed, and nobody waits for this one
                log.exception("look_failed")
            await asyncio.sleep(LOOK_S)

    def _node(self) -> Node:
        return survey.node_of(
            self._app, self.pulse, self._nodes.run, self._name, self._since_ms, self._version
        )

    def _miss(self, nodes: list[Node]) -> None:
        """Notes who was there, did not say that it stops, and has been absent for two looks."""
        now = self._app[CLOCK]()
        here = {node.run: node for node in nodes if not node.is_here}
        gone = {run: node for run, node in self._absent.items() if run not in here and not node.draining}
        self._lost |= {run: (node, now) for run, node in gone.items()}
        self._lost = {
            run: (node, at_ms)
            for run, (node, at_ms) in self._lost.items()
            if now - at_ms < LOST_MS and not any(_is_again(one, node) for one in nodes)
        }
        self._absent = {run: node for run, node in self._seen.items() if run not in here}
        self._seen = here

    def _dated(self, there_are: list[Trouble], now: Millis) -> list[Trouble]:
        """Each trouble with its beginning: its own, else when it was first seen without a break."""
        self._first_seen = {
            (one.code, one.about): self._first_seen.get((one.code, one.about), now) for one in there_are
        }
        return [
            msgspec.structs.replace(one, since_ms=one.since_ms or self._first_seen[one.code, one.about])
            for one in there_are
        ]


def _machine(settings: Settings) -> str:
    """What a node is called that nobody named: two on one machine differ by their port."""
    return f"{socket.gethostname()}:{settings.port}" if settings.port else socket.gethostname()


def _is_again(node: Node, lost: Node) -> bool:
    """Whether `node` is the one that was lost: it was silent and is heard again, or was started anew."""
    return node.run == lost.run or (node.name == lost.name and node.since_ms > lost.told_ms)


async def show(request: web.Request) -> web.Response:
    """GET /api/operations, the administrator's. The newest picture; it is at most some seconds old, and says so."""
    administrator_of(request)
    watch = request.app[WATCH]
    picture = watch.picture or await watch.look()
    return web.Response(body=msgspec.json.encode(picture), content_type="application/json")
