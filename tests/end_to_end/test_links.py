"""A point's link in the host's hands: found among the points, shown, revoked, replaced."""

from playwright.async_api import expect

from tests.end_to_end.browser import Crowd
from tests.end_to_end.desk import Desk
from tests.end_to_end.points import Points
from tests.end_to_end.roster_file import TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference


async def test_a_revoked_link_signs_its_desks_out(server: Server, people: Crowd) -> None:
    """Law: the desk is told at once, the old link opens nothing, the new one does, and what was recorded stays."""
    host = await open_conference(server, people)
    points = Points(host.page)
    await points.opens()
    await points.searches("song hinh")
    await points.finds_only("Nhà văn hoá xã Sông Hinh")
    await points.picks("Nhà văn hoá xã Sông Hinh")
    old = await points.shows_the_link()

    desk = Desk(await people.page("operator"))
    await desk.opens(old)
    await desk.checks_in("y khoa")
    await desk.confirmed("Y Khoa Niê")
    await points.says_of_the_point("Đang kết nối")

    await points.revokes()
    await desk.is_signed_out()
    new = await points.shows_the_link()
    assert new != old
    late = Desk(await people.page("late"))
    await late.opens(old)
    await late.is_turned_away()
    await late.opens(new)
    await late.confirmed("Y Khoa Niê")


async def test_a_page_under_a_name_the_server_no_longer_takes_says_so(server: Server, people: Crowd) -> None:
    """Law: the link is lost and the page says why and under which code, also one that is opened anew; it goes on trying, and
    is linked again when the server takes the name."""
    host = await open_conference(server, people)
    desk = Desk(await people.page("operator"))
    link = await host.link(TUY_AN, "o")
    await desk.opens(link.replace("localhost", "hop.localhost"))
    said = desk.page.locator(".hindrance")
    await expect(desk.page.locator(".link-state").first).to_have_attribute("data-live", "true")
    await server.stops()
    async with server.told(public_url="https://hop.example.vn").running():
        await expect(said).to_contain_text("FOREIGN_ORIGIN", timeout=30_000)
        await desk.page.reload()
        await expect(said).to_contain_text("FOREIGN_ORIGIN", timeout=30_000)
    await server.told(public_url="").start()
    await expect(desk.page.locator(".link-state").first).to_have_attribute("data-live", "true")
    await expect(said).to_have_count(0)
