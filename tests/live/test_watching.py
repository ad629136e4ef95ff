"""What a tick deals out: nothing is lost while names cannot be read, and presence moves it too."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.core.commands import CheckIn, EnrolDevice
from server.core.ids import PersonNo
from server.journal.port import JournalBusy
from server.live.conference import LiveConference
from tests.edge.given import open_house
from tests.live.test_views import DESK, POINT, ROOM, S0, Page, says


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[LiveConference]:
    """A running conference with a desk at its first point."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        await says(live, EnrolDevice(DESK, 1, ROOM, bytes(32), "Chrome · Windows"))
        yield live


async def test_while_names_cannot_be_read_nobody_moves_on(live: LiveConference) -> None:
    """Law: whoever watched before and whoever joined meanwhile shows the roster as it is, once names are read again."""
    page, late = Page(DESK, ROOM), Page(DESK, ROOM)
    topic = f"roster/{POINT}/0"
    assert page.watches(live, topic)
    people = len(await page.shows(topic, bool))
    read, asked = live.names.read, asyncio.Event()

    async def refuses(subjects: object) -> dict[bytes, list[str]]:
        asked.set()
        raise JournalBusy("away")

    live.names.read = refuses  # type: ignore[assignment, method-assign]
    await says(live, CheckIn(S0, PersonNo(0), POINT), grant=DESK, device=ROOM)
    assert late.watches(live, topic)
    await asked.wait()
    assert not [row for row in page.rows(topic) if row[6]] and not late.rows(topic)
    live.names.read = read  # type: ignore[method-assign]
    for one in (page, late):
        rows = await one.shows(topic, lambda rows: any(row[6] for row in rows))
        assert len(rows) == people and all(row[2] for row in rows)


async def test_a_list_of_devices_tells_who_is_linked_though_nothing_is_folded(live: LiveConference) -> None:
    """Law: a socket that comes or goes stirs the list of its grant."""
    host = Page("h0")
    assert host.watches(live, "devices/o2")
    seq, page = live.state.seq, Page(DESK, ROOM)
    for linked in (True, False, True):
        (live.arrive(page) if linked else live.depart(page, ()))
        await host.shows("devices/o2", lambda rows, linked=linked: [row[4] for row in rows] == [linked])
    assert live.state.seq == seq


async def test_a_topic_lives_as_long_as_somebody_watches_it(live: LiveConference) -> None:
    """Law: pages of one group share a topic; after the last has left, the next is given the whole table again."""
    pages = [Page("v0"), Page("v0"), Page("w0")]
    for page in pages:
        assert page.watches(live, "board/0/0")
        await page.shows("board/0/0", bool)
    for page in pages:
        live.unwatch(page, "board/0/0")
    live.unwatch(pages[0], "board/0/0")
    again = Page("v0")
    assert again.watches(live, "board/0/0")
    assert await again.shows("board/0/0", bool) == pages[0].rows("board/0/0")
