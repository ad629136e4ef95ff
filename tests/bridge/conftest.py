"""What the tests of the bridge share."""

from collections.abc import Iterator

import pytest

from tests.bridge.receivers import Hall


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = Hall()
    yield made
    made.close()
