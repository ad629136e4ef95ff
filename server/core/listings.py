"""Who listed or downloaded what names people or opens rights, as columns, and the one rule about it.

Rule: the server says so before anything leaves it (access.py); what it says is kept as it is. Who asked is a grant, a
device and an account, never a name.
"""

from array import array
from typing import TYPE_CHECKING, NamedTuple

from server.core.choices import Listing
from server.core.commands import NoteListed
from server.core.entries import Entry
from server.core.refusals import Judgement, Verdict

if TYPE_CHECKING:
    from server.core.state import State

COMMAND_LINE = -2
"""`account` of what was asked on the server's own machine."""


class Listed(NamedTuple):
    """One listing, as the host is told of it."""

    seq: int
    at_ms: int
    what: int
    count: int  # type: ignore[assignment]  # the word of the domain; nobody counts in a row
    node: int
    grant: str
    device: bytes
    account: int
    refused: bool


class Listings:
    """Listings in journal order. Owned by State; rows are never removed."""

    STATE = ("seq", "at_ms", "what", "counts", "nodes", "grants", "devices", "accounts", "refused")

    def __init__(self) -> None:
        self.seq = array("I")
        self.at_ms = array("q")
        self.what = bytearray()
        self.counts = array("q")
        self.nodes = array("i")
        self.grants: list[str] = []
        self.devices: list[bytes] = []
        self.accounts = array("i")
        self.refused = bytearray()

    def reindex(self) -> None:
        """Nothing is derived from the columns."""

    def __len__(self) -> int:
        return len(self.what)

    def add(self, body: NoteListed, at_ms: int, seq: int) -> None:
        self.seq.append(seq)
        self.at_ms.append(at_ms)
        self.what.append(body.what)
        self.counts.append(body.count)
        self.nodes.append(body.node)
        self.grants.append(body.grant)
        self.devices.append(body.device)
        self.accounts.append(body.account)
        self.refused.append(body.refused)

    def newest(self, most: int) -> list[Listed]:
        """The last listings, newest first."""
        return [self._row(row) for row in range(len(self) - 1, max(-1, len(self) - 1 - most), -1)]

    def _row(self, row: int) -> Listed:
        return Listed(
            self.seq[row],
            self.at_ms[row],
            self.what[row],
            self.counts[row],
            self.nodes[row],
            self.grants[row],
            self.devices[row],
            self.accounts[row],
            bool(self.refused[row]),
        )


def check_listed(state: "State", entry: Entry, body: NoteListed) -> Verdict | None:
    known = 0 <= body.what <= max(Listing) and body.count >= 0 and 0 <= body.node < len(state.units)
    return None if known else Verdict.BAD_COUNT


def note_listed(state: "State", seq: int, entry: Entry, body: NoteListed) -> Judgement:
    state.listings.add(body, entry.received_ms, seq)
    return Judgement(Verdict.ACCEPTED)
