"""Two nodes' media rooms over one bridge and one shared word: who carries out what, and what a node's death leaves."""

import asyncio
from typing import Any

from server.core.ids import ConferenceId, DeviceId, GrantId
from server.live.askers import Asker
from server.live.bridges import Bridges, LinkedBridge
from server.live.media import GRACE_S, ORPHAN_S, MediaRoom
from server.live.sharing import Said, decode, encode
from server.live.stage import NO_FLOOR, Floor
from server.wire import link
from server.wire.link import Happened, Part, Slot
from tests.live.test_media import PRINT, Clock, Core, Sent, Wire

ROOM = ConferenceId("7K2M9QXW")


class Places:
    """The store both nodes ask for the room's place; one answer for all."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def of(self, node: str) -> "Shared":
        return Shared(node, self)


class Shared:
    def __init__(self, node: str, places: Places) -> None:
        self.node = node
        self._places = places

    async def exchange(self, conference: str, said: bytes) -> dict[str, bytes]:
        return {}

    async def place(self, room: str, bridge: bytes, instead_of: bytes = b"") -> bytes:
        held = self._places.held
        if held.get(room) in (None, instead_of):
            held[room] = bridge
        return held[room]


class Node:
    """One node's media room, its links, and what it says to the others."""

    def __init__(self, name: str, places: Places, core: Core, clock: Clock) -> None:
        self.name, self.clock = name, clock
        self.bridges = Bridges(clock)
        self.room = MediaRoom(ROOM, self.bridges, core, clock, lambda said: bytes(64), places.of(name))

    def links(self, name: str, held: list[link.Held] | None = None) -> tuple[LinkedBridge, Wire]:
        wire = Wire()
        bridge = LinkedBridge(name.encode().ljust(8, b"."), name, ["192.0.2.7:7000"], wire)
        wire.heard = lambda frame: self.bridges.heard(bridge, frame)
        self.bridges.linked(bridge, held or [])
        return bridge, wire

    async def joins(self, grant: str, place: str = "") -> tuple[Sent, bytes]:
        page = Sent()
        asker = self.asker(grant, place, page)
        await self.room.join(asker, "v=0", PRINT, lambda sdp, code: None)
        return page, asker.peer(ROOM, PRINT)

    def asker(self, grant: str, place: str, page: Sent) -> Asker:
        return Asker(page, GrantId(grant), DeviceId(grant.encode().ljust(8)), place)

    async def hears(self, *others: "Node") -> None:
        await self.room.hear({one.name: _travelled(one.room.said()) for one in others})


def _travelled(said: Said) -> Said:
    return decode(encode(said))


class World:
    def __init__(self) -> None:
        self.clock, self.core, self.places = Clock(), Core(), Places()
        self.a, self.b = (Node(name, self.places, self.core, self.clock) for name in "ab")

    async def talk(self) -> None:
        await self.a.hears(self.b)
        await self.b.hears(self.a)

    def gives(self, place: str, cue: str = "") -> None:
        self.core.now = Floor(0, place, cue) if place or cue else NO_FLOOR
        for node in (self.a, self.b):
            node.room.settle()


def rights(wire: Wire) -> list[tuple[bytes, Slot]]:
    return [(frame.peer, frame.slot) for frame in wire.of(link.Grant)]


async def test_each_node_renews_the_rights_of_its_own_pages_only() -> None:
    """Law 5: of a floor at A, B knows and says nothing to the bridge; the programme is on at both."""
    world = World()
    (bridge, at_a), (_, at_b) = world.a.links("east"), world.b.links("east")
    host, host_peer = await world.a.joins("h0")
    desk, desk_peer = await world.a.joins("o2", "n2")
    await world.b.joins("o3", "n3")
    world.a.room.publish(host, Slot.PROGRAMME, True)
    world.a.room.publish(desk, Slot.FLOOR, True)
    flows = link.Event(host_peer, Happened.FLOWS, Slot.PROGRAMME, [Part.CAMERA], 0)
    world.a.bridges.heard(bridge, flows)
    world.gives("n2")
    await world.talk()

    assert rights(at_a) == [(host_peer, Slot.PROGRAMME), (desk_peer, Slot.FLOOR)]
    assert rights(at_b) == []
    assert world.b.room.programme()[1:5] == [1, 1, 0, 0] == world.a.room.programme()[1:5]


async def test_a_node_does_not_take_the_floor_back_from_a_speaker_of_another() -> None:
    """Law: A's own link to the bridge may be cut, and its grace over: the place on air has its media through B."""
    world = World()
    bridge, _ = world.a.links("east")
    world.b.links("east")
    await world.a.joins("o3", "n3")
    desk, _ = await world.b.joins("o2", "n2")
    world.b.room.publish(desk, Slot.FLOOR, True)
    world.gives("n2")
    await world.talk()
    world.a.bridges.unlinked(bridge)
    for _ in range(2 * GRACE_S):
        world.clock.now += 1_000
        await world.talk()
        world.a.room.second()
        world.b.room.second()
    assert world.core.released == []
    assert world.a.room.grace_until_ms == 0


async def test_the_last_press_of_a_place_speaks_whatever_node_it_was_made_at() -> None:
    """Law (stage 6): desk at A, screen at B: the later press has the floor, and the former is told so."""
    world = World()
    (_, at_a), (_, at_b) = world.a.links("east"), world.b.links("east")
    desk, desk_peer = await world.a.joins("o2", "n2")
    world.a.room.publish(desk, Slot.FLOOR, True)
    world.gives("n2")
    await world.talk()
    screen = Sent()
    asker = world.b.asker("o9", "n2", screen)
    await world.b.room.join(asker, "v=0", PRINT, lambda sdp, code: None)
    world.b.room.publish(screen, Slot.FLOOR, True)
    await world.talk()

    assert world.a.room.stage.speaker == world.b.room.stage.speaker == asker.peer(ROOM, PRINT)
    assert at_a.of(link.Release) == [link.Release(desk_peer, Slot.FLOOR)]
    assert rights(at_b)[-1] == (asker.peer(ROOM, PRINT), Slot.FLOOR)

    world.b.room.publish(screen, Slot.FLOOR, False)
    await world.talk()
    await world.talk()
    assert world.a.room.stage.speaker == world.b.room.stage.speaker


async def test_the_director_is_named_by_the_node_that_seats_it() -> None:
    """Law: the host's seat that joined last, over all nodes; nobody unnames another node's."""
    world = World()
    (_, at_a), (_, at_b) = world.a.links("east"), world.b.links("east")
    _first, first_peer = await world.a.joins("h0")
    await world.talk()
    last = Sent()
    asker = Asker(last, GrantId("h0"), DeviceId(b"another."), "")
    await world.b.room.join(asker, "v=0", PRINT, lambda sdp, code: None)
    await world.talk()
    assert [frame.peer for frame in at_a.of(link.Direct)] == [first_peer]
    assert [frame.peer for frame in at_b.of(link.Direct)] == [asker.peer(ROOM, PRINT)]
    world.b.room.leave(last)
    await world.talk()
    assert [frame.peer for frame in at_a.of(link.Direct)][-1] == first_peer


async def test_what_a_dead_node_left_waits_for_its_page_with_all_it_had() -> None:
    """Law: the page is claimed at B and has its floor again without a press; unclaimed, it is let go after a while."""
    world = World()
    world.a.links("east")
    bridge, at_b = world.b.links("east")
    desk, desk_peer = await world.a.joins("o2", "n2")
    _other, other_peer = await world.a.joins("o3", "n3")
    await world.b.joins("o4", "n4")
    world.a.room.publish(desk, Slot.FLOOR, True)
    world.gives("n2")
    await world.talk()

    await world.b.hears()
    world.b.bridges.heard(bridge, link.Holds([link.Held(ROOM, desk_peer), link.Held(ROOM, other_peer)]))
    assert world.b.room.grace_until_ms == world.clock.now + GRACE_S * 1000
    assert rights(at_b) == []
    back = Sent()
    world.b.room.resume(world.b.asker("o2", "n2", back), PRINT)
    assert at_b.of(link.Claim) == [link.Claim(ROOM, desk_peer)]
    assert rights(at_b) == [(desk_peer, Slot.FLOOR)]
    assert (world.b.room.grace_until_ms, back.frames != []) == (0, True)

    for _ in range(ORPHAN_S):
        world.clock.now += 1_000
        world.b.room.second()
    assert at_b.of(link.Leave) == [link.Leave(other_peer)]


async def test_a_page_of_a_living_node_is_asked_of_the_bridge_and_called_back_if_it_has_none() -> None:
    """Law: CLAIM; HOLDS seats it here and MOVED forgets it there; GONE calls the page to join anew."""
    world = World()
    at_a_bridge, at_a = world.a.links("east")
    bridge, at_b = world.b.links("east")
    _, peer = await world.a.joins("o2", "n2")
    await world.talk()
    moved, lost = Sent(), Sent()
    world.b.room.resume(world.b.asker("o2", "n2", moved), PRINT)
    world.b.room.resume(world.b.asker("o7", "n7", lost), PRINT)
    claims: list[Any] = at_b.of(link.Claim)
    assert (claims[0].peer, moved.frames, lost.frames) == (peer, [], [])

    world.b.bridges.heard(bridge, link.Holds([link.Held(ROOM, peer)]))
    world.a.bridges.heard(at_a_bridge, link.Event(peer, Happened.MOVED, None, [], 0))
    world.b.bridges.heard(bridge, link.Event(claims[1].peer, Happened.GONE, None, [], 0))
    assert (list(world.b.room.stage.seats), list(world.a.room.stage.seats)) == ([peer], [])
    assert (len(moved.frames), len(lost.frames)) == (1, 1)
    assert at_a.of(link.Leave) == []


async def test_two_nodes_put_one_room_on_one_bridge() -> None:
    """Law: where each would choose another, the first word stands; a bridge only we have lost is not left."""
    world = World()
    west, _ = world.a.links("west")
    world.b.links("east")
    await world.a.joins("o2", "n2")
    await world.b.joins("o3", "n3")
    assert world.places.held == {ROOM: b"west...."}
    assert world.b.bridges.placed(ROOM) == b"west...."
    _, at_b = world.b.links("west")
    _, _peer = await world.b.joins("o3", "n3")
    assert (at_b.of(link.Join) != [], world.b.bridges.placed(ROOM)) == (True, b"west....")

    await world.talk()
    world.a.links("east")
    world.a.bridges.unlinked(west)
    world.clock.now += 60_000
    await world.talk()
    assert (await world.a.joins("o5", "n5"))[0].frames == []
    assert world.a.bridges.placed(ROOM) == b"west...."


async def test_a_room_that_is_being_joined_is_not_given_up() -> None:
    """Law: between a page's offer and the bridge's answer nobody is seated, and the others' words change nothing."""
    world = World()
    world.b.links("east")
    bridge, wire = world.a.links("east")
    answered: asyncio.Queue[Any] = asyncio.Queue()
    wire.heard = answered.put_nowait
    codes: list[str] = []
    asker = world.a.asker("o2", "n2", Sent())
    joining = asyncio.create_task(
        world.a.room.join(asker, "v=0", PRINT, lambda sdp, code: codes.append(code))
    )
    answer = await answered.get()
    await world.talk()
    world.a.bridges.heard(bridge, answer)
    await joining
    assert codes == [""]
