"""Who comes back to a view of the journal alone is answered at once until one of its rows changed, and then is not."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.core.choices import Proof
from server.core.commands import (
    AddPaper,
    AskQuestion,
    CheckIn,
    EnrolDevice,
    LinkPhone,
)
from server.core.entries import Command
from server.core.ids import DeviceId, GrantId, NodeNo, PaperId, PersonNo, Place, SessionNo
from server.core.refusals import is_refusal
from server.core.talk_rows import Audience
from server.live.conference import LiveConference
from server.live.ledger_views import Board, Papers, Phones, Questions, Roster
from server.live.tables import NOTHING_NEWER, LedgerTable
from server.wire.frames import Position
from tests.edge.given import open_house

S0, POINT, PHONE = SessionNo(0), 2, DeviceId(b"phone..1")


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[LiveConference]:
    async with open_house(tmp_path) as house:
        yield await house.running()


async def says(live: LiveConference, body: Command, text: list[str] | None = None, grant: str = "s0") -> None:
    device = {"device": PHONE} if grant[0] == "q" else {}
    judgement = await live.ask(body, texts=[text] if text else [], grant=GrantId(grant), **device)
    assert not is_refusal(judgement.verdict), judgement


async def test_a_view_rests_until_one_of_its_rows_changed(live: LiveConference) -> None:
    """Law: of each kind of view, from the position one has; a page of another history is never told that all is well."""
    room, asked = f"q{POINT}", Audience(GrantId("h0"))
    views: list[tuple[LedgerTable, list[tuple[Command, list[str] | None, str]]]] = [
        (Board(live, 0, S0), [(CheckIn(S0, PersonNo(0), NodeNo(POINT), 0), None, "h0")]),
        (Roster(live, POINT, S0), [(CheckIn(S0, PersonNo(1), NodeNo(POINT), 0), None, "h0")]),
        (
            Papers(live),
            [(AddPaper(PaperId(bytes(16)), b"", 1_000, bytes(32), True), ["Nghị quyết", "nq.pdf"], "h0")],
        ),
        (
            Phones(live, POINT),
            [
                (EnrolDevice(GrantId(room), 1, PHONE, bytes(32), "Safari"), None, "s0"),
                (LinkPhone(S0, PHONE, PersonNo(0), Place(f"n{POINT}"), Proof.CARD_NUMBER, False), None, "s0"),
            ],
        ),
        (
            Questions(live, S0, asked),
            [(AskQuestion(S0, Place(f"n{POINT}"), b"", PersonNo(0)), ["Khi nào?"], room)],
        ),
    ]
    for view, changes in views:
        known = live.position()
        assert view.at_hand(known) == (known, NOTHING_NEWER)
        assert view.at_hand(None) is None
        assert view.at_hand(Position(known.epoch + 1, *known[1:])) is None
        for change in changes:
            await says(live, *change)
        live.state.settle()
        assert view.at_hand(known) is None
        assert view.newer(known.seq).rows
        assert view.at_hand(live.position()) is not None
