"""`make soak`: kills at random places under check-ins, and a checker after each.

python -m tests.soak --kills 200 --seed 1 --engine both

A round is a fresh house of 2,000 people with its crowd of desks; rounds take turns: SQLite with one server, Redis with one,
Redis with two. In each, KILLS_PER_ROUND times something is killed with SIGKILL at a random moment and started again:
a server, Redis, both, or (last in a round) everything, and an older copy of the journals is put back. After each the
checker demands that every check-in that was ever acknowledged in the round is in the journal once, and that every server
stands in that journal and shows the figures of the checker's own fold. Ends with 1 at the first fault, and says what to run
to see it again.
"""

import argparse
import asyncio
import random
import sys
import time
from dataclasses import dataclass

from bench.machine import ServerFailed
from tests.soak.checker import Fault
from tests.soak.world import World, world

KILLS_PER_ROUND = 10
"""The journal stays short enough to be folded in a fraction of a second."""

ROUNDS = {
    "sqlite": (("sqlite", 1),),
    "redis": (("redis", 1), ("redis", 2)),
    "both": (("sqlite", 1), ("redis", 1), ("redis", 2)),
}


@dataclass
class Count:
    """What was checked so far."""

    kills: int = 0
    acknowledged: int = 0
    forks: int = 0
    offered_again: int = 0


async def soak(kills: int, seed: int, engine: str, count: Count) -> None:
    """Raises Fault."""
    drawn = random.Random(seed)
    number = 0
    while count.kills < kills:
        name, nodes = ROUNDS[engine][number % len(ROUNDS[engine])]
        number += 1
        async with world(name, drawn.getrandbits(32), nodes=nodes) as house:
            for turn in range(min(KILLS_PER_ROUND, kills - count.kills)):
                await _kill_once(house, f"{name} x{nodes}", turn, drawn, count)
            count.acknowledged += len(house.book.accepted)
            count.offered_again += house.book.offered_again


async def _kill_once(house: World, where: str, turn: int, drawn: random.Random, count: Count) -> None:
    began = time.monotonic()
    house.goes_on()
    await house.accepts(drawn.randrange(1, 60))
    await asyncio.sleep(drawn.uniform(0, 0.15))
    is_fork = turn == KILLS_PER_ROUND - 1
    what = await (_fork(house) if is_fork else _strike(house, drawn))
    found, folded = await house.checked()
    count.kills += 1
    count.forks += is_fork
    print(
        f"{count.kills:>4}  {where:<9}  {what:<22}  {found:>6,} acknowledged, each once;"
        f" {len(folded.heads) - 1:>6,} entries, epoch {folded.state.epoch}; {time.monotonic() - began:.1f} s",
        flush=True,
    )


async def _strike(house: World, drawn: random.Random) -> str:
    """Something dies without warning, and comes back."""
    server = drawn.choice(house.servers)
    engine_too = house.engine.has_process and drawn.random() < 0.6
    server_too = not engine_too or drawn.random() < 0.4
    if engine_too:
        house.engine.kill()
    if server_too:
        await house.dies(server)
    if engine_too:
        house.engine.start()
    if server_too:
        await house.begins(server)
    names = ["redis"] * engine_too + [f"server {house.servers.index(server)}"] * server_too
    return " and ".join(names) + " -9"


async def _fork(house: World) -> str:
    """Everything dies, and comes back from an older copy: the check-ins acknowledged since are gone."""
    await house.copies()
    for server in house.servers:
        await house.dies(server)
    house.engine.kill()
    house.engine.put_back()
    house.engine.start()
    house.epoch += 1
    await asyncio.gather(*(house.begins(server) for server in house.servers))
    return "older copy put back"


def main() -> int:
    asked = argparse.ArgumentParser(prog="make soak", description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--engine", choices=ROUNDS, default="both")
    given = asked.parse_args()
    count, began = Count(), time.monotonic()
    try:
        asyncio.run(soak(given.kills, given.seed, given.engine, count))
    except (Fault, ServerFailed) as fault:
        print(f"FAULT after {count.kills} kills (--seed {given.seed} --engine {given.engine}): {fault}")
        return 1
    print(
        f"{count.kills} kills, {count.forks} of them forked histories ({count.offered_again:,} offered again):"
        f" {count.acknowledged:,} acknowledged check-ins, each in its journal once;"
        f" every server showed the checker's own fold; {time.monotonic() - began:.0f} s, seed {given.seed}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
