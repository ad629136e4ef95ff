"""How a node says goodbye: every page is told when to come back, spread so that the other nodes can take them."""

import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from server.journal.port import JournalClosed
from server.live.hub import RETURNS_PER_S, Hub
from tests.edge.given import open_house
from tests.live.test_media import Clock


class Socket:
    """One page: when it was told to come back."""

    def __init__(self) -> None:
        self.after_ms = -1

    def stop(self, after_ms: int) -> None:
        self.after_ms = after_ms


class Crowd:
    """A conference with so many open sockets."""

    def __init__(self, count: int) -> None:
        self.open = [Socket() for _ in range(count)]

    def sockets(self) -> list[Socket]:
        return self.open


@pytest.mark.parametrize("count", [1, RETURNS_PER_S, 8 * RETURNS_PER_S])
def test_a_farewell_is_spread_over_as_many_seconds_as_it_takes(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: about RETURNS_PER_S pages a second, none before now and none long after the last is due; the node says no."""
    stores: Any = None
    hub, halls = Hub(stores, Clock(), secrets.token_bytes), [Crowd(count // 2), Crowd(count - count // 2)]
    monkeypatch.setattr(hub, "live", lambda: halls)

    hub.say_farewell()

    told = [socket.after_ms for hall in halls for socket in hall.open]
    seconds = Counter(after_ms // 1_000 for after_ms in told)
    assert hub.stopping
    assert min(told) >= 0 and max(seconds) < max(1, count // RETURNS_PER_S)
    assert max(seconds.values()) <= max(1, RETURNS_PER_S + 6 * RETURNS_PER_S**0.5)


async def test_a_conference_that_cannot_be_closed_keeps_no_other_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: whatever is in the way of one, every journal is closed, the house's too; and it is said."""
    async with open_house(tmp_path) as house:
        broken, other = await house.running(), await house.running()

        async def breaks() -> None:
            raise OSError("no room for its snapshot")

        with monkeypatch.context() as patched:
            patched.setattr(broken, "close", breaks)
            with pytest.raises(OSError, match="no room"):
                await house.hub.close()
        for journal in (other.spine.journal, house.hub.house.spine.journal):
            with pytest.raises(JournalClosed):
                await journal.append([b"late"])
