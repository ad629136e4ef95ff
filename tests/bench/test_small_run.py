"""Both benches at a size of seconds, over the real server: every documented key is there and the counts agree."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

SIZE = ["--people", "2000", "--points", "60", "--desks", "12", "--seconds", "1"]

CHECKINS = {"checkins_per_s", "ack_p50_ms", "ack_p99_ms", "rss_mib", "restart_s", "acked", "found"}
BOARD = {"freshness_p50_ms", "freshness_p99_ms", "watchers", "lost"}
BOTH = {"generator_cpu_s", "server_cpu_s"}


async def figures(tmp_path: Path, bench: str, *flags: str) -> dict[str, Any]:
    """`figures_of` a bench of the small size."""
    return await figures_of(tmp_path, bench, *SIZE, *flags)


async def figures_of(tmp_path: Path, bench: str, *flags: str) -> dict[str, Any]:
    """The last line of stdout, as a bench printed it."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench", bench, *flags, "--folder", str(tmp_path)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, progress = await running.communicate()
    assert running.returncode == 0, progress.decode()
    assert not os.listdir(tmp_path), "the bench left its folder behind"
    said: dict[str, Any] = json.loads(printed.decode().splitlines()[-1])
    return said


@pytest.mark.parametrize("journal", ["sqlite", "redis"])
async def test_every_acknowledged_check_in_is_found_after_kill_9(tmp_path: Path, journal: str) -> None:
    """Law: the bench loads, kills, reads the journal and restarts; what was acknowledged is there."""
    said = await figures(tmp_path, "checkins", "--rate", "0", "--journal", journal)
    assert said.keys() >= CHECKINS | BOTH
    assert said["acked"] == said["found"] > 0


async def test_every_watcher_is_told_the_truth(tmp_path: Path) -> None:
    """Law: each figure is the count up to its position, and every watcher is told of every check-in."""
    said = await figures(tmp_path, "board", "--rate", "200", "--watchers", "24")
    assert said.keys() >= BOARD | BOTH
    assert (said["watchers"], said["lost"]) == (24, 0)
