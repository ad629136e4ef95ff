"""A Redis that comes back with a shorter history, under a server that goes on running."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

from server.core.commands import PlanConference, SessionPlan
from server.core.ids import ConferenceId, Millis
from server.live.conference import LiveConference
from tests.edge.given import House, open_house
from tests.edge.pages import RECONNECT, opened
from tests.engines import on_redis
from tests.journal.redis_server import RedisServer

POINT = 2
SOON_S = 60


@contextlib.contextmanager
def lost_tail(redis: RedisServer):
    """What is written inside is lost: Redis is killed, and comes back as it was before."""
    copy = redis.folder / "copy"
    shutil.copytree(redis.data, copy)
    yield
    redis.kill()
    shutil.rmtree(redis.data)
    copy.rename(redis.data)
    redis.start()


async def until(condition: Callable[[], bool], house: House) -> None:
    """The condition holds, looked at whenever a node's watch would look."""
    async with asyncio.timeout(SOON_S):
        while not condition():
            await house.hub.opened()
            await asyncio.sleep(0)


def of(house: House, id: ConferenceId) -> LiveConference | None:
    return next((live for live in house.hub.live() if live.id == id), None)


def epoch(house: House, id: ConferenceId) -> int:
    live = of(house, id)
    return live.state.epoch if live is not None else 0


async def test_a_conference_whose_tail_is_lost_is_folded_anew_and_its_pages_return(tmp_path: Path) -> None:
    """Law: pages are told to come back; those who do find the shorter history, in the next epoch."""
    with on_redis() as redis:
        async with open_house(tmp_path) as house:
            live = await house.running()
            browser = await house.browser()
            async with opened(house, live, f"o{POINT}", browser) as desk:
                await desk.checks_in(0, POINT)
                stood = live.spine.position()
                with lost_tail(redis):
                    await desk.checks_in(1, POINT)
                    roster = await desk.watches(f"roster/{POINT}/0")
                    assert roster.rows[1][5] == 1
                assert await desk.ends() == 1001
                assert desk.told[-1][0] == RECONNECT
            await until(lambda: epoch(house, live.id) == 2, house)

            anew = of(house, live.id)
            assert anew is not None and anew is not live
            assert anew.spine.contains(stood)
            assert len(anew.state.evidence) == 1
            async with opened(house, anew, f"o{POINT}", browser) as desk:
                roster = await desk.watches(f"roster/{POINT}/0", list(roster.position))
                assert roster.rows[1][5] == 0


async def test_a_house_whose_tail_is_lost_lists_its_conferences_again(tmp_path: Path) -> None:
    """Law: what this node had told as created stays listed; a password that was lost has to be set again."""
    with on_redis() as redis:
        async with open_house(tmp_path) as house:
            first = await house.running()
            before = house.hub.house
            with lost_tail(redis):
                await house.administrator()
                start = house.clock()
                plan = [SessionPlan("Chiều", start, Millis(start + 3_600_000))]
                later = await house.hub.create(PlanConference("Hội nghị sau", plan))
            await until(lambda: house.hub.house is not before, house)

            assert house.hub.house.state.epoch == 2
            assert not house.hub.house.has_administrator()
            assert house.hub.conference_ids() == [first.id, later]
            await until(lambda: epoch(house, later) == 2, house)
