"""kill -9 in the middle of check-ins: of a node, of Redis, and one node after the other; desks that never stop.

The checker: what was acknowledged is in the journal, each once, and all nodes fold the same.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.core.commands import CheckIn
from server.core.refusals import Verdict
from server.live.conference import LiveConference
from server.wire.codec import decode_entry
from tests.nodes.given import Acknowledged, Nodes, Steady, two_nodes

PEOPLE, DESKS, POINT = 240, 4, 2


@asynccontextmanager
async def desks_at_work(folder: Path) -> AsyncIterator[tuple[Nodes, Acknowledged, list[Steady]]]:
    """Two nodes, and sockets of one desk with a share each of the point's people; left when all are checked in."""
    async with two_nodes(folder, PEOPLE) as nodes:
        browser, told = await nodes.enters(nodes.a, f"o{POINT}"), Acknowledged()
        desks = [
            Steady(
                nodes,
                (nodes.a, nodes.b)[start % 2],
                told,
                browser,
                f"o{POINT}",
                POINT,
                range(start, PEOPLE, DESKS),
            )
            for start in range(DESKS)
        ]
        async with asyncio.TaskGroup() as working:
            for desk in desks:
                working.create_task(desk.works())
            yield nodes, told, desks
        await is_whole(nodes, told)


async def journalled(live: LiveConference) -> list[tuple[bytes, int]]:
    """(command id, person) of every check-in entry, in order."""
    found: list[tuple[bytes, int]] = []
    last = await live.spine.journal.last()
    async for block in live.spine.journal.follow(0):
        for raw in block.entries:
            entry = decode_entry(raw)
            if isinstance(entry.body, CheckIn):
                found.append((entry.id, entry.body.person))
        if block.first + len(block.entries) > last:
            return found
    return found


async def is_whole(nodes: Nodes, told: Acknowledged) -> None:
    """Everybody was acknowledged, what was acknowledged stands once in effect, and every node says the same."""
    acknowledged = {id: person for id, (person, _) in told.told.items()}
    assert sorted(acknowledged.values()) == list(range(PEOPLE))
    await nodes.live.spine.reached(await nodes.live.spine.journal.last())
    entries = await journalled(nodes.live)
    assert acknowledged.keys() <= {id for id, _ in entries}
    assert dict(entries) == acknowledged
    assert {verdict for _, verdict in told.told.values()} == {Verdict.ACCEPTED}
    for node in (nodes.a, nodes.b):
        viewer = await nodes.enters(node, "v0")
        async with nodes.page(node, viewer, "v0") as board:
            rows = await board.watches("board/0/0")
            await board.until(lambda rows=rows: rows.rows[0][4][1] == PEOPLE)


async def test_a_node_killed_among_check_ins_loses_nothing(tmp_path: Path) -> None:
    """Its desks go on at the other node with the same ids; started again it folds what it missed."""
    async with desks_at_work(tmp_path) as (nodes, told, desks):
        await told.reach(PEOPLE // 4)
        await nodes.a.server.is_killed()
        await told.reach(PEOPLE // 2)
        await nodes.a.server.start()
    assert sum(desk.losses for desk in desks) > 0


async def test_redis_killed_among_check_ins_loses_nothing(tmp_path: Path) -> None:
    """What was acknowledged is on its disk; both nodes come back to it by themselves."""
    async with desks_at_work(tmp_path) as (nodes, told, _):
        await told.reach(PEOPLE // 3)
        nodes.redis.kill()
        nodes.redis.start()


async def test_nodes_restarted_one_after_the_other_lose_nothing(tmp_path: Path) -> None:
    """SIGTERM, start, the next: every desk is told when to come back and goes on."""
    async with desks_at_work(tmp_path) as (nodes, told, desks):
        for number, node in enumerate((nodes.a, nodes.b), start=1):
            await told.reach(number * PEOPLE // 4)
            await node.server.stops()
            await node.server.start()
    assert sum(desk.losses for desk in desks) > 0
