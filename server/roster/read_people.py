"""Reads the rows of people."""

import re

from server.core.commands import PointRow, UnitRow
from server.core.ids import MAX_SESSIONS
from server.roster.columns import fold
from server.roster.people import People, Person
from server.roster.places import made_code
from server.roster.preview import SAMPLE_ROWS, Counts, Known, Notice
from server.roster.read_places import PointReader, UnitReader, phone_text
from server.roster.rows import Line
from server.roster.words import Problems

ALL_SESSIONS = 255
_ALL_WORDS = frozenset(("tat ca", "ca", "all", "x"))
_BETWEEN_SESSIONS = re.compile(r"[,;/+&.\n]|\bvà\b|\band\b")
_BETWEEN_STEPS = re.compile(r"\s*[>›»]\s*")


_ROW_BITS = 22
"""Room for MAX_ROWS."""
_DIGITS = "0123456789"


class PeopleReader:
    """People in the file who are not on the roster yet."""

    def __init__(self, known: Known, problems: Problems, units: UnitReader, points: PointReader) -> None:
        self.people = People()
        self._known = known
        self._problems = problems
        self._units = units
        self._points = points
        self._sheets: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        """Code -> number of the sheet and of the row in it: two million of them are small as numbers."""
        self._masks: dict[str, int | None] = {}
        self._already = 0
        self._units_of_made: dict[str, set[str]] = {}

    def meet(self, line: Line, one_list: bool) -> None:
        """One row; staged if nothing is wrong with it and the person is new."""
        name = line.text("name") or " ".join(filter(None, (line.text("family"), line.text("given"))))
        if not name:
            line.lacks("MISSING_NAME", _name_field(line))
        unit = self._unit(line, one_list)
        point = self._point(line, one_list, unit)
        mask = self._mask(line)
        post = line.text("post")
        phone = phone_text(line.text("phone"))
        if not line.sound or unit is None or point is None:
            self._note_code(line)
            return
        code = line.text("code") or made_code("M", name, post, unit.code)
        if not self._is_new_code(line, code):
            return
        if self._known.has_person(code):
            self._already += 1
        else:
            self.people.add(unit.code, point.code, mask, (code, name, post, phone))

    def _note_code(self, line: Line) -> None:
        if code := line.text("code"):
            self._is_new_code(line, code)

    def _is_new_code(self, line: Line, code: str) -> bool:
        sheet = self._sheets.setdefault(line.sheet, len(self._sheets))
        here = sheet << _ROW_BITS | line.number
        first = self._rows.setdefault(code.casefold(), here)
        if first == here:
            return True
        field, problem = (
            ("code", "DUPLICATE_CODE") if line.text("code") else (_name_field(line), "SAME_PERSON")
        )
        where = line.cell(field).rstrip(_DIGITS) + str(first & (1 << _ROW_BITS) - 1)
        if first >> _ROW_BITS != sheet:
            where = f"{list(self._sheets)[first >> _ROW_BITS]}!{where}"
        line.wrong(problem, field, value=code, first=where)
        return False

    def _unit(self, line: Line, one_list: bool) -> UnitRow | None:
        code, name = line.text("unit"), line.text("unit_name")
        field = "unit" if line.has("unit") and (code or not line.has("unit_name")) else "unit_name"
        if not code and not name:
            line.lacks("MISSING_UNIT", field)
            return None
        if one_list and name:
            path = [step for step in _BETWEEN_STEPS.split(name) if step]
            return self._units.make(code, path, line, field) if path else None
        return self._units.find(code or name, line, field)

    def _point(self, line: Line, one_list: bool, unit: UnitRow | None) -> PointRow | None:
        code, name = line.text("point"), line.text("point_name")
        field = "point" if line.has("point") and (code or not line.has("point_name")) else "point_name"
        if not code and not name:
            line.lacks("MISSING_POINT", field)
            return None
        if not one_list or not name:
            return self._points.find(code or name, line, field)
        owner = line.text("point_unit")
        if owner:
            unit = self._units.make("", [s for s in _BETWEEN_STEPS.split(owner) if s], line, "point_unit")
        if unit is None:
            return None
        point = self._points.make(code, name, unit, bool(owner))
        if not owner:
            self._units_of_made.setdefault(point.code, set()).add(unit.code)
        return point

    def _mask(self, line: Line) -> int:
        text = line.text("sessions")
        if text not in self._masks:
            self._masks[text] = self._mask_of(text)
        mask = self._masks[text]
        if mask is None:
            names = self._known.sessions or ()
            listed = ", ".join(f"{at} ({name})" for at, name in enumerate(names, start=1)) or "–"
            line.wrong("UNKNOWN_SESSION", "sessions", value=text, sessions=listed)
            return ALL_SESSIONS
        return mask

    def _mask_of(self, text: str) -> int | None:
        if not text or fold(text) in _ALL_WORDS:
            return ALL_SESSIONS
        if (whole := self._session(text)) is not None:
            return whole
        mask = 0
        for part in _BETWEEN_SESSIONS.split(text):
            if not part.strip():
                continue
            bit = self._session(part)
            if bit is None:
                return None
            mask |= bit
        return mask or None

    def _session(self, text: str) -> int | None:
        """The bit of one session by number or name; names nobody planned yet mean all."""
        wanted, names = fold(text), self._known.sessions
        if wanted.isdigit():
            number = int(wanted[:3])
            return 1 << number - 1 if 1 <= number <= (MAX_SESSIONS if names is None else len(names)) else None
        if names is None:
            return ALL_SESSIONS
        folded = [fold(name) for name in names]
        fits = [at for at, name in enumerate(folded) if name == wanted] or [
            at for at, name in enumerate(folded) if f" {wanted} " in f" {name} "
        ]
        return 1 << fits[0] if len(fits) == 1 else None

    def counts(self) -> Counts:
        return Counts(len(self.people), 0, self._already)

    def sample(self) -> list[Person]:
        return [self.people[at] for at in range(min(SAMPLE_ROWS, len(self.people)))]

    def notices(self, ignored: list[str], examples: int) -> list[Notice]:
        """What the person should read before saving."""
        shared = sum(len(units) > 1 for units in self._units_of_made.values())
        columns = ", ".join(ignored)
        said = (
            (
                self._already,
                "PEOPLE_KNOWN",
                f"{self._already} đại biểu đã có trong danh sách: giữ nguyên.",
                f"{self._already} people are on the roster already: left as they are.",
            ),
            (
                shared,
                "POINTS_SHARED",
                f"{shared} điểm cầu có đại biểu của nhiều đơn vị; điểm cầu thuộc đơn vị của người đầu tiên.",
                f"{shared} points receive people of several units; each stands under its first person's unit.",
            ),
            (
                examples,
                "EXAMPLES_SKIPPED",
                f"Bỏ qua {examples} dòng ví dụ (mã bắt đầu bằng VD-).",
                f"{examples} example rows (code VD-…) were left out.",
            ),
            (
                len(ignored),
                "COLUMNS_IGNORED",
                f"Không dùng các cột: {columns}.",
                f"These columns are not used: {columns}.",
            ),
        )
        return [Notice(code, vi, en) for count, code, vi, en in said if count]


def _name_field(line: Line) -> str:
    return "name" if line.has("name") else "given"
