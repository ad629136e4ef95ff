"""What the tests of the bridge share: the hall of receivers, and the server of the edge's tests for the link."""

from collections.abc import Iterator

import pytest

from tests.bridge.receivers import Hall
from tests.edge.conftest import house

__all__ = ["hall", "house"]


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = Hall()
    yield made
    made.close()
