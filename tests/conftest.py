"""What holds for every test of the house: repeatable in CI, on either engine, and each room says how long it took.

With TEST_JOURNAL=redis the servers of every story keep their journals in a real redis-server of the
test's own; without it, in files.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.engines import on_redis

TESTS = Path(__file__).parent

# A slow machine is no defect: nothing here asserts on time. In CI the same examples are tried on every run.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

ON_SERVERS = ("edge", "end_to_end")
"""Rooms whose tests tell stories to a whole server."""


@pytest.fixture(autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    if os.environ.get("TEST_JOURNAL") != "redis" or request.path.parent.name not in ON_SERVERS:
        yield
        return
    with on_redis():
        yield


_seconds: dict[str, float] = defaultdict(float)
_counts: dict[str, int] = defaultdict(int)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    room = report.nodeid.split("/")[1] if report.nodeid.count("/") > 1 else "tests"
    _seconds[room] += report.duration
    _counts[room] += report.when == "call"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if len(_seconds) < 2:
        return
    terminalreporter.write_sep("-", "seconds per room")
    for room in sorted(_seconds):
        terminalreporter.write_line(f"{room:<12} {_counts[room]:>5} tests {_seconds[room]:>7.1f} s")
