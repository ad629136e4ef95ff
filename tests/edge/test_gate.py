"""The gate: a busy node lets those who come stand in line, and tells whoever would wait too long when to come again."""

import asyncio
from dataclasses import fields

import pytest

from server.edge.gate import (
    AT_ONCE,
    LATE_S,
    LATELY_S,
    LEAST_S,
    LINE,
    LONGEST_S,
    MOST,
    PATIENCE_S,
    TURN_S,
    Gate,
)
from server.edge.keys import GATE, HUB, WATCH
from server.edge.survey import GATE_LIMIT
from server.settings import Settings
from tests.clock import Clock
from tests.edge.given import House
from tests.edge.pages import RECONNECT, WELCOME, connected, fault_of

RATE = 10


class Loop:
    """A loop that is as late as it is told."""

    def __init__(self) -> None:
        self.late_s = 0.0

    def __call__(self) -> float:
        return self.late_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def gate(loop: Loop, clock: Clock) -> Gate:
    return Gate(loop, RATE, clock)


async def in_line(gate: Gate, count: int) -> list[asyncio.Task[float]]:
    """So many who came, one after another."""
    came = [asyncio.create_task(gate.enter()) for _ in range(count)]
    await asyncio.sleep(0)
    return came


async def test_whoever_comes_while_there_is_room_goes_in(gate: Gate, loop: Loop) -> None:
    """Law: up to MOST under way, and as long as the loop is not behind; who leaves makes room."""
    assert [await gate.enter() for _ in range(MOST)] == [0] * MOST
    (waits,) = await in_line(gate, 1)
    assert (gate.under_way, gate.waiting) == (MOST, 1)
    gate.leave()
    assert await waits == 0 and gate.under_way == MOST


async def test_a_late_loop_lets_nobody_in_and_then_those_who_came_first(gate: Gate, loop: Loop) -> None:
    """Law: the line moves by AT_ONCE at most, in the order of coming, and not at all while the loop is behind."""
    loop.late_s = LATE_S + 0.01
    many = int(RATE * PATIENCE_S)
    came = await in_line(gate, many)
    gate.move()
    await asyncio.sleep(0)
    assert gate.waiting == many and not any(one.done() for one in came)
    loop.late_s = LATE_S
    gate.move()
    await asyncio.sleep(0)
    assert [one.done() for one in came] == [True] * min(AT_ONCE, many) + [False] * max(0, many - AT_ONCE)
    assert gate.under_way == min(AT_ONCE, many)


async def test_the_line_moves_by_itself(gate: Gate, loop: Loop) -> None:
    """Law: nobody has to come for those who wait to go in."""
    loop.late_s = 1
    came = await in_line(gate, 5)
    loop.late_s = 0
    assert await asyncio.gather(*came) == [0] * 5


async def test_whoever_would_wait_too_long_gets_a_place_after_the_line(
    gate: Gate, loop: Loop, clock: Clock
) -> None:
    """Law: each another one, none sooner than LEAST_S, none later than LONGEST_S; counted. The line stays as it was."""
    loop.late_s = 1
    most = int(RATE * PATIENCE_S)
    came = await in_line(gate, most)
    waits = [await gate.enter() for _ in range(1_000)]
    assert gate.waiting == most and gate.hits.count == 1_000
    assert LEAST_S <= waits[0] <= PATIENCE_S
    assert waits[RATE] - waits[0] == pytest.approx(1)
    assert waits == sorted(waits) and waits[-1] == pytest.approx(LONGEST_S)
    clock.now_s += LONGEST_S
    gate.close()
    waits = await asyncio.gather(*came)
    assert waits[0] >= LEAST_S and waits == sorted(set(waits)) and gate.hits.count == 1_000


async def test_the_line_is_as_long_as_the_node_is_fast(gate: Gate, loop: Loop, clock: Clock) -> None:
    """Law: what was let in lately says how many a second will be: as many may stand in line as go in within PATIENCE_S,
    and never more than LINE."""
    loop.late_s, rate = 1, 10 * RATE
    gate = Gate(loop, rate, clock)
    came = await in_line(gate, int(rate * PATIENCE_S))
    assert await gate.enter() > 0
    loop.late_s = 0
    while gate.waiting > AT_ONCE:
        gate.move()
        for _ in range(gate.under_way):
            gate.leave()
    clock.now_s += LATELY_S
    gate.move()
    assert gate.waiting == 0 and await asyncio.gather(*came) == [0] * len(came)
    loop.late_s = 1
    came = await in_line(gate, 10 * LINE)
    assert rate * PATIENCE_S < gate.waiting <= LINE
    gate.close()
    await asyncio.gather(*came)


async def test_a_few_who_waited_long_do_not_make_the_line_shorter(
    gate: Gate, loop: Loop, clock: Clock
) -> None:
    """Law: that three came while the loop was late says nothing of how many a second could have gone in."""
    for _ in range(10):
        loop.late_s = 1
        came = await in_line(gate, 3)
        clock.now_s += LATELY_S
        loop.late_s = 0
        gate.move()
        assert await asyncio.gather(*came) == [0] * 3
    loop.late_s = 1
    came = await in_line(gate, int(RATE * PATIENCE_S))
    assert gate.waiting == RATE * PATIENCE_S
    gate.close()
    await asyncio.gather(*came)


async def test_who_gave_up_in_line_takes_nobody_s_place(gate: Gate, loop: Loop) -> None:
    """Law: it goes in as nothing; the next one is let in for it."""
    loop.late_s = 1
    first, second = await in_line(gate, 2)
    first.cancel()
    await asyncio.sleep(0)
    loop.late_s = 0
    gate.move()
    assert await second == 0
    assert (gate.under_way, gate.waiting) == (1, 0)


async def test_who_gives_up_in_the_turn_it_is_let_in_gives_the_place_back(gate: Gate, loop: Loop) -> None:
    """Law: a socket that closes after its page was let in, and before that page knows, keeps nothing."""
    loop.late_s = 1
    (came,) = await in_line(gate, 1)
    loop.late_s = 0
    gate.move()
    assert gate.under_way == 1
    came.cancel()
    await asyncio.wait([came])
    assert came.cancelled() and (gate.under_way, gate.waiting) == (0, 0)


async def test_a_busy_node_lets_a_page_wait_for_its_welcome(house: House) -> None:
    """Law: the page says HELLO and hears nothing until there is room; then it is welcomed."""
    live, browser, gate = await house.running(), await house.browser(), house.app[GATE]
    await browser.enters(house.link(live.id, "o2"))
    gate.under_way = MOST
    async with connected(house, browser, live.id, "o2") as page:
        hears = asyncio.create_task(page.hears())
        await asyncio.wait([hears], timeout=10 * TURN_S)
        assert not hears.done()
        gate.under_way = 0
        assert (await hears)[0] == WELCOME
    assert (gate.under_way, gate.waiting) == (0, 0)


async def test_a_conference_that_is_being_folded_holds_no_place_at_the_gate(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: its pages wait for it beside the gate, and are welcomed once it is there; those of another go in meanwhile."""
    slow, other, browser, gate = (
        await house.running(),
        await house.running(),
        await house.browser(),
        house.app[GATE],
    )
    for live in (slow, other):
        await browser.enters(house.link(live.id, "o2"))
    hub, folded = house.app[HUB], asyncio.get_running_loop().create_future()
    monkeypatch.setitem(hub._opening, slow.id, folded)

    async with connected(house, browser, slow.id, "o2") as page:
        hears = asyncio.create_task(page.hears())
        assert await fault_of(house, browser, other.id, "o2") is None
        assert not hears.done() and (gate.under_way, gate.waiting) == (0, 0)
        folded.set_result(slow)
        assert (await hears)[0] == WELCOME


async def test_a_page_for_which_the_line_is_too_long_is_told_when_to_come(house: House) -> None:
    """Law: RECONNECT before its cookie is looked at; the other doors are open, and nobody in line is lost by it."""
    live, browser, gate = await house.running(), await house.browser(), house.app[GATE]
    await browser.enters(house.link(live.id, "o2"))
    gate.under_way = MOST
    came = await in_line(gate, LINE)
    async with connected(house, browser, live.id, "v0") as page:
        told = await page.hears()
    assert told[0] == RECONNECT and LEAST_S * 1_000 <= told[1] <= LONGEST_S * 1_000
    assert (await browser.get(f"/api/c/{live.id}/o2/identify")).status != 503
    gate.close()
    assert sum(await asyncio.gather(*came)) > 0


async def test_who_was_told_when_to_come_stands_beside_the_limits(house: House) -> None:
    """Law: on the operations page and among the metrics, under a name that no setting has."""
    house.app[GATE].hits.note()
    picture = await house.app[WATCH].look()
    assert [(one.name, one.hits) for one in picture.limits if one.hits] == [(GATE_LIMIT, 1)]
    told = await (await house.browser()).get("/metrics")
    assert b'diemcau_limit_hits_total{limit="gate"} 1.0' in told.raw
    assert GATE_LIMIT not in {setting.name for setting in fields(Settings)}
