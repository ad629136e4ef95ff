"""A desk in a real browser, and a server whose files are put back to how they were before the last check-ins."""

import asyncio
import contextlib
import shutil
import sqlite3
from pathlib import Path

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.roster_file import TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference


def copied(data: Path) -> Path:
    """The journals as they are now, beside a running server."""
    copies = data.with_name("copies")
    for file in data.rglob("*.journal"):
        place = copies / file.relative_to(data)
        place.parent.mkdir(parents=True, exist_ok=True)
        with (
            contextlib.closing(sqlite3.connect(file)) as old,
            contextlib.closing(sqlite3.connect(place)) as new,
        ):
            old.backup(new)
    return copies


def put_back(copies: Path, data: Path) -> None:
    for file in copies.rglob("*.journal"):
        place = data / file.relative_to(copies)
        for left in place.parent.glob(f"{place.name}-*"):
            left.unlink()
        shutil.copy(file, place)


async def test_a_desk_gives_back_what_the_server_lost(server: Server, people: Crowd) -> None:
    """Law: whoever was shown as present is present again, without a hand on the desk; so after a reload of the page."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(TUY_AN, "o"))
    await desk.checks_in("bich")
    await desk.confirmed("Trần Văn Bích")
    copies = await asyncio.to_thread(copied, server.data)
    await desk.checks_in("tran van binh")
    await desk.confirmed("Trần Văn Bình")

    await server.stops()
    put_back(copies, server.data)
    await server.start()

    await desk.is_linked()
    await desk.confirmed("Trần Văn Bình")
    await desk.shows(present=2, summoned=5)
    assert "epoch_begins" in server.output

    await server.stops()
    put_back(copies, server.data)
    where = desk.page.url
    again = Desk(await desk.page.context.new_page())
    await desk.page.close()
    await server.start()
    await again.opens(where)
    await again.confirmed("Trần Văn Bình")
    await again.shows(present=2, summoned=5)
