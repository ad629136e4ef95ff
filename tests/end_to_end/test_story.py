"""The whole story, told once: from the one-time link to the reports, over a killed server, in real browsers."""

from pathlib import Path

import pytest

from tests.end_to_end.board import Board, Wall
from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.report import Report
from tests.end_to_end.roster_file import PEOPLE, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import SESSION, TITLE, open_conference_by_hand


@pytest.mark.timeout(300)
async def test_a_conference_from_the_first_link_to_the_reports(
    server: Server, people: Crowd, tmp_path: Path
) -> None:
    """Law: what a host, two operators, a viewer and a wall do on one day works; a killed server loses none of it."""
    host = await open_conference_by_hand(server, people)
    link = await host.link(TUY_AN, "o")
    board = Board(await people.page("viewer"))
    await board.opens(await host.link(0, "v"))
    wall = Wall(await people.page("wall", screen="wall"))
    await wall.opens(await host.link(0, "w"))
    await wall.shows(present=0, summoned=9)
    await wall.says("TRỰC TIẾP")

    desk = Desk(await people.page("operator"))
    await desk.opens(link)
    await desk.is_linked()
    await desk.checks_in("tran van b")
    await desk.confirmed("Trần Văn Bích")
    await desk.shows(present=1, summoned=5)
    await board.shows(present=1, summoned=9)
    await board.reports(1, 2)
    await wall.shows(present=1, summoned=9)
    await wall.names_nobody(*(name for _, name, *_ in PEOPLE))

    second = Desk(await people.page("second", screen="phone"))
    await second.opens(link)
    code = await second.waits_for_approval()
    assert not await second.search.is_visible()
    await desk.approves(code)
    await second.confirmed("Trần Văn Bích")

    await server.is_killed()
    await wall.says("MẤT KẾT NỐI")
    await desk.checks_in("nguyen thi h")
    await desk.queued("Nguyễn Thị Hằng")
    await server.start()
    await desk.confirmed("Nguyễn Thị Hằng")
    await second.confirmed("Nguyễn Thị Hằng")
    await wall.says("TRỰC TIẾP")
    await wall.shows(present=2, summoned=9)
    await board.shows(present=2, summoned=9)

    await host.closes_the_session()
    await host.looks_at(SESSION)
    await reports_hold_the_figures(host, tmp_path)
    await host.closes_the_conference()

    await server.stops()
    await server.start()
    again = Host(await people.page("host again"))
    await again.signs_in()
    await again.enters(TITLE)
    await again.sees_state("ĐÃ ĐÓNG")
    await again.looks_at(SESSION)
    await reports_hold_the_figures(again, tmp_path)


async def reports_hold_the_figures(host: Host, folder: Path) -> None:
    """The three files, read by another program, say what the board said."""
    place = Report(await host.downloads("Theo điểm cầu", folder)).row("DC-TA")
    assert place["Triệu tập (theo điểm cầu)"] == 5
    assert place["Có mặt (theo điểm cầu)"] == 2
    unit = Report(await host.downloads("Theo đơn vị", folder)).row("Xã Tuy An")
    assert [value for word, value in unit.items() if word.startswith(("Triệu tập", "Có mặt"))] == [5, 2]
    person = Report(await host.downloads("Theo người", folder))
    assert len(person.rows) == len(PEOPLE)
    assert "Hội trường xã Tuy An" in person.row("Trần Văn Bích").values()
