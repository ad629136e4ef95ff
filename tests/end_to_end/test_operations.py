"""The administrator's evening: is everything well; if not, what, since when, and what to do next."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.host import Host
from tests.end_to_end.server import Server
from tests.end_to_end.stage import TITLE, draft_conference
from tests.end_to_end.test_pages_fit import GIVEN, VIETNAMESE


async def opens_operations(page: Page) -> None:
    """From the first page, by its button."""
    await page.goto("/")
    await page.get_by_role("link", name=re.compile("Vận hành|Operations")).click()
    await page.locator(".ops-verdict").wait_for()


async def test_what_goes_wrong_is_told_with_its_next_step(server: Server, people: Crowd) -> None:
    """Law: journals and nodes as they are; a wrong password and a server that is gone are told; it comes back."""
    host = await draft_conference(server, people)
    page = host.page
    await opens_operations(page)
    journal = page.get_by_role("listitem").filter(has_text=TITLE)
    await expect(journal.get_by_text("Đã xử lý hết")).to_be_visible()
    await expect(page.get_by_label("Máy chủ", exact=True).get_by_text("Sẵn sàng")).to_be_visible()

    stranger = Host(await people.page("stranger"))
    await stranger.signs_in(password="đoán bừa một câu")
    await expect(page.get_by_label("Lần vào không đúng").get_by_text("mật khẩu quản trị")).to_be_visible()
    await expect(page.get_by_text("đoán bừa")).to_have_count(0)

    await server.is_killed()
    await expect(page.get_by_text("Đang ngoại tuyến")).to_be_visible()
    trouble = page.get_by_role("listitem").filter(has_text="Không hỏi được máy chủ")
    await expect(trouble).to_contain_text("systemctl status diemcau")
    await expect(journal).to_be_visible()

    await server.start()
    await expect(page.get_by_text("Đang ngoại tuyến")).to_have_count(0)
    await expect(trouble).to_have_count(0)


async def test_nobody_else_sees_how_the_house_runs(server: Server, people: Crowd) -> None:
    """Law: signed out, and by a host's link, the page says whose it is and where to sign in."""
    host = await draft_conference(server, people)
    await host.page.wait_for_url("**/control/**")
    link = await host.link(0, "h")
    other = await people.page("host by link")
    await other.goto(link)
    await other.locator("h1, h2").first.wait_for()

    await other.goto("/operations")

    await expect(other.get_by_role("heading")).to_have_text("Trang này dành cho người quản trị máy chủ")
    await expect(other.get_by_role("link", name="Đăng nhập")).to_be_visible()


@pytest.mark.parametrize("screen", ["laptop", "phone", "wall"])
async def test_the_page_fits_and_is_english_in_english(screen: str, server: Server, people: Crowd) -> None:
    """Law: read without scrolling sideways on every screen; no Vietnamese word is left but what people typed."""
    await draft_conference(server, people)
    reader = Host(await people.page("reader", screen=screen, language="en-GB"))
    page = reader.page
    await page.goto("/")
    await page.get_by_label("Name").fill("quantri")
    await page.get_by_label("Password").fill("nắng sớm trên sông Ba")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Operations").wait_for()
    await opens_operations(page)
    await page.get_by_text("Journal of the house").wait_for()

    over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    words = await page.locator("body").inner_text()

    assert over <= 0
    for given in sorted(GIVEN, key=len, reverse=True):
        words = words.replace(given, "")
    assert not [line for line in words.splitlines() if VIETNAMESE.search(line)]
