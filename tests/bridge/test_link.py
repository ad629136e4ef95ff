"""A real server and real bridges over the link: enrolment, joins, rights, and what remains when one of them is gone."""

from pathlib import Path

from tests.bridge.relayed import PROGRAMME_CAMERA, bridged, linked, media_page
from tests.edge.given import House


async def test_a_programme_goes_from_the_host_to_a_room(house: House, tmp_path: Path) -> None:
    """The main job: an offer goes page, server, bridge and back; the host presses, a room sees it."""
    live = await house.running()
    async with media_page(house, live, "h0") as host, media_page(house, live, "o2") as desk, bridged(house, tmp_path):
        programme = await linked(host)
        assert (await host.joins(sends=True))[3] == ""
        assert (await desk.joins())[3] == ""

        await host.publishes("programme")

        await host.is_told(lambda stage: stage[0] == ["programme"])
        await desk.sees(PROGRAMME_CAMERA)
        await host.page.until(lambda: programme.rows[0][1:5] == [True, True, False, True])
