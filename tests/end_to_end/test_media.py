"""See, hear, speak: the host's programme at the rooms, a room on air, and a bridge that dies, in the pages themselves."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.browser import CAMERAS, Crowd, crowd
from tests.end_to_end.conftest import FAILED
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.media import (
    FLOOR_CAMERA,
    FLOOR_SOUND,
    PROGRAMME_CAMERA,
    PROGRAMME_SOUND,
    SLIDES,
    Seen,
)
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference

MAIN, SLIDES_PICTURE, SPEAKER = "Hình hội trường chính", "Trang chiếu", "Hình nơi đang phát biểu"
TUY_AN_NAME = "Hội trường xã Tuy An"


class Stage(NamedTuple):
    """The pages of one conference with picture and sound; the screen stands in the browser of its desk."""

    server: Server
    people: Crowd
    host: Host
    desk: Seen
    screen: Seen
    other: Seen

    @property
    def watchers(self) -> tuple[Seen, ...]:
        return self.desk, self.screen, self.other


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """A conference of two rooms on `diemcau up`: the host, a desk and its screen, and another desk."""
    server = Server(tmp_path / "data")
    async with server.running(), crowd(server.url, *CAMERAS) as people:
        host = await open_conference(server, people)
        await server.goes_up()
        yield await seated(server, people, host)
        if request.node.stash.get(FAILED, False):
            await people.is_pictured(request.node.name)
    assert not people.faults


async def seated(server: Server, people: Crowd, host: Host) -> Stage:
    desk = await Seen.by(await people.page("tuy an"))
    await Desk(desk.page).opens(await host.link(TUY_AN, "o"))
    screen = await Seen.by(await desk.page.context.new_page())
    await Desk(desk.page).is_linked()
    await screen.page.goto(desk.page.url.replace("/desk/", "/screen/"))
    other = await Seen.by(await people.page("song hinh"))
    await Desk(other.page).opens(await host.link(SONG_HINH, "o"))
    return Stage(server, people, host, desk, screen, other)


async def sends_the_programme(host: Page) -> None:
    """Camera and microphone opened, looked at, sent; then a window as slides."""
    await host.get_by_role("button", name="Mở camera, micrô").click()
    await host.get_by_role("button", name="Phát", exact=True).click()
    await expect(host.get_by_text("ĐANG PHÁT · Hội trường chính")).to_be_visible()
    await host.get_by_role("button", name="Chiếu cửa sổ…").click()
    await expect(host.get_by_text("ĐANG CHIẾU")).to_be_visible()
    await expect(host.get_by_text("Nơi khác nhận:")).to_be_visible()


async def gives_the_floor(host: Page, desk: Page, name: str) -> None:
    """The room raises its hand; the host previews it, and gives it the floor."""
    await desk.get_by_role("button", name="Đăng ký phát biểu").click()
    await host.get_by_role("button", name=f"Chuẩn bị cho {name}").click()
    await expect(desk.get_by_text("Sắp lên hình", exact=True)).to_be_visible()
    preview = host.locator(".picture[data-moves=true]").filter(
        has=host.get_by_label(f"Hình xem trước của {name}; chỉ bạn thấy")
    )
    await expect(preview).to_be_visible()


async def test_a_programme_a_floor_and_the_death_of_a_bridge(stage: Stage) -> None:
    """Law: everybody sees and hears the programme; who is cued is seen by the host alone, who has the floor by all but
    its own room, until it is released; after kill -9 of the bridge every page has its picture again by itself."""
    host, desk, screen, other = stage.host.page, stage.desk, stage.screen, stage.other
    await sends_the_programme(host)
    for page in stage.watchers:
        await page.sees(PROGRAMME_CAMERA)
        await page.sees(SLIDES, 3)
        await page.shows(MAIN)
        await page.shows(SLIDES_PICTURE)
    for page in (screen, other):
        await page.hears(PROGRAMME_SOUND)
    await expect(desk.page.get_by_text("Tiếng phát ở màn chiếu.")).to_be_visible()

    await gives_the_floor(host, desk.page, TUY_AN_NAME)
    for page in stage.watchers:
        assert await page.packets(FLOOR_CAMERA) == 0
    await host.get_by_role("button", name=f"Cho {TUY_AN_NAME} lên hình").click()
    await expect(desk.page.get_by_role("region", name="Hình và tiếng")).to_contain_text("ĐANG LÊN HÌNH")
    await expect(screen.page.locator(".screen-air")).to_contain_text("PHÒNG NÀY ĐANG LÊN HÌNH")
    await other.sees(FLOOR_CAMERA)
    await other.hears(FLOOR_SOUND)
    await other.shows(SPEAKER)
    for page in (desk, screen):
        assert await page.packets(FLOOR_SOUND) == await page.packets(FLOOR_CAMERA) == 0

    await host.get_by_role("button", name=f"Ngắt {TUY_AN_NAME}").click()
    assert await other.gets_nothing_more(FLOOR_CAMERA) > 0
    assert await other.gets_nothing_more(FLOOR_SOUND) > 0
    await other.shows_no_more(SPEAKER)
    await other.sees(PROGRAMME_CAMERA)

    before = [await page.session() for page in stage.watchers]
    stage.server.kill_the_bridge()
    for page, session in zip(stage.watchers, before, strict=True):
        await page.sees_in_another_session(PROGRAMME_CAMERA, session)
        await page.shows(MAIN)
    await screen.hears(PROGRAMME_SOUND)


async def test_a_host_who_looks_elsewhere_goes_on_sending(stage: Stage) -> None:
    """Law: while a page sends, its links open beside it, and it is not closed unasked: the rooms see on."""
    host = stage.host.page
    await sends_the_programme(host)
    async with host.context.expect_page() as opened:
        await host.get_by_role("link", name="Điểm cầu", exact=True).click()
    await expect(await opened.value).to_have_url(re.compile("/points/"))
    async with host.expect_event("dialog") as question:
        await host.close(run_before_unload=True)
    asked = await question.value
    assert asked.type == "beforeunload"
    await asked.dismiss()
    await expect(host.get_by_text("ĐANG PHÁT · Hội trường chính")).to_be_visible()
    await stage.other.sees(PROGRAMME_CAMERA)


BLOCKED = ["--use-fake-device-for-media-stream", "--webrtc-ip-handling-policy=disable_non_proxied_udp"]
"""A browser that asks before it opens a camera (headless: nobody says yes), and whose network lets no UDP out."""

NAMED = ["--host-resolver-rules=MAP hoi-nghi.test 127.0.0.1"]
"""Another name of this machine: not localhost, so a page that came by http is no secure context."""


async def test_what_stands_in_the_way_is_said_with_the_next_step(tmp_path: Path) -> None:
    """Law: a camera refused, UDP blocked, no https: each in words, with what to do; checking in goes on."""
    server = Server(tmp_path / "data")
    async with server.running():
        async with crowd(server.url) as people:
            link = await (await open_conference(server, people)).link(TUY_AN, "o")
        await server.goes_up()
        async with crowd(server.url, *BLOCKED) as people, crowd(server.url, *NAMED) as others:
            desk = await people.page("blocked")
            await Desk(desk).opens(link)
            await desk.get_by_role("button", name="Đăng ký phát biểu").click()
            await is_told(desk, "chưa cho dùng camera", "Thử lại")
            await is_told(desk, "chặn hình và tiếng (UDP)", "4G")
            await Desk(desk).checks_in("tran van bich")
            await Desk(desk).confirmed("Trần Văn Bích")

            second = await others.page("insecure")
            await Desk(second).opens(link.replace("localhost", "hoi-nghi.test"))
            await Desk(desk).approves(await Desk(second).waits_for_approval())
            await second.get_by_role("button", name="Mở camera, micrô").click()
            await is_told(second, "mở bằng http", "https")


async def is_told(page: Page, what: str, next_step: str) -> None:
    told = page.locator(".media-trouble").filter(has_text=what)
    await expect(told).to_contain_text(next_step, timeout=30_000)
