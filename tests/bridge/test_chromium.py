"""Real Chromium at both ends: what is published is decoded, what has no right is not."""

from bridge.events import PeerConnected, PeerLost, PublishingStarted, PublishingStopped, RightEnded
from bridge.stage import Line, Slot
from tests.bridge.given import ROOM, now_ms, open_bridge
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
        assert (await host.received(Line.PROGRAMME_CAMERA))["packets"] == 0


async def test_the_floor_is_given_and_released_at_the_bridge() -> None:
    """Law: a place is seen and heard by all others from grant to release, not longer; never by itself."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        desk = await open_doors.enter("desk", Slot.FLOOR, Slot.CUE, place="room 7")
        screen = await open_doors.enter("screen", place="room 7")
        other = await open_doors.enter("other")
        await heard.until(lambda events: sum(isinstance(event, PeerConnected) for event in events) == 3)
        assert (await other.received(Line.FLOOR_CAMERA))["packets"] == 0

        bridge.grant(desk.peer, Slot.FLOOR, now_ms() + 15_000)
        await other.sees(Line.FLOOR_CAMERA)
        await other.hears(Line.FLOOR_SOUND)

        assert bridge.release(desk.peer, Slot.FLOOR)
        assert await other.gets_nothing_more(Line.FLOOR_CAMERA) > 0
        for page in (desk, screen):
            for line in (Line.FLOOR_CAMERA, Line.FLOOR_SOUND):
                assert (await page.received(line))["packets"] == 0


async def test_the_director_previews_the_cue_and_the_next_floor_goes_on_in_the_same_line() -> None:
    """Law: the cue is seen by the director alone; the change from one place on the floor to the next needs no
    negotiation, and the line goes on."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        first = await open_doors.enter("first", Slot.FLOOR, Slot.CUE)
        second = await open_doors.enter("second", Slot.FLOOR, Slot.CUE)
        director = await open_doors.enter("director")
        await heard.until(lambda events: sum(isinstance(event, PeerConnected) for event in events) == 3)
        bridge.direct(ROOM, director.peer)
        bridge.grant(second.peer, Slot.CUE, now_ms() + 15_000)
        await director.sees(Line.FLOOR_CAMERA)
        assert (await first.received(Line.FLOOR_CAMERA))["packets"] == 0

        bridge.release(second.peer, Slot.CUE)
        bridge.grant(first.peer, Slot.FLOOR, now_ms() + 15_000)
        await director.sees(Line.FLOOR_CAMERA)
        await second.sees(Line.FLOOR_CAMERA)
        bridge.grant(second.peer, Slot.FLOOR, now_ms() + 15_000)
        await director.sees(Line.FLOOR_CAMERA)
        await first.sees(Line.FLOOR_CAMERA)


async def test_a_lease_that_is_not_renewed_ends_by_itself() -> None:
    """Law: no server, no floor: packets stop with the lease, whatever the page goes on sending."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        desk = await open_doors.enter("desk", Slot.FLOOR)
        other = await open_doors.enter("other")
        await heard.until(lambda events: sum(isinstance(event, PeerConnected) for event in events) == 2)
        bridge.grant(desk.peer, Slot.FLOOR, now_ms() + 2_000)
        await other.sees(Line.FLOOR_CAMERA, 5)
        await heard.tells(RightEnded, peer=desk.peer, slot=Slot.FLOOR)
        await heard.tells(PublishingStopped, peer=desk.peer, slot=Slot.FLOOR)
        assert await other.gets_nothing_more(Line.FLOOR_CAMERA) > 0


async def test_an_ice_restart_keeps_rights_and_pictures() -> None:
    """Law: the same page with new ICE credentials is the same session: nobody is replaced, nothing is granted anew."""
    async with open_bridge() as (bridge, heard), doors(bridge) as open_doors:
        host = await open_doors.enter("host", Slot.PROGRAMME)
        point = await open_doors.enter("point")
        await heard.until(lambda events: sum(isinstance(event, PeerConnected) for event in events) == 2)
        bridge.grant(host.peer, Slot.PROGRAMME, now_ms() + MINUTES_MS)
        await point.sees(Line.PROGRAMME_CAMERA)
        for page in (host, point):
            await page.looks_for_another_path()
        await point.sees(Line.PROGRAMME_CAMERA, 30)
        await point.hears(Line.PROGRAMME_SOUND)
        assert not any(isinstance(event, PeerLost) for event in heard.events)
