"""Small runs of the two benches of many sockets: a real server, killed and started; figures that add up."""

from pathlib import Path

from bench.arguments import AskedSockets, AskedStorm
from bench.sockets import measure_sockets
from bench.storm import measure_storm


async def test_everybody_is_back_after_the_storm_and_nothing_is_lost(tmp_path: Path) -> None:
    """Law: every desk is live again at its position, what was acknowledged before the kill is found after it."""
    figures = await measure_storm(AskedStorm("storm", 20, None), tmp_path)
    assert (figures["lost"], figures["acked"] > 0) == (0, True)
    assert 0 < figures["half_s"] <= figures["p99_s"] <= figures["whole_s"]
    assert figures["tries_per_desk"] >= 1


async def test_an_idle_socket_has_a_price(tmp_path: Path) -> None:
    """Law: the sum is of the process and of the kernel; a desk's page costs more than what all watch."""
    figures = await measure_sockets(AskedSockets("sockets", 40, None), tmp_path)
    assert abs(figures["kib_per_socket"] - figures["rss_kib"] - figures["slab_kib"]) <= 0.11
    assert figures["kib_per_desk"] > 0
