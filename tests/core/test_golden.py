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
    """Law: a whole conference, and one of random histories; a debate with phones and people online, and a random
    one; one that ends with its texts erased; the debate again where another part of a session counts."""
    assert [path.stem for path in JOURNALS] == [
        "a_debate",
        "a_leaving",
        "a_morning",
        "a_threshold",
        "many_hands",
        "many_voices",
    ]


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
    assert told == {name: golden[name] for name in ("verdicts", "figures", "snapshot", "digest")}


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: path.stem)
def test_a_golden_journal_holds_many_kinds_and_verdicts(path: Path) -> None:
    """Law: a golden journal that exercised little would prove little."""
    golden = json.loads(path.read_text())
    assert len({bytes.fromhex(entry)[1] for entry in golden["entries"]}) >= 15
    assert len(set(golden["verdicts"])) >= 10
    assert fold(golden["entries"], golden["snapshot"])["digest"] == golden["digest"]


def test_the_newest_columns_have_a_golden_journal() -> None:
    """Law: whoever raises the version of the snapshot writes a journal of its own beside the old ones."""
    versions = {json.loads(path.read_text())["snapshot"] for path in JOURNALS}
    assert versions == set(range(1, snapshot.VERSION + 1))
