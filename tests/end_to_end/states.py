"""Takes a picture of each state of phone, desk, control and screen, in both languages, to be looked at.

    python -m tests.end_to_end.states [FOLDER]

A conference of two rooms is lived through once; FOLDER (tests/out/states unless told) then holds <state>-<language>.png.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, expect

from tests.edge.pdfs import pdf
from tests.end_to_end.browser import OUT, Crowd, crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference
from tests.end_to_end.test_moderating import presses
from tests.end_to_end.test_papers import uploads

LANGUAGES = ("vi", "en")
ASKED = ("Bao giờ sáp nhập thôn?", "Kinh phí làm đường lấy từ đâu?", "Trạm y tế có được sửa không?")


class Album:
    """Pictures of pages, each in both languages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def takes(self, page: Page, state: str) -> None:
        for language in LANGUAGES:
            await speaks(page, language)
            await page.screenshot(path=self._folder / f"{state}-{language}.png")

    async def takes_once(self, page: Page, state: str) -> None:
        """A page nobody touches has no switch of languages."""
        await page.screenshot(path=self._folder / f"{state}.png")


def main(folder: Path) -> None:
    expect.set_options(timeout=30_000)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        asyncio.run(show(Server(Path(data) / "data"), Album(folder)))


async def show(server: Server, album: Album) -> None:
    async with server.running(), crowd(server.url) as people:
        host = await open_conference(server, people)
        screen = await people.page("screen", screen="wall")
        await picture_the_door(people, host, album)
        asker, desk = await picture_the_room(people, host, album)
        await screen.goto(desk.page.url.replace("/desk/", "/screen/"))
        await picture_questions(host, desk, asker, album)
        await picture_online(people, host, album)
        await picture_the_floor(people, host, desk, album)
        await picture_the_end(server, host, asker, album)


async def a_phone(people: Crowd, link: str, who: str) -> Phone:
    phone = Phone(await people.page(who, screen="phone"))
    await phone.scans(link)
    return phone


async def picture_the_door(people: Crowd, host: Host, album: Album) -> None:
    """Identify, wrong, no tries left, a second phone that waits."""
    link = await host.link(TUY_AN, "q")
    guest = await a_phone(people, link, "guest")
    await guest.page.get_by_label("Số thẻ đại biểu").wait_for()
    await album.takes(guest.page, "phone-1-identify")
    await spoken_vietnamese(guest.page)
    for left in (4, 3, 2, 1):
        await guest.types_the_card(f"XX{left}")
        await guest.is_refused(f"Còn {left} lần thử")
    await album.takes_once(guest.page, "phone-2-wrong")
    await guest.types_the_card("XX0")
    await guest.is_refused("Hết lượt thử")
    await album.takes_once(guest.page, "phone-3-no-tries")
    first, second = [await a_phone(people, link, who) for who in ("first", "second")]
    for phone in (first, second):
        await phone.types_the_card("DB005")
    await second.waits_for_the_desk()
    await album.takes(second.page, "phone-4-waits")


async def picture_the_room(people: Crowd, host: Host, album: Album) -> tuple[Phone, Desk]:
    """Checked in, papers none and two, one open; the desk with a phone to confirm."""
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    await desk.is_linked()
    await desk.page.locator(".stage-card").wait_for()
    asker = await a_phone(people, await host.link(TUY_AN, "q"), "asker")
    await asker.types_the_card("DB001")
    await asker.is_checked_in("Trần Văn Bích")
    await album.takes(asker.page, "phone-5-checked-in")
    await spoken_vietnamese(asker.page)
    await asker.turns_to("Tài liệu")
    await album.takes(asker.page, "phone-6-papers-none")
    await uploads(host, pdf(), "Nghị quyết 27 và chương trình hành động của Tỉnh ủy")
    await uploads(host, pdf(), "Tài liệu nội bộ", shared=False)
    await spoken_vietnamese(asker.page)
    await asker.page.get_by_role("button", name="Mở Tài liệu nội bộ").wait_for()
    await album.takes(asker.page, "phone-7-papers")
    await album.takes(host.page, "control-1-papers")
    await spoken_vietnamese(asker.page)
    await asker.opens_the_paper("Tài liệu nội bộ")
    await album.takes_once(asker.page, "phone-8-paper")
    await asker.closes_the_paper()
    return asker, desk


async def picture_questions(host: Host, desk: Desk, asker: Phone, album: Album) -> None:
    """Asked, approved, on screen, in writing, declined, merged: as asker, host, desk and screen have them."""
    await spoken_vietnamese(host.page)
    await asker.turns_to("Hỏi đáp")
    await asker.page.get_by_role("button", name="Gửi câu hỏi", exact=True).click()
    await album.takes_once(asker.page, "phone-9-ask")
    await asker.page.keyboard.press("Escape")
    for question in ASKED:
        await asker.asks(question)
        await asker.reads_of(question, "Chờ duyệt")
    await host.page.get_by_role("tab", name="Câu hỏi").click()
    await album.takes(host.page, "control-2-questions")
    await spoken_vietnamese(host.page)
    await presses(host.page, ASKED[0], "Duyệt")
    await presses(host.page, ASKED[1], "Gộp…")
    await host.page.get_by_role("dialog").get_by_text(ASKED[0]).click()
    await album.takes_once(host.page, "control-3-merge")
    await host.page.get_by_role("dialog").get_by_role("button", name="Gộp", exact=True).click()
    await presses(host.page, ASKED[2], "Từ chối…")
    await host.page.get_by_role("dialog").get_by_label("Lý do").fill("Sẽ trả lời ở kỳ họp sau.")
    await host.page.get_by_role("dialog").get_by_role("button", name="Từ chối", exact=True).click()
    await host.page.get_by_role("button", name="Đã duyệt 1").click()
    await presses(host.page, ASKED[0], "Lên màn chiếu")
    await asker.sees_being_answered(ASKED[0])
    await album.takes(asker.page, "phone-10-asked")
    await album.takes(host.page, "control-4-on-screen")
    await album.takes(desk.page, "desk-1-questions")
    for page in (host.page, desk.page, asker.page):
        await spoken_vietnamese(page)
    screen = await desk.page.context.new_page()
    await screen.set_viewport_size({"width": 1920, "height": 1080})
    await screen.goto(desk.page.url.replace("/desk/", "/screen/"))
    await screen.locator(".screen-question").wait_for()
    await screen.locator(".qr").wait_for()
    await album.takes_once(screen, "screen-1-question")
    await presses(host.page, ASKED[0], "Đã trả lời")
    await asker.reads_of(ASKED[0], "Đã trả lời")
    await album.takes(asker.page, "phone-11-answered")
    await desk.shows_the_code()
    await album.takes_once(desk.page, "desk-2-code")
    await desk.page.get_by_role("button", name="Đổi mã QR…").click()
    await album.takes_once(desk.page, "desk-3-renew")
    await desk.page.keyboard.press("Escape")
    await desk.page.keyboard.press("Escape")


async def picture_online(people: Crowd, host: Host, album: Album) -> None:
    """By a personal link, by QR and code, joined."""
    desk = Desk(await people.page("operator of the other room"))
    await desk.opens(await host.link(SONG_HINH, "o"))
    personal = await a_phone(people, await desk.shows_the_personal_link("yen"), "yen")
    await personal.is_told("Đường dẫn riêng của bạn")
    await album.takes(personal.page, "online-1-personal")
    online = await a_phone(people, await host.link(0, "q"), "khoa")
    await online.page.get_by_label("Số thẻ đại biểu").wait_for()
    await album.takes(online.page, "online-2-code")
    await spoken_vietnamese(online.page)
    await online.types_the_card("DB006", act="Vào dự")
    await online.is_told("Đăng ký phát biểu")
    await album.takes(online.page, "online-3-joined")
    await spoken_vietnamese(online.page)
    await online.page.get_by_role("button", name="Đăng ký phát biểu").click()
    await online.is_told("Đã đăng ký, thứ")
    await album.takes(online.page, "online-4-hand")
    await spoken_vietnamese(online.page)
    await host.page.get_by_role("button", name="Chuẩn bị cho").first.click()
    await host.page.get_by_role("button", name="lên hình").first.wait_for()
    await album.takes(host.page, "control-5-cue")
    await spoken_vietnamese(host.page)
    await host.page.locator('.hand[data-tone="next"] [data-tone="now"]').click()
    await online.page.locator('.watch[data-air="press"], .watch[data-air="onAir"]').wait_for()
    await album.takes(online.page, "online-5-floor")
    await host.page.locator('.hand[data-tone="now"]').get_by_role("button").click()


async def picture_the_floor(people: Crowd, host: Host, desk: Desk, album: Album) -> None:
    await desk.page.get_by_role("button", name="Đăng ký phát biểu").click()
    await desk.page.get_by_text("Đã đăng ký, thứ").wait_for()
    await album.takes(desk.page, "desk-4-hand")
    await spoken_vietnamese(desk.page)
    screen = await desk.page.context.new_page()
    await screen.set_viewport_size({"width": 1920, "height": 1080})
    await screen.goto(desk.page.url.replace("/desk/", "/screen/"))
    await screen.locator(".waiting-hands").wait_for()
    await album.takes_once(screen, "screen-2-hands")
    await host.page.get_by_role("button", name="Chuẩn bị cho").first.click()
    await host.page.locator('.hand[data-tone="next"] [data-tone="now"]').click()
    await screen.locator(".screen-air").wait_for()
    await album.takes_once(screen, "screen-3-floor")
    await album.takes(desk.page, "desk-5-floor")


async def picture_the_end(server: Server, host: Host, asker: Phone, album: Album) -> None:
    """Offline, then closed."""
    await spoken_vietnamese(asker.page)
    await server.is_killed()
    await asker.is_told("Đang ngoại tuyến")
    await album.takes(asker.page, "phone-12-offline")
    await server.start()
    await host.page.reload()
    await host.closes_the_session()
    await spoken_vietnamese(asker.page)
    await asker.turns_to("Có mặt")
    await asker.is_told("đã đóng")
    await album.takes(asker.page, "phone-13-closed")


async def speaks(page: Page, language: str) -> None:
    """The switch names the other language; it is pressed where that is the one that is wanted."""
    switch = page.locator(f'button.language[lang="{language}"]')
    if await switch.count():
        await switch.first.click()
    await page.locator(f'html[lang="{language}"]').wait_for()


async def spoken_vietnamese(page: Page) -> None:
    await speaks(page, "vi")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT / "states")
