"""What the journal tells of the past: accepted entries of the kinds asked for, in order."""

from pathlib import Path

from server.core.commands import Excuse, GiveFloor, LowerHand, RaiseHand
from server.core.filing import Filed
from server.core.ids import DeviceId, GrantId, PersonNo, Place, Seq, SessionNo
from server.live.reread import accepted, file
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


async def test_words_are_filed_from_where_one_stood(tmp_path: Path) -> None:
    """Law: up to the last one folded; what was refused is filed, as said and not as noted; nothing twice."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        filed, words = Filed(), [["bận"]]
        await live.ask(Excuse(SessionNo(0), PersonNo(1), b""), grant=GrantId("h0"), texts=words)
        seq = await file(live.spine, filed, Seq(0))
        assert (seq, len(filed.said[1]), len(filed.notes[1])) == (live.state.seq, 1, 1)

        refused = [(Excuse(SessionNo(5), PersonNo(1), b""), words)]
        await live.ask_all(refused, grant=GrantId("h0"), device=DeviceId(b""))

        assert await file(live.spine, filed, seq) == seq + 1
        assert (len(filed.said[1]), len(filed.notes[1])) == (2, 1)
        assert await file(live.spine, filed, Seq(seq + 1)) == seq + 1
