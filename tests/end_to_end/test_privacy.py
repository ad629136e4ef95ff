"""What a real browser has stored, and what it shows once it may show nothing."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.phone import Phone
from tests.end_to_end.points import Points
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference

DOCUMENT = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
LISTED = {name.rstrip("…") for name in re.findall(r"`((?:dc\.|kept/)[^`]*)`", DOCUMENT)}
NAMES = ("Trần Văn Bích", "Nguyễn Thị Hằng", "Y Khoa Niê", "Đặng Thị Yến")


async def stored(page: Page) -> dict[str, Any]:
    """Everything the page's origin keeps in this browser that a script can read."""
    return await page.evaluate(
        """async () => ({
            local: Object.fromEntries(Object.entries(localStorage)),
            session: Object.fromEntries(Object.entries(sessionStorage)),
            databases: (await indexedDB.databases()).map((one) => one.name),
            caches: await caches.keys(),
            workers: (await navigator.serviceWorker.getRegistrations()).length,
            cookies: document.cookie,
        })"""
    )


def strangers(found: dict[str, Any]) -> list[str]:
    """What is stored and does not stand in docs/privacy.md."""
    keys = [*found["local"], *found["session"], *found["databases"], *found["caches"]]
    unlisted = [key for key in keys if not any(key == name or key.startswith(name) for name in LISTED)]
    return unlisted + [found["cookies"]] * bool(found["cookies"]) + ["worker"] * found["workers"]


async def test_a_desk_stores_no_name_and_a_revoked_one_shows_none(server: Server, people: Crowd) -> None:
    """Law: while it works only listed keys are stored, none with a name; revoked, the page holds nobody any more."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    await desk.opens(await host.link(SONG_HINH, "o"))
    await desk.checks_in("y khoa")
    await desk.confirmed("Y Khoa Niê")

    found = await stored(desk.page)
    assert strangers(found) == []
    assert not [name for name in NAMES if name in str(found["local"])]

    points = Points(host.page)
    await points.opens()
    await points.picks("Nhà văn hoá xã Sông Hinh")
    await points.revokes()
    await desk.is_signed_out()
    text = await desk.page.evaluate("document.documentElement.outerHTML")
    assert not [name for name in NAMES if name in text]
    left = await stored(desk.page)
    assert strangers(left) == []
    assert not [name for name in NAMES if name in str(left)]


async def test_a_phone_and_a_control_page_store_no_name(server: Server, people: Crowd) -> None:
    """Law: of her own name and of everybody else's: memory alone."""
    host = await open_conference(server, people)
    phone = Phone(await people.page("bich", screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.types_the_card("DB001")
    await phone.is_checked_in("Trần Văn Bích")

    for page in (phone.page, host.page):
        found = await stored(page)
        assert strangers(found) == []
        assert not [name for name in NAMES if name in str(found)]
