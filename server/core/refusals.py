"""Every verdict a command can get. Codes are for logs and the wire; pages own the human words.

Verdicts below 100 changed something or were already true; 100 and above are refusals. Numbers are for ever.
"""

from collections.abc import Generator
from enum import IntEnum
from typing import NamedTuple


class Verdict(IntEnum):
    ACCEPTED = 0
    ALREADY_PRESENT = 1
    """Was present at this point already; the evidence is kept. Detail says who was first, when, where."""
    PRESENT_ELSEWHERE = 2
    """Present at another point; both kept, the earlier scan counts, on the conflict list."""
    PARKED = 3
    """Kept; counts as soon as the command it corrects is known."""
    ALREADY_SO = 4
    """Nothing to change: it was so before (launched twice, device approved twice)."""
    WAITING = 5
    """A device is enrolled and waits for approval."""

    NOT_ALLOWED = 100
    ID_REUSED = 101
    NO_SUCH_PERSON = 102
    NO_SUCH_POINT = 103
    NO_SUCH_UNIT = 104
    NO_SUCH_SESSION = 105
    NO_SUCH_DEVICE = 106
    NO_SUCH_QUESTION = 107
    NO_SUCH_PAPER = 108
    NOT_LAUNCHED = 110
    SESSION_NOT_OPEN = 111
    SESSION_CLOSED = 112
    """The scan time is after the session's end."""
    CONFERENCE_CLOSED = 113
    WRONG_STATE = 114
    """The conference or session is not in the state this step starts from."""
    NOTHING_PLANNED = 115
    """No session, point or person yet: there is nothing to launch."""
    BAD_COUNT = 120
    BAD_TEXT = 121
    """A name, code or title is empty or too long."""
    DUPLICATE_CODE = 122
    UNKNOWN_CODE = 123
    IMPORT_INCOMPLETE = 124
    IMPORT_REPLACED = 125
    """Another import began after this one."""
    CANNOT_UNDO = 126
    """The command named is not one that can be taken back."""
    LINK_REVOKED = 127
    DEVICE_REVOKED = 128
    NOT_SUMMONED = 129
    """Excused or exempt is said of somebody who is not summoned to this session."""
    CLAIMED_ELSEWHERE = 130
    """Another device has taken the question for editing."""

    # Said by the shell before the journal is reached; never a verdict of the fold.
    BUSY = 200
    DISK_FULL = 201
    TOO_FAST = 202
    STOPPING = 203


def is_refusal(verdict: Verdict) -> bool:
    return verdict >= Verdict.NOT_ALLOWED


class First(NamedTuple):
    """Who had done it before: the detail of ALREADY_PRESENT and PRESENT_ELSEWHERE."""

    point: int
    at_ms: int
    device: bytes


class Judgement(NamedTuple):
    """The verdict, and what the person who asked is told with it."""

    verdict: Verdict
    first: First | None = None
    person: int = -1
    """The number given to a walk-in."""


Steps = Generator[None, None, Judgement]
"""An effect on so many people or nodes that whoever folds may want to let others in between: a little of it at each
`next`; the judgement comes at its end."""


def at_once(steps: Steps) -> Judgement:
    """All the steps, for who need not let anybody in."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            judgement: Judgement = end.value
            return judgement
