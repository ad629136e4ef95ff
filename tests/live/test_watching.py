"""What a tick deals out: nothing is lost while names cannot be read, and presence moves it too."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.beside import ended
from server.core.commands import CheckIn, CloseSession, EnrolDevice, OpenSession
from server.core.ids import DeviceId, GrantId, PersonNo
from server.journal.port import JournalBusy
from server.live import views, watching
from server.live.conference import LiveConference
from server.live.sharing import Marks, Said
from server.wire.frames import Position
from tests.edge.given import open_house
from tests.live.test_views import DESK, POINT, ROOM, S0, Page, says

BOARD = "board/0/0"


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


async def test_a_device_that_another_node_knew_first_is_told_of_once_it_is_folded(
    live: LiveConference,
) -> None:
    """Law: nodes speak of devices by their place in the journal, and the others follow it a moment later."""
    number, page = len(live.state.links.ids), Page("h0")
    marks = Marks()
    marks.add(number)
    live.neighbours._hear({"other": Said(devices=bytes(marks))})
    assert page.watches(live, "devices/o3")
    await says(live, EnrolDevice(GrantId("o3"), 1, DeviceId(b"desk0003"), bytes(32), "Firefox · Linux"))
    assert [row[4] for row in await page.shows("devices/o3", bool)] == [True]


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


async def test_what_is_folded_while_a_tick_gives_the_loop_back_is_told(
    live: LiveConference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a frame that names a seq holds what was folded up to it, also when that was in the middle of the tick."""
    page, fresh = Page("v0"), Page("v0")
    for topic in ("conference", BOARD):
        assert page.watches(live, topic)
        await page.shows(topic, bool)
    take, gave_back, due, waits = live._watching._due.take, watching._gave_back, [], [PersonNo(1)]
    periods, all_dealt = 2, asyncio.Event()

    def takes(tick: int) -> object:
        nonlocal periods
        found = take(tick)
        due[:] = [topic.name for topic in found]
        if not waits and tick % views.SOON == 0:
            periods -= 1
            if not periods:
                all_dealt.set()
        return found

    async def folds_one_more(until_s: float) -> float:
        if BOARD in due[1:] and waits:
            await says(live, CheckIn(S0, waits.pop(), POINT), grant=DESK, device=ROOM)
        return await gave_back(until_s)

    monkeypatch.setattr(live._watching._due, "take", takes)
    monkeypatch.setattr(watching, "_gave_back", folds_one_more)
    await says(live, CheckIn(S0, PersonNo(0), POINT), grant=DESK, device=ROOM)
    await all_dealt.wait()

    live.unwatch(page, BOARD)
    assert fresh.watches(live, BOARD)
    assert page.rows(BOARD) == await fresh.shows(BOARD, bool)


async def test_who_comes_back_to_a_topic_that_was_forgotten_meanwhile_misses_nothing(
    live: LiveConference,
) -> None:
    """Law: a position counts in the table that gave it; a table made anew for the next watcher begins its own count."""
    host, topic = Page("h0"), "devices/o2"
    assert host.watches(live, topic)
    assert len(await host.shows(topic, bool)) == 1
    live.unwatch(host, topic)
    await says(live, EnrolDevice(DESK, 1, DeviceId(b"desk0022"), bytes(32), "Firefox · Linux"))
    assert live.watch(host, topic, Position(*host.tables[topic].position))
    assert len(await host.shows(topic, lambda rows: len(rows) == 2)) == 2


async def test_what_was_on_its_way_to_who_left_is_not_told(
    live: LiveConference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: who leaves a topic and comes back to it is answered from there on; an older frame would undo the answer."""
    await ended(live._ticker)
    page, desk, fresh, topic = Page("h0"), Page(DESK, ROOM), Page("v0"), "conference"
    assert page.watches(live, topic) and desk.watches(live, f"roster/{POINT}/0")
    await says(live, CloseSession(S0))
    read = live.names.read

    async def comes_back_meanwhile(subjects: set[bytes]) -> dict[bytes, list[str]]:
        live.unwatch(page, topic)
        await says(live, OpenSession(S0))
        assert page.watches(live, topic)
        return await read(subjects)

    monkeypatch.setattr(live.names, "read", comes_back_meanwhile)
    await live._watching.deal(views.AT_ONCE)
    assert fresh.watches(live, topic)
    assert page.rows(topic) == fresh.rows(topic)
