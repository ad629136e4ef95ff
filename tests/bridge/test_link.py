"""A real server and real bridges over the link: enrolment, joins, rights, and what remains when one of them is gone."""

import re
import shutil
import signal
from pathlib import Path

from server.core.commands import GiveFloor, ReleaseFloor
from server.core.ids import GrantId, Place, SessionNo
from server.edge.keys import SIGNER
from server.edge.signing import Signer
from server.live.media import GRACE_S, MOVE_AFTER_S
from server.wire import link
from server.wire.link import Slot
from tests.bridge.relayed import (
    FLOOR_CAMERA,
    LEAVE_MEDIA,
    PROGRAMME_CAMERA,
    BridgeProcess,
    bridged,
    linked,
    media_page,
    wire_between,
)
from tests.edge.given import House

HOST, SESSION = GrantId("h0"), SessionNo(0)
NOT_ENROLLED = 3
"""Exit code of a bridge the server does not take."""


async def test_a_programme_goes_from_the_host_to_a_room(house: House, tmp_path: Path) -> None:
    """The main job: an offer goes page, server, bridge and back; the host presses, a room sees it."""
    live = await house.running()
    async with (
        media_page(house, live, "h0") as host,
        media_page(house, live, "o2") as desk,
        bridged(house, tmp_path),
    ):
        programme = await linked(host, house)
        assert (await host.joins(sends=True))[3] == ""
        assert (await desk.joins())[3] == ""

        await host.publishes("programme")

        await host.is_told(lambda stage: stage[0] == ["programme"])
        await desk.sees(PROGRAMME_CAMERA)
        await host.page.until(lambda: programme.rows[0][1:5] == [True, True, False, True])


async def test_the_floor_is_seen_by_others_and_ends_at_the_bridge(house: House, tmp_path: Path) -> None:
    """Given the floor, a room that pressed is seen elsewhere, not by itself; released, its frames stop."""
    live = await house.running()
    async with (
        media_page(house, live, "o2") as desk,
        media_page(house, live, "o3") as other,
        bridged(house, tmp_path),
    ):
        await linked(desk, house)
        await desk.joins(sends=True)
        await other.joins()
        await desk.publishes("floor")

        await live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await desk.is_told(lambda stage: stage[0] == ["floor"] and stage[1] == "n2")
        await other.sees(FLOOR_CAMERA)
        assert desk.seen[FLOOR_CAMERA] == 0

        await live.ask(ReleaseFloor(SESSION, Place("n2")), grant=HOST)
        await desk.is_told(lambda stage: stage[0] == [] and stage[1] == "")
        await other.sees_no_more(FLOOR_CAMERA)


async def test_without_a_press_a_place_waits_in_cue_for_the_director_alone(
    house: House, tmp_path: Path
) -> None:
    """A new media session of the place on air is muted and seen by the host only, until its person presses."""
    live = await house.running()
    async with (
        media_page(house, live, "h0") as host,
        media_page(house, live, "o2") as desk,
        media_page(house, live, "o3") as other,
        bridged(house, tmp_path),
    ):
        await linked(host, house)
        await host.joins()
        await other.joins()
        await live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await desk.joins(sends=True)

        await desk.is_told(lambda stage: stage == [["cue"], "n2", True, "PRESS"])
        await host.sees(FLOOR_CAMERA)
        assert other.seen[FLOOR_CAMERA] == 0

        await desk.publishes("floor")
        await desk.is_told(lambda stage: stage == [["floor"], "n2", False, ""])
        await other.sees(FLOOR_CAMERA)


async def test_a_right_is_never_more_than_the_grant(house: House, tmp_path: Path) -> None:
    """A room that presses for the programme, a viewer that presses for the floor: no right, no packet."""
    live = await house.running()
    async with (
        media_page(house, live, "o2") as desk,
        media_page(house, live, "v0") as viewer,
        bridged(house, tmp_path),
    ):
        await linked(desk, house)
        await desk.joins(sends=True)
        await viewer.joins(sends=True)
        await desk.publishes("programme")
        await viewer.publishes("floor")
        await desk.publishes("test")

        await desk.is_told(lambda stage: stage[0] == ["test"])
        assert live.media.stage.rights() == [(next(iter(live.media.stage.seats)), Slot.TEST)]
        assert viewer.stage[0] == []


async def test_a_cut_link_ends_the_floor_and_keeps_the_programme(house: House, tmp_path: Path) -> None:
    """No server, no floor: the lease runs out at the bridge; the programme goes on; pages are told."""
    live = await house.running()
    async with (
        media_page(house, live, "h0") as host,
        media_page(house, live, "o2") as desk,
        media_page(house, live, "o3") as other,
        wire_between(house) as between,
        bridged(house, tmp_path, server=between.url),
    ):
        programme = await linked(host, house)
        for page, sends in ((host, True), (desk, True), (other, False)):
            await page.joins(sends)
        await host.publishes("programme")
        await desk.publishes("floor")
        await live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await other.sees(FLOOR_CAMERA)

        await between.cut()

        await desk.is_told(lambda stage: stage[0] == [] and stage[3] == "LOST")
        assert live.state.sessions[0].floor.on_air == "n2"
        await other.sees_no_more(FLOOR_CAMERA)
        await other.sees(PROGRAMME_CAMERA)
        await host.is_told(lambda stage: stage[0] == ["programme"] and stage[3] == "LOST")
        house.clock.ahead_ms += 1_000 * GRACE_S
        await desk.is_told(lambda stage: stage[1] == "")

        between.mend()
        await host.is_told(lambda stage: stage[0] == ["programme"] and stage[3] == "")
        await host.page.until(lambda: programme.rows[0][6] == 1)
        await other.sees(PROGRAMME_CAMERA)


async def test_the_same_session_gets_the_floor_back_by_itself(house: House, tmp_path: Path) -> None:
    """The link is back inside the grace time: who was on air goes on without a press."""
    live = await house.running()
    async with (
        media_page(house, live, "o2") as desk,
        media_page(house, live, "o3") as other,
        wire_between(house) as between,
        bridged(house, tmp_path, server=between.url),
    ):
        await linked(desk, house)
        await desk.joins(sends=True)
        await other.joins()
        await desk.publishes("floor")
        await live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await other.sees(FLOOR_CAMERA)

        await between.cut()
        await desk.is_told(lambda stage: stage[3] == "LOST")
        between.mend()

        await desk.is_told(lambda stage: stage == [["floor"], "n2", False, ""])
        await other.sees(FLOOR_CAMERA)


async def test_a_place_that_stays_away_loses_the_floor(house: House, tmp_path: Path) -> None:
    """GRACE_S after its media are gone the server releases the floor; before that the place keeps it."""
    live = await house.running()
    async with (
        media_page(house, live, "o2") as desk,
        media_page(house, live, "o3") as other,
        bridged(house, tmp_path),
    ):
        await linked(desk, house)
        await desk.joins(sends=True)
        await other.joins()
        await desk.publishes("floor")
        await live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await other.is_told(lambda stage: stage[1] == "n2")

        await desk.page.sends(LEAVE_MEDIA)
        floor = await other.page.watches("floor/0")
        await other.page.until(lambda: floor.rows[0][6] > 0)
        assert live.state.sessions[0].floor.on_air == "n2"
        house.clock.ahead_ms += 1_000 * GRACE_S

        await other.is_told(lambda stage: stage[1] == "")


async def test_a_bridge_killed_without_warning_is_joined_again(house: House, tmp_path: Path) -> None:
    """kill -9: pages are told to make new sessions when a bridge is back, and the programme is seen again."""
    live = await house.running()
    async with (
        media_page(house, live, "h0") as host,
        media_page(house, live, "o2") as desk,
        bridged(house, tmp_path) as bridge,
    ):
        await linked(host, house)
        await host.joins(sends=True)
        await desk.joins()
        await host.publishes("programme")
        await desk.sees(PROGRAMME_CAMERA)

        await bridge.ends(signal.SIGKILL)
        await desk.is_told(lambda stage: stage[3] == "LOST")
        assert (await desk.joins())[3] == "NO_BRIDGE"
        await bridge.starts()

        for page, sends in ((host, True), (desk, False)):
            await page.is_told(lambda stage: stage[3] == "REJOIN")
            assert (await page.joins(sends))[3] == ""
        await host.publishes("programme")
        await desk.sees(PROGRAMME_CAMERA)


async def test_rooms_are_placed_on_the_least_loaded_bridge(house: House, tmp_path: Path) -> None:
    """Two bridges, two conferences: each stands alone on one; a room of a bridge that is gone moves to the other."""
    first, second = await house.running(), await house.running()
    async with (
        media_page(house, first, "o2") as one,
        media_page(house, second, "o2") as two,
        bridged(house, tmp_path, "east") as east,
        bridged(house, tmp_path, "west"),
    ):
        await linked(one, house, bridges=2)
        assert (await one.joins())[3] == ""
        assert (await two.joins())[3] == ""
        stands = {live.id: house.hub.bridges.of(live.id) for live in (first, second)}
        assert {bridge.name for bridge in stands.values() if bridge} == {"east", "west"}

        on_east = one if stands[first.id].name == "east" else two
        await east.ends(signal.SIGKILL)
        await on_east.is_told(lambda stage: stage[3] == "LOST")
        house.clock.ahead_ms += 1_000 * MOVE_AFTER_S

        assert (await on_east.joins())[3] == ""
        assert {house.hub.bridges.of(live.id).name for live in (first, second)} == {"west"}


async def test_a_second_bridge_under_one_name_is_refused_in_words(house: House, tmp_path: Path) -> None:
    """Another key under a taken name does not enrol; a copy of the folder does not link while the first lives."""
    live = await house.running()
    async with media_page(house, live, "o2") as desk, bridged(house, tmp_path) as bridge:
        await linked(desk, house)
        impostor = BridgeProcess(house, tmp_path / "impostor", "hall")
        await impostor.starts()
        assert await impostor.ended() == NOT_ENROLLED
        assert "Another bridge is called" in impostor.log

        shutil.copytree(bridge.folder, tmp_path / "copy")
        copy = BridgeProcess(house, tmp_path / "copy", "hall")
        await copy.starts()
        try:
            await copy.logs("NAME_IN_USE")
            assert len(house.hub.bridges) == 1
            assert (await desk.joins())[3] == ""
        finally:
            await copy.ends(signal.SIGKILL)


async def test_a_bridge_that_was_removed_ends(house: House, tmp_path: Path) -> None:
    """The house no longer knows it: its link ends, it says why and stops."""
    live = await house.running()
    async with media_page(house, live, "o2") as desk, bridged(house, tmp_path) as bridge:
        await linked(desk, house)
        (id,) = house.hub.house.state.bridges
        await house.hub.house.remove_bridge(id)
        house.hub.bridges.remove(id)

        assert await bridge.ended() == NOT_ENROLLED
        await linked(desk, house, bridges=0)


async def test_an_offer_with_another_fingerprint_than_it_names_gets_nothing(
    house: House, tmp_path: Path
) -> None:
    """Right and offer cannot be mixed: the ticket binds the certificate; a broken offer is refused in words."""
    live = await house.running()
    async with media_page(house, live, "o2") as desk, bridged(house, tmp_path):
        await linked(desk, house)
        await desk.joins()
        assert desk.pc is not None
        sdp = re.sub(r"a=fingerprint:sha-(384|512) .*\r\n", "", desk.pc.localDescription.sdp)
        named = "sha-256 " + ":".join(["00"] * 32)
        assert (await desk.offers(sdp, fingerprint=named))[3] == "BAD_TICKET"
        assert (await desk.offers("v=0\r\nnothing", fingerprint=named))[3] == "BAD_OFFER"
        assert (await desk.offers(sdp))[3] == ""


async def test_tickets_that_are_not_the_servers_or_too_old_open_nothing(house: House, tmp_path: Path) -> None:
    """A ticket of another key, of the past, or cut short is refused by the bridge itself."""
    live = await house.running()
    async with media_page(house, live, "o2") as desk, bridged(house, tmp_path):
        await linked(desk, house)
        await desk.joins()
        assert desk.pc is not None
        sdp = re.sub(r"a=fingerprint:sha-(384|512) .*\r\n", "", desk.pc.localDescription.sdp)
        named = re.search(r"a=fingerprint:sha-256 (\S+)", sdp)
        print_ = f"sha-256 {named[1].upper() if named else ''}"
        (bridge,) = house.hub.bridges
        now = house.clock()
        good = link.Ticket(live.id, bytes(8), "n2", "o", [Slot.FLOOR], print_, now + 30_000)
        ours, theirs = house.app[SIGNER].sign, Signer(bytes(32)).sign
        for ticket in (
            link.sign_ticket(good, theirs),
            link.sign_ticket(good._replace(until_ms=now - 1), ours),
            link.sign_ticket(good, ours)[:-10],
            link.sign_ticket(good, ours).replace(".", ".."),
            "",
        ):
            assert (await bridge.join(ticket, sdp)).code == "BAD_TICKET"


async def test_pages_that_may_not_join_are_told_so(house: House, tmp_path: Path) -> None:
    """A device that waits for approval and a conference without a bridge: a code, no silence."""
    live = await house.running()
    async with media_page(house, live, "o2") as desk, media_page(house, live, "o2") as waiting:
        assert (await desk.joins())[3] == "NO_BRIDGE"
        assert (await waiting.joins())[3] == "NOT_ALLOWED"
