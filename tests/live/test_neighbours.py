"""Presence over two nodes: a point is linked where any node has its socket, and the journal is told once, by one of them."""

from server.core.choices import PointNews
from server.core.commands import NotePoint
from server.core.ids import ConferenceId, DeviceId, Millis, NodeNo
from server.live.attending import Attending
from server.live.bridges import Bridges
from server.live.media import MediaRoom
from server.live.neighbours import Neighbours
from server.live.presence import NEWS_GAP_MS, SILENT_S, Link, Presence
from tests.given import SERVER, Story, running
from tests.live.test_media import Clock, Core

ROOM = ConferenceId("7K2M9QXW")


class Store:
    """What the nodes share: the last word of each. `is_away`: nobody can be asked."""

    def __init__(self) -> None:
        self.said: dict[str, bytes] = {}
        self.is_away = False


class Shared:
    def __init__(self, node: str, store: Store) -> None:
        self.node = node
        self._store = store

    async def exchange(self, conference: str, said: bytes) -> dict[str, bytes]:
        if self._store.is_away:
            raise ConnectionError("away")
        self._store.said[self.node] = said
        return {node: word for node, word in self._store.said.items() if node != self.node}

    async def place(self, room: str, bridge: bytes, instead_of: bytes = b"") -> bytes:
        return bridge


class Node:
    """One node: what it knows, what it writes down. The journal of all nodes is the story's."""

    def __init__(self, name: str, story: Story, store: Store, clock: Clock) -> None:
        self.name, self.story, self.store, self.clock = name, story, store, clock
        state = story.conference
        self.presence = Presence(state)
        self.attending = Attending(state)
        media = MediaRoom(ROOM, Bridges(clock), Core(), clock, None, Shared(name, store))
        self.changed: list[int] = []
        """Devices that may be linked or not from then on, by number."""
        others = Shared(name, store), state, self.presence, media, clock
        self.neighbours = Neighbours(ROOM, *others, self.changed.append)
        self.here: list[DeviceId] = []


class House:
    """Nodes "a" and "b", of which a is the scribe, and what they wrote: (node, what, time in s)."""

    def __init__(self) -> None:
        self.story, self.store, self.clock = running(), Store(), Clock()
        self.clock.now = self.story.at
        self.began = self.clock.now
        self.nodes = {name: Node(name, self.story, self.store, self.clock) for name in "ab"}
        self.written: list[tuple[str, object, float]] = []

    @property
    def now(self) -> Millis:
        return self.clock()

    async def passes(self, seconds: int) -> None:
        """Second by second every living node talks, and writes down what is due."""
        for _ in range(seconds):
            self.clock.now += 1_000
            for node in list(self.nodes.values()):
                await node.neighbours.exchange()
            for node in list(self.nodes.values()):
                self.writes(node)

    def writes(self, node: Node) -> None:
        for news in node.presence.second(self.now):
            self.written.append((node.name, PointNews(news.news), (news.at_ms - self.began) / 1000))
            self.story.asks(NotePoint(*news), SERVER, received_ms=self.now)
            for each in self.nodes.values():
                each.presence.noted(news.point, PointNews(news.news), self.now)
        elsewhere = node.neighbours.online_elsewhere()
        for word in node.attending.second(node.here, self.now, elsewhere, node.neighbours.is_scribe):
            self.written.append((node.name, word.joined, (word.at_ms - self.began) / 1000))
            self.story.asks(word, SERVER, received_ms=self.now)
            for each in self.nodes.values():
                each.attending.noted(word)

    def dies(self, name: str) -> None:
        del self.nodes[name], self.store.said[name]

    def opens(self, name: str, device: DeviceId) -> None:
        node = self.nodes[name]
        node.here.append(device)
        node.neighbours.arrive(device, is_online=True)

    def shuts(self, name: str, device: DeviceId) -> None:
        node = self.nodes[name]
        node.here.remove(device)
        node.neighbours.depart(device)


async def test_a_node_that_has_not_heard_the_others_writes_nobody_s_loss() -> None:
    """Law: a node that began while the store was away does not know who is where."""
    house = House()
    a1 = house.story.node("A1")
    house.store.is_away = True
    house.nodes["a"].presence.link(a1, house.now)
    await house.passes(70)
    house.nodes["a"].presence.unlink(a1, house.now)
    await house.passes(SILENT_S + 70)
    assert house.written == [("a", PointNews.FIRST_LINKED, 0)]


async def test_a_point_linked_at_one_node_is_linked_at_all() -> None:
    """Law: presence is of the house; the node with the socket writes that it was linked, once."""
    house = House()
    a1 = house.story.node("A1")
    house.nodes["b"].presence.link(a1, house.now)
    await house.passes(3)
    assert [node.presence.state_of(a1) for node in house.nodes.values()] == [Link.LINKED] * 2
    assert house.nodes["a"].presence.counts(NodeNo(0)) == house.nodes["b"].presence.counts(NodeNo(0))
    assert house.nodes["a"].presence.heard_ms(a1) == house.now
    assert house.written == [("b", PointNews.FIRST_LINKED, 0)]


async def test_whoever_lists_devices_is_told_which_came_and_went_at_any_node() -> None:
    """Law: at the node itself at once, at the others when they hear of it; in between nobody is told anything."""
    house = House()
    a, b = house.nodes["a"], house.nodes["b"]
    desk = house.story.enrols("o2")
    number = house.story.conference.links.number_of[desk]
    for opens in (True, False):
        (b.neighbours.arrive(desk, False) if opens else b.neighbours.depart(desk))
        assert b.changed == [number] and not a.changed
        await house.passes(2)
        assert a.changed == [number]
        assert a.neighbours.is_linked(desk) is b.neighbours.is_linked(desk) is opens
        await house.passes(3)
        assert a.changed == b.changed == [number]
        a.changed.clear()
        b.changed.clear()


async def test_a_page_that_moves_between_nodes_is_no_news() -> None:
    """Law: linked at B before or after it left A, in either order, nothing is lost and nothing is back."""
    house = House()
    a1 = house.story.node("A1")
    a, b = (node.presence for node in house.nodes.values())
    a.link(a1, house.now)
    await house.passes(100)
    b.link(a1, house.now)
    await house.passes(2)
    a.unlink(a1, house.now)
    await house.passes(100)
    b.unlink(a1, house.now)
    await house.passes(5)
    a.link(a1, house.now)
    await house.passes(100)
    assert house.written == [("a", PointNews.FIRST_LINKED, 0)]
    assert [one.state_of(a1) for one in (a, b)] == [Link.LINKED] * 2


async def test_a_point_that_is_at_no_node_is_lost_once_and_back_once() -> None:
    """Law: after the grace the scribe writes it, whoever had the socket; who links it again writes that."""
    house = House()
    a1 = house.story.node("A1")
    b = house.nodes["b"].presence
    b.link(a1, house.now)
    await house.passes(70)
    b.unlink(a1, house.now)
    await house.passes(SILENT_S + 65)
    assert [node.presence.state_of(a1) for node in house.nodes.values()] == [Link.SILENT] * 2
    b.link(a1, house.now)
    await house.passes(65)
    assert [(who, what) for who, what, _ in house.written] == [
        ("b", PointNews.FIRST_LINKED),
        ("a", PointNews.LOST),
        ("b", PointNews.BACK),
    ]


async def test_points_of_a_dead_node_have_their_grace_and_are_lost_once() -> None:
    """Law: the node that is left, though it never saw them, writes down who did not come back; who did is no news."""
    house = House()
    stays, goes = house.story.node("A1"), house.story.node("A2")
    a, b = house.nodes["a"].presence, house.nodes["b"].presence
    for point in (stays, goes):
        a.link(point, house.now)
    await house.passes(100)
    house.dies("a")
    await house.passes(3)
    b.link(stays, house.now)
    assert b.state_of(goes) is Link.LINKED
    await house.passes(SILENT_S)
    assert (b.state_of(stays), b.state_of(goes)) == (Link.LINKED, Link.SILENT)
    await house.passes(100)
    assert [(who, what) for who, what, _ in house.written] == [
        ("a", PointNews.FIRST_LINKED),
        ("a", PointNews.FIRST_LINKED),
        ("b", PointNews.LOST),
    ]


async def test_a_point_that_another_node_called_lost_is_said_to_be_back() -> None:
    """Law: the journal does not end with "lost" while a socket of the point is open here."""
    house = House()
    a1 = house.story.node("A1")
    b = house.nodes["b"].presence
    b.link(a1, house.now)
    await house.passes(1)
    house.story.asks(NotePoint(a1, PointNews.LOST, house.now), SERVER, received_ms=house.now)
    b.noted(a1, PointNews.LOST, house.now)
    await house.passes(NEWS_GAP_MS // 1000 + 1)
    assert house.written[-1][:2] == ("b", PointNews.BACK)


async def test_a_store_that_is_away_makes_nobody_silent() -> None:
    """Law: what was heard last stands until somebody can be asked again."""
    house = House()
    a1 = house.story.node("A1")
    house.nodes["b"].presence.link(a1, house.now)
    await house.passes(2)
    house.store.is_away = True
    await house.passes(3 * SILENT_S)
    assert house.nodes["a"].presence.state_of(a1) is Link.LINKED


async def test_a_person_online_who_moves_between_nodes_stays() -> None:
    """Law: A's "left" never comes after B's "joined": she was at some node all the time, or away for less than a minute."""
    house = House()
    phone = house.story.phones_in(5)
    house.opens("a", phone)
    await house.passes(30)
    house.shuts("a", phone)
    await house.passes(10)
    house.opens("b", phone)
    await house.passes(120)
    assert {what for _, what, _ in house.written} == {True}
    words = house.story.conference.sessions[0].dwell.words(5)
    assert all(word.joined for word in words)


async def test_a_person_online_who_is_at_no_node_left_once() -> None:
    """Law: the scribe says so a minute later, at the time she left, wherever she had been."""
    house = House()
    phone = house.story.phones_in(5)
    house.opens("b", phone)
    await house.passes(30)
    house.shuts("b", phone)
    await house.passes(100)
    assert [(who, what) for who, what, _ in house.written] == [("b", True), ("a", False)]


async def test_people_of_a_dead_node_left_unless_they_come_back() -> None:
    """Law: one at B again is no news; the other is said to have left by B, which never had her."""
    house = House()
    back, gone = house.story.phones_in(5), house.story.phones_in(6)
    for phone in (back, gone):
        house.opens("a", phone)
    await house.passes(30)
    house.dies("a")
    await house.passes(5)
    house.opens("b", back)
    await house.passes(100)
    dwell = house.story.conference.sessions[0].dwell
    assert (dwell.words(5)[-1].joined, dwell.words(6)[-1].joined) == (True, False)
    assert [(who, what) for who, what, _ in house.written if not what] == [("b", False)]


async def test_a_device_is_linked_wherever_its_socket_is() -> None:
    """Law: the list of a link's devices is the same at every node."""
    house = House()
    phone, other = house.story.phones_in(5), house.story.phones_in(6)
    house.opens("a", phone)
    await house.passes(1)
    for node in house.nodes.values():
        assert (node.neighbours.is_linked(phone), node.neighbours.is_linked(other)) == (True, False)
    assert house.nodes["b"].neighbours.names == ["a"]
