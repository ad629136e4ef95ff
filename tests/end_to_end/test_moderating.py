"""Questions in the hands of two moderators, followed by their askers, shown to the room, kept in the log."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.phone import Phone
from tests.end_to_end.report import Report
from tests.end_to_end.roster_file import TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import TITLE, open_conference

MERGE, ROADS = "Bao giờ sáp nhập thôn?", "Kinh phí làm đường lấy từ đâu?"


def beside(page: Page, question: str):
    return page.locator(".question").filter(has_text=question)


async def presses(page: Page, question: str, act: str) -> None:
    await beside(page, question).get_by_role("button", name=act, exact=True).click()


async def a_phone(people: Crowd, host: Host, who: str, card: str) -> Phone:
    phone = Phone(await people.page(who, screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card(card)
    await phone.turns_to("Hỏi đáp")
    return phone


async def test_of_two_moderators_one_has_the_question(server: Server, people: Crowd) -> None:
    """Law: who opens it for editing has it; the other sees whose it is and cannot act; let go of, it is free again. The
    asker reads the reason, and the host's log has it all."""
    host = await open_conference(server, people)
    other = Host(await people.page("second moderator"))
    await other.signs_in()
    await other.enters(TITLE)
    asker = await a_phone(people, host, "asker", "DB001")
    await asker.asks(MERGE)

    await presses(host.page, MERGE, "Từ chối…")
    dialog = host.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await expect(beside(other.page, MERGE)).to_contain_text("đang xử lý")
    await expect(beside(other.page, MERGE).get_by_role("button")).to_have_count(0)
    await host.page.keyboard.press("Escape")
    await expect(host.page.locator("button:focus")).to_have_text("Từ chối…")
    await presses(other.page, MERGE, "Từ chối…")
    await other.page.get_by_role("dialog").get_by_label("Lý do").fill("Ngoài nội dung hội nghị")
    await other.page.get_by_role("dialog").get_by_role("button", name="Từ chối", exact=True).click()

    await asker.reads_of(MERGE, "Không tiếp nhận")
    await asker.reads_of(MERGE, "Ngoài nội dung hội nghị")


async def test_a_merged_question_is_followed_to_the_answer_of_the_other(
    server: Server, people: Crowd, tmp_path: Path
) -> None:
    """Law: its asker sees into which it went and what became of that; others read answers too; the room sees the question on
    its screen; the operator asks offline; the log says all of it."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    await desk.is_linked()
    await expect(desk.page.locator(".stage-card")).to_be_visible()
    await server.is_killed()
    await desk.page.get_by_role("button", name="Gửi câu hỏi", exact=True).click()
    asking = desk.page.get_by_role("dialog")
    await asking.get_by_label("Câu hỏi, ý kiến").fill(ROADS)
    await asking.get_by_role("button", name="Gửi", exact=True).click()
    await expect(desk.page.get_by_text("Câu hỏi sẽ được gửi khi có mạng.").first).to_be_attached()
    await server.start()
    await expect(beside(host.page, ROADS)).to_be_visible()
    asker = await a_phone(people, host, "asker", "DB001")
    reader = await a_phone(people, host, "reader", "DB002")
    await asker.asks(MERGE)

    await host.page.get_by_role("button", name="Duyệt", exact=True).first.press("Enter")
    await expect(host.page.locator("button:focus")).to_have_text("Duyệt")
    await presses(host.page, MERGE, "Gộp…")
    await host.page.get_by_role("dialog").get_by_text(ROADS).click()
    await host.page.get_by_role("dialog").get_by_role("button", name="Gộp", exact=True).click()
    await asker.reads_of(MERGE, ROADS)

    await host.page.get_by_role("button", name="Đã duyệt 1").click()
    await presses(host.page, ROADS, "Lên màn chiếu")
    screen = await desk.page.context.new_page()
    await screen.goto(desk.page.url.replace("/desk/", "/screen/"))
    await expect(screen.locator(".screen-question")).to_contain_text(ROADS)
    await expect(screen.locator(".screen-code .qr")).to_be_visible()
    await presses(host.page, ROADS, "Trả lời bằng văn bản…")
    await host.page.get_by_role("dialog").get_by_label("Câu trả lời").fill("Từ ngân sách xã.")
    await host.page.get_by_role("dialog").get_by_role("button", name="Gửi trả lời").click()
    for phone, question in ((asker, MERGE), (reader, ROADS)):
        await phone.reads_of(question, "Từ ngân sách xã.")

    log = Report(await host.downloads("Nhật ký câu hỏi", tmp_path))
    assert log.row(ROADS)["Tình trạng"] == "Trả lời bằng văn bản"
    assert log.row(ROADS)["Trả lời, lý do"] == "Từ ngân sách xã."
    assert log.row(MERGE)["Người hỏi (trống: cả phòng)"] == "Trần Văn Bích"
