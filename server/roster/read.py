"""XLSX or CSV -> Preview: every row validated, every mistake with its cell.

A workbook has up to three sheets, found by name: Đơn vị (units), Điểm cầu (points), Đại biểu (people); any of
them may be absent when the conference knows what the others refer to, and a full one goes on in "Đại biểu 2".
A CSV file, or a workbook with one sheet of another name (or with people alone, for a conference that is still
empty), is *one list* of people.

In one list a unit or point that has a code and a name, or a name alone, and is not known yet is made:
- a unit may be written as its path, "Tỉnh Đắk Lắk > Xã Ea Wy > Trường Tiểu học": each step is made under the one before;
- a point goes under the unit of column "Đơn vị của điểm cầu", or else under the unit of the first person sent to it;
- where the code is missing it is made of the name, always the same one, so that the same file again changes nothing.
A person without a code gets one made of name, post and unit; two such people who cannot be told apart are a
mistake to mend, not a guess.
"""

import re
from pathlib import Path

from server.roster.columns import PEOPLE, POINTS, UNITS, Columns, Header, find_header, fold, wanted
from server.roster.preview import Known, Preview
from server.roster.read_people import PeopleReader
from server.roster.read_places import PointReader, UnitReader
from server.roster.rows import Rows
from server.roster.tables import Sheet, first_rows, open_sheets
from server.roster.words import Problems, Refused

_SHEET_NAMES = {
    "units": ("don vi", "units", "unit", "don vi units"),
    "points": ("diem cau", "points", "point", "connection points", "diem cau points"),
    "people": ("dai bieu", "people", "person", "dai bieu people"),
}

_NUMBER = re.compile(r" ?[0-9]+$")


def read(path: Path, known: Known | None = None) -> Preview:
    """What the file would do; a file that cannot be read is a preview with that one problem."""
    try:
        return _Reading(known or Known()).read(open_sheets(path))
    except Refused as refused:
        return Preview(problems=[refused.problem])


class _Reading:
    """One file on its way to a preview."""

    def __init__(self, known: Known) -> None:
        self.problems = Problems()
        self.first_import = not known.units and not known.points
        self.units = UnitReader(known, self.problems)
        self.points = PointReader(known, self.problems, self.units)
        self.people = PeopleReader(known, self.problems, self.units, self.points)
        self.ignored: list[str] = []
        self.examples = 0

    def read(self, sheets: list[Sheet]) -> Preview:
        named = {part: _named(sheets, names) for part, names in _SHEET_NAMES.items()}
        if any(named.values()):
            for sheet in named["units"]:
                self._read_units(sheet)
            self.units.settle_parents()
            for sheet in named["points"]:
                self._read_points(sheet)
            one_list = self.first_import and not named["units"] and not named["points"]
            for sheet in named["people"]:
                self._read_people(sheet, one_list)
        elif sheets:
            listed = (sheet for sheet in sheets if find_header(first_rows(sheet), PEOPLE))
            self._read_people(next(listed, sheets[0]), one_list=True)
        return self._preview()

    def _read_units(self, sheet: Sheet) -> None:
        if rows := self._open(sheet, UNITS):
            for row in rows:
                self.units.meet(row)
            self.examples += rows.examples

    def _read_points(self, sheet: Sheet) -> None:
        if rows := self._open(sheet, POINTS):
            for row in rows:
                self.points.meet(row)
            self.examples += rows.examples

    def _read_people(self, sheet: Sheet, one_list: bool) -> None:
        if rows := self._open(sheet, PEOPLE):
            for row in rows:
                self.people.meet(row, one_list)
            self.examples += rows.examples

    def _open(self, sheet: Sheet, columns: Columns) -> Rows | None:
        first = first_rows(sheet)
        header: Header | None = find_header(first, columns)
        if header is None:
            if any(first):
                self.problems.add("NO_HEADER", sheet.name, columns=wanted(columns))
            return None
        self.ignored += [name for name in header.ignored if name not in self.ignored]
        return Rows(sheet, header, self.problems)

    def _preview(self) -> Preview:
        found = Preview(
            units=self.units.staged(),
            points=self.points.staged(),
            people=self.people.people,
            unit_counts=self.units.counts(),
            point_counts=self.points.counts(),
            people_counts=self.people.counts(),
            sample=self.people.sample(),
            notices=self.people.notices(self.ignored, self.examples),
        )
        if not self.problems and not any(
            map(sum, (found.unit_counts, found.point_counts, found.people_counts))
        ):
            self.problems.add("NOTHING_TO_IMPORT")
        found.problems, found.more_problems = self.problems.kept, self.problems.more
        return found


def _named(sheets: list[Sheet], names: tuple[str, ...]) -> list[Sheet]:
    """The sheets of one of these names; "Đại biểu 2" goes on where "Đại biểu" was full."""
    return [sheet for sheet in sheets if _NUMBER.sub("", fold(sheet.name)) in names]
