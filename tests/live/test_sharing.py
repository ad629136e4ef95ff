"""What nodes say to each other is small, and read back as it was said."""

from hypothesis import given
from hypothesis import strategies as st

from server.live.sharing import Marks, Said, SaidAir, SaidSeat, decode, either, encode, has, numbers

some = st.lists(st.integers(0, 200), max_size=40)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 100)), max_size=60))
def test_a_number_is_marked_as_long_as_it_is_counted(steps: list[tuple[bool, int]]) -> None:
    """Law: after any history the bits are the numbers added more often than dropped."""
    marks, counts = Marks(), dict.fromkeys(range(101), 0)
    for adds, number in steps:
        if adds:
            marks.add(number)
            counts[number] += 1
        elif counts[number]:
            counts[number] -= 1
            assert marks.drop(number) == (counts[number] == 0)
    there = [number for number, count in counts.items() if count]
    assert list(numbers(bytes(marks))) == there
    assert [number for number in counts if number in marks] == there


@given(some, some)
def test_sets_are_united(one: list[int], other: list[int]) -> None:
    """Law: what either says is said, and nothing else."""
    sets = []
    for said in (one, other):
        marks = Marks()
        for number in said:
            marks.add(number)
        sets.append(bytes(marks))
    both = either(*sets)
    assert list(numbers(both)) == sorted({*one, *other})
    assert all(has(both, number) == (number in one or number in other) for number in range(250))


def test_a_national_conference_is_said_in_ten_kilobytes() -> None:
    """Law: 31,000 points, a device each, and who has media that matter."""
    marks = Marks()
    for number in range(31_000):
        marks.add(number)
    seats = [SaidSeat(bytes([n]) * 8, f"n{n}", ["floor"], False, n, {"floor": n}, {}) for n in range(20)]
    said = Said(bytes(marks), bytes(marks), b"", seats, SaidAir(0, "n1", bytes(8), 7), b"bridge..", True)
    assert len(encode(said)) < 10_000
    assert decode(encode(said)) == said
