"""Every page on the screens people have, in both languages."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.roster_file import PEOPLE, POINTS, SONG_HINH, TUY_AN, UNITS
from tests.end_to_end.server import Server
from tests.end_to_end.stage import TITLE, open_conference

VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
GIVEN = [TITLE, "Phiên sáng", "Phiên chiều", "Điểm Cầu", "Tiếng Việt"]
GIVEN += [str(cell) for row in (*UNITS, *POINTS, *PEOPLE) for cell in row]
"""Words that people typed, and two that are names: they stay as they are in every language."""


async def every_page(server: Server, people: Crowd) -> list[str]:
    """An address for each page of the house, with something on it."""
    host = await open_conference(server, people)
    desk = await host.link(TUY_AN, "o")
    operator = Desk(await people.page("operator"))
    await operator.opens(desk)
    await operator.checks_in("bich")
    await operator.confirmed("Trần Văn Bích")
    places = [(TUY_AN, "o"), (SONG_HINH, "o"), (0, "v"), (0, "w"), (0, "h"), (TUY_AN, "q"), (0, "q")]
    return [*[await host.link(node, role) for node, role in places], "/", "/setup", "/nowhere"]


LINES = """(chosen) => [...document.querySelectorAll(chosen)].map((one) => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return new Set([...words.getClientRects()].map((line) => Math.round(line.top))).size;
})"""
"""In how many lines the words of each chosen part stand."""
TOPS = "(chosen) => [...document.querySelectorAll(chosen)].map((one) => one.getBoundingClientRect().top)"


async def shown(page: Page, address: str) -> None:
    """Returns when the page of this address stands still."""
    await page.goto("about:blank")
    await page.goto(address)
    await page.locator("h1, h2").first.wait_for()
    await page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("screen", ["laptop", "phone"])
async def test_no_page_is_wider_than_its_screen(screen: str, server: Server, people: Crowd) -> None:
    """Law: on a laptop and on a phone, every page is read without scrolling sideways."""
    addresses = await every_page(server, people)
    page = await people.page("reader", screen=screen)
    wide = []
    for address in addresses:
        await shown(page, address)
        over = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if over > 0:
            wide.append((address, over))
    assert not wide


async def test_english_pages_are_english(server: Server, people: Crowd) -> None:
    """Law: who reads English finds every word of the pages in English; names and titles stay as they are."""
    addresses = await every_page(server, people)
    page = await people.page("reader", language="en-GB")
    untold = []
    for address in addresses:
        await shown(page, address)
        words = await page.locator("body").inner_text()
        for given in sorted(GIVEN, key=len, reverse=True):
            words = words.replace(given, "")
        untold += [(address, line) for line in words.splitlines() if VIETNAMESE.search(line)]
    assert not untold


async def test_a_refusal_changes_language_with_its_page(server: Server, people: Crowd) -> None:
    """Law: what was refused is said in the language that the page has now, not in the one it had then."""
    await open_conference(server, people)
    page = await people.page("newcomer")
    await page.goto("/")
    await page.get_by_label("Tên đăng nhập").fill("quantri")
    await page.get_by_label("Mật khẩu").fill("một mật khẩu khác")
    await page.get_by_role("button", name="Đăng nhập").click()
    refusal = page.locator(".field-error")
    await expect(refusal).to_have_text(re.compile("không đúng"))
    await page.get_by_role("button", name="English").click()
    assert not VIETNAMESE.search(await refusal.inner_text())
    await expect(refusal).to_be_visible()


async def test_acts_are_within_reach_of_a_thumb(server: Server, people: Crowd) -> None:
    """Law: on a phone the acts of a page stand in one line, and each says what it does in two lines at most."""
    host = await open_conference(server, people)
    desk = await host.link(TUY_AN, "o")
    await host.page.set_viewport_size({"width": 360, "height": 740})
    for language in ("vi", "en"):
        await host.page.evaluate("(said) => localStorage.setItem('dc.language', said)", language)
        await shown(host.page, f"{server.url}/")
        tops = await host.page.evaluate(TOPS, ".bar-more > .button")
        assert len(tops) == 3
        assert len(set(tops)) == 1, language
    operator = await people.page("operator", screen="phone")
    await operator.goto(desk)
    for language in ("vi", "en"):
        await operator.locator(".room-acts .button").first.wait_for()
        await operator.evaluate("(said) => localStorage.setItem('dc.language', said)", language)
        await operator.reload()
        await operator.locator(".room-acts .button").first.wait_for()
        assert max(await operator.evaluate(LINES, ".room-acts .button")) <= 2, language


async def test_a_figure_is_not_broken(server: Server, people: Crowd) -> None:
    """Law: on a laptop the figures of the operations page stand in one line each, under names of one line."""
    host = await open_conference(server, people)
    for language in ("vi", "en"):
        await host.page.evaluate("(said) => localStorage.setItem('dc.language', said)", language)
        await shown(host.page, f"{server.url}/operations")
        lines = await host.page.evaluate(LINES, ".ops-facts :is(dt, dd)")
        assert len(lines) > 20
        assert max(lines) == 1, language


async def test_a_wall_is_read_upright(server: Server, people: Crowd) -> None:
    """Law: on an upright screen the figures stand above the units, as large as its width allows, and nothing is cut off."""
    host = await open_conference(server, people)
    wall = await people.page("wall", screen="wall")
    await wall.set_viewport_size({"width": 1080, "height": 1920})
    await shown(wall, await host.link(0, "w"))
    await wall.locator(".wall-table tbody tr").first.wait_for()
    boxes = {}
    for part in (".wall-big", ".wall-table", ".wall-foot"):
        found = await wall.locator(part).bounding_box()
        assert found is not None
        boxes[part] = found
    assert boxes[".wall-table"]["width"] > 900
    assert boxes[".wall-big"]["height"] > 150
    assert boxes[".wall-big"]["y"] < boxes[".wall-table"]["y"] < boxes[".wall-foot"]["y"]
    assert boxes[".wall-foot"]["y"] + boxes[".wall-foot"]["height"] <= 1920
