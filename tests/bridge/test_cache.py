"""What is kept of a track, what is missing, what is asked for."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.cache import ASK_EVERY_MS, ASKS_AT_MOST, MISSING_AT_MOST, Cache
from bridge.rtp import Packet


def packet(sequence: int, begins_key: bool = False) -> Packet:
    return Packet(sequence, sequence * 10, True, b"x", None, begins_key)


def test_a_repeat_and_what_is_too_old_are_not_kept() -> None:
    """Law: a packet comes once, and not after the ring has passed it."""
    cache = Cache(8)
    assert cache.put(packet(100))
    assert not cache.put(packet(100))
    assert cache.put(packet(110))
    assert not cache.put(packet(102))
    assert cache.put(packet(103))
    assert cache.get(100) is None


def test_missing_packets_are_asked_for_once_in_a_while_and_not_for_ever() -> None:
    """Law: at most one request in 50 ms, each packet at most so often, and not once it has come."""
    cache = Cache(64)
    cache.put(packet(100))
    cache.put(packet(104))
    assert cache.due(0) == [101, 102, 103]
    assert cache.due(ASK_EVERY_MS - 1) == []
    cache.put(packet(102))
    assert cache.due(ASK_EVERY_MS) == [101, 103]
    asked = [cache.due(turn * ASK_EVERY_MS) for turn in range(2, 2 * ASKS_AT_MOST)]
    assert sum(bool(one) for one in asked) == ASKS_AT_MOST - 2


def test_a_long_hole_is_a_new_beginning() -> None:
    """Law: nobody is asked for more than the bound; one more than it, and nothing is asked for."""
    for length, wanted in ((MISSING_AT_MOST, MISSING_AT_MOST), (MISSING_AT_MOST + 1, 0)):
        cache = Cache(4 * MISSING_AT_MOST)
        cache.put(packet(1_000))
        cache.put(packet(1_000 + length + 1))
        assert len(cache.due(0)) == wanted


def test_a_replay_is_whole_or_not_at_all() -> None:
    """Law: the latest key frame with all after it; with a hole, or too long ago, nothing."""
    cache = Cache(64)
    for sequence in (100, 101, 103):
        cache.put(packet(sequence, begins_key=sequence == 100))
    assert cache.since_key(10) is None
    cache.put(packet(102))
    replayed = cache.since_key(10)
    assert replayed is not None
    assert [one.sequence for one in replayed] == [100, 101, 102, 103]
    assert cache.since_key(3) is None


@given(st.lists(st.integers(1, 400), max_size=200), st.integers(1, 64))
def test_whatever_comes_the_cache_gives_back_what_it_took(sequences: list[int], room: int) -> None:
    """Law: `get` gives the packet of that number or none; memory is bounded by the ring and the holes."""
    cache = Cache(room)
    for turn, sequence in enumerate(sequences):
        taken = cache.put(packet(sequence))
        assert not taken or cache.get(sequence) is not None
        due = cache.due(turn * ASK_EVERY_MS)
        assert len(due) <= MISSING_AT_MOST
        assert all(cache.get(missing) is None for missing in due)
    assert cache.highest == (max(sequences) if sequences else None)
