"""Reads the sheets of units and of points; in one list, makes them of the names people carry."""

import re

from server.core.choices import Carrier
from server.core.commands import PointRow, UnitRow
from server.roster.places import Missed, Place, Places, made_code, parents_first
from server.roster.preview import Counts, Known, StagedPoint
from server.roster.rows import MAX_NAME_CHARS, Line, carrier_number
from server.roster.words import Problems

MAX_CAPACITY = 100_000
"""The largest stadium; a room of a study conference has 20 to 330 seats (DOMAIN)."""


_GROUPED = re.compile(r"[0-9]{1,3}(?:[. ,][0-9]{3})+")
"""1.200, 1 200 or 1,200: thousands in either language."""
_NOT_DIGIT = re.compile(r"[^0-9]")


class UnitReader:
    """Units in the file and known before."""

    def __init__(self, known: Known, problems: Problems) -> None:
        self.places: Places[UnitRow] = Places(known.units)
        self._known = {row.code.casefold(): row for row in known.units.values()}
        self._problems = problems
        self._met: dict[str, UnitRow] = {}
        self._lines: dict[str, Line] = {}
        self._staged: list[UnitRow] = []

    def meet(self, line: Line) -> None:
        """One row of the sheet; its parent is looked up when all are known (`settle_parents`)."""
        code = line.needed("code", "MISSING_CODE")
        name = line.needed("name", "MISSING_NAME")
        level, parent = line.text("level"), line.text("parent")
        key = code.casefold()
        if code and (first := self._lines.get(key)):
            line.wrong("DUPLICATE_CODE", "code", value=code, first=first.cell("code", beside=line))
            return
        if known := self._known.get(key):
            code = known.code
            level = level if line.has("level") else known.level
            parent = parent if line.has("parent") else known.parent_code
        if not code:
            return
        unit = UnitRow(code, parent, name, level)
        self.places.put(unit)  # a wrong row too: what refers to it is not wrong for that
        self._lines[key] = line
        if line.sound:
            self._met[key] = unit

    def settle_parents(self) -> None:
        """Every parent becomes a code; unknown ones and loops are noted."""
        for key, unit in self._met.items():
            if unit.parent_code:
                self._met[key] = unit._replace(parent_code=self._parent(unit, self._lines[key]))
            known = self._known.get(key)
            if known and self._met[key].parent_code != known.parent_code and self._lines[key].sound:
                self._lines[key].wrong("UNIT_MOVED", "parent", value=unit.code)
        placed, looped = parents_first(self._met.values())
        for unit in looped:
            self._lines[unit.code.casefold()].wrong("UNIT_LOOP", "parent", value=unit.code)
        self._staged = [unit for unit in placed if self._known.get(unit.code.casefold()) != unit]

    def _parent(self, unit: UnitRow, line: Line) -> str:
        found = self.find(unit.parent_code, line, "parent")
        return found.code if found else ""

    def make(self, code: str, path: list[str], line: Line, field: str) -> UnitRow | None:
        """The unit a person of one list belongs to: known, or made with those it stands under.

        `code` is of the last step, or empty.
        """
        if code and (found := self.places.coded(code)):
            return found
        if any(len(step) > MAX_NAME_CHARS for step in path):
            line.wrong("TOO_LONG", field, limit=MAX_NAME_CHARS)
            return None
        if len(path) == 1 and not code and (named := self._named(path[0], line, field)) is not Missed.UNKNOWN:
            return named if isinstance(named, UnitRow) else None
        parent = ""
        unit: UnitRow | None = None
        for depth in range(1, len(path) + 1):
            given = code if depth == len(path) else ""
            made = UnitRow(given or made_code("U", *path[:depth]), parent, path[depth - 1], "")
            unit = self.places.coded(made.code)
            if unit is None:
                unit = made
                self.places.put(unit)
                self._met[unit.code.casefold()] = unit
                self._staged.append(unit)
            parent = unit.code
        return unit

    def _named(self, name: str, line: Line, field: str) -> UnitRow | Missed:
        found = self.places.find(name)
        if found is Missed.AMBIGUOUS:
            line.wrong("AMBIGUOUS_NAME", field, value=name)
        return found

    def find(self, text: str, line: Line, field: str) -> UnitRow | None:
        """The unit of this code or name; none is noted."""
        return _found(self.places, text, line, field, "UNKNOWN_UNIT")

    def staged(self) -> list[UnitRow]:
        return self._staged

    def counts(self) -> Counts:
        changed = sum(unit.code.casefold() in self._known for unit in self._staged)
        return Counts(len(self._staged) - changed, changed, len(self._met) - len(self._staged))


class PointReader:
    """Points in the file and known before."""

    def __init__(self, known: Known, problems: Problems, units: UnitReader) -> None:
        self.places: Places[PointRow] = Places(known.points)
        self._known = {row.code.casefold(): row for row in known.points.values()}
        self._draft = known.draft
        self._contacts = {code.casefold(): list(contact) for code, contact in known.contacts.items()}
        self._problems = problems
        self._units = units
        self._lines: dict[str, Line] = {}
        self._made = 0
        self._staged: list[StagedPoint] = []

    def meet(self, line: Line) -> None:
        """One row of the sheet."""
        code = line.needed("code", "MISSING_CODE")
        key = code.casefold()
        if code and key in self._lines:
            line.wrong("DUPLICATE_CODE", "code", value=code, first=self._lines[key].cell("code", beside=line))
        known = self._known.get(key)
        row = self._row(line, known.code if known else code, known)
        before = self._contacts.get(key, ["", "", ""])
        contact = [
            _contact(line, field) if line.has(field) else before[at]
            for at, field in enumerate(("chair", "phone", "operators"))
        ]
        if not code or key in self._lines:
            return
        self._lines[key] = line
        self.places.put(row)  # a wrong row too: what refers to it is not wrong for that
        if line.sound and (row != known or contact != before):
            self._staged.append(StagedPoint(row, contact))

    def _row(self, line: Line, code: str, known: PointRow | None) -> PointRow:
        name = line.needed("name", "MISSING_NAME")
        unit_text = line.needed("unit", "MISSING_UNIT")
        unit = self._units.find(unit_text, line, "unit") if unit_text else None
        if known and unit and unit.code != known.unit_code and not self._draft:
            line.wrong("POINT_MOVED", "unit", value=known.code)
        return PointRow(
            code,
            unit.code if unit else "",
            name,
            _carrier(line, known),
            _capacity(line, known),
            line.text("address") if line.has("address") or not known else known.address,
        )

    def make(self, code: str, name: str, unit: UnitRow, own_unit: bool) -> PointRow:
        """The point a person of one list is sent to: known, or made under `unit`.

        `own_unit`: the list says whose point it is, so a same name elsewhere is another point.
        """
        if code and (found := self.places.coded(code)):
            return found
        if not code and not own_unit and isinstance(named := self.places.find(name), PointRow):
            return named
        made = PointRow(
            code or (made_code("P", unit.code, name) if own_unit else made_code("P", name)),
            unit.code,
            name,
            int(Carrier.RELAY),
        )
        if found := self.places.coded(made.code):
            return found
        self.places.put(made)
        self._made += 1
        self._staged.append(StagedPoint(made, ["", "", ""]))
        return made

    def find(self, text: str, line: Line, field: str) -> PointRow | None:
        """The point of this code or name; none is noted."""
        return _found(self.places, text, line, field, "UNKNOWN_POINT")

    def staged(self) -> list[StagedPoint]:
        return self._staged

    def counts(self) -> Counts:
        changed = sum(point.row.code.casefold() in self._known for point in self._staged)
        return Counts(len(self._staged) - changed, changed, len(self._lines) + self._made - len(self._staged))


def _contact(line: Line, field: str) -> str:
    return phone_text(line.text(field)) if field == "phone" else line.text(field)


def _found(places: Places[Place], text: str, line: Line, field: str, unknown: str) -> Place | None:
    found = places.find(text)
    if isinstance(found, Missed):
        line.wrong("AMBIGUOUS_NAME" if found is Missed.AMBIGUOUS else unknown, field, value=text)
        return None
    return found


def _carrier(line: Line, known: PointRow | None) -> int:
    text = line.text("carrier")
    if known and not line.has("carrier"):
        return known.carrier
    number = carrier_number(text)
    if number is None:
        line.wrong("BAD_CARRIER", "carrier", value=text)
        return Carrier.RELAY
    return number


def _capacity(line: Line, known: PointRow | None) -> int:
    text = line.text("capacity")
    if _GROUPED.fullmatch(text):
        text = _NOT_DIGIT.sub("", text)
    if not text:
        return known.capacity if known and not line.has("capacity") else 0
    if text.isascii() and text.isdigit() and int(text[:9]) <= MAX_CAPACITY and len(text) <= 9:
        return int(text)
    line.wrong("BAD_CAPACITY", "capacity", value=line.text("capacity"), limit=MAX_CAPACITY)
    return 0


def phone_text(text: str) -> str:
    """A phone as written; nine digits alone lost their leading zero to a number cell."""
    return "0" + text if len(text) == 9 and text.isascii() and text.isdigit() and text[0] != "0" else text
