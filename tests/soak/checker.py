"""The checker: folds the journal by itself, with no server near, and compares it with what everybody was told."""

from typing import Any, NamedTuple

from bench.devices import CONFERENCE
from server.core import rows
from server.core.conference import Conference
from server.journal.archive import Archive
from server.journal.chain import PREFIX_BYTES, Chain
from server.wire.codec import decode_entry
from tests.soak.desk import Book


class Fault(Exception):
    """Something acknowledged is not there, is there twice, or two nodes do not agree."""


class Folded(NamedTuple):
    state: Conference
    heads: list[bytes]
    """The first bytes of c(n) for every n from 0."""


class Told(NamedTuple):
    """What a page of one node shows."""

    node: str
    position: list[Any]
    rows: dict[int, list[Any]]


def fold(journals: Archive) -> Folded:
    state, chain, heads = Conference(), Chain(), [bytes(PREFIX_BYTES)]
    for block in journals.blocks(CONFERENCE):
        for raw in block.entries:
            state.apply(chain.seq + 1, decode_entry(raw))
            chain.feed(raw)
            heads.append(chain.prefix)
    state.settle()
    return Folded(state, heads)


def demand_each_once(book: Book, folded: Folded) -> int:
    """Every check-in that was acknowledged is evidence, once, of the right person at the right point. Raises Fault."""
    evidence = folded.state.evidence
    found: dict[bytes, int] = {}
    for number in range(len(evidence)):
        piece = evidence[number]
        found[piece.command] = found.get(piece.command, 0) + 1
        told = book.accepted.get(piece.command)
        if told is not None and (told.person, told.point) != (piece.person, piece.point):
            raise Fault(f"{piece.command.hex()} was of {told}, and the journal says {piece}")
    lost = [id for id in book.accepted if id not in found]
    twice = [id for id, count in found.items() if count > 1]
    if lost or twice:
        one = (lost or twice)[0].hex()
        raise Fault(
            f"{len(lost)} acknowledged check-ins are lost, {len(twice)} stand twice, such as {one}, "
            f"of {len(book.accepted)} acknowledged; the journal has {len(folded.heads) - 1} entries"
        )
    return len(book.accepted)


def demand_agreement(folded: Folded, pages: list[Told]) -> None:
    """Every node stands in the checker's history and shows the figures of the checker's own fold. Raises Fault."""
    expected = {row[0]: _figures(list(row)) for row in rows.board(folded.state, 0, 0)}
    for page in pages:
        epoch, seq, head = page.position
        if epoch != folded.state.epoch or not seq < len(folded.heads) or folded.heads[seq] != head:
            raise Fault(f"{page.node} stands at {page.position}, which is not in the journal")
        shown = {key: _figures(row) for key, row in page.rows.items()}
        if shown != expected:
            raise Fault(f"{page.node} shows {shown}; the journal says {expected}")


def _figures(row: list[Any]) -> list[list[int]]:
    return [list(row[4]), list(row[5])]
