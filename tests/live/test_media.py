"""A media room and linked bridges, without sockets: leases, grace, placement, strangers. The bridge is its own frames."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgpack

from server.core.ids import ConferenceId, DeviceId, GrantId, Millis
from server.live.askers import Asker
from server.live.bridges import EXPECTED_MS, STALE_MS, Bridges, LinkedBridge
from server.live.media import GRACE_S, JOINS_PER_S, LEASE_MS, MOVE_AFTER_S, ORPHAN_S, MediaRoom
from server.live.stage import NO_FLOOR, Floor
from server.wire import link
from server.wire.link import Happened, Slot

PRINT = "sha-256 " + ":".join(["AA"] * 32)
OTHER_PRINT = "sha-256 " + ":".join(["BB"] * 32)


def id_of(name: str) -> bytes:
    return name.encode().ljust(8, b".")


class Clock:
    def __init__(self) -> None:
        self.now = 1_770_000_000_000

    def __call__(self) -> Millis:
        return Millis(self.now)


class Core:
    """The floor as a test says it is, and what the room asked to release."""

    def __init__(self) -> None:
        self.now = NO_FLOOR
        self.released: list[tuple[int, str]] = []

    def floor(self) -> Floor:
        return self.now

    def release_floor(self, session: int, place: str) -> None:
        self.released.append((session, place))


class Wire:
    """One end of a link: what was said on it, and an answer to every JOIN."""

    def __init__(self) -> None:
        self.said: list[link.FromServer] = []
        self.heard: Callable[[link.FromBridge], None] = lambda frame: None
        self.ended: list[link.Code] = []

    def send(self, frame: bytes) -> None:
        said = link.decode_from_server(frame)
        self.said.append(said)
        if isinstance(said, link.Join):
            answer = link.Answer(said.request, "v=0", "")
            asyncio.get_running_loop().call_soon(self.heard, answer)

    def end(self, code: link.Code, words: str) -> None:
        self.ended.append(code)

    def of(self, kind: type) -> list[Any]:
        return [frame for frame in self.said if isinstance(frame, kind)]


class Sent:
    """A page: what it was sent."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def send(self, frame: bytes) -> None:
        self.frames.append(frame)

    @property
    def called_back_ms(self) -> list[int]:
        """Of each REJOIN: after how long it is to come."""
        stages = [msgpack.unpackb(frame) for frame in self.frames]
        return [frame[5] for frame in stages if frame[4] == "REJOIN"]


def asks(page: Sent, grant: str, place: str) -> Asker:
    """The page at the one device of its grant."""
    return Asker(page, GrantId(grant), DeviceId(grant.encode().ljust(8)), place)


class World:
    """One conference's room and the bridges it may stand on."""

    def __init__(self, *enrolled: str) -> None:
        """`enrolled`: bridges of the house that the server waits for."""
        self.clock, self.core = Clock(), Core()
        self.bridges = Bridges(self.clock, lambda: [id_of(name) for name in enrolled])
        self.room = MediaRoom(
            ConferenceId("7K2M9QXW"), self.bridges, self.core, self.clock, lambda said: bytes(64)
        )

    def links(self, name: str, held: list[link.Held] | None = None) -> tuple[LinkedBridge, Wire]:
        wire = Wire()
        bridge = LinkedBridge(id_of(name), name, ["192.0.2.7:7000"], wire)
        wire.heard = lambda frame: self.bridges.heard(bridge, frame)
        self.bridges.linked(bridge, held or [])
        return bridge, wire

    async def joins(self, grant: str, place: str = "", print_: str = PRINT) -> tuple[Sent, str]:
        page, codes = Sent(), []
        asker = asks(page, grant, place)
        await self.room.join(asker, "v=0", print_, lambda sdp, code: codes.append(code))
        return page, codes[0]

    def resumes(self, grant: str, place: str = "", print_: str = PRINT) -> Sent:
        """A page whose socket is back, with the session it had."""
        page = Sent()
        self.room.resume(asks(page, grant, place), print_)
        return page

    def passes(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clock.now += 1_000
            self.room.second()

    def peer(self, page: Sent) -> bytes:
        return next(seat.peer for seat in self.room.stage.seats.values() if seat.page is page)


async def test_short_leases_are_renewed_every_five_seconds_and_the_programme_every_minute() -> None:
    """Law (DOMAIN rule 8): floor 15 s, programme 10 min; renewed while link and core say so."""
    world = World()
    _, wire = world.links("a")
    host, _ = await world.joins("h0")
    desk, _ = await world.joins("o2", "n2")
    world.room.publish(host, Slot.PROGRAMME, True)
    world.room.publish(desk, Slot.FLOOR, True)
    world.core.now = Floor(0, "n2")
    world.room.settle()
    wire.said.clear()

    world.passes(60)

    leases = [(frame.slot, frame.lease_ms) for frame in wire.of(link.Grant)]
    assert leases.count((Slot.FLOOR, LEASE_MS[Slot.FLOOR])) == 12
    assert leases.count((Slot.PROGRAMME, 600_000)) == 1


async def test_release_goes_out_in_the_turn_that_folds_it_and_before_grants() -> None:
    """Law 2: the former speaker's packets are dropped before the next one's pass."""
    world = World()
    _, wire = world.links("a")
    for place in ("n2", "n3"):
        desk, _ = await world.joins(f"o{place[1:]}", place)
        world.room.publish(desk, Slot.FLOOR, True)
    world.core.now = Floor(0, "n2")
    world.room.settle()
    wire.said.clear()

    world.core.now = Floor(0, "n3")
    world.room.settle()

    assert [type(frame) for frame in wire.said] == [link.Release, link.Grant]


async def test_nothing_is_renewed_when_the_core_no_longer_says_so() -> None:
    """Law 1: no word of the core, no renewal."""
    world = World()
    _, wire = world.links("a")
    desk, _ = await world.joins("o2", "n2")
    world.room.publish(desk, Slot.FLOOR, True)
    world.core.now = Floor(0, "n2")
    world.room.settle()
    world.core.now = NO_FLOOR
    world.room.settle()
    wire.said.clear()
    world.passes(30)
    assert wire.of(link.Grant) == []


async def test_a_place_keeps_the_floor_for_its_grace_time() -> None:
    """Law 3: gone for GRACE_S the floor is released, once; back before that, it is not."""
    world = World()
    bridge, _ = world.links("a")
    desk, _ = await world.joins("o2", "n2")
    peer = world.peer(desk)
    world.room.publish(desk, Slot.FLOOR, True)
    world.core.now = Floor(0, "n2")
    world.room.settle()

    world.bridges.heard(bridge, link.Event(peer, Happened.GONE, None, [], 0))
    assert world.room.grace_until_ms == world.clock.now + GRACE_S * 1000
    world.passes(GRACE_S - 1)
    assert world.core.released == []
    back, _ = await world.joins("o2", "n2")
    assert world.peer(back) == peer
    world.passes(GRACE_S)
    assert (world.core.released, world.room.grace_until_ms) == ([], 0)

    world.room.leave(back)
    world.passes(GRACE_S)
    assert world.core.released == [(0, "n2")]


async def test_the_same_certificate_is_the_same_session_after_our_restart() -> None:
    """Law 4: what a bridge held before we began is claimed by the page that holds its key; else it is let go."""
    before = World()
    before.links("a")
    desk, _ = await before.joins("o2", "n2")
    peer, stranger = before.peer(desk), b"stranger"

    after = World()
    _, wire = after.links("a", [link.Held("7K2M9QXW", peer), link.Held("7K2M9QXW", stranger)])
    again, code = await after.joins("o2", "n2")
    assert (code, after.peer(again)) == ("", peer)
    after.passes(ORPHAN_S)
    assert wire.of(link.Leave) == [link.Leave(stranger)]


async def test_a_socket_that_comes_back_has_its_media_again() -> None:
    """Law 4: after a cut, or a restart of ours, a page has the media session it names; another's it has not."""
    world = World()
    world.links("a")
    desk, _ = await world.joins("o2", "n2")
    peer = world.peer(desk)
    world.room.part(desk)
    assert world.resumes("o3", "n3").called_back_ms == [0]
    again = world.resumes("o2", "n2")
    assert (world.peer(again), again.frames != [], again.called_back_ms) == (peer, True, [])

    for bridge_first in (True, False):
        after = World("a")
        if bridge_first:
            after.links("a", [link.Held("7K2M9QXW", peer)])
        again = after.resumes("o2", "n2")
        if not bridge_first:
            after.links("a", [link.Held("7K2M9QXW", peer)])
        assert (after.peer(again), again.called_back_ms) == (peer, [])


async def test_two_pages_of_one_device_keep_their_own_seats() -> None:
    """Law 4: a desk and its screen come back in any order, over a cut and over a restart, each to its own session."""
    before = World()
    before.links("a")
    desk, _ = await before.joins("o2", "n2", PRINT)
    screen, _ = await before.joins("o2", "n2", OTHER_PRINT)
    peers = before.peer(desk), before.peer(screen)
    before.room.part(desk)
    before.room.part(screen)
    back = before.resumes("o2", "n2", OTHER_PRINT), before.resumes("o2", "n2", PRINT)
    assert (before.peer(back[1]), before.peer(back[0])) == peers

    after = World("a")
    back = after.resumes("o2", "n2", OTHER_PRINT), after.resumes("o2", "n2", PRINT)
    after.links("a", [link.Held("7K2M9QXW", peer) for peer in peers])
    assert (after.peer(back[1]), after.peer(back[0])) == peers


async def test_who_waits_for_a_bridge_is_called_when_there_is_one() -> None:
    """Law 5: those turned away and those whose session is gone come back at once, JOINS_PER_S of them a second."""
    world = World()
    turned_away, code = await world.joins("o2", "n2")
    assert (code, turned_away.called_back_ms) == ("NO_BRIDGE", [])
    first, _ = world.links("a")
    assert turned_away.called_back_ms == [0]

    seated = [(await world.joins(f"o{number}", f"n{number}"))[0] for number in range(2, 8)]
    world.bridges.unlinked(first)
    world.links("a")
    assert [page.called_back_ms[-1] for page in seated] == [n * 1_000 // JOINS_PER_S for n in range(6)]


async def test_a_room_stands_where_its_media_are_after_our_restart() -> None:
    """Law: the emptier bridge that is back first gets no room that another one may be carrying."""
    before = World()
    before.links("east")
    desk, _ = await before.joins("o2", "n2")
    peer = before.peer(desk)

    after = World("east", "west")
    _, west = after.links("west")
    waiting = after.resumes("o2", "n2")
    newcomer, code = await after.joins("o3", "n3")
    assert (code, waiting.called_back_ms, after.room.programme()[6]) == ("NO_BRIDGE", [], 0)
    east, wire = after.links("east", [link.Held("7K2M9QXW", peer)])
    assert after.bridges.of("7K2M9QXW") is east
    assert (after.peer(waiting), newcomer.called_back_ms, wire.of(link.Drain)) == (peer, [0], [])
    assert (await after.joins("o3", "n3"))[1] == ""
    assert (len(wire.of(link.Join)), west.of(link.Join)) == (1, [])


async def test_a_bridge_that_does_not_come_back_is_waited_for_so_long() -> None:
    """Law: EXPECTED_MS after our start a room is placed without it, and who waited is called."""
    world = World("east", "west")
    _, west = world.links("west")
    waiting = world.resumes("o2", "n2")
    world.passes(EXPECTED_MS // 1_000 - 1)
    assert waiting.called_back_ms == []
    world.passes(1)
    assert waiting.called_back_ms == [0]
    assert (await world.joins("o2", "n2"))[1] == ""
    assert len(west.of(link.Join)) == 1


async def test_a_link_on_which_nothing_is_heard_gives_way_to_the_same_bridge() -> None:
    """Law: a bridge whose machine died links anew after STALE_MS, not before; the dead link is ended."""
    world = World()
    bridge, wire = world.links("a")
    assert not world.bridges.give_way(bridge.id)
    world.clock.now += STALE_MS
    world.bridges.heard(bridge, link.Stats(0, 0, 0, 0, []))
    assert not world.bridges.give_way(bridge.id)
    world.clock.now += STALE_MS
    assert world.bridges.give_way(bridge.id)
    assert (wire.ended, world.bridges.is_linked(bridge.id)) == ([link.Code.NAME_IN_USE], False)


def test_a_bridge_that_is_back_before_its_conference_is_open_keeps_its_media() -> None:
    """Law: folding takes longer than linking; nothing is let go meanwhile."""
    clock = Clock()
    bridges, wire = Bridges(clock), Wire()
    bridges.linked(LinkedBridge(b"a" * 8, "a", [], wire), [link.Held("7K2M9QXW", b"p" * 8)])
    room = MediaRoom(ConferenceId("7K2M9QXW"), bridges, Core(), clock, lambda said: bytes(64))
    assert (wire.of(link.Drain), room.programme()[6], list(room.strangers)) == ([], 1, [b"p" * 8])


async def test_a_page_without_a_socket_is_let_go_after_a_while() -> None:
    """Law: media outlive a socket for ORPHAN_S, not longer."""
    world = World()
    _, wire = world.links("a")
    desk, _ = await world.joins("o2", "n2")
    peer = world.peer(desk)
    world.room.part(desk)
    world.passes(ORPHAN_S - 1)
    assert wire.of(link.Leave) == []
    world.passes(1)
    assert wire.of(link.Leave) == [link.Leave(peer)]


async def test_rooms_of_a_bridge_that_stays_away_move() -> None:
    """Law: after MOVE_AFTER_S the next who joins finds the room on another bridge; the old one is told to let go."""
    world = World()
    east, _ = world.links("east")
    await world.joins("o2", "n2")
    world.links("west")
    world.bridges.unlinked(east)
    assert (await world.joins("o3", "n3"))[1] == "NO_BRIDGE"
    world.passes(MOVE_AFTER_S)
    assert (await world.joins("o3", "n3"))[1] == ""
    _, wire = world.links("east", [link.Held("7K2M9QXW", b"leftover")])
    assert wire.of(link.Drain) == [link.Drain("7K2M9QXW")]


async def test_the_least_loaded_bridge_gets_the_next_room() -> None:
    """Law: fewest peers first, by what the bridge says and by our own count."""
    world = World()
    busy, _ = world.links("a-busy")
    idle, _ = world.links("b-idle")
    world.bridges.heard(busy, link.Stats(5, 0, 0, 0, []))
    await world.joins("o2", "n2")
    assert world.bridges.of("7K2M9QXW") is idle


async def test_a_revoked_device_is_off_the_air_at_once() -> None:
    """Law: who may do nothing any more sends nothing any more."""
    world = World()
    _, wire = world.links("a")
    desk, _ = await world.joins("o2", "n2")
    peer = world.peer(desk)
    world.room.revoked(DeviceId(b"o2".ljust(8)))
    assert wire.said[-1] == link.Leave(peer)
    assert world.room.stage.seats == {}


async def waits_to_join(world: World) -> tuple[LinkedBridge, asyncio.Task[tuple[Sent, str]]]:
    """A desk's join that is under way at a bridge which does not answer."""
    bridge, wire = world.links("a")
    wire.heard = lambda frame: None
    joining = asyncio.create_task(world.joins("o2", "n2"))
    await asyncio.sleep(0)
    return bridge, joining


async def test_nobody_waits_for_a_bridge_that_is_gone() -> None:
    """Law: a join whose bridge is lost before it answers is told NO_BRIDGE."""
    world = World()
    bridge, joining = await waits_to_join(world)
    world.bridges.unlinked(bridge)
    assert (await joining)[1] == "NO_BRIDGE"
