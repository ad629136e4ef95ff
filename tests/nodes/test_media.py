"""One bridge, two nodes: pages of one meeting stand at both, and a node's death ends no programme and no floor."""

from contextlib import AsyncExitStack

from server.core.commands import CuePlace, GiveFloor, ReleaseFloor
from server.core.ids import Place, SessionNo
from tests.bridge.relayed import FLOOR_CAMERA, PROGRAMME_CAMERA, MediaPage
from tests.edge.given import Browser
from tests.nodes.given import HOST, Node, Nodes

SESSION = SessionNo(0)
LIVE = [True, True, False, True]
"""Of the programme's row: something arrives, a camera, no slides, sound."""


async def joined(
    nodes: Nodes, stack: AsyncExitStack, at: Node, grant: str, sends: bool = True
) -> tuple[MediaPage, Browser]:
    browser = await nodes.enters(at, grant)
    page = await stack.enter_async_context(nodes.media_page(at, browser, grant))
    assert (await page.joins(sends))[3] == ""
    return page, browser


async def test_a_cue_and_a_floor_of_one_node_are_seen_at_the_other(nodes: Nodes) -> None:
    """The host at A previews the room at B and gives it the floor; a room at A sees it; released, it ends."""
    async with AsyncExitStack() as stack:
        await nodes.bridged()
        host, _ = await joined(nodes, stack, nodes.a, "h0")
        other, _ = await joined(nodes, stack, nodes.a, "o3", sends=False)
        desk, _ = await joined(nodes, stack, nodes.b, "o2")
        await host.publishes("programme")
        programme = desk.page.tables["programme"]
        await desk.page.until(lambda: programme.rows[0][1:5] == LIVE)

        await nodes.live.ask(CuePlace(SESSION, Place("n2")), grant=HOST)
        await desk.is_told(lambda stage: stage[0] == ["cue"])
        await host.sees(FLOOR_CAMERA)
        assert other.seen[FLOOR_CAMERA] == 0

        await desk.publishes("floor")
        await nodes.live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await desk.is_told(lambda stage: stage == [["floor"], "n2", False, ""])
        await other.sees(FLOOR_CAMERA)

        await nodes.live.ask(ReleaseFloor(SESSION, Place("n2")), grant=HOST)
        await desk.is_told(lambda stage: stage[0] == [] and stage[1] == "")
        await other.sees_no_more(FLOOR_CAMERA)


async def test_a_killed_node_ends_neither_programme_nor_floor(nodes: Nodes) -> None:
    """kill -9 of A, where the host and the room on air are seated: the programme goes on; back at B both have what they
    had, without joining anew and without a press; A, started again, lets nothing go."""
    async with AsyncExitStack() as stack:
        await nodes.bridged()
        host, host_browser = await joined(nodes, stack, nodes.a, "h0")
        desk, desk_browser = await joined(nodes, stack, nodes.a, "o2")
        other, _ = await joined(nodes, stack, nodes.b, "o3", sends=False)
        await host.publishes("programme")
        await desk.publishes("floor")
        await nodes.live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await other.sees(FLOOR_CAMERA)
        programme = other.page.tables["programme"]
        await other.page.until(lambda: programme.rows[0][1:5] == LIVE)

        await nodes.a.server.is_killed()
        await other.sees(PROGRAMME_CAMERA)
        desk_here = nodes.media_page(nodes.b, desk_browser, "o2", former=desk)
        host_here = nodes.media_page(nodes.b, host_browser, "h0", former=host)
        desk, host = await stack.enter_async_context(desk_here), await stack.enter_async_context(host_here)
        await desk.is_told(lambda stage: stage == [["floor"], "n2", False, ""])
        await host.is_told(lambda stage: stage[0] == ["programme"])
        assert programme.rows[0][1:5] == LIVE
        await other.sees(FLOOR_CAMERA)

        await nodes.a.server.start()
        late, _ = await joined(nodes, stack, nodes.a, "o4", sends=False)
        await late.sees(PROGRAMME_CAMERA)
        await late.sees(FLOOR_CAMERA)
        await other.sees(PROGRAMME_CAMERA)
        assert desk.stage == [["floor"], "n2", False, ""]


async def test_a_page_that_moves_between_living_nodes_keeps_its_media(nodes: Nodes) -> None:
    """A proxy sent its new socket to the other node: the session is claimed, its right goes on, the former node is told."""
    async with AsyncExitStack() as stack:
        await nodes.bridged()
        desk, browser = await joined(nodes, stack, nodes.a, "o2")
        other, _ = await joined(nodes, stack, nodes.b, "o3", sends=False)
        await desk.publishes("floor")
        await nodes.live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await other.sees(FLOOR_CAMERA)

        moved = await stack.enter_async_context(nodes.media_page(nodes.b, browser, "o2", former=desk))
        await moved.is_told(lambda stage: stage == [["floor"], "n2", False, ""])
        await nodes.live.ask(ReleaseFloor(SESSION, Place("n2")), grant=HOST)
        await moved.is_told(lambda stage: stage[0] == [] and stage[1] == "")
        await other.sees_no_more(FLOOR_CAMERA)


async def test_redis_killed_while_a_floor_is_held_ends_nothing(nodes: Nodes) -> None:
    """Nobody can write for a while: leases are renewed by what was folded; back by itself, the floor is released as ever."""
    async with AsyncExitStack() as stack:
        await nodes.bridged()
        desk, _ = await joined(nodes, stack, nodes.a, "o2")
        other, _ = await joined(nodes, stack, nodes.b, "o3", sends=False)
        await desk.publishes("floor")
        await nodes.live.ask(GiveFloor(SESSION, Place("n2")), grant=HOST)
        await other.sees(FLOOR_CAMERA)

        await desk.is_told(lambda stage: stage == [["floor"], "n2", False, ""])
        nodes.redis.kill()
        await other.sees(FLOOR_CAMERA, more=40)
        nodes.redis.start()
        await other.sees(FLOOR_CAMERA)
        assert desk.stage == [["floor"], "n2", False, ""]

        await nodes.live.ask(ReleaseFloor(SESSION, Place("n2")), grant=HOST)
        await desk.is_told(lambda stage: stage[0] == [] and stage[1] == "")
        await other.sees_no_more(FLOOR_CAMERA)
