"""Nodes that know of each other through the passing store, whatever engine it has."""

import msgspec
import pytest

from server.core.ids import Millis
from server.edge.nodes import BRIDGES, MOST_NODES, REASONS, ROW_S, Node, Nodes
from server.journal.passing import VALUE_BYTES, MemoryPassing, PassingAway
from server.journal.port import JournalBroken
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def passing(clock: Clock) -> MemoryPassing:
    return MemoryPassing(clock, max_values=1_000)


def node(nodes: Nodes, name: str) -> Node:
    return Node(nodes.run, name, Millis(1), Millis(2), "0.1.0", "redis", 3, 1.0, 2.0, [], False, [])


async def names(nodes: Nodes, name: str) -> list[str]:
    return [one.name for one in await nodes.tell(node(nodes, name))]


async def test_two_nodes_see_each_other(passing: MemoryPassing) -> None:
    """Law: each lists itself first, then the others as they said of themselves."""
    a, b = Nodes(passing), Nodes(passing)
    assert await names(a, "a") == ["a"]
    assert await names(b, "b") == ["b", "a"]
    found = await a.tell(node(a, "a"))
    assert [(one.name, one.is_here, one.sockets) for one in found] == [("a", True, 3), ("b", False, 3)]


async def test_a_node_that_is_silent_is_gone(passing: MemoryPassing, clock: Clock) -> None:
    """Law: a row ends by itself; its place is free again."""
    a, b = Nodes(passing), Nodes(passing)
    await names(a, "a")
    await names(b, "b")
    clock.now_s += ROW_S - 0.1
    assert await names(a, "a") == ["a", "b"]
    clock.now_s += 0.1
    assert await names(a, "a") == ["a"]
    assert await names(Nodes(passing), "c") == ["c", "a"]


async def test_of_two_on_one_place_the_overwritten_moves_on(passing: MemoryPassing) -> None:
    """Law: two that took the same place in the same moment are both listed after their next word."""
    a, b = Nodes(passing), Nodes(passing)
    await names(a, "a")
    await passing.put("node:0", msgspec.msgpack.encode(node(b, "b")), ROW_S)
    assert await names(a, "a") == ["a", "b"]
    assert await names(b, "b") == ["b", "a"]


async def test_there_are_so_many_places_and_no_more(passing: MemoryPassing) -> None:
    """Law L2: one node more than there are places sees the others and is not listed itself."""
    all_nodes = [Nodes(passing) for _ in range(MOST_NODES)]
    for nodes in all_nodes:
        await names(nodes, "n")
    assert len(await names(all_nodes[0], "n")) == MOST_NODES
    one_more = Nodes(passing)
    assert len(await names(one_more, "late")) == MOST_NODES + 1
    assert len(await names(all_nodes[0], "n")) == MOST_NODES


async def test_a_row_of_another_version_is_a_node_all_the_same(passing: MemoryPassing) -> None:
    """Law: what cannot be read holds its place and is said to be unreadable."""
    await passing.put("node:0", b"\xc1 not a row", ROW_S)
    assert await names(Nodes(passing), "a") == ["a", "?"]


async def test_a_full_store_hides_this_node_and_no_other(clock: Clock) -> None:
    """Law: PassingFull is no reason to stop looking."""
    passing = MemoryPassing(clock, max_values=1)
    a, b = Nodes(passing), Nodes(passing)
    await names(a, "a")
    assert await names(b, "b") == ["b", "a"]
    assert await names(a, "a") == ["a"]


def test_the_largest_row_fits(passing: MemoryPassing) -> None:
    """Law: with all the reasons and bridges that are told, a row is below what the store takes."""
    reasons, bridges = ["FOLDING_STOPPED"] * REASONS, ["ff" * 8] * BRIDGES
    moment = Millis(2**52)
    row = Node(
        "f" * 12, "n" * 255, moment, moment, "0" * 32, "redis", 2**31, 1e9, 1e9, reasons, True, bridges
    )
    assert len(msgspec.msgpack.encode(row)) < VALUE_BYTES


@pytest.mark.parametrize(
    "why", [PassingAway("nobody there"), JournalBroken("Redis does not let this user do it")]
)
async def test_while_the_store_does_not_answer_nobody_is_thought_dead(
    passing: MemoryPassing, clock: Clock, monkeypatch: pytest.MonkeyPatch, why: Exception
) -> None:
    """Law: the others stand as they were heard last, also for a server that stops; when the store is back they are listed as
    it says."""
    a, b = Nodes(passing), Nodes(passing)
    await names(b, "b")
    assert await names(a, "a") == ["a", "b"]

    async def away(key: str) -> bytes:
        raise why

    clock.now_s += ROW_S
    with monkeypatch.context() as patched:
        patched.setattr(passing, "get", away)
        assert await names(a, "a") == ["a", "b"]
    assert await names(a, "a") == ["a"]
