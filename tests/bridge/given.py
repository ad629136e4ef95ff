"""Builders of the bridge's tests: a bridge on loopback, tickets, what an offer says."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bridge.bridge import Bridge
from bridge.events import Event
from bridge.settings import Settings
from bridge.stage import PeerId, PlaceId, RoomId, Slot
from bridge.tickets import Ticket

LOOPBACK = Settings(udp_host="127.0.0.1", udp_port=0)
ROOM = RoomId("hall")
SOON_S = 15.0
"""A bound for what must happen, not a pause: nothing asserts on it."""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def fingerprint_of(offer_sdp: str) -> str:
    found = re.search(r"a=fingerprint:(\S+) (\S+)", offer_sdp)
    assert found
    return f"{found[1].lower()} {found[2].upper()}"


def ticket(
    peer: str,
    fingerprint: str,
    *slots: Slot,
    place: str | None = None,
    room: str = ROOM,
    for_ms: int = 30_000,
) -> Ticket:
    return Ticket(
        RoomId(room),
        PeerId(peer),
        PlaceId(place or peer),
        "operator",
        frozenset(slots),
        fingerprint,
        now_ms() + for_ms,
    )


class Heard:
    """Every event of one bridge, and a way to wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def until(self, holds: Callable[[list[Event]], bool]) -> None:
        """Returns when the events so far satisfy `holds`."""
        async with asyncio.timeout(SOON_S):
            while not holds(self.events):
                self._changed.clear()
                await self._changed.wait()

    async def tells(self, kind: type, **fields: object) -> None:
        """Returns when an event of this kind with these fields was told."""
        await self.until(
            lambda events: any(
                isinstance(event, kind) and all(getattr(event, name) == it for name, it in fields.items())
                for event in events
            )
        )


@asynccontextmanager
async def open_bridge(settings: Settings = LOOPBACK) -> AsyncIterator[tuple[Bridge, Heard]]:
    heard = Heard()
    bridge = await Bridge.open(settings, heard)
    try:
        yield bridge, heard
    finally:
        await bridge.close()
