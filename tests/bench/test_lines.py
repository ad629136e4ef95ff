"""How a bench gets in, and its patience, over the real server."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgpack
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bench import backoff
from bench.devices import CONFERENCE, Browser, desks, room
from bench.ledger import Ledger
from bench.lines import RECONNECT, Desk, TurnedAway, link
from bench.load import enter_all
from bench.machine import ServerProcess
from bench.pages import Room, open_all
from bench.plan import Plan
from bench.seed import seed

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


async def test_a_line_is_welcomed_by_its_cookie_and_can_be_opened_again(server: ServerProcess) -> None:
    """Law: it is the cookie that a browser gets; what was lost once is a fresh line at the next try."""
    line = desk(BROWSERS[0])
    for _ in range(2):
        await link(server.origin, line)
        assert line.welcomed.result()[2] == CONFERENCE and not line.lost
        line.close()
        await line.ended.wait()


async def test_who_is_nobody_is_told_so(server: ServerProcess) -> None:
    stranger = BROWSERS[0]._replace(key=bytes(20))
    with pytest.raises(ConnectionError, match="NOT_SIGNED_IN"):
        await link(server.origin, desk(stranger))


async def test_a_page_that_is_sent_away_knows_when_to_come_again() -> None:
    """Law: a farewell before WELCOME says after how long."""
    told = 0

    async def door(request: web.Request) -> web.WebSocketResponse:
        nonlocal told
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        told += 1
        await socket.send_bytes(msgpack.packb([RECONNECT, 1_500]))
        return socket

    app = web.Application()
    app.add_routes([web.get("/socket", door)])
    async with TestServer(app) as busy:
        with pytest.raises(TurnedAway) as away:
            await link(str(busy.make_url("")).rstrip("/"), desk(BROWSERS[0]))
    assert (told, away.value.after_s) == (1, 1.5)


async def test_everybody_gets_in(server: ServerProcess) -> None:
    lines = await enter_all(server, map(desk, BROWSERS))
    rooms = [Room(browser, [], Ledger(PLAN.people)) for browser in BROWSERS[1:]]
    pages = await open_all(server, rooms)
    assert not [line for line in (*lines, *pages) if line.lost]
    assert [one.tries for one in rooms] == [1] * PLAN.points
    for line in (*lines, *pages):
        line.close()


async def test_a_server_that_is_gone_is_no_answer(server: ServerProcess) -> None:
    server.kill()
    await server.ended()
    with pytest.raises(OSError):
        await link(server.origin, desk(BROWSERS[0]))


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
