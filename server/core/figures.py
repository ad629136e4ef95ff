"""The counted figures of one session, per node, in both roll-ups.

*Place* counts a person where she is summoned and where she is; *belonging* at her unit.

Rule 1: what happens changes `pending` at one node and marks it; `settle` carries it up to the root. Before
figures are read, settle. How often one settles changes nothing in the settled state.
Rule 2: a figure that needs two places ("summoned under this node and now under it") is counted once at the
nearest node above both; its sum over the subtree is then the figure, at every node.
Rule 3: online is a place, and it is the root: so a person online is here at node 0 and away everywhere below it. ONLINE
says how many of the people summoned under a node came that way.
"""

from array import array
from collections import Counter

from server.core.ids import NO_NODE, ROOT
from server.core.people import People
from server.core.units import Units

(SUMMONED, HERE_OWN, HERE_ALL, EVER_OWN, EVER_HOME, EXCUSED, EXEMPT, WALK_INS, HEAD_COUNT, POINTS, REPORTING,
 B_SUMMONED, B_HERE, B_EVER, B_EXCUSED, B_EXEMPT, ONLINE) = range(17)  # fmt: skip
COLUMNS = 17
ARRIVED_PLACE = (HERE_OWN, HERE_ALL, EVER_OWN, EVER_HOME)
"""What one first check-in of a summoned person at her own point adds at that point."""
ARRIVED_BELONGING = (B_HERE, B_EVER)
"""What the same check-in adds at her unit."""

CHUNK = 1 << 15
"""Arrivals looked up at once: all of a long list would be a hundred megabytes of numbers."""


class Figures:
    """Counters of one session. Owned by its Session; nodes are added with the tree."""

    STATE = ("totals", "changed", "seen")

    def __init__(self) -> None:
        self.totals = [array("q") for _ in range(COLUMNS)]
        self.changed = array("I")
        """Per node: seq of the last entry that changed its row."""
        self.seen = bytearray()
        """1 for a point with any evidence or head-count: it reports."""
        self.reindex()

    def reindex(self) -> None:
        """Start with nothing pending; true after `settle`."""
        size = len(self.changed)
        self.pending = [array("q", bytes(8 * size)) for _ in range(COLUMNS)]
        self.arrivals = array("I")
        """People who checked in first, at their own point, since `settle`: one append instead of six counters."""
        self.dirty: dict[int, int] = {}
        """Node that was touched -> seq of the last entry that did."""
        self.busy: dict[int, int] = {}
        """Those of them with something in `pending`."""

    def grow(self, size: int) -> None:
        """Make room for nodes below `size`."""
        more = size - len(self.changed)
        for column in (*self.totals, *self.pending):
            column.frombytes(bytes(8 * more))
        self.changed.frombytes(bytes(4 * more))
        self.seen.extend(bytes(more))

    def add(self, column: int, node: int, by: int, seq: int) -> None:
        self.pending[column][node] += by
        self.dirty[node] = self.busy[node] = seq

    def report(self, point: int, seq: int) -> None:
        """The point said something in this session."""
        if not self.seen[point]:
            self.seen[point] = 1
            self.add(REPORTING, point, 1, seq)

    def settle(self, parent: "array[int]", people: People, touched: "array[int]") -> None:
        """Carry everything pending up to the root. `touched`: per person the seq that last changed her row."""
        if self.arrivals:
            self._settle_arrivals(parent, people, touched)
        if not self.dirty:
            return
        for total, pending in zip(self.totals, self.pending, strict=True):
            deltas = {node: pending[node] for node in self.busy if pending[node]}
            for node in deltas:
                pending[node] = 0
            _carry_up(deltas, parent, [total])
        self._mark(parent)
        self.busy = {}

    def _settle_arrivals(self, parent: "array[int]", people: People, touched: "array[int]") -> None:
        """Count first check-ins in bulk, by loops that run in C. Whoever was touched again since she arrived has
        made her point and unit dirty with it, so a later seq of hers marks nothing that is not so."""
        arrivals, self.arrivals = self.arrivals, array("I")
        for nodes_of, figures in ((people.point_of, ARRIVED_PLACE), (people.unit_of, ARRIVED_BELONGING)):
            counts: Counter[int] = Counter()
            marks: dict[int, int] = {}
            for start in range(0, len(arrivals), CHUNK):
                chunk = arrivals[start : start + CHUNK]
                nodes = list(map(nodes_of.__getitem__, chunk))
                counts.update(nodes)
                marks.update(zip(nodes, map(touched.__getitem__, chunk), strict=True))
            for node, seq in marks.items():
                self.dirty[node] = max(seq, self.dirty.get(node, 0))
                if figures is ARRIVED_PLACE:
                    self.report(node, self.dirty[node])
            _carry_up(counts, parent, [self.totals[column] for column in figures])

    def _mark(self, parent: "array[int]") -> None:
        """Every dirty node and all above it were changed by the last seq that touched it."""
        changed, level = self.changed, self.dirty
        while level:
            above: dict[int, int] = {}
            for node, seq in level.items():
                if changed[node] < seq:
                    changed[node] = seq
                    up = parent[node]
                    if up >= 0 and above.get(up, 0) < seq:
                        above[up] = seq
            level = above
        self.dirty = {}

    def move(self, node: int, old_path: list[int], new_path: list[int]) -> None:
        """The settled figures of `node` count under other ancestors from now on."""
        for column in self.totals:
            for above in old_path:
                column[above] -= column[node]
            for above in new_path:
                column[above] += column[node]

    def still(self) -> "Figures":
        """The totals as they are now, to be read over several turns; nothing is added to it."""
        copy = Figures()
        copy.totals = [column[:] for column in self.totals]
        return copy

    def place(self, node: int) -> list[int]:
        """summoned, here_own, guests, ever_own, away, excused, exempt, walk_ins, head_count, points, reporting, online."""
        t = [column[node] for column in self.totals]
        return [t[SUMMONED], t[HERE_OWN], t[HERE_ALL] - t[HERE_OWN], t[EVER_OWN], t[EVER_HOME] - t[EVER_OWN],
                t[EXCUSED], t[EXEMPT], t[WALK_INS], t[HEAD_COUNT], t[POINTS], t[REPORTING], t[ONLINE]]  # fmt: skip

    def belonging(self, node: int) -> list[int]:
        """summoned, here, ever, excused, exempt."""
        return [self.totals[column][node] for column in range(B_SUMMONED, B_EXEMPT + 1)]


def _carry_up(level: dict[int, int], parent: "array[int]", columns: "list[array[int]]") -> None:
    """Add each node's number to `columns` at the node and at all above it, level by level: a parent is visited
    once for all its children."""
    while level:
        above: dict[int, int] = {}
        for node, by in level.items():
            for column in columns:
                column[node] += by
            up = parent[node]
            if up >= 0:
                above[up] = above.get(up, 0) + by
        level = above


def count_person(
    figures: Figures,
    units: Units,
    seq: int,
    by: int,
    *,
    home: int,
    unit: int,
    summoned: bool,
    excused: bool,
    exempt: bool,
    ever: int,
    now: int,
) -> None:
    """Add (`by` = 1) or take away (-1) one person as she stands.

    `ever`: point of her first check-in; `now`: the point she is at; ROOT online; each NO_NODE if none. Excused and exempt
    count only while she never came. A walk-in has no home; whoever is not summoned to this session counts
    nowhere but where she is.
    """
    add = figures.add
    if now != NO_NODE:
        add(WALK_INS if home == NO_NODE else HERE_ALL, now, by, seq)
    if not summoned:
        return
    came = ever != NO_NODE
    if exempt and not came:
        add(EXEMPT, home, by, seq)
        add(B_EXEMPT, unit, by, seq)
        return
    add(SUMMONED, home, by, seq)
    add(B_SUMMONED, unit, by, seq)
    if came:
        add(EVER_HOME, home, by, seq)
        add(EVER_OWN, units.meet(home, ever), by, seq)
        add(B_EVER, unit, by, seq)
        if ever == ROOT:
            add(ONLINE, home, by, seq)
    elif excused:
        add(EXCUSED, home, by, seq)
        add(B_EXCUSED, unit, by, seq)
    if now != NO_NODE:
        add(HERE_OWN, units.meet(home, now), by, seq)
        add(B_HERE, unit, by, seq)
