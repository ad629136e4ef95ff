"""Two nodes are one house: what is done at one is seen at the other, and a page may move between them."""

import asyncio

from server.core.commands import RevokeDevice
from server.core.ids import DeviceId
from server.core.units import LINKED, NEVER_LINKED
from server.wire.codes import Close, Fault
from tests.edge.pages import fault_of
from tests.nodes.given import HOST, Nodes

POINT, PERSON = 2, 0
HERE = 1
"""Of the figures in a board's row: who is present (PROTOCOL.md)."""


async def test_a_desk_at_one_node_and_a_board_at_the_other_agree(nodes: Nodes) -> None:
    """Who is checked in at A is present on the board at B, and the point that A's socket links is linked there."""
    desk_browser, viewer = await nodes.enters(nodes.a, f"o{POINT}"), await nodes.enters(nodes.b, "v0")
    async with nodes.page(nodes.b, viewer, "v0") as board:
        rows, links = await board.watches("board/0/0"), await board.watches("presence/0")
        assert links.rows[0][1:5] == [3, 0, 0, 3]
        async with nodes.page(nodes.a, desk_browser, f"o{POINT}") as desk:
            verdict = await desk.checks_in(PERSON, POINT)
            assert verdict == 0
            await board.until(lambda: rows.rows[0][4][HERE] == 1)
            await board.until(lambda: links.rows[0][1:5] == [3, 1, 0, 2])


async def test_a_page_that_moves_resumes_by_its_position_and_is_no_news(nodes: Nodes) -> None:
    """From A to B with the same cookie: newer rows only, nothing is reset, nobody is lost or back."""
    browser = await nodes.enters(nodes.a, f"o{POINT}")
    async with nodes.page(nodes.a, browser, f"o{POINT}") as first:
        await first.watches(f"roster/{POINT}/0")
        await first.checks_in(PERSON, POINT)
        table = first.tables[f"roster/{POINT}/0"]
        await first.until(lambda: table.rows[PERSON][5] == 1)
        position = list(table.position)
    async with nodes.page(nodes.b, browser, f"o{POINT}") as second:
        await second.checks_in(PERSON + 1, POINT)
        again = await second.watches(f"roster/{POINT}/0", position)
        assert len(again.rows) == 1, "newer rows only: the one checked in since"
    while nodes.live.state.point_news(POINT) == NEVER_LINKED:
        await nodes.live.spine.reached(nodes.live.state.seq + 1)
    assert nodes.live.state.point_news(POINT) == LINKED


async def test_who_is_revoked_at_one_node_is_out_at_the_other(nodes: Nodes) -> None:
    """The entry is folded at B, its socket there is told and closed, and its cookie opens nothing any more."""
    browser = await nodes.enters(nodes.a, f"o{POINT}")
    async with nodes.page(nodes.b, browser, f"o{POINT}") as desk:
        device = DeviceId(bytes.fromhex(desk.welcome[7]))
        await nodes.live.ask(RevokeDevice(device), grant=HOST)
        assert await desk.ends() == Close.REVOKED
    async with asyncio.timeout(10):  # A follows the journal as B did
        while await fault_of(nodes.a.house, browser, nodes.live.id, f"o{POINT}") != Fault.REVOKED:
            continue
    assert await fault_of(nodes.b.house, browser, nodes.live.id, f"o{POINT}") == Fault.REVOKED


async def test_a_conference_made_at_one_node_is_open_at_the_other(nodes: Nodes) -> None:
    """The house is followed: no restart, no waiting for a reload."""
    id = (await nodes.a.house.conference("Hội nghị thứ hai")).id
    for node in (nodes.a, nodes.b):
        browser = await nodes.browser(node)
        entered = await browser.enters(node.house.link(id, "v0"))
        assert entered.status == 200, entered.raw
