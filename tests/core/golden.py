"""Folds a golden journal and prints what came of it, as JSON: run by tests in processes of their own.

    python -m tests.core.golden tests/vectors/golden/<name>.json

A golden journal is {"entries": [hex of the journal's bytes…], "verdicts": […], "figures": {…}, "snapshot": version,
"digest": hex}. All of it is for ever: figures and digest are those of the columns that version had. What was added since is
left out before they are compared, so an old journal must fold to the very state it folded to then.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from server.core import snapshot
from server.core.conference import Conference
from server.wire.codec import decode_entry

PLACE_FIGURES = {1: 11, 2: 12, 3: 12, 4: 12}
"""How many a node had, by version of the snapshot."""

COLUMNS = {1: 16, 2: 17}
"""Columns of figures in the state."""

NEW_IN_2 = ("questions.", "papers.", "floor ", "phones ", "dwell ")
NEW_IN_3 = ("privacy.", "listings.")
PLAIN_PRIVACY = {"privacy.keep_days": 365, "privacy.version": 1}


def fold(entries: list[str], version: int = snapshot.VERSION) -> dict[str, object]:
    """Verdicts by entry, figures by session and code, and the digest of the whole state, as `version` had them."""
    conference = Conference()
    verdicts = []
    for seq, entry in enumerate(entries, 1):
        verdicts.append(int(conference.apply(seq, decode_entry(bytes.fromhex(entry))).verdict))
    conference.settle()
    figures = {
        f"{number}/{conference.code_of(node)}": [
            session.figures.place(node)[: PLACE_FIGURES[version]],
            session.figures.belonging(node),
        ]
        for number, session in enumerate(conference.sessions)
        for node in range(conference.node_count)
    }
    return {
        "verdicts": verdicts,
        "figures": figures,
        "snapshot": version,
        "digest": digest(conference, version),
    }


def digest(conference: Conference, version: int) -> str:
    """snapshot.digest over the columns of `version`."""
    if version == snapshot.VERSION:
        return snapshot.digest(conference).hex()
    told = sha256()
    frozen = snapshot.freeze(conference)
    for older in OLDER[: snapshot.VERSION - version]:
        frozen = older(frozen)
    for path, value in frozen.items():
        content = value if isinstance(value, bytes) else repr(value).encode()
        told.update(f"{path} {len(content)} ".encode() + content)
    return told.hexdigest()


def as_version_3(frozen: dict[str, Any]) -> dict[str, Any]:
    """What version 3 would have frozen: half of a session counted."""
    old = dict(frozen)
    assert old.pop("conference.online_percent") == 50
    return old | {"version": 3}


def as_version_2(frozen: dict[str, Any]) -> dict[str, Any]:
    """What version 2 would have frozen; raises AssertionError if any of the rest says anything."""
    old: dict[str, Any] = {}
    for path, value in frozen.items():
        if path.startswith(NEW_IN_3):
            assert value == PLAIN_PRIVACY.get(path, value if not value else None), path
        elif path.startswith("phones ") and path.endswith(".consent"):
            assert not any(value), path
        else:
            old[path] = value
    return old | {"version": 2}


def as_version_1(frozen: dict[str, Any]) -> dict[str, Any]:
    """What version 1 would have frozen; raises AssertionError if any of the rest is not empty."""
    old: dict[str, Any] = {}
    for path, value in frozen.items():
        if path.startswith(NEW_IN_2):
            assert not value or path.endswith(".changed"), path
        elif path.startswith("figures ") and path.endswith(".totals"):
            old[path] = value[: len(value) // COLUMNS[2] * COLUMNS[1]]
            assert not any(value[len(old[path]) :])
        else:
            old[path] = value
    return old | {"version": 1}


OLDER = (as_version_3, as_version_2, as_version_1)
"""Each leaves out what its version had not, the newest first."""


if __name__ == "__main__":
    golden = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps(fold(golden["entries"], golden["snapshot"])))
