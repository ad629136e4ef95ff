"""The link to one server of the house: proves who we are, carries out what the server decides, tells what happens.

Rule 1: rooms outlive the link. While it is away nothing is granted and nothing renewed: leases run out by themselves.
Rule 2: the link comes back by itself, with full jitter; HELLO says what is still held, then what flows is told anew.
Rule 3: nothing the server says ends the process but being no longer one of its bridges (Unwelcome).
Rule 4: a house may have several servers; a media session belongs to one of them at a time (bridge/holding.py).
"""

import asyncio
import dataclasses
import random
import resource
import secrets
import time
from collections.abc import Callable, Coroutine, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog
import websockets
from cryptography.exceptions import InvalidSignature

from bridge import events, trust
from bridge.bridge import Bridge, JoinRefused
from bridge.flowing import Flowing
from bridge.holding import Holding
from bridge.identity import Identity
from bridge.stage import PeerId, RoomId, Slot
from bridge.tickets import BadTicket, verified
from server.wire import link as wire
from server.wire.link import Code, Happened

BACK_S, BACK_AT_MOST_S = 0.1, 1.0
"""First and longest wait before another try: there are few bridges, and every room waits for its own."""

SETTLED_S = 5.0
"""A link that held so long was a good one: the next try comes soon."""

LOOK_S = 0.25
"""How often what flows is looked at: a slide that stops is off the pages before anybody asks."""

UNSENT_EVENTS = 20_000
"""Every peer of a full bridge lost at once; a server that has not read that is not there."""

_REFUSALS = {
    "TICKET_OVER": Code.BAD_TICKET,
    "WRONG_FINGERPRINT": Code.BAD_TICKET,
    "BAD_OFFER": Code.BAD_OFFER,
    "BRIDGE_FULL": Code.FULL,
}
_FATAL = {Code.NOT_PROVEN, Code.REMOVED, Code.WRONG_VERSION}

VERSION = version("diemcau")[: wire.VERSION_CHARS]

log = structlog.get_logger("link")


class Unwelcome(Exception):
    """The server does not know this bridge (any more), or speaks another version: a person must act."""


class WrongServer(Exception):
    """Whoever answers did not prove to be the server we enrolled with."""


class Link:
    """One bridge's link to one server. Owned by Links; `run` keeps it up until it is cancelled."""

    def __init__(
        self,
        server: str,
        identity: Identity,
        addresses: Iterable[str],
        holding: Holding,
        ca: Path | None = None,
    ) -> None:
        """`addresses`: where media are taken, without the port. `holding`: shared with the links to other servers.
        `ca`: all that is trusted over TLS."""
        self._url = server.replace("http", "ws", 1).rstrip("/") + "/bridge"
        self._identity, self._ca = identity, ca
        self._addresses = list(addresses)[: wire.ADDRESSES]
        self._bridge: Bridge | None = None
        self._holding = holding
        self._flowing = Flowing()
        self._ahead_ms = 0
        """The server's clock minus ours."""
        self._unsent: asyncio.Queue[wire.FromBridge] = asyncio.Queue(UNSENT_EVENTS)
        self.is_up = False
        """The server has our HELLO, or is about to."""
        self.is_unwelcome = False
        """The server said last that it does not take this bridge."""
        self.orphaned: Callable[[Link], None] = lambda link: None
        """Called when the link has ended: what belonged to its server is nobody's."""
        self._joining: set[asyncio.Task[None]] = set()
        self._cpu = (0.0, 0.0)

    def tell(self, event: events.Event) -> None:
        """What the bridge calls with each event; in order, never waiting."""
        match event:
            case events.PeerConnected(peer=peer):
                self._say_event(peer, Happened.CONNECTED)
            case events.PeerLost(peer=peer, why=why) if why != "replaced":
                self._flowing.forget(peer)
                self._say_event(peer, Happened.GONE)
            case events.PublishingStarted(peer=peer, slot=slot):
                self._flowing.begin(peer, slot)
            case events.PublishingStopped(peer=peer, slot=slot):
                self._flowing.end(peer, slot)
                self._say_event(peer, Happened.FLOWS, slot)
            case events.RightEnded(peer=peer, slot=slot):
                self._say_event(peer, Happened.LAPSED, slot)
            case _:
                pass

    async def run(self, bridge: Bridge) -> None:
        """The link, kept up. Raises Unwelcome."""
        self._bridge = bridge
        pause_s = BACK_S
        while True:
            began = time.monotonic()
            try:
                await self._link(bridge)
            except (OSError, TimeoutError, websockets.WebSocketException, wire.BadLinkFrame) as error:
                log.warning("link_lost", reason=f"{type(error).__name__}: {error}"[:300])
            except WrongServer as error:
                log.error("wrong_server", reason=str(error))
            except Unwelcome:
                raise
            except Exception:
                log.exception("link_failed")  # rule 3: rooms outlive our mistakes, too
            held = time.monotonic() - began > SETTLED_S
            pause_s = BACK_S if held else min(BACK_AT_MOST_S, 2 * pause_s)
            await asyncio.sleep(random.uniform(0, pause_s))

    # One link, from the connection to its end

    async def _link(self, bridge: Bridge) -> None:
        connecting = websockets.connect(
            self._url,
            ssl=trust.context(self._url, self._ca),
            compression=None,
            max_size=wire.FRAME_BYTES,
            ping_interval=wire.PING_S,
            ping_timeout=wire.SILENCE_S - wire.PING_S,
            open_timeout=wire.HELLO_WITHIN_S,
            close_timeout=1,
            proxy=None,
        )
        async with connecting as socket:
            try:
                async with asyncio.timeout(wire.HELLO_WITHIN_S):
                    await self._prove(socket, bridge)
                log.info("linked", server=self._url, peers=len(self._holding))
                await self._work(socket, bridge)
            finally:
                self.is_up = False
                self.orphaned(self)

    async def _work(self, socket: websockets.ClientConnection, bridge: Bridge) -> None:
        """Until the first of them ends: the link is one thing."""
        await as_one(
            self._receive(socket, bridge),
            self._send(socket),
            self._look(bridge),
            self._tell_stats(bridge),
        )

    async def _prove(self, socket: websockets.ClientConnection, bridge: Bridge) -> None:
        challenge = await self._next(socket)
        if not isinstance(challenge, wire.Challenge):
            raise wire.BadLinkFrame("the first frame is CHALLENGE")
        nonce, own = secrets.token_bytes(wire.NONCE_BYTES), self._identity.bridge
        signature = self._identity.key.sign(wire.bridge_proof(challenge.nonce, nonce, own))
        self._unsent = asyncio.Queue(UNSENT_EVENTS)
        held = [wire.Held(room, bytes.fromhex(peer)) for peer, room in self._holding.nobodys()]
        self.is_up = True  # from here on events are kept: HELLO says how it stood before them
        hello = wire.Hello(
            wire.VERSION,
            own,
            nonce,
            signature,
            spelled(self._addresses, bridge.port),
            held[: wire.MOST_PEERS],
        )
        await socket.send(wire.encode(hello))
        ready = await self._next(socket)
        if not isinstance(ready, wire.Ready):
            raise wire.BadLinkFrame("READY answers HELLO")
        try:
            said = wire.server_proof(challenge.nonce, nonce, own)
            self._identity.server_key.verify(ready.signature, said)
        except InvalidSignature:
            raise WrongServer(f"{self._url} is not the server this bridge enrolled with") from None
        self.is_unwelcome, self._ahead_ms = False, ready.now_ms - _now_ms()
        for peer, slot in self._flowing.begin_anew():
            self._say_event(peer, Happened.FLOWS, slot)

    async def _next(self, socket: websockets.ClientConnection) -> wire.FromServer:
        """The next frame. Raises BadLinkFrame, Unwelcome, ConnectionClosed."""
        data = await socket.recv()
        if not isinstance(data, bytes):
            raise wire.BadLinkFrame("frames are binary")
        frame = wire.decode_from_server(data)
        if isinstance(frame, wire.Fault):
            log.warning("fault", code=frame.code, words=frame.words)
            if frame.code in _FATAL:
                self.is_unwelcome = True
                raise Unwelcome(frame.words)
        return frame

    async def _receive(self, socket: websockets.ClientConnection, bridge: Bridge) -> None:
        while True:
            self._carry_out(await self._next(socket), bridge)

    def _carry_out(self, frame: wire.FromServer, bridge: Bridge) -> None:
        match frame:
            case wire.Join():
                task = asyncio.create_task(self._join(frame, bridge))
                self._joining.add(task)
                task.add_done_callback(self._joining.discard)
            case wire.Leave(peer) | wire.Grant(peer) | wire.Release(peer) if not self._holding.is_open_to(
                _peer(peer), self
            ):
                pass  # another server's: its word counts
            case wire.Leave(peer):
                bridge.leave(_peer(peer))
            case wire.Grant(peer, slot, lease_ms):
                refused = bridge.grant(_peer(peer), Slot(slot), _now_ms() + lease_ms)
                if refused is not None:
                    log.info("not_granted", peer=peer.hex(), slot=str(slot), why=str(refused))
            case wire.Release(peer, slot):
                bridge.release(_peer(peer), Slot(slot))
            case wire.Direct(room, peer):
                if self._holding.directs(RoomId(room), _peer(peer), self):
                    bridge.direct(RoomId(room), _peer(peer) if peer else None)
            case wire.Drain(room):
                for peer_id in self._holding.of_room(RoomId(room)):
                    if self._holding.is_open_to(peer_id, self):
                        bridge.leave(peer_id)
            case wire.Claim(room, peer):
                self._claimed(_peer(peer), RoomId(room))
            case _:
                pass

    async def _join(self, asked: wire.Join, bridge: Bridge) -> None:
        try:
            ticket = verified(asked.ticket, self._identity.server_key, _now_ms() + self._ahead_ms)
            ticket = dataclasses.replace(ticket, expires_ms=ticket.expires_ms - self._ahead_ms)
            answer = await bridge.join(ticket, asked.offer)
        except BadTicket as error:
            log.warning("bad_ticket", reason=str(error))
            self._say(wire.Answer(asked.request, "", Code.BAD_TICKET))
        except JoinRefused as error:
            log.info("join_refused", code=error.code, reason=str(error))
            self._say(wire.Answer(asked.request, "", _REFUSALS.get(error.code, Code.BAD_OFFER)))
        except Exception:
            log.exception("join_failed")
            self._say(wire.Answer(asked.request, "", Code.BAD_OFFER))
        else:
            self._take(ticket.peer, ticket.room)
            self._say(wire.Answer(asked.request, answer, Code.OK))

    def _claimed(self, peer: PeerId, room: RoomId) -> None:
        """A page of the peer's is at our server: the peer is, too."""
        if not self._holding.is_in(peer, room):
            self._say_event(peer, Happened.GONE)
            return
        self._take(peer, room)
        self.hold([(peer, room)])

    def _take(self, peer: PeerId, room: RoomId) -> None:
        former = self._holding.take(peer, room, self)
        if isinstance(former, Link):
            former.moved(peer)

    def moved(self, peer: PeerId) -> None:
        """The peer belongs to another server from now on."""
        self._say(wire.Event(bytes.fromhex(peer), Happened.MOVED, None, [], _now_ms()))

    def hold(self, held: list[tuple[PeerId, RoomId]]) -> None:
        """Tell the server of media sessions that wait for one of its pages, and what flows from them."""
        if self.is_up and held:
            holds = [wire.Held(room, bytes.fromhex(peer)) for peer, room in held]
            self._say(wire.Holds(holds[: wire.MOST_PEERS]))
            peers = {peer for peer, _ in held}
            for peer, slot in self._flowing.begin_anew():
                if peer in peers:
                    self._say_event(peer, Happened.FLOWS, slot)

    # What goes to the server

    def _say(self, frame: wire.FromBridge) -> None:
        if self.is_up:
            try:
                self._unsent.put_nowait(frame)
            except asyncio.QueueFull:
                self.is_up = False  # the next HELLO says how it stands

    def _say_event(self, peer: PeerId, happened: Happened, slot: Slot | None = None) -> None:
        if not self._holding.is_open_to(peer, self):
            return
        parts = [wire.Part(part) for part in self._flowing.parts(peer, slot)] if slot is not None else []
        told = wire.Slot(slot) if slot is not None else None
        self._say(wire.Event(bytes.fromhex(peer), happened, told, parts, _now_ms()))

    async def _send(self, socket: websockets.ClientConnection) -> None:
        while self.is_up:
            await socket.send(wire.encode(await self._unsent.get()))
        await socket.close()

    async def _look(self, bridge: Bridge) -> None:
        while True:
            for peer, slot in self._flowing.look(bridge.peer_stats, time.monotonic()):
                self._say_event(peer, Happened.FLOWS, slot)
            await asyncio.sleep(LOOK_S)

    async def _tell_stats(self, bridge: Bridge) -> None:
        while True:
            self._say(self._stats(bridge.stats()))
            await asyncio.sleep(wire.STATS_S)

    def _stats(self, counts: dict[str, Any]) -> wire.Stats:
        dropped = (
            counts["late_packets_count"] + counts["unsent_packets_count"] + counts["unsealed_packets_count"]
        )
        rooms = [wire.Load(room, count) for room, count in self._holding.loads()][: wire.ROOMS]
        sent = counts["sent_packets_count"]
        return wire.Stats(
            counts["peers_count"],
            sent,
            dropped,
            self._cpu_permille(),
            rooms,
            counts["asked_again_count"],
            counts["repeated_count"],
            counts["strange_datagrams_count"],
            _memory_bytes(),
            VERSION,
        )

    def _cpu_permille(self) -> int:
        """Processor time since the last call, in thousandths of one core."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        now, cpu = time.monotonic(), used.ru_utime + used.ru_stime
        before, self._cpu = self._cpu, (now, cpu)
        return int(1000 * (cpu - before[1]) / max(now - before[0], 0.001)) if before[0] else 0


async def as_one(*parts: Coroutine[Any, Any, object]) -> None:
    """Returns, or raises, when the first of them does; none of them goes on alone."""
    work = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


def spelled(addresses: Iterable[str], port: int) -> list[str]:
    """Where media are taken, as "192.0.2.7:7000"."""
    return [f"[{one}]:{port}" if ":" in one else f"{one}:{port}" for one in addresses]


def _memory_bytes() -> int:
    """What the process holds now; 0 where the system does not say (proc(5): statm counts pages)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _peer(peer: bytes) -> PeerId:
    return PeerId(peer.hex())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
