"""The tree of units and points, as columns: one number space, node 0 is the conference itself.

Rule 1: a node's number is the order in which the fold met it, and never changes.
Rule 2: a unit keeps its parent for ever; a point may change unit only while the conference is a draft.
Rule 3: unit codes and point codes are two spaces: a commune and its only room often share one.
"""

from array import array
from collections.abc import Iterator

from server.core.ids import NO_NODE, ROOT, NodeNo

KIND_ROOT, KIND_UNIT, KIND_POINT = 0, 1, 2

NEVER_LINKED, LINKED, LOST = 0, 1, 2


class Units:
    """The nodes of one conference. Owned by its State; grows, never shrinks."""

    STATE = ("parent", "kind", "carrier", "capacity", "codes", "names", "levels", "addresses", "contacts",
             "news", "news_ms", "linked_ms")  # fmt: skip

    def __init__(self) -> None:
        self.parent = array("i")
        self.kind = bytearray()
        self.carrier = bytearray()
        self.capacity = array("i")
        self.codes: list[str] = []
        self.names: list[str] = []
        self.levels: list[str] = []
        self.addresses: list[str] = []
        self.contacts: list[bytes] = []
        """Subject of the point's contact text in the vault; b"" for units."""
        self.news = bytearray()
        """Per node NEVER_LINKED, LINKED or LOST, as the server last noted it."""
        self.news_ms = array("q")
        self.linked_ms = array("q")
        """When the point was linked first; 0 if never."""
        self.reindex()
        self.add_unit(NO_NODE, "", "", "")
        self.kind[ROOT] = KIND_ROOT
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self.unit_of_code: dict[str, int] = {}
        self.point_of_code: dict[str, int] = {}
        self._children: dict[int, list[int]] = {}
        self._filed = 0
        self._points_below: list[int] = []
        self.point_count = self.kind.count(KIND_POINT)
        self.linked_count = sum(1 for at_ms in self.linked_ms if at_ms)
        for node, kind in enumerate(self.kind):
            if kind == KIND_POINT:
                self.point_of_code[self.codes[node]] = node
            elif kind == KIND_UNIT:
                self.unit_of_code[self.codes[node]] = node

    def __len__(self) -> int:
        return len(self.kind)

    def _add(self, parent: int, kind: int, code: str, name: str) -> NodeNo:
        self.parent.append(parent)
        self.kind.append(kind)
        self.codes.append(code)
        self.names.append(name)
        self.news.append(NEVER_LINKED)
        self.news_ms.append(0)
        self.linked_ms.append(0)
        return NodeNo(len(self.kind) - 1)

    def add_unit(self, parent: int, code: str, name: str, level: str) -> NodeNo:
        node = self._add(parent, KIND_UNIT, code, name)
        self.carrier.append(0)
        self.capacity.append(0)
        self.levels.append(level)
        self.addresses.append("")
        self.contacts.append(b"")
        self.unit_of_code[code] = node
        return node

    def add_point(
        self, parent: int, code: str, name: str, carrier: int, capacity: int, address: str, contact: bytes
    ) -> NodeNo:
        node = self._add(parent, KIND_POINT, code, name)
        self.carrier.append(carrier)
        self.capacity.append(capacity)
        self.levels.append("")
        self.addresses.append(address)
        self.contacts.append(contact)
        self.point_of_code[code] = node
        self.point_count += 1
        return node

    def rename_unit(self, node: int, name: str, level: str) -> None:
        self.names[node] = name
        self.levels[node] = level

    def change_point(
        self, node: int, parent: int, name: str, carrier: int, capacity: int, address: str, contact: bytes
    ) -> None:
        if self.parent[node] != parent:
            self.parent[node] = parent
            self._children, self._filed = {}, 0
            self._points_below = []
        self.names[node] = name
        self.carrier[node] = carrier
        self.capacity[node] = capacity
        self.addresses[node] = address
        self.contacts[node] = contact

    def is_point(self, node: int) -> bool:
        return 0 <= node < len(self.kind) and self.kind[node] == KIND_POINT

    def is_unit(self, node: int) -> bool:
        """True for units and for the conference itself."""
        return 0 <= node < len(self.kind) and self.kind[node] != KIND_POINT

    def children(self, node: int) -> list[int]:
        """Node numbers in order of number; the list is ours, not to be changed."""
        parent, children = self.parent, self._children
        for child in range(self._filed, len(parent)):
            children.setdefault(parent[child], []).append(child)
        self._filed = len(parent)
        return children.get(node, [])

    def points_below(self, node: int) -> int:
        """How many points stand under the node (itself, if it is one)."""
        if len(self._points_below) != len(self.kind):
            self._points_below = [0] * len(self.kind)
            for point, kind in enumerate(self.kind):
                if kind == KIND_POINT:
                    for above in self.path(point):
                        self._points_below[above] += 1
        return self._points_below[node]

    def points_under(self, node: int) -> Iterator[NodeNo]:
        """The points of the subtree (the node itself if it is one), depth first."""
        todo = [node]
        while todo:
            node = todo.pop()
            if self.kind[node] == KIND_POINT:
                yield NodeNo(node)
            todo.extend(reversed(self.children(node)))

    def is_under(self, node: int, ancestor: int) -> bool:
        """True when `ancestor` is `node` or stands above it."""
        parent = self.parent
        while node > 0 and node != ancestor:
            node = parent[node]
        return node == ancestor

    def path(self, node: int) -> list[int]:
        """The node and what stands above it, root first."""
        path = []
        while node >= 0:
            path.append(node)
            node = self.parent[node]
        return path[::-1]

    def meet(self, one: int, other: int) -> int:
        """The nearest node that both stand under (or are)."""
        if one == other:
            return one
        above = self.path(one)
        while other not in above:
            other = self.parent[other]
        return other
