"""`diemcau bridge enrol`, and the bridge that `diemcau up` runs by itself: started, started again, stopped."""

import asyncio
import os
import re
import signal
from pathlib import Path

from click.testing import CliRunner

from server.cli import main
from server.cli.local_bridge import NAME
from server.edge.bridges import Enrolments
from server.journal.folder import DataFolder
from server.journal.keys import read_or_make_key
from tests.cli.running import is_alive, up


def test_a_code_is_one_that_the_server_takes(tmp_path: Path) -> None:
    """Law: the code is made from the folder's key, beside a running server; a folder without data has none."""
    none = CliRunner().invoke(main, ["bridge", "enrol", "--data", str(tmp_path / "none"), "--lang", "en"])
    assert none.exit_code == 1 and "no data" in none.output

    with DataFolder.take(tmp_path) as held:
        told = CliRunner().invoke(main, ["bridge", "enrol", "--data", str(tmp_path)])
        enrolments = Enrolments(read_or_make_key(held.key("bridge")))

    assert told.exit_code == 0
    assert enrolments.bridge_of(told.stdout.strip(), 0) is not None


async def test_up_runs_a_bridge_and_keeps_it_running(tmp_path: Path) -> None:
    """Law: it says where media go, enrols by itself, starts the bridge again after kill -9, and ends it."""
    async with up(tmp_path / "data") as started:
        assert re.search(r"UDP \S+:\d+", started.media)
        await started.ready(lambda said: said["bridges"] == {NAME: True})

        first = started.bridge_pid()
        os.kill(first, signal.SIGKILL)
        await started.ready(lambda said: said["bridges"] == {NAME: False})
        await started.ready(lambda said: said["bridges"] == {NAME: True})
        second = started.bridge_pid()

        started.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await started.process.wait() == 0
        assert second != first and not is_alive(second)


async def test_the_bridge_ends_with_a_server_that_was_killed(tmp_path: Path) -> None:
    """Law: nothing of ours outlives `up`, however it went."""
    async with up(tmp_path / "data") as started:
        await started.ready(lambda said: said["bridges"] == {NAME: True})
        bridge = os.pidfd_open(started.bridge_pid())
        started.process.kill()
        await started.process.wait()

        gone = asyncio.Event()
        asyncio.get_running_loop().add_reader(bridge, gone.set)
        async with asyncio.timeout(20):
            await gone.wait()
        asyncio.get_running_loop().remove_reader(bridge)
        os.close(bridge)
