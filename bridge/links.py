"""The links of one bridge to every server of its house, and what passes between them.

Rule 1: one link per server; what happens at one never ends another.
Rule 2: when a link ends, what belonged to its server is told to all that are left (LINK.md, "Several nodes").
Rule 3: a server that does not know us yet may only be behind: the process ends when every server has said so.
"""

import asyncio
import random
from collections.abc import Iterable
from pathlib import Path

import structlog

from bridge import events
from bridge.bridge import Bridge
from bridge.holding import Holding
from bridge.identity import Identity
from bridge.link import BACK_AT_MOST_S, Link, Unwelcome, as_one

log = structlog.get_logger("links")


class Links:
    """Owned by the process; `run` keeps every link up until it is cancelled."""

    def __init__(
        self, servers: Iterable[str], identity: Identity, addresses: Iterable[str], ca: Path | None = None
    ) -> None:
        """`addresses`: where media are taken, without the port. `ca`: all that is trusted over TLS."""
        self._holding = Holding()
        reached_by = list(addresses)
        self._links = [
            Link(server, identity, reached_by, self._holding, ca) for server in dict.fromkeys(servers)
        ]
        for link in self._links:
            link.orphaned = self._orphaned

    def tell(self, event: events.Event) -> None:
        """What the bridge calls with each event; in order, never waiting."""
        for link in self._links:
            link.tell(event)
        if isinstance(event, events.PeerLost) and event.why != "replaced":
            self._holding.forget(event.peer)

    async def run(self, bridge: Bridge) -> None:
        """All links, kept up. Raises Unwelcome."""
        await as_one(*(self._run(link, bridge) for link in self._links))

    async def _run(self, link: Link, bridge: Bridge) -> None:
        while True:
            try:
                await link.run(bridge)
            except Unwelcome as error:
                if all(one.is_unwelcome for one in self._links):
                    raise
                log.warning("not_known_here", reason=str(error))
            await asyncio.sleep(random.uniform(0, BACK_AT_MOST_S))

    def _orphaned(self, ended: Link) -> None:
        left = self._holding.of(ended)
        for link in self._links:
            if link is not ended:
                link.hold(left)
