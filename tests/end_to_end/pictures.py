"""Takes the pictures that the documents show, from the real pages of the demo conference.

    python -m tests.end_to_end.pictures [FOLDER]

Some 480 operators check in most of their rooms first, so the pages show what they show on such a day. FOLDER
(tests/out/pictures unless told) then holds one picture a page. `make pictures` renews those of the documents.
"""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

from playwright.async_api import expect

from tests.end_to_end.board import Wall
from tests.end_to_end.browser import OUT, Crowd, crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.host import Host
from tests.end_to_end.operators import Operator, seated
from tests.end_to_end.server import DIEMCAU, ROOT, Server

AWAY = 14
"""Rooms nobody has opened yet: no such day is perfect."""
SHARE = 0.957
"""As in one study round of Phú Yên: 44,560 of 46,540 came."""
FORGOTTEN_MS = 120_000
"""The pulse remembers a minute (server/edge/pulse.py)."""
PROVINCE = 1
"""The first unit of the demo."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        server = Server(Path(data) / "data")
        subprocess.run([str(DIEMCAU), "demo", "--data", str(server.data)], check=True, cwd=ROOT)
        asyncio.run(show(server, folder))


async def show(server: Server, folder: Path) -> None:
    async with server.running(), crowd(server.url) as people:
        await take(server, people, folder)


async def take(server: Server, people: Crowd, folder: Path) -> None:
    """Every page as a picture in `folder`."""
    host = Host(await people.page("host"))
    await host.page.goto(printed(server, "control"))
    await host.sees_state("ĐANG DIỄN RA")
    links = await host.desk_links()
    chance = Random(1660)
    chance.shuffle(links)
    shown, links = links[:2], links[2:]
    operators = await seated(links[AWAY:])
    try:
        await come_in(operators, chance)
        await picture_rooms(people, host, shown, folder)
        await picture_operations(server, people, folder)
    finally:
        await asyncio.gather(*(operator.leaves() for operator in operators))


def printed(server: Server, page: str) -> str:
    """The link of `page` as the server printed it on its start."""
    found = re.search(rf"http\S+/{page}#\S+", server.output)
    assert found, server.output
    return found[0]


async def come_in(operators: list[Operator], chance: Random) -> None:
    """Rooms fill: most nearly whole, a few far from it."""
    shares = [min(1.0, chance.gauss(SHARE, 0.04)) if chance.random() < 0.93 else 0.6 for _ in operators]
    rooms = zip(operators, shares, strict=True)
    counts = await asyncio.gather(*(operator.checks_in(share, chance) for operator, share in rooms))
    print(f"{sum(counts):,} people in {len(counts)} rooms", file=sys.stderr)


async def picture_rooms(people: Crowd, host: Host, shown: list[str], folder: Path) -> None:
    """The desks first: once they are linked, the pages of the whole conference hold them too."""
    for screen, link in zip(("laptop", "phone"), shown, strict=True):
        desk = Desk(await people.page(f"operator at a {screen}", screen=screen))
        await desk.opens(link)
        await fill_the_desk(desk)
        await desk.page.screenshot(path=folder / f"desk-{screen}.png")
    await expect(host.page.get_by_text(f"{AWAY} điểm cầu chưa từng kết nối")).to_be_visible()
    await host.page.screenshot(path=folder / "control.png")
    wall = Wall(await people.page("wall", screen="wall"))
    await wall.opens(await host.link(PROVINCE, "w"))
    await wall.says("TRỰC TIẾP")
    await wall.page.locator(".wall-table tbody tr").first.wait_for()
    await wall.page.locator(".wall-foot").get_by_text(f"{AWAY} chưa kết nối").wait_for()
    await wall.page.screenshot(path=folder / "wall.png")
    board = await people.page("viewer")
    await board.goto(await host.link(PROVINCE, "v"))
    await board.locator(".board-fresh").get_by_text(f"{AWAY} chưa kết nối").wait_for()
    await board.screenshot(path=folder / "board.png")
    await host.page.goto(re.sub("/control/", "/points/", host.page.url))
    await host.page.get_by_role("row").nth(5).wait_for()
    await expect(host.page.get_by_role("button", name=f"Chưa kết nối {AWAY}")).to_be_visible()
    await host.page.screenshot(path=folder / "points.png")


async def picture_operations(server: Server, people: Crowd, folder: Path) -> None:
    """The administrator's page while the rooms are linked; the loop has a minute to forget the arrivals."""
    administrator = Host(await people.page("administrator"))
    await administrator.sets_the_password(server.setup_link(), seeing="Hội nghị")
    await administrator.page.goto("/operations")
    await expect(administrator.page.get_by_text("Mọi thứ bình thường")).to_be_visible(timeout=FORGOTTEN_MS)
    await administrator.page.screenshot(path=folder / "operations.png")


async def fill_the_desk(desk: Desk) -> None:
    """A room in the middle of its arrivals: some are in, the next is being looked for."""
    await desk.is_linked()
    names = desk.page.locator(".person-name")
    await names.first.wait_for()
    some = [await names.nth(at).inner_text() for at in range(0, 36, 3)]
    for name in some:
        await desk.checks_in(name)
        await desk.stands_first(name)
    await desk.excuses(await names.nth(1).inner_text(), "Đi công tác")
    await desk.adds_a_walk_in("Hà Minh Sơn", post="Phóng viên", unit="Báo và phát thanh, truyền hình tỉnh")
    await desk.counts("Phát sinh", 1)
    await desk.search.press_sequentially("nguyen t")
    await desk.page.locator("mark").first.wait_for()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT / "pictures")
