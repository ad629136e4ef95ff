"""The floor as the media room reads it from the core, where a page stands, and the floor given back by the server."""

from pathlib import Path

from server.core.choices import Proof
from server.core.commands import CloseSession, CuePlace, EnrolDevice, GiveFloor, LinkPhone
from server.core.ids import DeviceId, GrantId, PersonNo, Place, SessionNo
from server.core.refusals import is_refusal
from server.live.conference import LiveConference
from server.live.floor import CoreFloor
from server.live.places import media_place
from server.live.stage import NO_FLOOR, Floor
from tests.edge.given import open_house

HOST, MORNING = GrantId("h0"), SessionNo(0)
PHONE, NOBODY = DeviceId(b"p" * 8), DeviceId(b"n" * 8)


def floor_of(live: LiveConference) -> CoreFloor:
    return CoreFloor(live.spine, live.clock, lambda count: bytes(range(count)))


async def test_the_floor_is_that_of_the_open_session(tmp_path: Path) -> None:
    """Law: nobody at first; the place on air and the next one as the host says; nobody once the session is closed."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        floor = floor_of(live)
        assert floor.floor() == NO_FLOOR
        await live.ask(GiveFloor(MORNING, Place("n2")), grant=HOST)
        await live.ask(CuePlace(MORNING, Place("n3")), grant=HOST)
        assert floor.floor() == Floor(0, "n2", "n3")
        await live.ask(CloseSession(MORNING), grant=HOST)
        assert floor.floor() == NO_FLOOR


async def test_the_server_gives_the_floor_back_through_the_journal(tmp_path: Path) -> None:
    """Law: what the server takes back stands in the journal like any other word."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        await live.ask(GiveFloor(MORNING, Place("n2")), grant=HOST)
        seq = live.state.seq
        floor_of(live).release_floor(0, "n2")
        await live.spine.reached(seq + 1)
        assert live.state.sessions[0].floor.on_air == ""


async def test_a_page_stands_where_its_grant_or_its_person_is(tmp_path: Path) -> None:
    """Law: rooms and their walls are the point's place; hosts and boards nobody's; phones only when linked online."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        stands = {
            grant: media_place(live.state, grant, NOBODY) for grant in ("o2", "w2", "h0", "v0", "w0", "o1")
        }
        assert stands == {"o2": "n2", "w2": "n2", "h0": "", "v0": "", "w0": "", "o1": ""}
        assert [media_place(live.state, grant, NOBODY) for grant in ("q0", "q2", "s0", "x1", "")] == [
            None
        ] * 5

        for step in (
            EnrolDevice(GrantId("q0"), 1, PHONE, bytes(32), "Safari · iPhone"),
            LinkPhone(MORNING, PHONE, PersonNo(1), Place("p1"), Proof.PERSONAL_LINK, True),
        ):
            assert not is_refusal((await live.ask(step)).verdict)
        assert media_place(live.state, "q0", PHONE) == "p1"
        assert media_place(live.state, "q2", PHONE) is None
