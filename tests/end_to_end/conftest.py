"""A real server on a free port and an empty data folder, and the system's Chromium."""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.end_to_end.browser import EXPECTED_WITHIN_MS, Crowd, crowd
from tests.end_to_end.server import Server

expect.set_options(timeout=EXPECTED_WITHIN_MS)


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    started = Server(tmp_path / "data")
    async with started.running():
        yield started


@pytest_asyncio.fixture
async def people(server: Server, request: pytest.FixtureRequest) -> AsyncIterator[Crowd]:
    """Browsers. After a failure their pages are pictures in tests/out; a page that threw fails its test."""
    async with crowd(server.url) as gathered:
        yield gathered
        if request.node.stash.get(FAILED, False):
            await gathered.is_pictured(request.node.name)
    assert not gathered.faults


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
