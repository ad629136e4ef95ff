"""A separate reader of a journal: counts what is in it, with the second codec, and no server near it."""

from pathlib import Path

import msgpack  # type: ignore[import-untyped]

from bench.devices import CONFERENCE
from bench.ledger import ACKED, Ledger
from bench.lines import CHECK_IN
from server.journal.folder import DataFolder
from server.journal.sqlite_file import read_journal


def count_found(folder: Path, ledger: Ledger) -> int:
    """How many acknowledged check-ins of the run are in the journal of the dead server's folder."""
    found = set()
    with DataFolder.take(folder, "bench") as held:
        for block in read_journal(held.conference_journal(CONFERENCE)):
            for entry in block.entries:
                kind, id = msgpack.unpackb(entry)[:2]
                number = ledger.number_of(id) if kind == CHECK_IN else -1
                if number >= 0 and ledger.state[number] == ACKED:
                    found.add(number)
    return len(found)
