"""The bridge beside the server, where it cannot be started."""

import sys
from pathlib import Path

import pytest

from server import app
from server.cli.local_bridge import AGAIN_AT_MOST_S, LocalBridge
from server.settings import load
from tests.pauses import Enough, without_pauses


async def test_a_bridge_that_cannot_be_started_is_tried_for_as_long_as_the_server_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a machine that has no room for a process now has it later; nobody starts the bridge by hand."""
    settings = load(None, {"DIEMCAU_DATA": str(tmp_path), "DIEMCAU_HOST": "127.0.0.1", "DIEMCAU_PORT": "0"})
    async with app.running(settings) as server:
        monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
        pauses = without_pauses(monkeypatch)
        bridge = LocalBridge(server, settings)
        with pytest.raises(Enough):
            await bridge._keep()
        monkeypatch.undo()

    assert max(pauses) == AGAIN_AT_MOST_S
