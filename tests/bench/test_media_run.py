"""The benches of picture and sound at a size of seconds, over the real server, bridge and Chromium: every key is there."""

from pathlib import Path

import pytest

from bench import arguments
from bench.arguments import AskedJoin, AskedRooms
from tests.bench.test_small_run import figures_of


async def test_the_floor_ends_and_is_timed(tmp_path: Path) -> None:
    """Law: rooms receive, the host releases, the last packet is after the release or there is none after it."""
    said = await figures_of(tmp_path, "floor", "--rooms", "2", "--rounds", "2")
    keys = {"release_to_answer_p50_ms", "release_to_last_packet_p50_ms", "release_to_last_packet_p99_ms"}
    assert said.keys() >= {"bench", "rounds", "rooms", *keys}
    assert all(said[key] >= 0 for key in keys)


async def test_the_first_picture_is_timed(tmp_path: Path) -> None:
    """Law: Chromium decodes what another Chromium publishes, as often as asked."""
    said = await figures_of(tmp_path, "join", "--rounds", "2")
    assert said.keys() >= {"bench", "rounds", "p50_ms", "p95_ms"}
    assert 0 < said["p50_ms"] <= said["p95_ms"]


async def test_the_return_of_a_killed_bridge_is_timed(tmp_path: Path) -> None:
    """Law: the bridge is killed and started again as often as asked, and every room sees again each time."""
    said = await figures_of(tmp_path, "recover", "--rooms", "2", "--rounds", "2")
    assert said.keys() >= {"bench", "rounds", "rooms", "killed_to_picture_p95_ms"}
    assert 0 < said["back_to_picture_p50_ms"] <= said["back_to_picture_p95_ms"]


@pytest.mark.parametrize(
    ("bench", "inside", "outside"),
    [
        ("floor", ["--rooms", "1"], ["--rooms", "0"]),
        ("floor", ["--rooms", "500"], ["--rooms", "501"]),
        ("floor", ["--rounds", "1"], ["--rounds", "0"]),
        ("recover", ["--rooms", "500"], ["--rooms", "501"]),
        ("join", ["--rounds", "1000"], ["--rounds", "1001"]),
    ],
)
def test_a_flag_outside_its_bound_ends_with_a_sentence(
    bench: str, inside: list[str], outside: list[str]
) -> None:
    """Law: a bench that cannot be run says so before it does anything."""
    assert isinstance(arguments.read([bench, *inside]), AskedRooms | AskedJoin)
    with pytest.raises(SystemExit):
        arguments.read([bench, *outside])
