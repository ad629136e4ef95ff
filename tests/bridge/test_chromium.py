"""Real Chromium at both ends: what is published is decoded, what has no right is not."""

from bridge.events import PeerConnected, PublishingStarted
from bridge.stage import Line, Slot
from tests.bridge.given import now_ms, open_bridge
from tests.bridge.pages import doors

MINUTES_MS = 600_000


async def test_a_programme_is_seen_and_heard_at_another_place() -> None:
    """Law: with the right to the programme, camera, slides and sound of one page are decoded at another."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        host = await open_doors.enter("host", Slot.PROGRAMME)
        point = await open_doors.enter("point")
        await heard.tells(PeerConnected, peer=host.peer)
        assert bridge.grant(host.peer, Slot.PROGRAMME, now_ms() + MINUTES_MS) is None
        await heard.tells(PublishingStarted, peer=host.peer, slot=Slot.PROGRAMME)
        for line in (Line.PROGRAMME_CAMERA, Line.PROGRAMME_SLIDES):
            await point.sees(line)
        await point.hears(Line.PROGRAMME_SOUND)
        assert (await point.received(Line.PROGRAMME_CAMERA))["lost"] == 0
        assert (await host.received(Line.PROGRAMME_CAMERA))["packets"] == 0
