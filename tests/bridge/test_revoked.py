"""Who is revoked is off the air at the bridge, not at the next lease."""

from pathlib import Path

import pytest

from server.core.commands import GiveFloor, RevokeDevice, RevokeLink
from server.core.ids import DeviceId, GrantId, Place, SessionNo
from tests.bridge.relayed import FLOOR_CAMERA, PROGRAMME_CAMERA, bridged, linked, media_page
from tests.edge.given import House

HOST = GrantId("h0")


@pytest.mark.parametrize("by", ["device", "link"])
async def test_a_revoked_room_is_neither_seen_nor_sees(house: House, tmp_path: Path, by: str) -> None:
    """Law: its packets are dropped in the turn of the revocation, and none reaches it; the others go on."""
    live = await house.running()
    async with (
        media_page(house, live, "h0") as host,
        media_page(house, live, "o2") as desk,
        media_page(house, live, "o3") as other,
        bridged(house, tmp_path),
    ):
        await linked(host, house)
        await host.joins(sends=True)
        await host.publishes("programme")
        await desk.joins(sends=True)
        await other.joins()
        await desk.publishes("floor")
        await live.ask(GiveFloor(SessionNo(0), Place("n2")), grant=HOST)
        await other.sees(FLOOR_CAMERA)
        await desk.sees(PROGRAMME_CAMERA)

        device = DeviceId(bytes.fromhex(desk.page.welcome[7]))
        await live.ask(RevokeDevice(device) if by == "device" else RevokeLink(GrantId("o2")), grant=HOST)
        assert [seat for seat in live.media.stage.seats.values() if seat.device == device] == []
        await other.sees_no_more(FLOOR_CAMERA)
        await desk.sees_no_more(PROGRAMME_CAMERA)
        await other.sees(PROGRAMME_CAMERA)
