"""The bridges that are linked now: what is asked of them, how loaded they are, who gets the next room.

It is memory, never a fact: which bridges exist stands in the house. What the media rooms (live/media.py) decide is
carried from here; nothing is decided here but placement.
"""

import asyncio
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from typing import Protocol

import structlog

from server.core.ids import Millis
from server.wire import link
from server.wire.codes import Media

EXPECTED_MS = 6_000
"""After our start bridges have so long to come back and say what they carry; their longest wait is 1 s (bridge/link.py)."""

STALE_MS = 3_000
"""A bridge says STATS every 2 s: one not heard for so long may be dead, and the same key may link anew."""

log = structlog.get_logger("bridges")

PeerId = bytes


class Line(Protocol):
    """The open link to one bridge (edge/bridges.py)."""

    def send(self, frame: bytes) -> None: ...

    def end(self, code: link.Code, words: str) -> None:
        """Say why, and close."""


class Follower(Protocol):
    """Who is told what bridges say: the media room of one conference."""

    def happened(self, event: link.Event) -> None: ...

    def bridge_linked(self, bridge: "LinkedBridge", held: set[PeerId]) -> None:
        """The bridge this room stands on is back, and still carries `held`."""

    def bridge_holds(self, held: set[PeerId]) -> None:
        """The room's bridge carries these besides, and they wait for a page here."""

    def bridge_lost(self) -> None: ...


class LinkedBridge:
    """One bridge with an open link. Ends with its line."""

    def __init__(self, id: bytes, name: str, addresses: list[str], line: Line) -> None:
        self.id = id
        self.name = name
        self.addresses = addresses
        self.stats = link.Stats(0, 0, 0, 0, [])
        self.heard_ms = self.linked_ms = Millis(0)
        self.lost_share = 0.0
        """Of the packets between the last two STATS: how many were not sent."""
        self._line = line
        self._asked: dict[int, asyncio.Future[link.Answer]] = {}
        self._requests = itertools.count(1)

    def say(self, frame: link.FromServer) -> None:
        self._line.send(link.encode(frame))

    def end(self, code: link.Code, words: str) -> None:
        self._line.end(code, words)

    async def join(self, ticket: str, offer: str) -> link.Answer:
        """The bridge's answer; TIMED_OUT when it gives none in time, NO_BRIDGE when its link ends first."""
        request = next(self._requests)
        asked: asyncio.Future[link.Answer] = asyncio.get_running_loop().create_future()
        self._asked[request] = asked
        self.say(link.Join(request, ticket, offer))
        try:
            async with asyncio.timeout(link.ANSWER_WITHIN_S):
                return await asked
        except TimeoutError:
            log.warning("bridge_did_not_answer", bridge=self.name)
            return link.Answer(request, "", Media.TIMED_OUT)
        finally:
            del self._asked[request]

    def told(self, stats: link.Stats) -> None:
        """Its newest STATS; after a start of the bridge they count from 0 again."""
        dropped = stats.packets_dropped - self.stats.packets_dropped
        whole = dropped + stats.packets_sent - self.stats.packets_sent
        self.lost_share = dropped / whole if whole > 0 and dropped > 0 else 0.0
        self.stats = stats

    def answered(self, answer: link.Answer) -> None:
        asked = self._asked.get(answer.request)
        if asked is not None and not asked.done():
            asked.set_result(answer)

    def lost(self) -> None:
        """Nobody waits for an answer that cannot come."""
        for request, asked in self._asked.items():
            if not asked.done():
                asked.set_result(link.Answer(request, "", Media.NO_BRIDGE))


class Bridges:
    """All linked bridges of this server. Owned by the hub."""

    def __init__(
        self, clock: Callable[[], Millis], enrolled: Callable[[], Collection[bytes]] = tuple
    ) -> None:
        """`enrolled`: the ids of every bridge of the house, linked or not."""
        self._clock = clock
        self._enrolled = enrolled
        self._began_ms = clock()
        self._linked: dict[bytes, LinkedBridge] = {}
        self._rooms: dict[str, Follower] = {}
        self._placed: dict[str, bytes] = {}
        """Room -> the bridge it stands on, linked or not."""
        self._room_of: dict[PeerId, str] = {}
        self._lost_ms: dict[bytes, Millis] = {}
        self._carried: dict[str, set[PeerId]] = {}
        """What came back with a bridge before its conference was open."""

    def __iter__(self) -> Iterator[LinkedBridge]:
        return iter(list(self._linked.values()))

    def __len__(self) -> int:
        return len(self._linked)

    # Rooms

    def open_room(self, room: str, follower: Follower) -> None:
        """The room's conference is being opened, or anew; a bridge may already carry media of the room."""
        bridge, carried = self.of(room), self._carried.pop(room, None)
        if carried is None and room in self._rooms:
            carried = {peer for peer, of in self._room_of.items() if of == room}
        self._rooms[room] = follower
        if bridge is not None and carried is not None:
            follower.bridge_linked(bridge, carried)

    def close_room(self, room: str) -> None:
        self.vacate(room)
        self._rooms.pop(room, None)

    def seat(self, peer: PeerId, room: str) -> None:
        """Events of the peer go to this room from now on."""
        self._room_of[peer] = room

    def unseat(self, peer: PeerId) -> None:
        self._room_of.pop(peer, None)

    def peers_on(self, bridge: bytes) -> int:
        """Peers seated on the bridge by our own count: its STATS are seconds old when everybody comes at once."""
        rooms = {room for room, placed in self._placed.items() if placed == bridge}
        return sum(room in rooms for room in self._room_of.values())

    def of(self, room: str) -> LinkedBridge | None:
        """The bridge the room stands on, if it is linked."""
        return self._linked.get(self._placed.get(room, b""))

    def is_placed(self, room: str) -> bool:
        return room in self._placed

    def takes(self, room: str) -> bool:
        """A join of this room has a bridge to go to now."""
        return self.of(room) is not None if room in self._placed else self._can_place()

    def knows(self, room: str) -> bool:
        """What is carried for this room has been said by whoever may carry it."""
        return self.of(room) is not None if room in self._placed else not self._is_awaited()

    def place(self, room: str) -> LinkedBridge | None:
        """The room's bridge; a room that stands nowhere is put on the least loaded. None: no bridge takes it now."""
        if room not in self._placed and self._can_place():
            chosen = min(self._linked.values(), key=lambda one: (self._load(one), one.name))
            self._placed[room] = chosen.id
            log.info("room_placed", room=room, bridge=chosen.name)
        return self.of(room)

    def placed(self, room: str) -> bytes:
        """The bridge the room stands on, linked or not; b"" for none."""
        return self._placed.get(room, b"")

    def move(self, room: str, bridge: bytes) -> None:
        """The room stands there from now on: all nodes agreed on it."""
        if self._placed.get(room) != bridge:
            self._placed[room] = bridge
            log.info("room_agreed", room=room, bridge=bridge.hex())

    def vacate(self, room: str) -> None:
        """The room stands nowhere from now on."""
        self._placed.pop(room, None)

    def _can_place(self) -> bool:
        return bool(self._linked) and not self._is_awaited()

    def _is_awaited(self) -> bool:
        """We have just begun, and a bridge that is not back yet may be carrying any room: none is placed anew."""
        is_new = self._clock() - self._began_ms < EXPECTED_MS
        return is_new and any(bridge not in self._linked for bridge in self._enrolled())

    def _load(self, bridge: LinkedBridge) -> tuple[int, int]:
        return max(bridge.stats.peers, self.peers_on(bridge.id)), self.rooms_on(bridge.id)

    # Links

    def is_linked(self, bridge: bytes) -> bool:
        return bridge in self._linked

    def lost_ms(self, bridge: bytes) -> Millis | None:
        """Since when a bridge that was linked in this life of the server no longer is."""
        return self._lost_ms.get(bridge)

    def rooms_on(self, bridge: bytes) -> int:
        return sum(placed == bridge for placed in self._placed.values())

    def give_way(self, bridge: bytes) -> bool:
        """Whether this bridge may link now: it is not linked, or its link is as good as dead and is ended."""
        linked = self._linked.get(bridge)
        if linked is None:
            return True
        if self._clock() - linked.heard_ms < STALE_MS:
            return False
        linked.end(link.Code.NAME_IN_USE, "this bridge has linked anew; nothing was heard on this link")
        self.unlinked(linked)
        return True

    def linked(self, bridge: LinkedBridge, held: Iterable[link.Held]) -> None:
        """A bridge has proved itself. What it carries for rooms that are elsewhere now, it is told to let go."""
        self._linked[bridge.id] = bridge
        bridge.heard_ms = bridge.linked_ms = self._clock()
        self._lost_ms.pop(bridge.id, None)
        carried = self._take_in(bridge, held)
        for room, follower in self._rooms.items():
            if self._placed.get(room) == bridge.id:
                follower.bridge_linked(bridge, carried.get(room, set()))
            elif room not in self._placed:
                follower.bridge_linked(bridge, set())
        log.info("bridge_linked", bridge=bridge.name, rooms=len(carried), addresses=bridge.addresses)

    def _take_in(self, bridge: LinkedBridge, held: Iterable[link.Held]) -> dict[str, set[PeerId]]:
        """What the bridge carries, by room; rooms that are elsewhere it is told to let go."""
        carried: dict[str, set[PeerId]] = {}
        for one in held:
            carried.setdefault(one.room, set()).add(one.peer)
        for room, peers in carried.items():
            if self._placed.setdefault(room, bridge.id) != bridge.id:
                bridge.say(link.Drain(room))
                continue
            self._room_of |= dict.fromkeys(peers, room)
            if room not in self._rooms:
                self._carried.setdefault(room, set()).update(peers)
        return carried

    def unlinked(self, bridge: LinkedBridge) -> None:
        """Its line has ended; its rooms keep standing on it until they are moved."""
        if self._linked.get(bridge.id) is not bridge:
            return
        del self._linked[bridge.id]
        self._lost_ms[bridge.id] = self._clock()
        bridge.lost()
        log.warning("bridge_lost", bridge=bridge.name)
        for room, follower in self._rooms.items():
            if self._placed.get(room) == bridge.id:
                follower.bridge_lost()

    def heard(self, bridge: LinkedBridge, frame: link.FromBridge) -> None:
        bridge.heard_ms = self._clock()
        if isinstance(frame, link.Answer):
            bridge.answered(frame)
        elif isinstance(frame, link.Event):
            room = self._room_of.get(frame.peer)
            if room is not None and self._placed.get(room) == bridge.id:
                with suppress(KeyError):
                    self._rooms[room].happened(frame)
        elif isinstance(frame, link.Stats):
            bridge.told(frame)
        elif isinstance(frame, link.Holds):
            for room, peers in self._take_in(bridge, frame.held).items():
                if room in self._rooms and self._placed.get(room) == bridge.id:
                    self._rooms[room].bridge_holds(peers)

    def remove(self, bridge: bytes) -> None:
        """The house no longer knows it: its link ends."""
        linked = self._linked.get(bridge)
        if linked is not None:
            linked.end(link.Code.REMOVED, "this bridge was removed from the house")

    def say_farewell(self) -> None:
        for bridge in self._linked.values():
            bridge.end(link.Code.STOPPING, "the server stops")
