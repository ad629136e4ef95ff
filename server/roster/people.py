"""The people of an import as columns: two million of them are some 200 MiB, not two gigabytes."""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

_BETWEEN = "\x1f"
"""Stands between packed texts; `tables.clean` leaves no control sign in any of them."""


class Person(NamedTuple):
    """One row of the roster as it will be stored: the text goes to the vault, the rest to the journal."""

    unit_code: str
    point_code: str
    sessions_mask: int
    text: list[str]
    """[code, name, post, phone]"""


class People:
    """Grows while the file is read; `in_run_order` is how they are staged."""

    def __init__(self) -> None:
        self._codes: list[str] = []
        self._number: dict[str, int] = {}
        self._unit = array("I")
        self._point = array("I")
        self._mask = array("B")
        self._end = array("Q")
        self._packed = bytearray()

    def __len__(self) -> int:
        return len(self._mask)

    def add(
        self, unit_code: str, point_code: str, sessions_mask: int, text: tuple[str, str, str, str]
    ) -> None:
        self._unit.append(self._numbered(unit_code))
        self._point.append(self._numbered(point_code))
        self._mask.append(sessions_mask)
        self._packed += _BETWEEN.join(text).encode()
        self._end.append(len(self._packed))

    def __getitem__(self, index: int) -> Person:
        start = self._end[index - 1] if index else 0
        text = self._packed[start : self._end[index]].decode().split(_BETWEEN)
        codes = self._codes
        return Person(codes[self._unit[index]], codes[self._point[index]], self._mask[index], text)

    def in_run_order(self) -> Iterator[Person]:
        """By point, then unit, then sessions, each in the order the file first named it; then as in the file."""
        points, units, masks = self._point, self._unit, self._mask
        keys = [(points[at] << 40) | (units[at] << 8) | masks[at] for at in range(len(masks))]
        for index in sorted(range(len(keys)), key=keys.__getitem__):
            yield self[index]

    def _numbered(self, code: str) -> int:
        number = self._number.get(code)
        if number is None:
            number = self._number[code] = len(self._codes)
            self._codes.append(code)
        return number
