"""Fixtures of the edge: one running server with default settings per test that asks for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.edge.given import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened
