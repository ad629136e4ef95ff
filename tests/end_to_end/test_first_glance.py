"""What must be seen without scrolling: the step that comes next, and what concerns whoever looks."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.end_to_end.browser import SCREENS, Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN, write_roster
from tests.end_to_end.server import Server
from tests.end_to_end.stage import draft_conference, open_conference

PROVINCE = 1


async def test_the_tick_and_the_button_are_on_a_phones_first_screen(server: Server, people: Crowd) -> None:
    """Law: however long the notice is, what it asks for stands under the thumb, in the room and online."""
    host = await open_conference(server, people)
    for language, node, act in (
        ("vi-VN", TUY_AN, "Điểm danh"),
        ("vi-VN", 0, "Vào dự"),
        ("en-GB", TUY_AN, "Check in"),
        ("en-GB", 0, "Take part"),
    ):
        page = await people.page(f"{act} in {language}", screen="phone", language=language)
        await Phone(page).scans(await host.link(node, "q"))
        await expect(page.get_by_role("checkbox")).to_be_in_viewport(ratio=1)
        await expect(page.get_by_role("button", name=act, exact=True)).to_be_in_viewport(ratio=1)
        await expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("screen", ["laptop", "phone"])
async def test_a_room_on_air_is_told_wherever_its_desk_has_scrolled(
    screen: str, server: Server, people: Crowd
) -> None:
    """Law: that everybody sees the room stands in sight, although its operator had scrolled down to the hand."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator", screen=screen))
    await desk.opens(await host.link(SONG_HINH, "o"))
    await desk.page.get_by_role("button", name="Đăng ký phát biểu").click()
    await desk.page.get_by_text("Đã đăng ký, thứ").wait_for()
    await desk.page.get_by_role("link", name="Mở màn chiếu").scroll_into_view_if_needed()

    await host.page.get_by_role("button", name="Chuẩn bị cho").click()
    await host.page.get_by_role("button", name="lên hình").first.click()
    await expect(desk.page.locator(".on-air")).to_be_in_viewport(ratio=1)


async def test_the_hand_is_raised_without_scrolling(server: Server, people: Crowd) -> None:
    """Law: on a laptop the way to the floor stands beside the list, whatever the picture needs."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(SONG_HINH, "o"))
    await expect(desk.page.get_by_role("button", name="Đăng ký phát biểu")).to_be_in_viewport(ratio=1)


async def test_on_a_phone_the_way_in_stands_before_the_rarer_acts(server: Server, people: Crowd) -> None:
    """Law: of the person found, the button that checks in comes first, and nothing covers it."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator", screen="phone"))
    await desk.opens(await host.link(SONG_HINH, "o"))
    await desk.search.fill("yen")
    chosen = desk.page.locator("[role=row][aria-selected=true]")
    places = [
        await found.bounding_box()
        for found in (
            chosen.get_by_role("button", name="Vào"),
            chosen.get_by_role("button", name="Vắng có lý do…"),
            desk.page.locator(".room-acts"),
        )
    ]
    way_in, excuse, bar = (place for place in places if place)
    assert way_in["y"] + way_in["height"] <= excuse["y"] < bar["y"]


async def test_the_next_step_stands_under_a_long_preview(
    server: Server, people: Crowd, tmp_path: Path
) -> None:
    """Law: what a file holds is shown whole, and the button that takes it needs no scrolling."""
    host = await draft_conference(server, people)
    more = [
        (f"DB{n}", "Công Tằng Tôn Nữ Huyền Trân Phương Thảo", "Uỷ viên Ban Thường vụ", "TA", "DC-TA")
        for n in range(100, 140)
    ]
    await host.offers(write_roster(tmp_path / "danh_sach.xlsx", more_people=more))
    for width, height in (SCREENS["laptop"], SCREENS["phone"]):
        await host.page.set_viewport_size({"width": width, "height": height})
        await expect(host.page.get_by_role("button", name="Nạp danh sách")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("language", ["vi-VN", "en-GB"])
async def test_the_share_of_each_unit_is_read_on_a_phone_without_swiping(
    language: str, server: Server, people: Crowd
) -> None:
    """Law: name, present, summoned and share stand side by side at 360 pixels."""
    host = await open_conference(server, people)
    page = await people.page("leader", screen="phone", language=language)
    await page.goto(await host.link(PROVINCE, "v"))
    shares = page.locator(".board-rate-said")
    await shares.first.scroll_into_view_if_needed()
    table = page.locator(".board-children .table-scroll")
    edge = await table.evaluate("box => box.getBoundingClientRect().right")
    for share in await shares.all():
        assert await share.evaluate("words => words.getBoundingClientRect().right") <= edge
    assert await table.evaluate("box => box.scrollLeft") == 0


async def test_a_phone_promises_no_session_after_the_close(server: Server, people: Crowd) -> None:
    """Law: whoever was there is thanked; a session that will not take place is announced no more."""
    host = await open_conference(server, people)
    phone = Phone(await people.page("bich", screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB001")
    await phone.is_checked_in("Trần Văn Bích")
    await host.closes_the_session()
    await phone.is_told("Phiên chiều dự kiến mở lúc")
    await host.page.get_by_role("button", name="Đóng hội nghị…").first.click()
    await host.page.get_by_role("dialog").get_by_role("button", name="Đóng hội nghị", exact=True).click()
    await phone.is_told("Hội nghị đã kết thúc")
    await expect(phone.page.get_by_text("dự kiến mở lúc")).to_have_count(0)
    await expect(host.page.get_by_text("Không diễn ra")).to_be_visible()
    await expect(host.page.get_by_role("button", name="Mở camera, micrô")).to_have_count(0)
