"""The conference a bench runs on, as numbers: no names, no I/O, the same for the same size.

Tree: the conference › provinces › areas (one per desk) › communes › points. Numbers follow the fold's law: units
in the order they are staged, then points; people in row order. Every point is under exactly one desk's area.
"""

from dataclasses import dataclass
from functools import cached_property

PROVINCES = 34
"""Provinces of Vietnam since July 2025."""

POINTS_OF_COMMUNE = 10
"""31,000 points in 3,321 communes."""


def _share(parts: int, whole: int, part: int) -> int:
    """Where part `part` of `parts` begins in `whole` things dealt out evenly and in order."""
    return part * whole // parts


@dataclass(frozen=True)
class Plan:
    people: int
    points: int
    desks: int

    @property
    def provinces(self) -> int:
        return min(PROVINCES, self.desks)

    @cached_property
    def communes(self) -> list[tuple[int, int]]:
        """Per commune, in order: its desk, and the point after its last one."""
        areas = [(desk, *self.points_of(desk)) for desk in range(self.desks)]
        return [
            (desk, min(end, start + POINTS_OF_COMMUNE))
            for desk, first, end in areas
            for start in range(first, end, POINTS_OF_COMMUNE)
        ]

    @property
    def units(self) -> int:
        return self.provinces + self.desks + len(self.communes)

    def points_of(self, desk: int) -> tuple[int, int]:
        """First point of the desk's area and the one after the last, counted from 0."""
        return _share(self.desks, self.points, desk), _share(self.desks, self.points, desk + 1)

    def people_of(self, point: int) -> tuple[int, int]:
        """First person summoned to the point and the one after the last."""
        return _share(self.points, self.people, point), _share(self.points, self.people, point + 1)

    def province_of(self, desk: int) -> int:
        return desk * self.provinces // self.desks

    # Numbers in the fold: 0 is the conference, then units, then points

    def province_node(self, province: int) -> int:
        return 1 + province

    def desk_node(self, desk: int) -> int:
        return 1 + self.provinces + desk

    def commune_node(self, commune: int) -> int:
        return 1 + self.provinces + self.desks + commune

    def point_node(self, point: int) -> int:
        return 1 + self.units + point
