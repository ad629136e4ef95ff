"""Folds a golden journal and prints what came of it, as JSON: run by tests in processes of their own.

    python -m tests.core.golden tests/vectors/golden/<name>.json

A golden journal is {"entries": [hex of the journal's bytes…], "verdicts": […], "figures": {…}, "snapshot": version,
"digest": hex}. Entries and verdicts are for ever; the digest belongs to a version of the snapshot's columns.
"""

import json
import sys
from pathlib import Path

from server.core import snapshot
from server.core.conference import Conference
from server.wire.codec import decode_entry


def fold(entries: list[str]) -> dict[str, object]:
    """Verdicts by entry, figures by session and code, and the digest of the whole state."""
    conference = Conference()
    verdicts = []
    for seq, entry in enumerate(entries, 1):
        verdicts.append(int(conference.apply(seq, decode_entry(bytes.fromhex(entry))).verdict))
    conference.settle()
    figures = {
        f"{number}/{conference.code_of(node)}": [session.figures.place(node), session.figures.belonging(node)]
        for number, session in enumerate(conference.sessions)
        for node in range(conference.node_count)
    }
    digest = snapshot.digest(conference).hex()
    return {"verdicts": verdicts, "figures": figures, "snapshot": snapshot.VERSION, "digest": digest}


if __name__ == "__main__":
    print(json.dumps(fold(json.loads(Path(sys.argv[1]).read_text())["entries"])))
