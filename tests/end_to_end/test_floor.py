"""The floor as its pages show it: one order everywhere, who has not spoken, a clock; led by keyboard alone."""

import re

from playwright.async_api import Page, expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference

TUY_AN_HALL, SONG_HINH_HALL = "Hội trường xã Tuy An", "Nhà văn hoá xã Sông Hinh"
CLOCK = re.compile(r"\d+:\d\d")


async def raises(desk: Desk) -> None:
    await desk.page.get_by_role("button", name="Đăng ký phát biểu").click()


async def waiting(page: Page, *told: str) -> None:
    """The list of who waits, in this order, each with its past."""
    hands = page.locator(".waiting-hands li")
    await expect(hands).to_have_text([re.compile(one) for one in told])


async def test_hands_stand_in_one_order_and_the_host_picks_by_keyboard(server: Server, people: Crowd) -> None:
    """Law: the server's order on control, desks and screen, with who has not spoken; the host takes one out of order; the
    focus goes on to the next step; a clock runs where all can see it; what happens is read out."""
    host = await open_conference(server, people)
    first, second = Desk(await people.page("first")), Desk(await people.page("second"))
    for desk, node in ((first, TUY_AN), (second, SONG_HINH)):
        await desk.opens(await host.link(node, "o"))
        await raises(desk)
        await expect(desk.page.get_by_text("Đã đăng ký, thứ")).to_be_visible()
    screen = await first.page.context.new_page()
    await screen.goto(first.page.url.replace("/desk/", "/screen/"))
    order = [f"{TUY_AN_HALL}.*chưa phát biểu", f"{SONG_HINH_HALL}.*chưa phát biểu"]
    for page in (first.page, second.page, screen):
        await waiting(page, *order)
    await expect(host.page.locator(".hands li.hand")).to_have_text([re.compile(one) for one in order])
    await expect(host.page.get_by_role("status").filter(has_text="đăng ký phát biểu").first).to_be_attached()

    await host.page.get_by_role("button", name=f"Chuẩn bị cho {SONG_HINH_HALL}").focus()
    await host.page.keyboard.press("Enter")
    give = host.page.get_by_role("button", name=f"Cho {SONG_HINH_HALL} lên hình")
    await expect(give).to_be_focused()
    await host.page.keyboard.press("Enter")
    await expect(host.page.locator('.hand[data-tone="now"]')).to_contain_text(CLOCK)
    await expect(screen.locator(".screen-air")).to_contain_text(SONG_HINH_HALL)
    await expect(screen.locator(".screen-air-clock")).to_have_text(CLOCK)
    await expect(first.page.get_by_text(f"{SONG_HINH_HALL} đang phát biểu").first).to_be_visible()
    await waiting(first.page, order[0])

    await host.page.locator('.hand[data-tone="now"]').get_by_role("button").press("Enter")
    await expect(screen.locator(".screen-air")).to_have_count(0)
    await raises(second)
    for page in (first.page, screen):
        await waiting(page, order[0], f"{SONG_HINH_HALL}.*đã phát biểu 1 lần")
