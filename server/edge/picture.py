"""The picture: how this house runs at one moment, as GET /api/operations tells it. Structs only; it holds no rule.

Rule: ids, titles, networks, figures. No person, no link, no name that somebody typed to sign in.
"""

import msgspec

from server.core.ids import Millis
from server.edge.nodes import Node
from server.edge.tally import Happening


class Trouble(msgspec.Struct, frozen=True):
    """Something that is not well; the page has its words and the next step under `code` (troubles.py)."""

    code: str
    level: str
    """ "now": people are hurt, or soon will be; "next": look at it today."""
    about: str = ""
    """A title or a name; "" where it concerns the whole node."""
    since_ms: Millis = Millis(0)
    """0 until the watch has seen it (operations.py)."""
    n: float = 0
    """The figure its words speak of."""


class Bridge(msgspec.Struct, frozen=True):
    id: str
    name: str
    node: str
    """The node it is linked to; "" when to none."""
    since_ms: Millis | None
    """Since when it is linked, or is not; None where this node cannot know."""
    told: "BridgeTold | None" = None
    """What it said last; None unless it is linked to the node that was asked."""


class BridgeTold(msgspec.Struct, frozen=True):
    rooms: int
    peers: int
    packets_sent: int
    packets_dropped: int
    dropped_share: float
    repeats_asked: int
    repeats_sent: int
    strange: int
    cpu_permille: int
    memory_bytes: int
    version: str
    addresses: list[str]


class Journal(msgspec.Struct, frozen=True):
    id: str
    """A conference's, or "house"."""
    title: str
    phase: int | None
    """core.state.Phase; None for the house, and for a conference that is not open here."""
    is_open: bool
    engine: str = ""
    entries: int = 0
    """Durable ones."""
    behind: int = 0
    """Durable and not folded yet."""
    size_bytes: int = 0
    last_append_ms: Millis | None = None
    """None: none was folded since this node began."""
    commits: int = 0
    """Of the last ten minutes, as are the two times."""
    commit_p50_ms: float | None = None
    commit_p99_ms: float | None = None
    snapshot_ms: Millis | None = None
    snapshot_behind: int = 0
    """Entries the next start has to fold."""
    points: int = 0
    points_linked: int = 0
    points_silent: int = 0


class Sockets(msgspec.Struct, frozen=True):
    open: int
    most: int
    behind: int
    closed_slow: int
    """Since this node began."""
    closed_slow_lately: int
    """In the last quarter of an hour."""
    closed_slow_ms: Millis | None


class Network(msgspec.Struct, frozen=True):
    network: str
    times: int
    last_ms: Millis


class SignIns(msgspec.Struct, frozen=True):
    failed_by_hour: list[int]
    """24 hours, the oldest first; the last is the hour that runs."""
    failed_lately: int
    """In the last hour."""
    last: list[Happening]
    """The newest first."""
    networks: list[Network]
    """Those with the most."""


class Limit(msgspec.Struct, frozen=True):
    name: str
    """The setting that sets it; "gate": no setting, pages that come back were told when to come (gate.py)."""
    hits: int
    last_ms: Millis | None


class Disk(msgspec.Struct, frozen=True):
    free_bytes: int | None
    """None: the data folder cannot be looked at."""
    size_bytes: int | None


class ClockSeen(msgspec.Struct, frozen=True):
    now_ms: Millis
    moved_ms: int
    """By how much the clock was set in this life of the node."""
    moved_at_ms: Millis | None


class Incidents(msgspec.Struct, frozen=True):
    lately: int
    """In the last hour."""
    last: list[Happening]


class Picture(msgspec.Struct, frozen=True):
    as_of_ms: Millis
    troubles: list[Trouble]
    nodes: list[Node]
    bridges: list[Bridge]
    journals: list[Journal]
    journals_more: int
    """Closed conferences that are not listed."""
    sockets: Sockets
    sign_ins: SignIns
    limits: list[Limit]
    disk: Disk
    clock: ClockSeen
    incidents: Incidents
