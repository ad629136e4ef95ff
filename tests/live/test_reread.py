"""What the journal tells of the past: accepted entries of the kinds asked for, in order."""

from pathlib import Path

from server.core.commands import GiveFloor, LowerHand, RaiseHand
from server.core.ids import GrantId, Place, SessionNo
from server.live.reread import accepted
from tests.edge.given import open_house

ROOM = Place("n2")


async def test_only_what_was_accepted_is_told(tmp_path: Path) -> None:
    """Law: neither a refused entry, nor one that changed nothing, nor another kind."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        for body in (
            RaiseHand(SessionNo(0), ROOM),
            RaiseHand(SessionNo(0), ROOM),
            LowerHand(SessionNo(0), ROOM),
        ):
            await live.ask(body, grant=GrantId("h0"))
        await live.ask(GiveFloor(SessionNo(0), Place("n99")), grant=GrantId("h0"))

        told = await accepted(live.spine, (RaiseHand, GiveFloor))

        assert [entry.body for entry in told] == [RaiseHand(SessionNo(0), ROOM)]
