"""The core gets clocks, ids and randomness as data, so the same entries always fold to the same state."""

from pathlib import Path

import pytest

from tests.house.reading import files, imports, name, tree

PURE = {
    "array", "bisect", "collections", "dataclasses", "enum", "functools", "hashlib", "heapq", "itertools", "math",
    "operator", "re", "struct", "sys", "types", "typing", "unicodedata", "zlib",
}  # fmt: skip
"""The only modules the core may know beside itself. `sys`: byte order and interning, nothing that changes."""


@pytest.mark.parametrize("path", files("server/core"), ids=name)
def test_the_core_imports_nothing_that_knows_the_world(path: Path) -> None:
    """Law: no clock, randomness, I/O, log, loop or third-party package below server/core."""
    strangers = {
        module
        for module in imports(tree(path))
        if module.split(".")[0] not in PURE and not module.startswith("server.core")
    }
    assert not strangers


@pytest.mark.parametrize("path", files("server/core"), ids=name)
def test_the_core_never_waits(path: Path) -> None:
    """Law: no coroutine stands below server/core: a fold is one synchronous step."""
    assert "async def" not in path.read_text(encoding="utf-8")
