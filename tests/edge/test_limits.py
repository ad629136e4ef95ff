"""Limits: bursts, refills, seats; and no table that an attacker can grow."""

from dataclasses import fields
from pathlib import Path

import pytest

from server.edge.errors import Problem
from server.edge.limits import HANDSHAKES_BURST_S, Buckets, Limits, Seats, demand
from server.settings import Settings
from tests.clock import Clock
from tests.edge.given import open_house


def test_a_bucket_gives_its_burst_then_says_how_long_to_wait() -> None:
    """Law: exactly `burst` are given; one above is told the seconds until the next."""
    clock = Clock()
    buckets = Buckets(0.5, 3, clock_s=clock)

    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 2]
    clock.now_s += 2
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]


def test_one_key_does_not_spend_what_another_has() -> None:
    """Law: keys are counted apart."""
    buckets = Buckets(1, 1, clock_s=Clock())

    assert buckets.take("a") == 0
    assert buckets.take("b") == 0
    assert buckets.take("a") == 1


def test_what_is_given_back_can_be_taken_again() -> None:
    """Law: giving back restores one token and never more than the burst."""
    buckets = Buckets(1, 1, clock_s=Clock())

    buckets.take("a")
    buckets.give_back("a")
    buckets.give_back("a")

    assert [buckets.take("a"), buckets.take("a")] == [0, 1]


def test_the_table_of_buckets_is_bounded() -> None:
    """Law: more keys than allowed push out the least lately used ones."""
    buckets = Buckets(1, 1, keys=3, clock_s=Clock())

    for key in "abcd":
        buckets.take(key)

    assert len(buckets) == 3
    assert buckets.take("d") == 1
    assert buckets.take("a") == 0


def test_an_address_gets_its_sockets_and_not_one_more() -> None:
    """Law: the bound is met exactly, and a seat left is a seat free again."""
    seats = Seats(per_address=1, in_all=10)

    with seats.seat("a"):
        with seats.seat("b"):
            assert seats.count == 2
        with pytest.raises(Problem) as refused, seats.seat("a"):
            raise AssertionError("seated")

    assert refused.value.status == 429
    assert seats.count == 0
    with seats.seat("a"):
        assert seats.count == 1


def test_a_full_house_turns_everybody_away() -> None:
    """Law: past the sockets in all, even a new address is told 503 and when to come back."""
    seats = Seats(per_address=5, in_all=1)

    with seats.seat("a"), pytest.raises(Problem) as refused, seats.seat("b"):
        raise AssertionError("seated")

    assert refused.value.status == 503
    assert refused.value.retry_after_s > 0


def test_to_wait_is_429_with_the_seconds() -> None:
    """Law: `demand` lets 0 pass and answers everything else with Retry-After."""
    demand(0)
    with pytest.raises(Problem) as refused:
        demand(1.5)
    assert (refused.value.status, refused.value.code, refused.value.retry_after_s) == (429, "TOO_FAST", 1.5)


def test_failures_come_back_one_a_minute() -> None:
    """Law: an address that used up its failures may try once more each minute."""
    clock = Clock()
    limits = Limits(Settings(failures_per_address=2), clock)

    assert [limits.failures.take("a") for _ in range(3)] == [0, 0, pytest.approx(60)]
    clock.now_s += 60
    assert limits.failures.take("a") == 0


def test_whoever_was_turned_away_is_counted() -> None:
    """Law: each limit says how often it hit and how long ago, under the setting that sets it; none hit says never."""
    clock = Clock()
    limits = Limits(Settings(failures_per_address=1, sockets=1, sockets_per_address=1), clock)
    assert {hits.ago_s() for hits in limits.hits().values()} == {None}

    limits.failures.take("a")
    limits.failures.take("a")
    with limits.sockets.seat("a"), pytest.raises(Problem), limits.sockets.seat("b"):
        raise AssertionError("seated")
    clock.now_s += 30

    hit = {name: (hits.count, hits.ago_s()) for name, hits in limits.hits().items() if hits.count}
    assert hit == {"failures_per_address": (1, 30), "sockets": (1, 30)}
    assert limits.hits().keys() <= {setting.name for setting in fields(Settings)}


async def test_more_handshakes_than_a_node_takes_are_told_to_come_back(tmp_path: Path) -> None:
    """Law: so many a second, and HANDSHAKES_BURST_S seconds' worth at once; then 503 and Retry-After before anything else is
    looked at: it is the node that is busy, not who asks."""
    async with open_house(tmp_path / "data", handshakes_per_second=1) as house:
        browser = await house.browser()
        for count in range(100):
            answer = await browser.get(("/socket", "/bridge")[count % 2], Origin="https://elsewhere.example")
            if answer.status == 503:
                break
        assert count >= HANDSHAKES_BURST_S
        assert (answer.status, answer.code) == (503, "BUSY")
        assert int(answer.headers["Retry-After"]) >= 1
