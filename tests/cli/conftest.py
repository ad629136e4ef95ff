"""Fixtures of the command line: one small conference in a data folder of its own."""

from pathlib import Path

import pytest

from tests.cli.given import Made, conference


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return conference(tmp_path / "data")
