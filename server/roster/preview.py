"""What a file would do to a conference, before anything is saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from server.core.commands import PointRow, UnitRow
from server.roster.people import People, Person
from server.roster.words import Problem

SAMPLE_ROWS = 12
"""Enough on one screen to see that columns were understood."""


def _nobody(code: str) -> bool:
    return False


@dataclass(frozen=True)
class Known:
    """What the conference holds already; the empty one suits a first import and `roster check`."""

    units: Mapping[str, UnitRow] = field(default_factory=dict)
    points: Mapping[str, PointRow] = field(default_factory=dict)
    contacts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """[chair, phone, operators] by point code, as far as they are known."""
    has_person: Callable[[str], bool] = _nobody
    """Whether a person of this code is on the roster (the shell may look at hashed codes)."""
    draft: bool = True
    """Until the launch a point may go under another unit."""
    sessions: Sequence[str] | None = None
    """Names in order; None: not planned yet, then any name is taken and means all sessions."""


class Counts(NamedTuple):
    new: int = 0
    changed: int = 0
    unchanged: int = 0


NOTHING = Counts()


class StagedPoint(NamedTuple):
    row: PointRow
    contact: list[str]
    """[chair, phone, operators]"""


class Notice(NamedTuple):
    """Something the person should read before saving; never a reason against it."""

    code: str
    vi: str
    en: str


@dataclass
class Preview:
    """Validated rows, or what is wrong with the file. With problems nothing may be committed."""

    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    notices: list[Notice] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)
    """New and changed, parents first."""
    points: list[StagedPoint] = field(default_factory=list)
    """New and changed."""
    people: People = field(default_factory=People)
    """New ones only: who is on the roster already is left as they are."""
    unit_counts: Counts = NOTHING
    point_counts: Counts = NOTHING
    people_counts: Counts = NOTHING
    sample: list[Person] = field(default_factory=list)

    @property
    def may_be_committed(self) -> bool:
        return not self.problems
