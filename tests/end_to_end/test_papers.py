"""Papers from the host's hand to a phone's screen: uploaded, opened, scanned pages drawn, who opened them counted."""

from urllib.parse import urlsplit

from playwright.async_api import Request, expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.host import Host
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import TUY_AN
from tests.end_to_end.scans import scanned
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference

TITLE = "Biên bản có dấu"
DOTS = """(canvas) => [[1, 1], [3, 1], [1, 3], [3, 3]].map(([x, y]) => [
    ...canvas.getContext("2d").getImageData(canvas.width * x / 4, canvas.height * y / 4, 1, 1).data.slice(0, 3)])"""
"""The middle of each quarter of the page."""


async def uploads(
    host: Host, content: bytes, title: str, *, name: str = "scan.pdf", shared: bool = True
) -> None:
    """Through the page, as a host does."""
    page = host.page
    await page.get_by_role("tab", name="Tài liệu").click()
    await page.get_by_role("button", name="Tải PDF lên…").click()
    asked = page.get_by_role("dialog")
    await asked.get_by_label("Tệp PDF").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": content}
    )
    await asked.get_by_label("Tên tài liệu").fill(title)
    if not shared:
        await asked.get_by_role("checkbox").check()
    await asked.get_by_role("button", name="Tải lên", exact=True).click()


async def test_a_scanned_paper_is_drawn_by_our_own_decoders(server: Server, people: Crowd) -> None:
    """Law: JBIG2 and JPEG 2000 pages show as they were scanned, under the page's own policy, and no other host is asked."""
    host = await open_conference(server, people)
    await uploads(host, scanned(), TITLE)
    phone = Phone(await people.page("bich", screen="phone"))
    asked: list[Request] = []
    phone.page.on("request", lambda request: asked.append(request))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB001")
    await phone.is_checked_in("Trần Văn Bích")
    await phone.turns_to("Tài liệu")
    await phone.page.get_by_role("button", name=f"Mở {TITLE}").click()

    await expect(phone.page.locator(".paper-page")).to_have_attribute("aria-busy", "false")
    canvas = phone.page.locator(".paper-page canvas")
    black, white, red, blue = await canvas.evaluate(DOTS)

    assert (black, white) == ([0, 0, 0], [255, 255, 255])
    assert near(red, [220, 30, 30]) and near(blue, [30, 60, 220])
    asked_hosts = {urlsplit(request.url).netloc for request in asked if request.url.startswith("http")}
    assert asked_hosts == {urlsplit(server.url).netloc}
    fetched = [urlsplit(request.url).path for request in asked]
    for decoder in ("jbig2", "openjpeg"):
        assert [path for path in fetched if decoder in path and path.endswith(".wasm")]


def near(colour: list[int], meant: list[int]) -> bool:
    """JPEG 2000 keeps colours but for rounding."""
    return all(abs(one - other) <= 4 for one, other in zip(colour, meant, strict=True))


async def test_a_paper_that_is_no_pdf_is_refused_in_words(server: Server, people: Crowd) -> None:
    """Law: the dialog stays open and says why; nothing is listed."""
    host = await open_conference(server, people)
    await uploads(host, b"PK\x03\x04 not a pdf", "Nghị quyết")
    await expect(host.page.get_by_role("dialog").locator(".field-error")).to_contain_text("PDF")
    assert await host.page.locator(".paper").count() == 0


async def test_who_opened_a_paper_is_counted_by_point(server: Server, people: Crowd) -> None:
    """Law: a device once, at its room; what is not to be shared says what that means and has no way to be kept."""
    host = await open_conference(server, people)
    await uploads(host, scanned(), "Tài liệu nội bộ", shared=False)
    for who, card in (("bich", "DB001"), ("binh", "DB002")):
        phone = Phone(await people.page(who, screen="phone"))
        await phone.scans(await host.link(TUY_AN, "q"))
        await phone.types_the_card(card)
        await phone.turns_to("Tài liệu")
        await phone.is_told("Chỉ đọc trong phòng họp, không tải về.")
        for _ in range(2):
            await phone.page.get_by_role("button", name="Mở Tài liệu nội bộ").click()
            await expect(phone.page.locator(".paper-page")).to_be_visible()
            assert await phone.keeps_the_paper() == 0
            await phone.closes_the_paper()

    await expect(host.page.locator(".paper")).to_contain_text("2 thiết bị đã mở")
    await host.page.get_by_role("button", name="Ai đã mở").click()
    rows = host.page.get_by_role("dialog").get_by_role("row")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(1)).to_contain_text("Hội trường xã Tuy An")
    await expect(rows.nth(1)).to_contain_text("2")
