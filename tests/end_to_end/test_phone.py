"""The phone in the room: scanned, proved, checked in; papers read, questions asked; a second phone waits for the desk."""

from typing import Any

from playwright.async_api import Page, expect

from tests.edge.pdfs import pdf
from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference


async def phone_page(people: Crowd, who: str) -> Phone:
    return Phone(await people.page(who, screen="phone"))


async def puts_up(page: Page, title: str, *, shared: bool) -> int:
    """The status of uploading a paper as the host's page does."""
    content = {"name": "nghi-quyet.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    said: dict[str, Any] = {"title": title, "shared": str(shared).lower(), "file": content}
    _, _, conference, grant = (await page.evaluate("location.pathname")).split("/")
    origin = await page.evaluate("location.origin")
    answer = await page.request.post(
        f"/api/c/{conference}/{grant}/papers", multipart=said, headers={"Origin": origin}
    )
    return answer.status


async def test_a_phone_in_the_room_checks_in_reads_and_asks(server: Server, people: Crowd) -> None:
    """Law: a card number checks one in without an account; the desk sees it; papers open on the page; a question's way
    is followed to its answer."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    await desk.shows(present=0, summoned=5)

    bich = await phone_page(people, "bich")
    await bich.scans(await host.link(TUY_AN, "q"))
    await bich.types_the_card("db-001")
    await bich.is_checked_in("Trần Văn Bích")
    await desk.shows(present=1, summoned=5)
    await desk.confirmed("Trần Văn Bích")

    assert await puts_up(host.page, "Nghị quyết 27", shared=True) == 201
    assert await puts_up(host.page, "Tài liệu nội bộ", shared=False) == 201
    await bich.turns_to("Tài liệu")
    await bich.opens_the_paper("Nghị quyết 27")
    assert await bich.keeps_the_paper() == 1
    await bich.closes_the_paper()
    await bich.opens_the_paper("Tài liệu nội bộ")
    assert await bich.keeps_the_paper() == 0
    await bich.closes_the_paper()

    await bich.turns_to("Hỏi đáp")
    await bich.asks("Bao giờ sáp nhập thôn Phú Tân?")
    await bich.reads_of("Bao giờ sáp nhập thôn Phú Tân?", "Chờ duyệt")
    await bich.page.reload()
    await bich.is_checked_in("Trần Văn Bích")


async def test_a_question_is_followed_to_its_answer(server: Server, people: Crowd) -> None:
    """Law: its asker sees each step, others ask along once it is approved, all see what is being answered."""
    host = await open_conference(server, people)
    link, asked = await host.link(TUY_AN, "q"), "Bao giờ sáp nhập thôn?"
    asker, other = await phone_page(people, "asker"), await phone_page(people, "other")
    for phone, card in ((asker, "DB001"), (other, "DB002")):
        await phone.scans(link)
        await phone.types_the_card(card)
        await phone.turns_to("Hỏi đáp")
    await asker.asks(asked)
    await asker.reads_of(asked, "Chờ duyệt")

    await moderates(host.page, asked, "Duyệt")
    await asker.reads_of(asked, "Đã duyệt")
    await other.asks_along(asked)
    await asker.reads_of(asked, "1 người cùng hỏi")

    await host.page.get_by_role("button", name="Đã duyệt 1").click()
    await moderates(host.page, asked, "Lên màn chiếu")
    await asker.sees_being_answered(asked)
    await other.sees_being_answered(asked)
    await moderates(host.page, asked, "Đã trả lời")
    await asker.reads_of(asked, "Đã trả lời")


async def moderates(page: Page, question: str, act: str) -> None:
    """What the host presses beside a question."""
    beside = page.locator(".question").filter(has_text=question)
    await beside.get_by_role("button", name=act, exact=True).click()


async def test_wrong_numbers_tell_nothing_and_are_bounded(server: Server, people: Crowd) -> None:
    """Law: unknown and wrong are told alike, with the tries that are left; after five one waits; a name works as well."""
    host = await open_conference(server, people)
    link = await host.link(TUY_AN, "q")
    guest, hang = await phone_page(people, "guest"), await phone_page(people, "hang")
    await guest.scans(link)

    for left in (4, 3, 2, 1):
        await guest.types_the_card("DB006" if left % 2 else "DB999")
        await guest.is_refused(f"Còn {left} lần thử")
    await guest.types_the_card("DB998")
    await guest.is_refused("Hết lượt thử")
    await guest.types_the_card("DB001")
    await guest.is_refused("Thử lại được sau")

    await hang.scans(link)
    await hang.types_the_name("nguyen thi hang", "B003")
    await hang.is_checked_in("Nguyễn Thị Hằng")


async def test_a_second_phone_waits_for_the_desk(server: Server, people: Crowd) -> None:
    """Law: a second phone of one person waits; the desk's word opens it by itself, and the first phone is asked again."""
    host = await open_conference(server, people)
    link = await host.link(TUY_AN, "q")
    first, second = await phone_page(people, "first"), await phone_page(people, "second")
    for phone in (first, second):
        await phone.scans(link)
        await phone.types_the_card("DB005")
    await first.is_checked_in("Phạm Thu Hà")
    await second.waits_for_the_desk()

    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    asking = desk.page.locator(".device").filter(has_text="Phạm Thu Hà")
    await asking.get_by_role("button", name="Đúng người").click()

    await second.is_checked_in("Phạm Thu Hà")
    await expect(first.page.get_by_label("Số thẻ đại biểu")).to_be_visible()


async def test_offline_a_question_waits_and_goes_by_itself(server: Server, people: Crowd) -> None:
    """Law: without a link the page says so and goes on; what was asked is sent when the link is back."""
    host = await open_conference(server, people)
    phone = await phone_page(people, "duc")
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB004")
    await phone.is_checked_in("Lê Đình Đức")
    await phone.turns_to("Hỏi đáp")

    await server.is_killed()
    await phone.is_told("Đang ngoại tuyến")
    await phone.asks("Kinh phí lấy từ đâu?")
    await phone.is_told("1 lượt chờ gửi")
    await server.start()

    await phone.reads_of("Kinh phí lấy từ đâu?", "Chờ duyệt")


async def test_online_the_phone_asks_for_no_camera(server: Server, people: Crowd) -> None:
    """Law: with the online QR and one's code one takes part from anywhere; nothing asks for camera or microphone; what is
    not to be shared stays shut."""
    host = await open_conference(server, people)
    phone = await phone_page(people, "yen")
    await phone.page.add_init_script(
        "navigator.mediaDevices && (navigator.mediaDevices.getUserMedia = () => { window.prompted = true; })"
    )
    await phone.scans(await host.link(0, "q"))
    await phone.types_the_card("DB009", act="Vào dự")

    await phone.is_told("Bạn đang dự trực tuyến")
    await phone.is_told("Đăng ký phát biểu")
    assert await puts_up(host.page, "Tài liệu nội bộ", shared=False) == 201
    await phone.turns_to("Tài liệu")
    await phone.is_told("Chỉ mở được trong phòng họp.")
    assert not await phone.page.evaluate("window.prompted")


async def test_a_personal_link_is_one_press(server: Server, people: Crowd) -> None:
    """Law: the desk hands it out; who holds it types nothing; the address keeps no token."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(SONG_HINH, "o"))
    link = await desk.shows_the_personal_link("yen")
    phone = await phone_page(people, "yen")
    await phone.scans(link)

    await phone.is_told("Đường dẫn riêng của bạn")
    assert "#" not in phone.page.url
    await phone.accepts_the_notice()
    await phone.page.get_by_role("button", name="Vào dự").click()

    await phone.is_told("Bạn đang dự trực tuyến")
    await phone.is_told("Đặng Thị Yến")


async def test_a_renewed_code_keeps_who_is_in_and_nobody_else(server: Server, people: Crowd) -> None:
    """Law: the desk renews the room's QR and is told before how many stay; the old code opens nothing, the new one does."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    phone, late = await phone_page(people, "bich"), await phone_page(people, "late")
    old = await desk.shows_the_code()
    await phone.scans(old)
    await phone.types_the_card("DB001")
    await phone.is_checked_in("Trần Văn Bích")

    await desk.closes_the_dialog()
    await desk.shows_the_code()
    new = await desk.renews_the_code(phones=1)
    assert new != old
    await late.scans(old)
    await expect(late.page.get_by_text("Chưa vào được")).to_be_visible()
    await late.scans(new)
    await late.types_the_card("DB002")
    await late.is_checked_in("Trần Văn Bình")
    await phone.page.reload()
    await phone.is_checked_in("Trần Văn Bích")
