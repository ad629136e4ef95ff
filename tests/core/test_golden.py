"""Old journals fold as they did, in every process, for ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.core import snapshot
from tests.core.golden import fold

ROOT = Path(__file__).parents[2]
JOURNALS = sorted((ROOT / "tests" / "vectors" / "golden").glob("*.json"))


def test_there_are_golden_journals() -> None:
    """Law: a whole conference, and one of random histories."""
    assert [path.stem for path in JOURNALS] == ["a_morning", "many_hands"]


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_golden_journal_folds_the_same_under_any_hash_seed(path: Path, seed: str) -> None:
    """Law: same entries, same verdicts, same state, in a process whose hashes fall otherwise."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.golden", str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
        text=True,
    )
    golden, told = json.loads(path.read_text()), json.loads(done.stdout)
    assert golden["snapshot"] == snapshot.VERSION, (
        "write the digest of the new columns beside the old journal"
    )
    assert told == {name: golden[name] for name in ("verdicts", "figures", "snapshot", "digest")}


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_golden_journal_holds_many_kinds_and_verdicts(path: Path) -> None:
    """Law: a golden journal that exercised little would prove little."""
    golden = json.loads(path.read_text())
    assert len({bytes.fromhex(entry)[1] for entry in golden["entries"]}) >= 15
    assert len(set(golden["verdicts"])) >= 10
    assert fold(golden["entries"])["digest"] == golden["digest"]
