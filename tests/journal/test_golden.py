"""Golden journals through both adapters: what was appended in batches is followed back to the very same state."""

import json
from pathlib import Path

import pytest

from server.journal.chain import Chain
from server.journal.port import Journal
from tests.core.golden import fold
from tests.journal.conftest import Reopen
from tests.journal.given import history

FOLDER = Path(__file__).parents[1] / "vectors" / "golden"
GOLDEN = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


@pytest.mark.parametrize("name", GOLDEN)
async def test_a_golden_journal_folds_the_same_over_every_adapter(
    journal: Journal, reopen: Reopen, name: str
) -> None:
    golden = GOLDEN[name]
    entries = [bytes.fromhex(entry) for entry in golden["entries"]]
    for start in range(0, len(entries), 37):
        await journal.append(entries[start : start + 37])
    await journal.close()
    found = await history(await reopen())
    assert Chain().feed_all(found) == Chain().feed_all(entries)
    told = fold([entry.hex() for entry in found], golden["snapshot"])
    assert told == {name: golden[name] for name in ("verdicts", "figures", "snapshot", "digest")}
