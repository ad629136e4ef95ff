"""A separate reader of a journal: counts what is in it, with the second codec, and no server near it."""

from pathlib import Path

import msgpack  # type: ignore[import-untyped]

from bench.devices import CONFERENCE
from bench.ledger import ACKED, Ledger
from bench.lines import CHECK_IN
from server.app import archive
from server.settings import Settings


def count_found(folder: Path, journal: str, ledger: Ledger) -> int:
    """How many acknowledged check-ins of the run are in the journal of the dead server."""
    found = set()
    with archive(Settings(data=folder, journal=journal)) as journals:
        for block in journals.blocks(CONFERENCE):
            for entry in block.entries:
                kind, id = msgpack.unpackb(entry)[:2]
                number = ledger.number_of(id) if kind == CHECK_IN else -1
                if number >= 0 and ledger.state[number] == ACKED:
                    found.add(number)
    return len(found)
