"""How a bench gets in: its tickets by hand, and its patience, over the real server."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench import backoff
from bench.devices import CONFERENCE, Browser, desks, room
from bench.ledger import Ledger
from bench.lines import Desk, TurnedAway, link
from bench.load import enter_all
from bench.machine import ServerProcess
from bench.pages import Room, open_all
from bench.plan import Plan
from bench.seed import seed
from bench.ticket import ticket_of
from server.edge.gate import COMES_S, COMING, LONGEST_S

PLAN = Plan(people=6, points=3, desks=1)
BROWSERS = [*desks(PLAN), *(room(PLAN, point) for point in range(PLAN.points))]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """One that is ready, and knows BROWSERS."""
    await seed(tmp_path / "data", PLAN, BROWSERS)
    server = ServerProcess(tmp_path / "data", "sqlite")
    await server.start()
    try:
        await server.ready()
        yield server
    finally:
        server.kill()
        await server.ended()


def desk(browser: Browser) -> Desk:
    return Desk(browser, [], Ledger(PLAN.people))


async def filled(server: ServerProcess) -> TurnedAway:
    """Tickets are asked for, and nobody comes with one, until the gate turns us away; its words."""
    for _ in range(2 * COMING):
        try:
            await ticket_of(server.origin, BROWSERS[0])
        except TurnedAway as told:
            return told
    raise AssertionError("the gate lets everybody in")


async def test_a_ticket_asked_for_by_hand_opens_a_socket_once(server: ServerProcess) -> None:
    """Law: it is the ticket that a browser gets."""
    ticket = await ticket_of(server.origin, BROWSERS[0])

    line = await link(server.origin, desk(BROWSERS[0]), ticket)

    assert line.welcomed.result()[2] == CONFERENCE
    with pytest.raises(ConnectionError, match="NOT_SIGNED_IN"):
        await link(server.origin, desk(BROWSERS[0]), ticket)
    line.close()


async def test_who_is_nobody_is_told_so_and_not_when_to_come_again(server: ServerProcess) -> None:
    """Law: 401 is an answer, and there is no use in waiting."""
    stranger = BROWSERS[0]._replace(key=bytes(20))

    with pytest.raises(TurnedAway, match="401") as told:
        await ticket_of(server.origin, stranger)

    assert told.value.after_s == 0


async def test_a_gate_that_is_full_says_when_to_come_and_everybody_gets_in(server: ServerProcess) -> None:
    """Law: who is told 503 keeps to Retry-After, whichever bench it is."""
    told = await filled(server)
    assert "503" in str(told) and 1 <= told.after_s <= LONGEST_S

    async with asyncio.timeout(COMES_S + 4 * LONGEST_S):
        lines = await enter_all(server, map(desk, BROWSERS))
    assert [line.lost for line in lines] == [False] * len(BROWSERS)

    await filled(server)
    rooms = [Room(browser, [], Ledger(PLAN.people)) for browser in BROWSERS[1:]]
    async with asyncio.timeout(COMES_S + 4 * LONGEST_S):
        pages = await open_all(server, rooms)
    assert [page.lost for page in pages] == [False] * PLAN.points
    assert min(one.tries for one in rooms) >= 2
    for line in (*lines, *pages):
        line.close()


async def test_a_server_that_is_gone_is_no_answer(server: ServerProcess) -> None:
    server.kill()
    await server.ended()
    with pytest.raises(OSError):
        await ticket_of(server.origin, BROWSERS[0])


async def test_an_error_that_is_not_to_be_tried_again_is_raised() -> None:
    """Law: a bench that cannot work ends, and says why."""
    tries = 0

    async def attempt() -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise TurnedAway("come again", 0.001)
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await backoff.let_in(attempt)
    assert tries == 2


@pytest.mark.parametrize(("attempt", "longest_s"), [(0, 0.5), (3, 4.0), (10_000, 4.0)])
def test_waits_grow_and_end_growing(attempt: int, longest_s: float) -> None:
    """Law: the twin of backoff.ts: half a second at first, four at most."""
    waits = [backoff.backoff_s(attempt) for _ in range(500)]
    assert min(waits) >= 0 and longest_s / 2 < max(waits) <= longest_s
