"""The linked bridges as the server counts them, without sockets."""

from server.wire import link
from tests.live.test_media import World


async def test_what_a_bridge_drops_is_a_share_of_what_it_had_since_its_last_word() -> None:
    """Law: counts rise from the bridge's start; a bridge that was started again begins anew and has dropped nothing."""
    world = World()
    bridge, _ = world.links("a")
    shares = []
    for sent, dropped in ((900, 100), (1_880, 120), (1_880, 120), (50, 0)):
        world.bridges.heard(bridge, link.Stats(5, sent, dropped, 0, []))
        shares.append(bridge.lost_share)
    assert shares == [0.1, 0.02, 0.0, 0.0]


async def test_since_when_a_bridge_is_linked_or_lost_is_known() -> None:
    """Law: by the server's clock, in this life of the server."""
    world = World()
    bridge, _ = world.links("a")
    assert (bridge.linked_ms, world.bridges.lost_ms(bridge.id)) == (world.clock.now, None)
    world.passes(3)
    world.bridges.unlinked(bridge)
    lost_ms = world.clock.now
    world.passes(3)
    assert world.bridges.lost_ms(bridge.id) == lost_ms
    again, _ = world.links("a")
    assert (again.linked_ms, world.bridges.lost_ms(bridge.id)) == (world.clock.now, None)
