"""The people of a conference, as columns; no object and no text per person.

People arrive as runs (so many people of one unit, summoned to one point for the same sessions).
Where a text is needed, `subject` says under which key the vault holds it.
"""

from array import array
from bisect import bisect_right

from server.core.ids import COMMAND_ID_BYTES, NO_NODE, CommandId, PersonNo, subject_of

ALL_SESSIONS = 255


class People:
    """Roster people and walk-ins in one number space, in fold order. Owned by its State; only grows."""

    STATE = ("unit_of", "point_of", "base_first", "base_ids", "run_first", "run_count", "run_mask",
             "roster_count", "stand_ins")  # fmt: skip

    def __init__(self) -> None:
        self.unit_of = array("i")
        self.point_of = array("i")
        """The point a person is summoned to; NO_NODE marks a walk-in."""
        self.base_first = array("I")
        """First person whose texts came with the entry in `base_ids` at the same place."""
        self.base_ids = bytearray()
        self.run_first = array("I")
        self.run_count = array("I")
        self.run_mask = bytearray()
        self.roster_count = 0
        self.stand_ins: dict[int, int] = {}
        """Walk-in -> the summoned person she stands in for."""
        self.reindex()

    def reindex(self) -> None:
        """Forget what is derived from the columns; it is made again when asked for."""
        self._runs_at: dict[int, list[int]] = {}
        self._filed = 0

    def __len__(self) -> int:
        return len(self.unit_of)

    def add_base(self, first: int, command: CommandId) -> None:
        """People from `first` on came with `command`, one text each, in row order."""
        self.base_first.append(first)
        self.base_ids += command

    def add_run(self, unit: int, point: int, mask: int, count: int) -> None:
        """Columns only; whom they are summoned for, the sessions count."""
        first = len(self.unit_of)
        self.unit_of.extend(array("i", (unit,)) * count)
        self.point_of.extend(array("i", (point,)) * count)
        self.run_first.append(first)
        self.run_count.append(count)
        self.run_mask.append(mask)
        self.roster_count += count

    def add_walk_in(self, command: CommandId, unit: int) -> PersonNo:
        person = PersonNo(len(self.unit_of))
        self.unit_of.append(unit)
        self.point_of.append(NO_NODE)
        self.add_base(person, command)
        return person

    def is_walk_in(self, person: int) -> bool:
        return self.point_of[person] == NO_NODE

    def subject(self, person: int) -> bytes:
        """The vault's key of the person's text."""
        base = bisect_right(self.base_first, person) - 1
        start = base * COMMAND_ID_BYTES
        command = CommandId(bytes(self.base_ids[start : start + COMMAND_ID_BYTES]))
        return subject_of(command, person - self.base_first[base])

    def runs_at(self, point: int) -> list[int]:
        """Numbers of the runs summoned to `point`, in order; not to be changed."""
        runs_at, point_of, run_first = self._runs_at, self.point_of, self.run_first
        for run in range(self._filed, len(run_first)):
            runs_at.setdefault(point_of[run_first[run]], []).append(run)
        self._filed = len(run_first)
        return runs_at.get(point, [])


def summons(mask: int, session: int) -> bool:
    """True when a run with this mask is summoned to `session`."""
    return mask == ALL_SESSIONS or bool(mask >> session & 1)
