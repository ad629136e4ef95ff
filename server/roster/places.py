"""Units and points while a file is read: by code, and by name where the name says enough.

A code is looked up whatever its case; the spelling first met is the one that is kept. A name stands for its
place only while one place carries it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Generic, TypeVar

from server.core.commands import PointRow, UnitRow
from server.roster.columns import fold

_MADE_CHARS = 10
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Place = TypeVar("Place", UnitRow, PointRow)


class Missed(Enum):
    """Why a reference finds no place."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


class Places(Generic[Place]):
    """All units, or all points, a row may refer to."""

    def __init__(self, known: Mapping[str, Place]) -> None:
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, str | None] = {}
        for place in known.values():
            self.put(place)

    def put(self, place: Place) -> None:
        """Adds the place, or puts it where the one of the same code was."""
        key, name = place.code.casefold(), fold(place.name)
        self._by_code[key] = place
        if name and self._by_name.setdefault(name, key) != key:
            self._by_name[name] = None

    def coded(self, code: str) -> Place | None:
        return self._by_code.get(code.casefold())

    def find(self, text: str) -> Place | Missed:
        """The place of this code, or else the only one of this name."""
        if place := self.coded(text):
            return place
        key = self._by_name.get(fold(text), "")
        if key is None:
            return Missed.AMBIGUOUS
        return self._by_code[key] if key else Missed.UNKNOWN


def made_code(letter: str, *names: str) -> str:
    """A code for what came without one: always the same for the same names, whatever their case or diacritics
    spelling ("hoà", "hòa" differ only in Unicode form and give one code)."""
    digest = hashlib.sha256("\x1f".join([letter, *map(_same_name, names)]).encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    return f"{letter}-" + "".join(_BASE32[number >> 5 * at & 31] for at in range(_MADE_CHARS))


def _same_name(name: str) -> str:
    return " ".join(name.casefold().split())


def parents_first(units: Iterable[UnitRow]) -> tuple[list[UnitRow], list[UnitRow]]:
    """The units with every parent before its children, and those that stand under themselves."""
    waiting = {unit.code: unit for unit in units}
    placed: list[UnitRow] = []
    for code in list(waiting):
        line: list[UnitRow] = []
        seen: set[str] = set()
        while code in waiting and code not in seen:
            seen.add(code)
            line.append(waiting[code])
            code = waiting[code].parent_code
        if code in seen:
            continue
        placed += [waiting.pop(unit.code) for unit in reversed(line)]
    return placed, list(waiting.values())
