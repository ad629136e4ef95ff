"""The house of two nodes, once per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.nodes.given import Nodes, two_nodes


@pytest_asyncio.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[Nodes]:
    async with two_nodes(tmp_path) as house:
        yield house
