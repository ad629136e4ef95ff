"""Everybody of one session with what became of them, one row a person.

Names come from outside, in the order of `listed`, because they lie in the vault and not in the conference.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from server.core.attendance import OUT, Piece, standing
from server.core.ids import NO_NODE, PersonNo
from server.core.reading import Reading
from server.core.state import MARK_EXCUSED, MARK_EXEMPT, MARK_SUMMONED
from server.reports.book import Book, Cell, Column, Out, head_of
from server.reports.words import Language, day_part, local, said, sentence, zone_of

Text = Sequence[str]
"""[code, name, post, phone] of a person; of a walk-in the unit in words follows (live.texts.person_text)."""

_COLUMNS = (
    Column("number", 7, "count"),
    Column("code", 14),
    Column("name", 28),
    Column("post", 26),
    Column("unit_of_person", 36),
    Column("home", 36),
    Column("status", 18),
    Column("came_at", 10, "time"),
    Column("came_to", 36),
    Column("left_at", 10, "time"),
    Column("note", 34),
)


MINUTE_MS = 60_000


class Fate(NamedTuple):
    """What became of one person in one session."""

    status: str
    first: Piece | None
    """The evidence of the first arrival."""
    left: Piece | None
    """The evidence of the last departure, when the person is nowhere now."""
    note: str


def by_person(
    state: Reading,
    session: int,
    names: Iterable[Text | None],
    out: Out,
    at_ms: int,
    language: Language = "vi",
) -> None:
    """Writes the XLSX by person; `names` are those of `listed`, in its order, None where erased."""
    with closing(PersonReport(state, session, out, at_ms, language)) as report:
        for person, text in zip(listed(state, session), names, strict=True):
            report.add(person, text)


def listed(state: Reading, session: int) -> Iterator[PersonNo]:
    """Who stands in the report: by point in the order of the tree, who is summoned there first."""
    marks, seen = state.sessions[session].marks, set[int]()
    for point in state.points_under(0):
        for person in state.people_at(point, session):
            if marks[person] & MARK_SUMMONED:
                if state.point_of(person) == point:
                    yield person
            elif person not in seen and fate(state, session, person).first is not None:
                seen.add(person)
                yield person


def fate(state: Reading, session: int, person: int) -> Fate:
    """What the evidence and notes about the person amount to."""
    sitting = state.sessions[session]
    mark, history = sitting.marks[person], state.history(session, person)
    first, opens = standing(history)
    note = "two_points" if len(opens) > 1 else "stand_in" if person in state.people.stand_ins else ""
    if first is None:
        return Fate(_absence(mark), None, None, note)
    left = None if opens else _last_out(history)
    if state.is_walk_in(person):
        return Fate("is_walk_in", first, left, note)
    if not mark & MARK_SUMMONED:
        return Fate("is_guest", first, left, note)
    at_home = first.point == state.point_of(person)
    return Fate("present" if at_home else "present_elsewhere", first, left, note)


def _absence(mark: int) -> str:
    if mark & MARK_EXEMPT:
        return "is_exempt"
    return "is_excused" if mark & MARK_EXCUSED else "is_missing"


def _last_out(history: list[Piece]) -> Piece | None:
    outs = [piece for piece in history if piece.kind == OUT and not piece.undone]
    return max(outs, key=lambda piece: (piece.at_ms, piece.seq), default=None)


class PersonReport:
    """The sheet by person while it is written: a server adds a few rows at a time and awaits names in between."""

    def __init__(self, state: Reading, session: int, out: Out, at_ms: int, language: Language = "vi") -> None:
        state.settle()
        self._state, self._session, self._language = state, session, language
        self._zone = zone_of(state.zone)
        self._count = 0
        whole = state.sessions[session].figures.place(0)
        spoken = sentence(whole[3], whole[0], language)
        head = head_of(state, session, "by_person", "person_meaning", spoken, at_ms, language)
        self._book = Book(out, head, said("sheet_person", language), _COLUMNS, language)

    def close(self) -> None:
        """The file is whole afterwards."""
        self._book.close()

    def add(self, person: PersonNo, text: Text | None) -> None:
        """The next row."""
        self._count += 1
        state, language = self._state, self._language
        end = fate(state, self._session, person)
        code, name, post, unit = self._words(person, text)
        home = state.point_of(person)
        cells: list[Cell] = [
            self._count,
            code,
            name,
            post,
            unit,
            "" if home == NO_NODE else state.name_of(home),
            said(end.status, language),
            self._time(end.first),
            state.name_of(end.first.point) if end.first else "",
            self._time(end.left),
            " · ".join(filter(None, (said(end.note, language) if end.note else "", self._online(person)))),
        ]
        self._book.row(cells)

    def _online(self, person: PersonNo) -> str:
        """When she was online, and for how long; "" if she was not."""
        stay = self._state.online(self._session, person)
        if stay is None:
            return ""
        first, last, spent_ms, needed_ms = stay
        clock = [f"{local(at, self._zone):%H:%M}" for at in (first, last)]
        words = said("was_online", self._language)
        told = words.format(from_=clock[0], to=clock[1], n=spent_ms // MINUTE_MS)
        if spent_ms >= needed_ms:
            return told
        short = said("online_short", self._language).format(needed=-(-needed_ms // MINUTE_MS))
        return f"{told} ({short})"

    def _words(self, person: PersonNo, text: Text | None) -> tuple[str, str, str, str]:
        """Code, name, post and unit as far as they are there."""
        unit_node = self._state.unit_of(person)
        unit = "" if unit_node == NO_NODE else self._state.name_of(unit_node)
        if text is None:
            return "", said("erased", self._language), "", unit
        code, name, post, _, own_unit = (*text, "", "", "", "", "")[:5]
        return code, name, post, unit or own_unit

    def _time(self, piece: Piece | None) -> float | None:
        """The evidence's time as a spreadsheet counts days; None without evidence."""
        return None if piece is None else day_part(piece.at_ms, self._zone)
