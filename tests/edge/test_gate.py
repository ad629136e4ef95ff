"""The gate: a busy node turns away who asks for a ticket, gives each a place in a queue, and lets in who has one."""

from dataclasses import fields

import pytest

from server.edge.gate import COMES_S, COMING, LATE_S, LEAST_S, LONGEST_S, MOST, Gate
from server.edge.keys import GATE, WATCH
from server.edge.survey import GATE_LIMIT
from server.settings import Settings
from tests.edge.given import House
from tests.edge.test_limits import Clock

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


def test_a_late_loop_lets_nobody_in(gate: Gate, loop: Loop) -> None:
    """Law: up to LATE_S everybody is let in; above it nobody, until it has caught up."""
    loop.late_s = LATE_S
    assert gate.wait_s() == 0
    loop.late_s = LATE_S + 0.01
    assert gate.wait_s() >= LEAST_S
    loop.late_s = 0
    assert gate.wait_s() == 0
    assert gate.hits.count == 1


def test_each_who_is_turned_away_gets_a_place_of_his_own(gate: Gate, loop: Loop, clock: Clock) -> None:
    """Law: RATE places a second, none sooner than LEAST_S, none later than LONGEST_S; old places are forgotten."""
    loop.late_s = 1
    waits = [gate.wait_s() for _ in range(1_000)]

    assert waits[0] == pytest.approx(LEAST_S)
    assert waits[RATE] - waits[0] == pytest.approx(1)
    assert waits == sorted(waits) and waits[-1] == pytest.approx(LONGEST_S)
    clock.now_s += 2 * LONGEST_S
    assert gate.wait_s() == pytest.approx(LEAST_S)


def test_tickets_that_are_still_to_come_keep_others_out(gate: Gate, clock: Clock) -> None:
    """Law: COMING of them at most; each that comes makes room for one, and who did not come in COMES_S never will."""
    for _ in range(COMING):
        assert gate.wait_s() == 0
        gate.gave()
    assert gate.wait_s() > 0
    gate.came()
    assert gate.wait_s() == 0
    gate.gave()
    assert gate.wait_s() > 0
    clock.now_s += COMES_S + 0.1
    assert gate.wait_s() == 0 and gate.coming == 0


async def test_a_busy_node_turns_away_tickets_and_nothing_else(house: House) -> None:
    """Law: 503 BUSY with Retry-After before cookies and origins are read, counted; all other doors are open."""
    browser = await house.browser()
    gate = house.app[GATE]
    live = await house.conference()
    door = f"/api/c/{live.id}/o2/ticket"
    gate.under_way = MOST
    refused = await browser.post(door, Origin="https://elsewhere.example")
    assert (refused.status, refused.code) == (503, "BUSY")
    assert 1 <= int(refused.headers["Retry-After"]) <= LONGEST_S
    assert refused.headers["X-Content-Type-Options"] == "nosniff"
    assert (await browser.get("/api/me")).status != 503
    gate.under_way = 0
    assert (await browser.post(door)).code == "NOT_SIGNED_IN"
    assert gate.under_way == 0 and gate.coming == 0


async def test_who_was_told_when_to_come_stands_beside_the_limits(house: House) -> None:
    """Law: on the operations page and among the metrics, under a name that no setting has."""
    house.app[GATE].hits.note()
    picture = await house.app[WATCH].look()
    assert [(one.name, one.hits) for one in picture.limits if one.hits] == [(GATE_LIMIT, 1)]
    told = await (await house.browser()).get("/metrics")
    assert b'diemcau_limit_hits_total{limit="gate"} 1.0' in told.raw
    assert GATE_LIMIT not in {setting.name for setting in fields(Settings)}
