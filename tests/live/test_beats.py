"""Signs of life: once a second to everybody, and every other second while a crowd comes back."""

from pathlib import Path

from server.beside import ended
from server.core.ids import DeviceId, GrantId
from server.live.conference import CROWD, TICKS_PER_SECOND, LiveConference
from tests.edge.given import open_house


class Socket:
    """What a conference needs of one, and how many beats it was sent."""

    grant, device = GrantId("w0"), DeviceId(b"")

    def __init__(self) -> None:
        self.beats = 0

    def ready(self) -> bool:
        return True

    def send(self, frame: bytes) -> None:
        """Nothing: the test watches no topic."""

    def beat(self, frame: bytes) -> None:
        self.beats += 1

    def rights_changed(self) -> None:
        """Nothing: a wall's rights do not change."""

    def stop(self, after_ms: int) -> None:
        """Nothing: it leaves with the test."""


async def second(live: LiveConference, number: int) -> None:
    """All ticks of one second of the conference's."""
    for tick in range(number * TICKS_PER_SECOND, (number + 1) * TICKS_PER_SECOND):
        await live._tick(tick + 1)


def crowd(live: LiveConference) -> list[Socket]:
    came = [Socket() for _ in range(CROWD + 1)]
    for socket in came:
        live.arrive(socket)
    return came


async def test_while_a_crowd_comes_back_beats_come_every_other_second(tmp_path: Path) -> None:
    """Law: the loop belongs to those who wait; nobody is left without a sign of life, and then all is as before."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        await ended(live._ticker)
        first = crowd(live)
        await second(live, 0)
        assert live.is_crowded and {one.beats for one in first} == {1}
        crowd(live)
        await second(live, 1)
        assert live.is_crowded
        await second(live, 2)
        assert not live.is_crowded and {one.beats for one in first} == {2}
        await second(live, 3)
        assert {one.beats for one in first} == {3}
