"""The figures of one session as tables: by place (units and points) and by belonging (units).

Each is written in steps, so that a server can let others work between two of them; `by_place` and
`by_belonging` take all steps at once.
"""

from collections.abc import Iterator
from contextlib import closing

from server.core.figures import Figures
from server.core.reading import Reading
from server.core.units import KIND_POINT, KIND_ROOT
from server.reports.book import Book, Cell, Column, Out, head_of
from server.reports.words import Language, said, sentence, share

STEP_ROWS = 100
"""Rows between two steps: about 10 ms."""

_PLACE = (
    Column("place", 52),
    Column("code", 16),
    Column("level", 14),
    Column("carrier", 14),
    Column("summoned_place", 12, "count"),
    Column("came_place", 12, "count"),
    Column("share_place", 11, "share"),
    Column("away", 10, "count"),
    Column("online", 10, "count"),
    Column("excused", 10, "count"),
    Column("missing", 10, "count"),
    Column("exempt", 10, "count"),
    Column("guests", 10, "count"),
    Column("walk_ins", 10, "count"),
    Column("heads", 12, "count"),
    Column("points", 9, "count"),
    Column("reporting", 9, "count"),
)
_BELONGING = (
    Column("unit", 60),
    Column("code", 18),
    Column("level", 18),
    Column("summoned_unit", 14, "count"),
    Column("came_unit", 14, "count"),
    Column("share_unit", 12, "share"),
    Column("excused", 12, "count"),
    Column("missing", 12, "count"),
    Column("exempt", 12, "count"),
)


def by_place(state: Reading, session: int, out: Out, at_ms: int, language: Language = "vi") -> None:
    """Writes the XLSX by place; `at_ms` is the time of the figures."""
    for _ in place_in_steps(state, session, out, at_ms, language):
        pass


def by_belonging(state: Reading, session: int, out: Out, at_ms: int, language: Language = "vi") -> None:
    """Writes the XLSX by belonging; `at_ms` is the time of the figures."""
    for _ in belonging_in_steps(state, session, out, at_ms, language):
        pass


def place_in_steps(
    state: Reading, session: int, out: Out, at_ms: int, language: Language = "vi"
) -> Iterator[None]:
    """`by_place`, a step at each `next`; the file is whole when it ends, and of the moment it was begun."""
    state.settle()
    still = state.sessions[session].figures.still()
    whole = still.place(0)
    head = head_of(
        state, session, "by_place", "place_meaning", sentence(whole[3], whole[0], language), at_ms, language
    )
    with closing(Book(out, head, said("sheet_place", language), _PLACE, language)) as book:
        for number, (node, depth) in enumerate(_tree(state, still, with_points=True)):
            book.row(_place_row(state, still, node, language), depth, strong=depth < 2)
            if number % STEP_ROWS == 0:
                yield


def _place_row(state: Reading, still: Figures, node: int, language: Language) -> list[Cell]:
    (summoned, _, guests, came, away, excused, exempt, walk_ins, heads, points, reporting, online) = (
        still.place(node)
    )
    is_point = state.kind_of(node) == KIND_POINT
    return [
        _name(state, node, language),
        state.code_of(node),
        said("point", language) if is_point else state.level_of(node),
        said(f"carrier_{state.carrier_of(node)}", language) if is_point else "",
        summoned,
        came,
        share(came, summoned),
        away,
        online,
        excused,
        summoned - came - away - excused,
        exempt,
        guests,
        walk_ins,
        heads,
        points,
        reporting,
    ]


def belonging_in_steps(
    state: Reading, session: int, out: Out, at_ms: int, language: Language = "vi"
) -> Iterator[None]:
    """`by_belonging`, a step at each `next`; the file is whole when it ends, and of the moment it was begun."""
    state.settle()
    still = state.sessions[session].figures.still()
    whole = still.belonging(0)
    spoken = sentence(whole[2], whole[0], language)
    head = head_of(state, session, "by_belonging", "belonging_meaning", spoken, at_ms, language)
    with closing(Book(out, head, said("sheet_belonging", language), _BELONGING, language)) as book:
        for number, (node, depth) in enumerate(_tree(state, still, with_points=False)):
            summoned, _, came, excused, exempt = still.belonging(node)
            cells: list[Cell] = [
                _name(state, node, language),
                state.code_of(node),
                state.level_of(node),
                summoned,
                came,
                share(came, summoned),
                excused,
                summoned - came - excused,
                exempt,
            ]
            book.row(cells, depth, strong=depth < 2)
            if number % STEP_ROWS == 0:
                yield


def _name(state: Reading, node: int, language: Language) -> str:
    return said("whole", language) if state.kind_of(node) == KIND_ROOT else state.name_of(node)


def _tree(state: Reading, still: Figures, with_points: bool) -> Iterator[tuple[int, int]]:
    """Every node that has figures with its depth, the conference first, each before what stands under it."""
    waiting, known = [(0, 0)], len(still.totals[0])
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        below = state.children_of(node)
        waiting += [
            (child, depth + 1)
            for child in reversed(below)
            if child < known and (with_points or state.kind_of(child) != KIND_POINT)
        ]
