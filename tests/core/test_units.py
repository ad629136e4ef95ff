"""The tree of units and points."""

import pytest

from server.core.units import KIND_POINT, KIND_ROOT, KIND_UNIT, Units

ROOT, PROVINCE, A, B, A1, B1, LOOSE = range(7)


def tree() -> Units:
    units = Units()
    units.add_unit(ROOT, "T", "Tỉnh", "Tỉnh")
    units.add_unit(PROVINCE, "A", "Xã A", "Xã")
    units.add_unit(PROVINCE, "B", "Xã B", "Xã")
    for parent, code in ((A, "A1"), (B, "B"), (ROOT, "L")):
        units.add_point(parent, code, code, 0, 50, "", b"")
    return units


def test_nodes_are_numbered_in_the_order_they_came() -> None:
    """Law: one number space; 0 is the conference itself."""
    units = tree()
    assert list(units.kind) == [
        KIND_ROOT,
        KIND_UNIT,
        KIND_UNIT,
        KIND_UNIT,
        KIND_POINT,
        KIND_POINT,
        KIND_POINT,
    ]
    assert units.children(ROOT) == [PROVINCE, LOOSE]
    assert units.children(PROVINCE) == [A, B]
    assert units.children(A1) == []


def test_a_unit_and_its_room_may_share_a_code() -> None:
    """Law: unit codes and point codes are two spaces."""
    units = tree()
    assert (units.unit_of_code["B"], units.point_of_code["B"]) == (B, B1)


@pytest.mark.parametrize(
    ("node", "ancestor", "under"),
    [
        (A1, A, True),
        (A1, PROVINCE, True),
        (A1, ROOT, True),
        (A1, A1, True),
        (A1, B, False),
        (A, A1, False),
        (LOOSE, A, False),
    ],
)
def test_who_stands_under_whom(node: int, ancestor: int, under: bool) -> None:
    """Law: a node stands under itself and everything above it."""
    assert tree().is_under(node, ancestor) is under


@pytest.mark.parametrize(
    ("one", "other", "nearest"),
    [(A1, B1, PROVINCE), (A1, A1, A1), (A1, A, A), (A1, LOOSE, ROOT), (ROOT, B1, ROOT)],
)
def test_the_nearest_node_above_both(one: int, other: int, nearest: int) -> None:
    """Law: symmetric; a node is above itself."""
    units = tree()
    assert (units.meet(one, other), units.meet(other, one)) == (nearest, nearest)


def test_points_of_a_subtree_are_found_and_counted() -> None:
    """Law: depth first, the node itself if it is a point; the count follows the tree as it grows."""
    units = tree()
    assert list(units.points_under(PROVINCE)) == [A1, B1]
    assert list(units.points_under(LOOSE)) == [LOOSE]
    assert [units.points_below(node) for node in (ROOT, PROVINCE, A, A1)] == [3, 2, 1, 1]
    units.add_point(A, "A2", "A2", 0, 0, "", b"")
    assert [units.points_below(node) for node in (ROOT, PROVINCE, A)] == [4, 3, 2]


def test_a_point_that_moves_is_a_child_elsewhere() -> None:
    """Law: the tree asked again knows the new place only."""
    units = tree()
    assert units.children(A) == [A1]
    units.change_point(A1, B, "A1", 1, 60, "", b"")
    assert (units.children(A), units.children(B)) == ([], [A1, B1])
    assert units.points_below(A) == 0
    assert units.path(A1) == [ROOT, PROVINCE, B, A1]


def test_numbers_outside_the_tree_are_neither_point_nor_unit() -> None:
    """Law: asked about any number, the tree answers."""
    units = tree()
    assert [units.is_point(node) for node in (-1, ROOT, A, A1, 7)] == [False, False, False, True, False]
    assert [units.is_unit(node) for node in (-1, ROOT, A, A1, 7)] == [False, True, True, False, False]
