"""The stage most stories begin on: a conference of two rooms, launched, its first session open."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.browser import Crowd
from tests.end_to_end.host import Host
from tests.end_to_end.planning import planned
from tests.end_to_end.roster_file import roster, write_roster
from tests.end_to_end.server import Server

TITLE = "Hội nghị quán triệt Nghị quyết"
SESSION = "Phiên sáng"


async def draft_conference(server: Server, people: Crowd) -> Host:
    """A host who has saved title and sessions and stands at the roster step: every step pressed in the page."""
    host = Host(await people.page("host"))
    await host.sets_the_password(server.setup_link())
    await host.plans(TITLE)
    return host


async def open_conference_by_hand(server: Server, people: Crowd) -> Host:
    """A host at the control page of a conference whose first session is open: every step pressed in the page."""
    host = await draft_conference(server, people)
    with TemporaryDirectory() as folder:
        await host.imports(write_roster(Path(folder) / "danh_sach.xlsx"))
    await host.launches()
    await host.opens(SESSION)
    return host


async def open_conference(server: Server, people: Crowd, script: str = "") -> Host:
    """The same conference and host, made by requests. `script` runs first on her every page."""
    made = await planned(server, TITLE, roster())
    host = Host(await people.page("host"))
    await host.page.context.add_cookies(made.for_browser(server.url))
    await host.page.add_init_script(script)
    await host.page.goto(f"/control/{made.id}/h0")
    await host.sees_state("ĐANG DIỄN RA")
    return host
