"""A test that is skipped, expected to fail or waits for time is a defect; so is code that promises to come later."""

import re

import pytest

from tests.house.reading import ROOT, files, name

ESCAPES = {
    "skipped or expected to fail (Python)": r"mark\.(skip|skipif|xfail)|pytest\.(skip|xfail|importorskip)\(",
    "skipped or singled out (TypeScript)": r"\b(it|test|describe)\.(skip|only|todo|fails)\b",
    "to do": r"\b(TODO|FIXME|XXX|HACK)\b",
    "not there yet": r"raise NotImplementedError",
    "waits for time": r"time\.sleep\(|asyncio\.sleep\((?!0\))|wait_for_timeout\(",
}
WAITS = {
    "tests/end_to_end/server.py": "a process of our own publishes nothing before it listens: asked again until it answers",
    "tests/soak/__main__.py": "kills come at random moments: the soak is a program, not a test",
    "tests/soak/desk.py": "a client's own back-off and pace, as PROTOCOL.md asks",
    "tests/soak/world.py": "servers and desks are looked at again until the condition holds",
    "tests/nodes/given.py": "a client's own back-off between two tries is what is told",
    "tests/peers/program.py": "a program of another house publishes nothing before it listens: asked again until it answers",
}
"""Files of tests that may pause between two looks at a condition, with the reason."""


@pytest.mark.parametrize(
    "escape", ["skipped or expected to fail (Python)", "skipped or singled out (TypeScript)"]
)
def test_no_test_is_left_out(escape: str) -> None:
    """Law: every test written runs, and its failure fails the run."""
    written = files("tests") + files("web_client", suffixes=(".ts", ".tsx"))
    assert not found(escape, [path for path in written if path.name != "test_honesty.py"])


@pytest.mark.parametrize("escape", ["to do", "not there yet"])
def test_nothing_promises_to_come_later(escape: str) -> None:
    """Law: what is in the house works; what does not work is not in the house."""
    written = files("server", "bridge", "bench", "tests", ".ci", "config", suffixes=(".py", ".sh"))
    written += files("web_client", suffixes=(".ts", ".tsx", ".css"))
    assert not found(escape, [path for path in written if path.name != "test_honesty.py"])


def test_no_test_waits_for_time() -> None:
    """Law: a test waits for a condition the code publishes."""
    waiting = found("waits for time", [path for path in files("tests") if path.name != "test_honesty.py"])
    assert {line.split(":")[0] for line in waiting} <= WAITS.keys(), waiting
    assert all((ROOT / file).exists() for file in WAITS)


def found(escape: str, paths: list) -> list[str]:
    pattern = re.compile(ESCAPES[escape])
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
