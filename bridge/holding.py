"""Which media sessions this bridge carries, and to which node of the house each belongs. Pure; LINK.md, "Several nodes".

Rule 1: a session belongs to the node that seated or claimed it last, for as long as that node's link is up.
Rule 2: what belongs to nobody may be claimed, told about and let go by any node.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

from bridge.stage import PeerId, RoomId


class Node(Protocol):
    """One end of a link, as far as owning goes."""

    @property
    def is_up(self) -> bool: ...


class Holding:
    """Owned by the process, shared by its links; one turn of the loop changes it."""

    def __init__(self) -> None:
        self._rooms: dict[PeerId, RoomId] = {}
        self._nodes: dict[PeerId, Node] = {}
        self._directors: dict[RoomId, PeerId] = {}

    def __len__(self) -> int:
        return len(self._rooms)

    def take(self, peer: PeerId, room: RoomId, node: Node) -> Node | None:
        """The peer is carried, and belongs to `node`; whose it was, if that is another living one."""
        former = self.node_of(peer)
        self._rooms[peer], self._nodes[peer] = room, node
        return former if former is not node else None

    def forget(self, peer: PeerId) -> None:
        self._rooms.pop(peer, None)
        self._nodes.pop(peer, None)

    def node_of(self, peer: PeerId) -> Node | None:
        """The living node the peer belongs to."""
        node = self._nodes.get(peer)
        return node if node is not None and node.is_up else None

    def is_open_to(self, peer: PeerId, node: Node) -> bool:
        """Whether `node` may decide about the peer: it is its own, or nobody's."""
        return self.node_of(peer) in (None, node)

    def directs(self, room: RoomId, peer: PeerId, node: Node) -> bool:
        """Whether `node` may make the peer (or, empty, nobody) the room's director: not over another's head."""
        subject = peer or self._directors.get(room, peer)
        if not self.is_open_to(subject, node):
            return False
        self._directors[room] = peer
        return True

    def is_in(self, peer: PeerId, room: RoomId) -> bool:
        return self._rooms.get(peer) == room

    def of_room(self, room: RoomId) -> list[PeerId]:
        return [peer for peer, held in self._rooms.items() if held == room]

    def of(self, node: Node) -> list[tuple[PeerId, RoomId]]:
        """What `node` seated or claimed last, whether or not its link is up."""
        return [(peer, room) for peer, room in self._rooms.items() if self._nodes.get(peer) is node]

    def nobodys(self) -> list[tuple[PeerId, RoomId]]:
        return [(peer, room) for peer, room in self._rooms.items() if self.node_of(peer) is None]

    def loads(self) -> Iterator[tuple[RoomId, int]]:
        """How many peers each room has."""
        return iter(Counter(self._rooms.values()).items())
