"""Parts of pages that are fetched when they are wanted, while the network drops: said in words, and made good."""

import asyncio
import re

import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.edge.pdfs import pdf
from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference
from tests.end_to_end.test_papers import uploads

STYLES = re.compile(r"/assets/media-[^/]+\.css")
SCRIPT = re.compile(r"/assets/media-[^/]+\.js")
DESK = re.compile(r"/assets/desk-[^/]+\.(js|css)")
POINTS = re.compile(r"/assets/points-[^/]+\.js")
PAPER = re.compile(r"/assets/paper_view-[^/]+\.js")
UNSENT = re.compile(r"/assets/make_outbox-[^/]+\.js")
SENT = re.compile(r"/api/c/.*/papers$")
INDEX = re.compile(r":\d+/$")
REPLACED = "Máy chủ đã có bản mới. Hãy tải lại trang."
LATE = "Chưa tải được phần này"


class Dropped:
    """A network that loses some files: refused, or never answered. `mends` lets them through from then on."""

    def __init__(self, context: BrowserContext, files: re.Pattern[str], *, answers: bool) -> None:
        self._context = context
        self._files = files
        self._answers = answers

    async def drops(self) -> None:
        await self._context.route(self._files, self._lose)

    async def _lose(self, route: Route) -> None:
        if self._answers:
            await route.abort("internetdisconnected")

    async def mends(self) -> None:
        await self._context.unroute(self._files, self._lose)


async def drops(page: Page, files: re.Pattern[str], *, answers: bool = True) -> Dropped:
    dropped = Dropped(page.context, files, answers=answers)
    await dropped.drops()
    return dropped


async def marks(page: Page) -> None:
    """A reload would wipe this away."""
    await page.evaluate("window.isTheSame = true")


async def is_the_same(page: Page) -> None:
    assert await page.evaluate("window.isTheSame") is True


@pytest_asyncio.fixture(name="host", loop_scope="session")
async def host_of_an_open_conference(server: Server, people: Crowd) -> Host:
    return await open_conference(server, people)


async def has_its_picture(page: Page) -> None:
    """The part is there, in its own style."""
    await expect(page.locator(".stage-card .programme")).to_have_css("position", "relative")
    await expect(page.get_by_text(LATE)).to_have_count(0)


BOTH = ((STYLES, TUY_AN, "Trần Văn Bích"), (SCRIPT, SONG_HINH, "Y Khoa Niê"))
"""What is lost, and a desk of its own for it with one of its people."""


async def test_a_part_that_failed_comes_by_itself(host: Host, people: Crowd) -> None:
    """Law: the desk checks in without its picture, says that it is missing, and has it when the network is back."""
    for files, node, name in BOTH:
        page = await people.page(f"operator {node}")
        dropped = await drops(page, files)
        desk = Desk(page)
        await desk.opens(await host.link(node, "o"))
        await expect(page.locator(".room-stage")).to_contain_text(LATE)
        await marks(page)
        await desk.checks_in(name)
        await desk.confirmed(name)
        async with page.expect_request(files):
            """It is tried again although nobody presses anything."""
        await dropped.mends()
        await has_its_picture(page)
        await is_the_same(page)


async def test_a_part_that_hangs_comes_on_a_press(host: Host, people: Crowd) -> None:
    """Law: a request that is never answered holds nobody up: "Thử lại" asks anew, and the link stays."""
    for files, node, _ in BOTH:
        page = await people.page(f"operator {node}")
        dropped = await drops(page, files, answers=False)
        desk = Desk(page)
        await desk.opens(await host.link(node, "o"))
        await expect(page.locator(".room-stage")).to_contain_text(LATE)
        await marks(page)
        await dropped.mends()
        await page.locator(".room-stage").get_by_role("button", name="Thử lại").click()
        await has_its_picture(page)
        await desk.is_linked()
        await is_the_same(page)


async def test_a_page_and_its_way_to_send_come_by_themselves(host: Host, people: Crowd) -> None:
    """Law: the desk itself, and what keeps unsent check-ins, are tried again until they are there."""
    page = await people.page("operator")
    desk = Desk(page)
    link = await host.link(TUY_AN, "o")
    dropped = await drops(page, DESK)
    await desk.opens(link)
    await expect(page.get_by_text("Mạng chậm hoặc đang mất")).to_be_visible()
    await marks(page)
    unsent = await drops(page, UNSENT)
    await dropped.mends()
    await expect(page.get_by_text("Mất kết nối", exact=True)).to_be_visible()
    await unsent.mends()
    await desk.checks_in("bich")
    await desk.confirmed("Trần Văn Bích")
    await is_the_same(page)


async def test_a_paper_opens_when_its_reader_has_come(host: Host, people: Crowd) -> None:
    """Law: who presses a paper is answered at once; the dialog says what is missing, and the paper takes its place."""
    await uploads(host, pdf(), "Nghị quyết 27")
    phone = Phone(await people.page("bich", screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB001")
    await phone.is_checked_in("Trần Văn Bích")
    await phone.turns_to("Tài liệu")
    dropped = await drops(phone.page, PAPER)
    await phone.page.get_by_role("button", name="Mở Nghị quyết 27").click()
    await expect(phone.page.get_by_role("dialog")).to_contain_text(LATE)
    await dropped.mends()
    await expect(phone.page.locator(".paper-page").first).to_be_visible()


async def test_giving_up_a_part_that_hangs_cuts_off_no_upload(host: Host, people: Crowd) -> None:
    """Law: a paper on its way to the server gets there, whatever the reader presses about a page that does not come."""
    page, cut, on_its_way, let = host.page, [], asyncio.Event(), asyncio.Event()
    page.on("requestfailed", lambda request: cut.append(request.url))

    async def slowly(route: Route) -> None:
        on_its_way.set()
        await let.wait()
        await route.continue_()

    await page.context.route(SENT, slowly)
    await uploads(host, pdf(), "Nghị quyết 27")
    await on_its_way.wait()
    await page.keyboard.press("Escape")
    dropped = await drops(page, POINTS, answers=False)
    await page.evaluate("history.pushState({}, '', location.pathname.replace('control', 'points'))")
    await page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    await page.get_by_role("button", name="Thử lại").click()
    async with page.expect_response(SENT) as answered:
        let.set()
    assert (await answered.value).status == 201 and not cut
    await dropped.mends()
    await expect(page.locator(".points-search")).to_be_visible()


async def test_a_part_that_a_new_release_has_replaced_asks_for_a_reload(host: Host, people: Crowd) -> None:
    """Law: the page says so, once, and asks the server no more; the room's work goes on beside it."""
    page, asked = await people.page(f"operator {TUY_AN}"), []

    async def released(route: Route) -> None:
        old = await (await route.fetch()).text()
        await route.fulfill(body=old.replace("/assets/index-", "/assets/index-new"), content_type="text/html")

    async def gone(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(status=404)

    await page.context.route(INDEX, released)
    await page.context.route(SCRIPT, gone)
    desk = Desk(page)
    await desk.opens(await host.link(TUY_AN, "o"))
    await expect(page.locator(".room-stage")).to_contain_text(REPLACED)
    told = len(asked)
    await desk.checks_in("Trần Văn Bích")
    await desk.confirmed("Trần Văn Bích")
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.context.unroute(SCRIPT, gone)
    await page.locator(".room-stage").get_by_role("button", name="Tải lại trang").click()
    await has_its_picture(page)
    assert len(asked) == told
