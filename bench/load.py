"""The load: a crowd of desks, driven by a clock (open loop) or by their answers (closed loop)."""

import asyncio
import time
from collections.abc import Iterable
from itertools import cycle

import numpy as np

from bench.backoff import let_in
from bench.devices import Browser
from bench.ledger import Ledger
from bench.lines import AnyLine, Desk, link
from bench.machine import ServerProcess
from bench.plan import Plan

UNANSWERED = 8
"""Closed loop: a desk waits for an answer when so many of its check-ins have none."""

PACE_S = 0.001
"""Open loop: how often due check-ins are sent."""

TURN_S = 0.01
"""Closed loop: how often desks that had to wait for their allowance are looked at."""

ALLOWANCE, ALLOWANCE_PER_S = 1_000, 190
"""Just inside what the server allows one socket (PROTOCOL.md, limits UNANSWERED and COMMANDS_PER_S)."""

ENTERING = 64
"""Sockets being opened at the same time."""


async def enter_all(server: ServerProcess, lines: Iterable[AnyLine]) -> list[AnyLine]:
    """All lines, welcomed, some at a time, once the server is ready."""
    await server.ready()
    gate = asyncio.Semaphore(ENTERING)

    async def one(line: AnyLine) -> AnyLine:
        async with gate:
            return await let_in(lambda: link(server.origin, line))

    return list(await asyncio.gather(*map(one, lines)))


def make_desks(plan: Plan, browsers: list[Browser], ledger: Ledger) -> list[Desk]:
    """One desk per area with everybody who is summoned there, in a shuffled order that is always the same."""
    drawn = np.random.default_rng(2)
    return [Desk(browser, _lane(plan, desk, drawn), ledger) for desk, browser in enumerate(browsers)]


def _lane(plan: Plan, desk: int, drawn: np.random.Generator) -> list[tuple[int, int]]:
    lane = [
        (person, plan.point_node(point))
        for point in range(*plan.points_of(desk))
        for person in range(*plan.people_of(point))
    ]
    return [lane[at] for at in drawn.permutation(len(lane))]


class OpenLoop:
    """`rate` check-ins a second, whatever the server does; each is due at its own moment."""

    def __init__(self, desks: list[Desk], rate: int) -> None:
        self._desks = desks
        self._rate = rate
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        began, sent = time.perf_counter(), 0
        turn = cycle(self._desks)
        while not all(desk.is_done for desk in self._desks):
            due = int((time.perf_counter() - began) * self._rate)
            for number in range(sent, due):
                desk = next((one for one in (next(turn) for _ in self._desks) if not one.is_done), None)
                if desk is None:
                    return
                desk.check_in(began + number / self._rate)
            sent = max(sent, due)
            await asyncio.sleep(PACE_S)


class ClosedLoop:
    """Every desk sends as long as few of its check-ins are unanswered."""

    def __init__(self, desks: list[Desk]) -> None:
        self._desks = desks
        self._began = 0.0
        self._running = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._began = time.perf_counter()
        self._running = True
        for desk in self._desks:
            desk.answered = self._fill
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._running = False
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            for desk in self._desks:
                self._fill(desk)
            await asyncio.sleep(TURN_S)

    def _fill(self, desk: Desk) -> None:
        now = time.perf_counter()
        allowed = ALLOWANCE + (now - self._began) * ALLOWANCE_PER_S
        while self._running and desk.unanswered < UNANSWERED and not desk.is_done and desk.sent < allowed:
            desk.check_in(now)
