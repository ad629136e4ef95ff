"""The questions one may ask of a conference."""

from server.core.ids import DeviceId
from server.core.reading import Conflict
from server.core.units import KIND_POINT, KIND_ROOT, KIND_UNIT
from tests.given import NOON, Story, running


def test_nodes_are_asked_by_number_and_by_code() -> None:
    """Law: a point's code wins over a unit's; what is unknown is NO_NODE."""
    story = running()
    conference, a1 = story.conference, story.node("A1")
    assert [conference.node_of_code(code) for code in ("T", "A1", "nobody")] == [1, 4, -1]
    assert (conference.unit_of_code("A1"), conference.point_of_code("A")) == (-1, -1)
    assert [conference.kind_of(node) for node in (0, 1, a1)] == [KIND_ROOT, KIND_UNIT, KIND_POINT]
    assert conference.path_of(a1) == ["Hội nghị học tập", "Tỉnh", "Xã A", "Hội trường A1"]
    assert (conference.name_of(0), conference.level_of(1), conference.parent_of(a1)) == (
        "Hội nghị học tập",
        "Tỉnh",
        2,
    )
    assert (conference.children_of(2), list(conference.points_under(1))) == ([4, 5], [4, 5, 6])
    assert conference.is_under(a1, 1)
    assert [conference.point_count(node) for node in (0, 2, a1)] == [3, 2, 1]


def test_contacts_are_of_points() -> None:
    """Law: a unit has no contact text."""
    story = running()
    assert story.conference.subject_of_contact(2) is None
    assert story.conference.subject_of_contact(4) is not None
    assert story.conference.carrier_of(4) == 0


def test_people_are_asked_by_number() -> None:
    """Law: unit, point and whether she walked in."""
    story: Story = running()
    walked = story.walks_in("A1")
    conference = story.conference
    assert (conference.unit_of(8), conference.point_of(8), conference.is_walk_in(8)) == (3, 4, False)
    assert (conference.unit_of(walked), conference.point_of(walked), conference.is_walk_in(walked)) == (
        -1,
        -1,
        True,
    )
    assert conference.first_linked_ms(4) == 0


def test_devices_and_link_versions() -> None:
    """Law: an enrolled device has a record, any other none."""
    story = running()
    grant = story.desk("A1")
    device = story.conference.device(story.devices[grant])
    assert device is not None
    assert (device.grant, device.enrolled_ms) == (grant, NOON + 600_000)
    assert story.conference.device(DeviceId(b"nobody!!")) is None
    assert (story.conference.version_of(grant), story.conference.link_version("w0")) == (1, 1)
    assert [one.id for one in story.conference.devices_of(grant)] == [device.id]


def test_a_conflict_is_on_the_list_of_the_nearest_unit() -> None:
    """Law: person, unit above all points, points in the order they were opened, since when."""
    story = running()
    story.checks_in(0, "A1")
    story.checks_in(0, "B1")
    assert story.conference.conflicts(0) == [Conflict(0, 1, (4, 6), story.conference.seq)]
    assert story.conference.conflicts(1) == []


def test_the_last_scans_are_asked_by_session() -> None:
    """Law: newest first, of this session only."""
    story = running()
    story.checks_in(0, "A1")
    story.checks_in(1, "A1")
    assert [piece.person for piece in story.conference.lately(0, 30)] == [1, 0]
    assert story.conference.lately(1, 30) == []
