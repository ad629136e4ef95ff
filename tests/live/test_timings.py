"""What a commit or a turn of the loop costs: the lately and the ever of it."""

import pytest

from server.live.timings import BOUNDS_S, MOST, Timings
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_middle_and_the_slowest_of_a_hundred(clock: Clock) -> None:
    """Law: p50 is exceeded by half, p99 by one in a hundred."""
    timings = Timings(60, clock)
    for n in range(1, 101):
        timings.note(n / 1000)

    lately = timings.lately()

    assert lately is not None
    assert (lately.times, lately.p50_s, lately.p99_s) == (100, 0.050, 0.099)


def test_what_is_long_ago_says_nothing_of_now(clock: Clock) -> None:
    """Law: times older than the window count in the buckets only; nothing lately is None, not zero."""
    timings = Timings(60, clock)
    assert timings.lately() is None
    timings.note(3.0)
    clock.now_s += 60
    assert timings.lately() is not None
    clock.now_s += 0.1
    assert timings.lately() is None
    assert (sum(timings.counts), timings.sum_s) == (1, 3.0)


def test_every_time_falls_in_one_bucket(clock: Clock) -> None:
    """Law: a bucket takes what is at most its bound; the last takes all the rest."""
    timings = Timings(60, clock)
    for bound in BOUNDS_S:
        timings.note(bound)
    timings.note(BOUNDS_S[-1] + 0.001)
    assert timings.counts == [1] * (len(BOUNDS_S) + 1)


def test_it_keeps_no_more_than_it_may(clock: Clock) -> None:
    """Law L2: the kept times are bounded; the oldest go."""
    timings = Timings(60, clock)
    timings.note(5.0)
    for _ in range(MOST):
        timings.note(0.001)
    lately = timings.lately()
    assert lately is not None and lately.times == MOST and lately.p99_s == 0.001
