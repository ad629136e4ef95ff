"""The bench's conference: its numbers are the fold's numbers, and every point has one desk."""

from hypothesis import given
from hypothesis import strategies as st

from bench import seed
from bench.devices import CONFERENCE, desks, one_viewer, watchers
from bench.freshness import points_under
from bench.plan import Plan
from server.core.conference import Conference
from server.core.ids import Millis
from server.core.refusals import Verdict
from server.journal.folder import DataFolder
from server.journal.sqlite_file import read_journal
from server.wire.codec import decode_entry

sizes = st.tuples(st.integers(1, 60), st.integers(1, 300), st.integers(1, 2_000)).map(
    lambda drawn: Plan(desks=drawn[0], points=drawn[0] + drawn[1], people=drawn[0] + drawn[1] + drawn[2])
)


@given(sizes)
def test_every_point_has_one_desk_and_every_person_one_point(plan: Plan) -> None:
    """Law: areas cut the points into runs without gap, rooms cut the people so; nobody is left out."""
    cuts = [plan.points_of(desk) for desk in range(plan.desks)]
    assert [first for first, _ in cuts] == [0, *(end for _, end in cuts[:-1])]
    assert cuts[-1][1] == plan.points
    rooms = [plan.people_of(point) for point in range(plan.points)]
    assert [first for first, _ in rooms] == [0, *(end for _, end in rooms[:-1])]
    assert rooms[-1][1] == plan.people
    for point, (first, end) in enumerate(rooms):
        assert {seed.point_of(plan, person) for person in range(first, end)} == {point}


@given(sizes)
def test_the_subtrees_of_a_level_cut_the_points_into_runs(plan: Plan) -> None:
    """Law: what freshness counts under a node is what stands under it in the tree."""
    levels = [
        [plan.province_node(province) for province in range(plan.provinces)],
        [plan.desk_node(desk) for desk in range(plan.desks)],
        [plan.commune_node(commune) for commune in range(len(plan.communes))],
    ]
    for nodes in levels:
        runs = [points_under(plan, node) for node in nodes]
        assert [first for first, _ in runs] == [0, *(end for _, end in runs[:-1])]
        assert runs[-1][1] == plan.points
    assert points_under(plan, 0) == (0, plan.points)


async def test_a_seeded_folder_folds_to_the_plan(tmp_path) -> None:
    """Law: the fold accepts every seeded entry and numbers people and nodes as the plan does."""
    plan = Plan(people=700, points=45, desks=4)
    crowd = [*desks(plan), *watchers(plan, 9), one_viewer(plan)]
    folder = tmp_path / "data"
    await seed.seed(folder, plan, crowd)
    await seed.seed_checkins(folder, plan, desks(plan), Millis(seed.began_ms() + 1))
    conference = Conference()
    with DataFolder.take(folder) as held:
        for block in read_journal(held.conference_journal(CONFERENCE)):
            for place, entry in enumerate(block.entries):
                judgement = conference.apply(block.first + place, decode_entry(entry))
                assert judgement.verdict is Verdict.ACCEPTED
    conference.settle()
    assert (conference.person_count, conference.point_count(0)) == (plan.people, plan.points)
    for desk in range(plan.desks):
        assert conference.name_of(plan.desk_node(desk)) == f"Cụm {desk + 1}"
        for point in range(*plan.points_of(desk)):
            assert conference.is_under(plan.point_node(point), plan.desk_node(desk))
            assert conference.name_of(plan.point_node(point)) == f"Điểm cầu {point + 1}"
            for person in range(*plan.people_of(point)):
                assert conference.point_of(person) == plan.point_node(point)
    assert all(conference.device(browser.device) is not None for browser in crowd)
