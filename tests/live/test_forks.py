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


async def test_an_epoch_that_could_not_be_written_begins_when_there_is_room_and_nobody_comes(
    tmp_path: Path,
) -> None:
    """Law: evidence of a fork is kept until the epoch has begun, the same once however often it is tried, and a node that is
    not ready gets there by itself."""
    with on_redis() as redis:
        async with open_house(tmp_path) as house:
            live = await house.running()
            browser = await house.browser()
            async with opened(house, live, f"o{POINT}", browser) as desk:
                with lost_tail(redis):
                    await desk.checks_in(1, POINT)
                    with (redis.folder / "redis.conf").open("a") as settings:
                        settings.write("maxmemory 1mb\n")
                assert await desk.ends() == 1001
            await until(lambda: "NOT_OPENED" in {one.code for one in house.hub.reasons()}, house)
            for _ in range(5):
                house.hub._open_again()
                await house.hub.opened()
            assert len(house.hub._stood[live.id]) == 2

            redis.admin("CONFIG", "SET", "maxmemory", "100mb")
            await until(lambda: epoch(house, live.id) == 2, house)

            assert not house.hub.reasons()
            for work in ("tick", "neighbours", "fold conference", "append conference"):
                named = [task for task in asyncio.all_tasks() if task.get_name().startswith(work)]
                assert len(named) == 1, named


async def test_a_second_fork_before_the_epoch_could_be_written_forgets_no_evidence(tmp_path: Path) -> None:
    """Law: what was told as accepted in the first history is missed in the third, whatever the second held."""
    with on_redis() as redis:
        async with open_house(tmp_path) as house:
            live = await house.running()
            browser = await house.browser()
            with lost_tail(redis):
                async with opened(house, live, f"o{POINT}", browser) as desk:
                    await desk.checks_in(0, POINT)
                    shutil.copytree(redis.data, redis.folder / "second")
                    await desk.checks_in(1, POINT)
                    with (redis.folder / "redis.conf").open("a") as settings:
                        settings.write("maxmemory 1mb\n")
                    redis.kill()
                    shutil.rmtree(redis.data)
                    shutil.copytree(redis.folder / "second", redis.data)
                    redis.start()
                    assert await desk.ends() == 1001
                await until(lambda: "NOT_OPENED" in {one.code for one in house.hub.reasons()}, house)
            redis.admin("CONFIG", "SET", "maxmemory", "100mb")
            await until(lambda: epoch(house, live.id) == 2, house)


async def test_a_node_stops_though_it_is_still_opening_a_conference_of_a_store_that_is_away(
    tmp_path: Path,
) -> None:
    """Law: SIGTERM ends a server, also on the evening on which its Redis is gone."""
    with on_redis() as redis:
        async with asyncio.timeout(SOON_S):
            async with open_house(tmp_path) as house:
                listed = ConferenceId("0000000A")
                await house.hub.house.list_conference(listed, "Hội nghị")
                redis.kill()
                opening = asyncio.create_task(house.hub.open(listed))
                await asyncio.sleep(0)
                assert {one.code for one in house.hub.reasons()} >= {"OPENING"}
            with contextlib.suppress(asyncio.CancelledError):
                await opening
