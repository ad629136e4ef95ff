"""The demo conference: real places, invented people, the same every time."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from random import Random

import pytest

from server.core.choices import Carrier
from server.core.ids import Millis
from server.roster.demo import PEOPLE_COUNT, POINT_COUNT, demo_preview, demo_sessions
from server.roster.demo_names import one_of, person_name
from server.roster.demo_places import COMMUNES, PROVINCE
from server.roster.places import parents_first

DIGEST = """
import hashlib
from server.roster.demo import demo_preview
made = demo_preview()
print(hashlib.sha256(repr((made.units, made.points, list(made.people.in_run_order()))).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def made():
    return demo_preview()


def test_the_demo_has_its_real_size(made) -> None:
    """Law: one province, 102 communes and wards, 500 points, 46,540 people, nothing wrong with any."""
    assert (len(made.points), len(made.people)) == (POINT_COUNT, PEOPLE_COUNT) == (500, 46_540)
    assert made.may_be_committed
    names = Counter(unit.name for unit in made.units)
    assert {commune.full_name for commune in COMMUNES} <= names.keys()
    assert Counter(commune.level for commune in COMMUNES) == {"Xã": 88, "Phường": 14}
    assert made.units[0].name == PROVINCE


def test_the_demos_rows_hold_together(made) -> None:
    """Law: codes are unique, parents stand first, and every person has a unit and a point of the demo."""
    units = [unit.code for unit in made.units]
    points = [point.row.code for point in made.points]
    assert len(set(units)) == len(units) and len(set(points)) == len(points)
    assert parents_first(made.units) == (made.units, [])
    assert {point.row.unit_code for point in made.points} <= set(units)
    seats = Counter(person.point_code for person in made.people)
    assert seats.keys() == set(points)
    assert (
        10
        <= min(seats.values())
        < 60
        < sorted(seats.values())[POINT_COUNT // 2]
        < 130
        < max(seats.values())
        < 400
    )
    assert all(seats[point.row.code] <= point.row.capacity for point in made.points)
    assert {person.unit_code for person in made.people} <= set(units)
    assert {point.row.carrier for point in made.points} == set(Carrier)


def test_the_tree_has_three_levels(made) -> None:
    """Law: province › commune › organisation, and people of two units share some rooms."""
    parent = {unit.code: unit.parent_code for unit in made.units}
    depths = Counter(1 + bool(parent[code]) + bool(parent.get(parent[code])) for code in parent)
    assert depths[1] == 1 and depths[2] >= len(COMMUNES) and depths[3] > 500
    sitting = {(person.point_code, person.unit_code) for person in made.people}
    assert max(Counter(point for point, _ in sitting).values()) == 2


def test_nobody_in_the_demo_can_be_called(made) -> None:
    """Law: every phone begins with 0000, and every code and text is whole."""
    for person in made.people:
        code, name, post, phone = person.text
        assert phone.startswith("0000 ") and name and post and code.startswith("DB")
    assert len({person.text[0] for person in made.people}) == PEOPLE_COUNT
    assert all(point.contact[1].startswith("0000 ") for point in made.points)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_demo_is_the_same_under_any_hash_seed(made, seed: str) -> None:
    """Law: another process, with another order of sets and dictionaries' hashes, makes the same demo."""
    here = hashlib.sha256(
        repr((made.units, made.points, list(made.people.in_run_order()))).encode()
    ).hexdigest()
    env = {**os.environ, "PYTHONHASHSEED": seed}
    there = subprocess.run(
        [sys.executable, "-c", DIGEST], env=env, capture_output=True, text=True, check=True
    )
    assert there.stdout.strip() == here


def test_names_follow_the_people_of_the_place() -> None:
    """Law: the highlands have Ê Đê and Gia Rai names, the coast hardly any."""

    def share(percent: int) -> float:
        chance = Random(7)
        names = [person_name(chance, percent) for _ in range(4000)]
        return sum(name.startswith(("Y ", "H'")) for name in names) / len(names)

    assert share(0) == 0
    assert 0.2 < share(36) < 0.4


def test_a_choice_takes_every_thing_there_is() -> None:
    """Law: the first and the last can be drawn, nothing past them."""
    chance = Random(1)
    assert {one_of(chance, "abc") for _ in range(200)} == set("abc")


@pytest.mark.parametrize("hour", [0, 6, 12, 23])
def test_the_sessions_are_today_in_vietnam(hour: int) -> None:
    """Law: whatever the hour, both sessions lie in the day that Vietnam has then."""
    midnight = 1_780_000_000_000 // 86_400_000 * 86_400_000 - 7 * 3_600_000
    morning, afternoon = demo_sessions(Millis(midnight + hour * 3_600_000))
    assert [morning.starts_ms - midnight, morning.ends_ms - midnight] == [27_000_000, 41_400_000]
    assert [afternoon.starts_ms - midnight, afternoon.ends_ms - midnight] == [48_600_000, 61_200_000]
    assert (morning.name, afternoon.name) == ("Phiên sáng", "Phiên chiều")
