"""A written request at six in the morning: a copy given and a person erased while rooms are checking in."""

import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.cli.given import asked
from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.person import PersonPage
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference
from tests.end_to_end.test_pages_fit import GIVEN, VIETNAMESE
from tests.journal.given import bytes_under

BICH, BINH = "Trần Văn Bích", "Trần Văn Bình"
QUESTION = "Bao giờ nắn lại đường liên thôn?"


async def test_a_person_is_erased_while_the_conference_goes_on(
    server: Server, people: Crowd, tmp_path: Path
) -> None:
    """Law: a copy of all there is; then no file and no open page has the name, and nobody had to stop or reload."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    await desk.checks_in("binh")
    await desk.confirmed(BINH)
    phone = Phone(await people.page("bich", screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB001")
    await phone.is_checked_in(BICH)
    await phone.turns_to("Hỏi đáp")
    await phone.asks(QUESTION)
    await desk.checks_in("bich")
    await desk.page.get_by_role("button", name="Hoàn tác").first.wait_for()
    administrator = Host(await people.page("administrator"))
    await administrator.signs_in()
    await administrator.enters("Hội nghị quán triệt")
    person = PersonPage(administrator.page)

    await person.opens()
    await person.finds("tran van bich")
    await person.picks(BICH)
    await expect(person.part("Điểm danh")).to_contain_text("1")
    await expect(person.part("Câu hỏi")).to_contain_text("1")
    copy = json.loads((await person.downloads(tmp_path)).read_text(encoding="utf-8"))
    assert (copy["text"]["name"], copy["questions"][0]["text"]) == (BICH, QUESTION)

    question = await person.asks_to_erase()
    await expect(question).to_contain_text("2 mục chữ")
    await expect(question).to_contain_text("không lấy lại được")
    await expect(question.get_by_role("button", name="Xoá vĩnh viễn")).to_be_disabled()
    await person.is_sure()
    await expect(person.page.get_by_role("heading", name="Đã xoá 2 mục chữ của người #0")).to_be_visible()

    for page in (desk.page, host.page, phone.page):
        await expect(page.get_by_text(BICH)).to_have_count(0)
        await expect(page.get_by_text(QUESTION)).to_have_count(0)
    await expect(desk.page.get_by_text("(đã xoá)").first).to_be_visible()
    await desk.stands(BINH, "Có mặt")
    await desk.shows(present=2, summoned=5)
    everything = bytes_under(server.data)
    assert BICH.encode() not in everything and QUESTION.encode() not in everything
    refused = asked("person", "erase", "DB002", "--yes", "--data", server.data)
    assert refused.exit_code == 1 and "bấm Một người" in refused.output

    await person.finds("bich")
    await expect(person.page.get_by_text("Không có ai như vậy")).to_be_visible()
    await desk.checks_in("ha")
    await desk.confirmed("Phạm Thu Hà")


async def test_an_erased_question_leaves_the_screen(server: Server, people: Crowd) -> None:
    """Law: a question whose words were erased while a room reads them leaves no empty frame; its phone says so."""
    host = await open_conference(server, people)
    phone = Phone(await people.page("bich", screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB001")
    await phone.turns_to("Hỏi đáp")
    await phone.asks(QUESTION)
    await host.page.get_by_role("button", name="Duyệt", exact=True).click()
    await host.page.get_by_role("button", name="Đã duyệt 1").click()
    await host.page.get_by_role("button", name="Lên màn chiếu").click()
    screen = await host.page.context.new_page()
    await screen.goto(host.page.url.replace("/control/", "/screen/"))
    await expect(screen.locator(".screen-question")).to_contain_text(QUESTION)

    person = PersonPage(host.page)
    await person.opens()
    await person.finds("bich")
    await person.picks(BICH)
    await person.asks_to_erase()
    await person.is_sure()

    await expect(screen.locator(".screen-question")).to_have_count(0)
    await expect(phone.page.locator(".phone-answering")).to_contain_text("(đã xoá)")


async def test_the_host_by_a_link_is_not_shown_the_way(server: Server, people: Crowd) -> None:
    """Law: no button on the control page, and at the address itself whose work it is."""
    host = await open_conference(server, people)
    other = await people.page("host by link")
    await other.goto(await host.link(0, "h"))
    await expect(other.get_by_role("button", name="Ai đã xem danh sách")).to_be_visible()
    await expect(other.get_by_role("link", name="Một người…")).to_have_count(0)
    await other.goto(host.page.url.replace("/control/", "/person/"))
    await expect(other.get_by_role("heading")).to_have_text("Việc này của người quản trị máy chủ")


@pytest.mark.parametrize("screen", ["laptop", "phone", "wall"])
async def test_the_page_fits_and_is_english_in_english(screen: str, server: Server, people: Crowd) -> None:
    """Law: search, what is held, the question and its end are read without scrolling sideways; English is English."""
    host = await open_conference(server, people)
    page = await people.page("reader", screen=screen, language="en-GB")
    await page.goto("/")
    await page.get_by_label("Name").fill("quantri")
    await page.get_by_label("Password").fill("nắng sớm trên sông Ba")
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("link", name="Operations").wait_for()
    await page.goto(host.page.url.replace("/control/", "/person/"))
    told: list[str] = []

    async def look() -> None:
        over = await page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        told.append(await page.locator("body").inner_text())
        assert over <= 0

    await page.get_by_label("Name or code").fill("nobody at all")
    await page.keyboard.press("Enter")
    await page.get_by_text("There is nobody like that").wait_for()
    await look()
    await page.get_by_label("Name or code").fill("tran van")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=BINH).wait_for()
    await page.get_by_role("button", name=BICH).click()
    await page.get_by_role("button", name="Erase this person").click()
    await look()
    await page.get_by_label("I have checked").check()
    await page.get_by_role("button", name="Erase for ever").click()
    await page.get_by_role("heading", name="Erased").wait_for()
    await look()

    words = "\n".join(told)
    for given in sorted(GIVEN, key=len, reverse=True):
        words = words.replace(given, "")
    assert not [line for line in words.splitlines() if VIETNAMESE.search(line)]
