"""Units, points and people coming in: staged by rows, taking effect together.

Rule 1: an import has effect only at its ImportCommitted, and only if nothing of it was refused or is missing.
Rule 2: a code already known is a change of that unit or point, not a new one. A unit keeps its parent; a point
may go under another unit only while the conference is a draft.
Rule 3: people are only added. After the conference is closed nothing comes in.
"""

from collections.abc import Iterator, Sequence

from server.core.choices import Carrier
from server.core.commands import (
    ImportCommitted,
    PeopleRun,
    PointRow,
    StagePeople,
    StagePoints,
    StageUnits,
    UnitRow,
)
from server.core.entries import Entry
from server.core.figures import POINTS
from server.core.ids import DIGEST_BYTES, ROOT, ImportId, subject_of
from server.core.refusals import Judgement, Steps, Verdict
from server.core.staging import Stage
from server.core.state import Phase, State

CODE_CHARS = 64
NAME_CHARS = 300
LEVEL_CHARS = 64
CAPACITY_MAX = 1_000_000
RUN_MAX = 1_000_000
"""Bounds of one row; the largest published room holds a few thousand, a name a line of an office document."""

UNKNOWN = -1


def _staged(state: State, import_id: ImportId) -> Stage | None:
    """The stage, if it is this import's."""
    stage = state.stage
    return stage if stage is not None and stage.import_id == import_id else None


def _unit(state: State, stage: Stage | None, code: str) -> int:
    """The node a unit code names (the empty code: the conference), or UNKNOWN."""
    if not code:
        return ROOT
    node = stage.unit_numbers.get(code, UNKNOWN) if stage else UNKNOWN
    return node if node != UNKNOWN else state.units.unit_of_code.get(code, UNKNOWN)


def _point(state: State, stage: Stage | None, code: str) -> int:
    node = stage.point_numbers.get(code, UNKNOWN) if stage else UNKNOWN
    return node if node != UNKNOWN else state.units.point_of_code.get(code, UNKNOWN)


def _ended(state: State, import_id: ImportId) -> Verdict | None:
    """Nothing comes in after the conference is closed, or under the name of an import that took effect."""
    if state.phase == Phase.CLOSED:
        return Verdict.CONFERENCE_CLOSED
    return Verdict.IMPORT_REPLACED if import_id == state.committed else None


def _is_text(text: str, most: int) -> bool:
    return bool(text.strip()) and len(text) <= most


def check_units(state: State, entry: Entry, body: StageUnits) -> Verdict | None:
    stage = _staged(state, body.import_id)
    fresh: dict[str, None] = {}
    for row in body.rows:
        fault = _unit_fault(state, stage, fresh, row)
        if fault is not None:
            return fault
        fresh[row.code] = None
    return _ended(state, body.import_id)


def _unit_fault(state: State, stage: Stage | None, fresh: dict[str, None], row: UnitRow) -> Verdict | None:
    if not (
        _is_text(row.code, CODE_CHARS) and _is_text(row.name, NAME_CHARS) and len(row.level) <= LEVEL_CHARS
    ):
        return Verdict.BAD_TEXT
    if row.code in fresh or (stage and row.code in stage.unit_numbers):
        return Verdict.DUPLICATE_CODE
    parent = _unit(state, stage, row.parent_code)
    if parent == UNKNOWN and row.parent_code not in fresh:
        return Verdict.UNKNOWN_CODE
    known = state.units.unit_of_code.get(row.code, UNKNOWN)
    if known != UNKNOWN and state.units.parent[known] != parent:
        return Verdict.WRONG_STATE
    return None


def check_points(state: State, entry: Entry, body: StagePoints) -> Verdict | None:
    if len(body.digests) != DIGEST_BYTES * len(body.rows):
        return Verdict.BAD_COUNT
    stage = _staged(state, body.import_id)
    fresh: dict[str, None] = {}
    for row in body.rows:
        fault = _point_fault(state, stage, fresh, row)
        if fault is not None:
            return fault
        fresh[row.code] = None
    return _ended(state, body.import_id)


def _point_fault(state: State, stage: Stage | None, fresh: dict[str, None], row: PointRow) -> Verdict | None:
    if not (
        _is_text(row.code, CODE_CHARS) and _is_text(row.name, NAME_CHARS) and len(row.address) <= NAME_CHARS
    ):
        return Verdict.BAD_TEXT
    if not (0 <= row.carrier <= max(Carrier) and 0 <= row.capacity <= CAPACITY_MAX):
        return Verdict.BAD_COUNT
    if row.code in fresh or (stage and row.code in stage.point_numbers):
        return Verdict.DUPLICATE_CODE
    unit = _unit(state, stage, row.unit_code)
    if unit == UNKNOWN:
        return Verdict.UNKNOWN_CODE
    known = state.units.point_of_code.get(row.code, UNKNOWN)
    if known != UNKNOWN and state.units.parent[known] != unit and state.phase != Phase.DRAFT:
        return Verdict.WRONG_STATE
    return None


def check_people(state: State, entry: Entry, body: StagePeople) -> Verdict | None:
    if any(not (0 < run.count <= RUN_MAX and 0 <= run.sessions_mask <= 255) for run in body.runs):
        return Verdict.BAD_COUNT
    if len(body.digests) != DIGEST_BYTES * sum(run.count for run in body.runs):
        return Verdict.BAD_COUNT
    stage = _staged(state, body.import_id)
    for run in body.runs:
        if UNKNOWN in _run_nodes(state, stage, run):
            return Verdict.UNKNOWN_CODE
    return _ended(state, body.import_id)


def _run_nodes(state: State, stage: Stage | None, run: PeopleRun) -> tuple[int, int]:
    return _unit(state, stage, run.unit_code), _point(state, stage, run.point_code)


def check_commit(state: State, entry: Entry, body: ImportCommitted) -> Verdict | None:
    if body.import_id == state.committed:
        return None
    stage = _staged(state, body.import_id)
    if stage is None:
        return Verdict.IMPORT_REPLACED if state.stage is not None else Verdict.IMPORT_INCOMPLETE
    if (stage.units, stage.points, stage.people) != (body.units, body.points, body.people):
        return Verdict.IMPORT_INCOMPLETE
    return _ended(state, body.import_id)


def _open_stage(state: State, seq: int, import_id: ImportId) -> Stage:
    """The stage of this import, begun now if it is new."""
    stage = _staged(state, import_id)
    if stage is None:
        stage = state.stage = Stage(import_id, len(state.units))
    state.changed = seq
    return stage


def _number(stage: Stage, known: int) -> int:
    if known != UNKNOWN:
        return known
    stage.next_node += 1
    return stage.next_node - 1


def stage_units(state: State, seq: int, entry: Entry, body: StageUnits) -> Judgement:
    stage = _open_stage(state, seq, body.import_id)
    for row in body.rows:
        node = _number(stage, state.units.unit_of_code.get(row.code, UNKNOWN))
        parent = _unit(state, stage, row.parent_code)
        stage.unit_numbers[row.code] = node
        stage.rows.append([node, parent, row.code, row.name, row.level])
    stage.units += len(body.rows)
    return Judgement(Verdict.ACCEPTED)


def stage_points(state: State, seq: int, entry: Entry, body: StagePoints) -> Judgement:
    stage = _open_stage(state, seq, body.import_id)
    for at, row in enumerate(body.rows):
        node = _number(stage, state.units.point_of_code.get(row.code, UNKNOWN))
        unit, contact = _unit(state, stage, row.unit_code), subject_of(entry.id, at)
        stage.point_numbers[row.code] = node
        stage.rows.append(
            [node, unit, row.code, row.name, int(row.carrier), row.capacity, row.address, contact]
        )
    stage.points += len(body.rows)
    return Judgement(Verdict.ACCEPTED)


def stage_people(state: State, seq: int, entry: Entry, body: StagePeople) -> Judgement:
    stage = _open_stage(state, seq, body.import_id)
    stage.base_first.append(stage.people)
    stage.base_ids += entry.id
    for run in body.runs:
        unit, point = _run_nodes(state, stage, run)
        stage.run_unit.append(unit)
        stage.run_point.append(point)
        stage.run_mask.append(run.sessions_mask)
        stage.run_count.append(run.count)
        stage.people += run.count
    return Judgement(Verdict.ACCEPTED)


def commit(state: State, seq: int, entry: Entry, body: ImportCommitted) -> Steps:
    if body.import_id == state.committed:
        return Judgement(Verdict.ALREADY_SO)
    stage = state.stage
    assert stage is not None  # check_commit saw it
    for session in state.sessions:
        session.figures.grow(stage.next_node)
    for row in stage.rows:
        _take_node(state, row, seq)
        yield
    yield from _take_people(state, stage, seq)
    state.stage, state.committed, state.changed = None, body.import_id, seq
    return Judgement(Verdict.ACCEPTED)


def _take_node(state: State, row: Sequence[object], seq: int) -> None:
    units = state.units
    node: int = row[0]  # type: ignore[assignment]
    if node < len(units):
        _change_node(state, row, seq)
        return
    if len(row) == 5:
        units.add_unit(*row[1:])  # type: ignore[arg-type]
    else:
        units.add_point(*row[1:])  # type: ignore[arg-type]
    for session in state.sessions:
        session.figures.add(POINTS, node, units.is_point(node), seq)


def _change_node(state: State, row: Sequence[object], seq: int) -> None:
    """A known unit or point gets new words; a point perhaps another unit."""
    units = state.units
    node, parent, _, *rest = row
    assert isinstance(node, int)
    state.moved = seq
    if len(row) == 5:
        units.rename_unit(node, *rest)  # type: ignore[arg-type]
    else:
        old = units.path(units.parent[node])
        units.change_point(node, parent, *rest)  # type: ignore[arg-type]
        new = units.path(units.parent[node])
        for session in state.sessions:
            session.figures.move(node, old, new)
            for above in old:
                session.figures.dirty[above] = seq
    for session in state.sessions:
        session.figures.dirty[node] = seq


def _take_people(state: State, stage: Stage, seq: int) -> Iterator[None]:
    """Run by run, so that between two steps everybody has all her columns."""
    people = state.people
    base = len(people)
    for at, first in enumerate(stage.base_first):
        people.base_first.append(base + first)
        people.base_ids += stage.base_ids[at * 16 : at * 16 + 16]
    for run in zip(stage.run_unit, stage.run_point, stage.run_mask, stage.run_count, strict=True):
        people.add_run(*run)
        for number in range(len(state.sessions)):
            state.summon(number, len(people.run_first) - 1, seq)
        yield
