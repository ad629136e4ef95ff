"""The server ends and begins again beside bridges and pages that go on: each media session is its own page's again."""

import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from server.core.ids import ConferenceId
from server.live.conference import LiveConference
from tests.bridge.relayed import (
    PROGRAMME_CAMERA,
    BridgeProcess,
    MediaPage,
    back,
    bridged,
    linked,
    media_page,
)
from tests.edge.given import Browser, House, open_house
from tests.end_to_end.server import free_port


class Outliving:
    """One page whose media session goes on while its server is away. Owned by the test's stack."""

    def __init__(self, page: MediaPage, browser: Browser, conference: ConferenceId, grant: str) -> None:
        self.media = MediaPage(page.page, page.pc, page.seen, page.changed, watching=page.watching)
        self._cookies, self._conference, self._grant = browser.carries(), conference, grant
        page.pc, page.watching = None, []

    @asynccontextmanager
    async def comes_back(self, house: House) -> AsyncIterator[MediaPage]:
        """Its socket to the new server, and its word of which session it has."""
        live = await house.hub.open(self._conference)
        async with back(house, live, self._grant, self._cookies) as page:
            await self.media.resumes(page)
            yield self.media


async def outliving(
    stack: AsyncExitStack, house: House, live: LiveConference, grant: str, *, browser: Browser | None = None
) -> tuple[Outliving, Browser]:
    """A page that has joined; it is left by the server, and closed with the stack."""
    browser = browser or await house.browser()
    async with media_page(house, live, grant, browser) as page:
        await linked(page, house, len(house.hub.house.state.bridges))
        assert (await page.joins(sends=True))[3] == ""
        if grant == "h0":
            await page.publishes("programme")
        one = Outliving(page, browser, live.id, grant)
        stack.push_async_callback(one.media.closes)
        return one, browser


async def test_each_page_of_one_device_has_its_own_media_again(tmp_path: Path) -> None:
    """No server: the programme stays. It is back: nobody joins anew, a desk and its screen do not swap seats."""
    port = free_port()
    async with AsyncExitStack() as ends:
        async with open_house(tmp_path / "data", port=port) as house:
            live = await house.running()
            await ends.enter_async_context(bridged(house, tmp_path))
            host, _ = await outliving(ends, house, live, "h0")
            desk, browser = await outliving(ends, house, live, "o2")
            screen, _ = await outliving(ends, house, live, "o2", browser=browser)
            seats = list(live.media.stage.seats)
            await desk.media.sees(PROGRAMME_CAMERA)
        await desk.media.sees(PROGRAMME_CAMERA)

        async with (
            open_house(tmp_path / "data", port=port) as house,
            screen.comes_back(house) as wall,
            desk.comes_back(house) as room,
            host.comes_back(house) as stage,
        ):
            live = await house.hub.open(live.id)
            await stage.page.until(lambda: len(live.media.stage.seats) == len(seats))
            await stage.publishes("programme")
            await stage.is_told(lambda told: told[0] == ["programme"])
            for page in (wall, room):
                assert page.stage[3] == ""
                await page.sees(PROGRAMME_CAMERA)
            sends = [(seat.peer, bool(seat.ready)) for seat in live.media.stage.seats.values()]
            assert sorted(sends) == sorted((peer, peer == seats[0]) for peer in seats)


async def test_each_room_stands_on_its_own_bridge_again(tmp_path: Path) -> None:
    """Two bridges, one of them late: the rooms it carries wait for it, and are not placed on the one that is there."""
    port = free_port()
    async with AsyncExitStack() as ends:
        async with open_house(tmp_path / "data", port=port) as house:
            first, second = await house.running(), await house.running()
            east = await ends.enter_async_context(bridged(house, tmp_path, "east"))
            west = await ends.enter_async_context(bridged(house, tmp_path, "west"))
            hosts = {live.id: (await outliving(ends, house, live, "h0"))[0] for live in (first, second)}
            rooms = {live.id: (await outliving(ends, house, live, "o2"))[0] for live in (first, second)}
            stands = {live.id: house.hub.bridges.of(live.id).name for live in (first, second)}
            assert set(stands.values()) == {"east", "west"}
            late = next(id for id, name in stands.items() if name == "east")
            await rooms[late].media.sees(PROGRAMME_CAMERA)
            sent(east, signal.SIGSTOP)

        async with open_house(tmp_path / "data", port=port) as house, AsyncExitStack() as pages:
            live = await house.hub.open(late)
            newcomer = await pages.enter_async_context(media_page(house, live, "o3"))
            await linked(newcomer, house, bridges=1)
            room = await pages.enter_async_context(rooms[late].comes_back(house))
            assert (await newcomer.joins())[3] == "NO_BRIDGE"

            sent(east, signal.SIGCONT)
            await newcomer.is_told(lambda told: told[3] == "REJOIN")
            assert (await newcomer.joins())[3] == ""
            assert house.hub.bridges.of(late).name == "east"
            stage = await pages.enter_async_context(hosts[late].comes_back(house))
            await stage.publishes("programme")
            for page in (newcomer, room):
                await page.sees(PROGRAMME_CAMERA)
            assert room.stage[3] == ""
        assert west.process is not None and west.process.returncode is None


def sent(bridge: BridgeProcess, what: signal.Signals) -> None:
    assert bridge.process is not None
    bridge.process.send_signal(what)
