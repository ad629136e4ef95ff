"""What a node noticed lately: counted by time, bounded, and never more of an address than its network."""

import pytest

from server.core.ids import Millis
from server.edge.tally import DAY_STEPS, HOUR_MS, LAST, NETWORKS, STEP_MS, Lately, Tally, shortened

NOON = Millis(1_770_429_600_000)


def test_each_hour_has_its_count() -> None:
    """Law: 24 hours, the oldest first, the running one last; what is older is gone."""
    lately = Lately()
    for hours_ago in (25, 23, 1, 0, 0):
        lately.note(Millis(NOON - hours_ago * HOUR_MS))
    assert lately.by_hour(NOON) == [1, *[0] * 21, 1, 2]
    assert lately.total == 5


@pytest.mark.parametrize(("ago_ms", "counted"), [(0, 1), (HOUR_MS - STEP_MS, 1), (HOUR_MS, 0)])
def test_within_an_hour_is_within_an_hour(ago_ms: int, counted: int) -> None:
    """Law: to five minutes, what is older than asked for is not counted."""
    lately = Lately()
    lately.note(Millis(NOON - ago_ms))
    assert lately.within(NOON, HOUR_MS) == counted


def test_a_clock_set_back_loses_nothing() -> None:
    """Law: what happens after the clock went back is counted."""
    lately = Lately()
    lately.note(NOON)
    lately.note(Millis(NOON - HOUR_MS))
    assert (lately.total, lately.within(NOON, HOUR_MS)) == (2, 2)


def test_a_flood_takes_no_more_room_than_a_day() -> None:
    """Law L2: steps, last times and networks are bounded; the longest unheard network goes first."""
    tally = Tally()
    for n in range(DAY_STEPS + NETWORKS):
        tally.failed_sign_in(Millis(NOON + n * STEP_MS), "link", f"10.{n // 256}.{n % 256}.7")
    assert len(tally.failed.last) == LAST
    assert len(tally.networks) == NETWORKS
    assert "10.0.0.0/24" not in tally.networks
    assert sum(tally.failed.by_hour(Millis(NOON + (DAY_STEPS + NETWORKS) * STEP_MS))) <= DAY_STEPS


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("unknown", "?"),
        ("", "?"),
    ],
)
def test_of_an_address_its_network_is_kept(address: str, network: str) -> None:
    """Law: enough to tell a room's router from a stranger, not whose device it was."""
    assert shortened(address) == network


def test_networks_are_counted_with_their_last_time() -> None:
    """Law: two tries of one network are one row."""
    tally = Tally()
    tally.failed_sign_in(NOON, "password", "203.0.113.1")
    tally.failed_sign_in(Millis(NOON + 5), "link", "203.0.113.250")
    assert tally.networks == {"203.0.113.0/24": (2, NOON + 5)}
    assert [one.what for one in tally.failed.last] == ["password", "link"]
