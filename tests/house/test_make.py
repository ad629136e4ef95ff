"""The Makefile's own words are true: a command nobody runs every day breaks without anybody noticing."""

import re

from tests.house.reading import ROOT


def test_every_script_the_makefile_runs_is_there() -> None:
    """Law: of each `sh …` line."""
    scripts = re.findall(r"\bsh (\S+\.sh)", (ROOT / "Makefile").read_text())
    assert scripts
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
