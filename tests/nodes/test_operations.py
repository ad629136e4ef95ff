"""The operations page on two nodes over one Redis: each tells of all, a node that dies is missed, Redis away is said."""

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any

from tests.edge.given import NAME, PASSWORD, Browser
from tests.nodes.given import Node, Nodes

WITHIN_S = 60


async def administrator(nodes: Nodes) -> Browser:
    """Set up at A with the code that B printed: what one node was told, every node knows."""
    browser = await nodes.browser(nodes.a)
    code = nodes.b.server.setup_link().partition("#")[2]
    answer = await browser.post("/api/setup", {"code": code, "name": NAME, "password": PASSWORD})
    assert answer.status == 200, answer.raw
    return browser


async def shown(browser: Browser, at: Node, condition: Callable[[Any], bool]) -> Any:
    """The node's picture, once the condition holds; it is asked again and again, as the page does."""
    here = dataclasses.replace(browser, url=at.url, origin=at.url)
    async with asyncio.timeout(WITHIN_S):
        while True:
            picture = (await here.get("/api/operations")).json
            if condition(picture):
                return picture


def codes(picture: Any) -> set[str]:
    return {one["code"] for one in picture["troubles"]}


async def test_each_node_tells_of_all_and_misses_the_one_that_dies(nodes: Nodes) -> None:
    """Both list both; after kill -9 of B, A says so until B is back; one that stops in order is not missed."""
    browser = await administrator(nodes)
    for at in (nodes.a, nodes.b):
        picture = await shown(browser, at, lambda seen: len(seen["nodes"]) == 2)
        assert {node["engine"] for node in picture["nodes"]} == {"redis"}
        assert [node["is_here"] for node in picture["nodes"]] == [True, False]
        house, conference = picture["journals"]
        assert (house["id"], conference["id"]) == ("house", nodes.live.id)
        assert conference["entries"] == nodes.live.state.seq and conference["size_bytes"] > 0
    names = [node["name"] for node in picture["nodes"]]
    assert len(set(names)) == 2

    await nodes.b.server.is_killed()
    picture = await shown(browser, nodes.a, lambda seen: "NODE_LOST" in codes(seen))
    (lost,) = [one for one in picture["troubles"] if one["code"] == "NODE_LOST"]
    assert lost["about"] == names[0] and lost["level"] == "now"
    assert len(picture["nodes"]) == 1

    await nodes.b.server.start()
    await shown(browser, nodes.a, lambda seen: "NODE_LOST" not in codes(seen) and len(seen["nodes"]) == 2)

    await nodes.b.server.stops()
    picture = await shown(browser, nodes.a, lambda seen: len(seen["nodes"]) == 1)
    assert "NODE_LOST" not in codes(picture)


async def test_a_redis_that_is_away_is_one_trouble_and_nobody_is_missed(nodes: Nodes) -> None:
    """The page still answers, says what is away, and thinks no node dead; all is well again when Redis is back."""
    browser = await administrator(nodes)
    await shown(browser, nodes.a, lambda seen: len(seen["nodes"]) == 2)

    nodes.redis.kill()
    picture = await shown(browser, nodes.a, lambda seen: "ENGINE_AWAY" in codes(seen))
    assert [one["code"] for one in picture["troubles"]].count("ENGINE_AWAY") == 1
    assert "NODE_LOST" not in codes(picture) and len(picture["nodes"]) == 2

    nodes.redis.start()
    picture = await shown(browser, nodes.a, lambda seen: "ENGINE_AWAY" not in codes(seen))
    assert "NODE_LOST" not in codes(picture)
