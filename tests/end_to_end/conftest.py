"""A real server on a free port and an empty data folder for each test; the system's Chromium, one process for all.

That process belongs to one event loop, so the whole room runs on one. Browsers are apart all the same (Chromium's
contexts), and each server has a port of its own, so no page has anything of another test's.
"""

from collections.abc import AsyncIterator, Generator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.end_to_end.browser import EXPECTED_WITHIN_MS, Chromium, Crowd, chromium_with, crowd_in
from tests.end_to_end.server import Server

expect.set_options(timeout=EXPECTED_WITHIN_MS)

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Chromium]:
    async with chromium_with() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    started = Server(tmp_path / "data")
    async with started.running():
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def people(server: Server, chromium: Chromium, request: pytest.FixtureRequest) -> AsyncIterator[Crowd]:
    """Browsers. After a failure their pages are pictures in tests/out; a page that threw fails its test."""
    async with crowd_in(chromium, server.url) as gathered:
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
