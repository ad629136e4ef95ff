"""What an operator does besides the first check-in, and what the desk answers."""

import pytest_asyncio
from playwright.async_api import expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference


@pytest_asyncio.fixture(name="links", loop_scope="session")
async def conference_with_two_desks(server: Server, people: Crowd) -> dict[int, str]:
    """An open session, and the link of each point's desk."""
    host = await open_conference(server, people)
    return {node: await host.link(node, "o") for node in (TUY_AN, SONG_HINH)}


async def test_out_undo_excuse_walk_in_and_head_count(links: dict[int, str], people: Crowd) -> None:
    """Law: each of the operator's acts is confirmed in words and moves its own figure, no other."""
    desk = Desk(await people.page("operator"))
    await desk.opens(links[TUY_AN])
    await desk.checks_in("bich")
    await desk.confirmed("Trần Văn Bích")
    await desk.checks_out("bich")
    await desk.stands("Trần Văn Bích", "Đã ra về")
    await desk.checks_in("tran van binh")
    await desk.confirmed("Trần Văn Bình")
    await desk.undoes("tran van binh", "Bấm nhầm người")
    await desk.stands("Trần Văn Bình", "Chưa đến")
    await desk.excuses("le dinh duc", "Ốm, đi viện")
    await desk.stands("Lê Đình Đức", "Vắng có lý do")
    await desk.adds_a_walk_in("Ma Thị Lan", post="Cộng tác viên", unit="Báo tỉnh")
    await desk.confirmed("Ma Thị Lan")
    await desk.reports_a_head_count(12)
    await desk.shows(present=0, summoned=5)
    await desk.counts("Vắng có lý do", 1)
    await desk.counts("Phát sinh", 1)
    await desk.counts("Số người báo (không danh sách)", 12)


async def test_a_second_check_in_says_who_did_the_first(links: dict[int, str], people: Crowd) -> None:
    """Law: somebody who is here already is not counted twice, and the desk says when it was done."""
    desk = Desk(await people.page("operator"))
    await desk.opens(links[SONG_HINH])
    await desk.checks_in("y khoa")
    await desk.confirmed("Y Khoa Niê")
    await desk.checks_in("y khoa")
    await desk.is_told("Đã có mặt từ trước", "Y Khoa Niê")
    await desk.shows(present=1, summoned=4)


async def test_the_keyboard_alone_is_enough(links: dict[int, str], people: Crowd) -> None:
    """Law: letters, arrows and Enter check in the person the arrow stands on."""
    desk = Desk(await people.page("operator"))
    await desk.opens(links[TUY_AN])
    await desk.is_linked()
    await desk.search.press_sequentially("tran van bi")
    await desk.search.press("ArrowDown")
    chosen = desk.page.locator("[role=row][aria-selected=true] .person-name")
    name = await chosen.inner_text()
    await desk.search.press("Enter")
    await desk.confirmed(name)
    await desk.shows(present=1, summoned=5)


async def test_a_link_with_a_slip_of_the_pen_opens_nothing(links: dict[int, str], people: Crowd) -> None:
    """Law: a link that was never given is refused in words, and shows nobody's name."""
    stranger = Desk(await people.page("stranger", screen="phone"))
    await stranger.opens(links[TUY_AN][:-3] + "abc")
    await stranger.is_turned_away()
    assert not await stranger.search.is_visible()


async def test_a_screen_on_a_computer_of_its_own_shows_the_room_once_the_desk_lets_it_in(
    links: dict[int, str], people: Crowd
) -> None:
    """Law: it is one more device of the point; approved, it shows what it had been refused, with nobody at its keyboard."""
    desk, screen = Desk(await people.page("operator")), await people.page("screen", screen="wall")
    await desk.opens(links[TUY_AN])
    await desk.is_linked()
    await screen.goto(links[TUY_AN].replace("/desk", "/screen"))
    code = screen.locator(".screen-opening-code")
    await desk.approves(await code.inner_text())
    await expect(code).to_have_count(0)
    await expect(screen.locator(".screen-clock")).to_be_visible()
