"""A preview as the run of commands that brings it into the journal, slice by slice.

Rule 1: at most ROWS_PER_COMMAND rows each, so that no fold of one entry holds the loop (HOUSE, spine 9).
Rule 2: `digests` is empty here: the shell salts, hashes and stores the texts beside the entries, in order.
Rule 3: nothing takes effect before the last command, ImportCommitted, which carries the counts.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from server.core.commands import ImportCommitted, PeopleRun, StagePeople, StagePoints, StageUnits
from server.core.entries import Command
from server.core.ids import ImportId
from server.roster.people import Person
from server.roster.preview import Preview

ROWS_PER_COMMAND = 500

T = TypeVar("T")

Texts = list[list[str]]
"""One list of strings per digest: a person's [code, name, post, phone], a point's [chair, phone, operators]."""


def chunks(preview: Preview, import_id: ImportId) -> Iterator[tuple[Command, Texts]]:
    """Each command with the texts of its rows. Raises ValueError for a preview with problems."""
    if not preview.may_be_committed:
        raise ValueError("a preview with problems cannot be committed")
    if not (preview.units or preview.points or preview.people):
        yield StageUnits(import_id, []), []  # nothing new is an import too, and is accepted
    for units in _sliced(preview.units):
        yield StageUnits(import_id, units), []
    for points in _sliced(preview.points):
        yield (
            StagePoints(import_id, [point.row for point in points], b""),
            [point.contact for point in points],
        )
    for people in _sliced(preview.people.in_run_order()):
        yield StagePeople(import_id, _runs(people), b""), [person.text for person in people]
    yield ImportCommitted(import_id, len(preview.units), len(preview.points), len(preview.people)), []


def _sliced(rows: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while part := list(islice(rest, ROWS_PER_COMMAND)):
        yield part


def _runs(people: list[Person]) -> list[PeopleRun]:
    runs: list[PeopleRun] = []
    for person in people:
        last = runs[-1] if runs else None
        if last and last[:3] == person[:3]:
            runs[-1] = last._replace(count=last.count + 1)
        else:
            runs.append(PeopleRun(person.unit_code, person.point_code, person.sessions_mask, 1))
    return runs
