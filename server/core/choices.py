"""The short lists a command's field chooses from.

Rule: the number of a choice is for ever, as it stands in journals. New ones are added at the end.
"""

from enum import IntEnum


class Carrier(IntEnum):
    """How a room gets the programme. All carriers report."""

    RELAY = 0
    VCS = 1
    TV = 2
    NONE = 3


class How(IntEnum):
    """How a check-in was made at the desk."""

    NAME = 0
    CODE = 1
    QR = 2
    BULK = 3


class PointNews(IntEnum):
    """What became of a point's link, as far as a report needs it."""

    FIRST_LINKED = 0
    LOST = 1
    BACK = 2


class QuestionState(IntEnum):
    """What became of a question."""

    ASKED = 0
    APPROVED = 1
    ON_SCREEN = 2
    """Being answered; at most one in a session."""
    ANSWERED = 3
    IN_WRITING = 4
    DECLINED = 5
    MERGED = 6


class Listing(IntEnum):
    """What was listed or downloaded that names people or opens rights."""

    PERSON_REPORT = 0
    """The report by person: every name with its attendance."""
    CONTACTS = 1
    """Points with whom to call."""
    LINKS = 2
    """Links of points, shown or on sheets to print."""
    PERSONAL_LINK = 3
    ROSTER = 4
    """The names of a room, looked at by the host."""
    QUESTION_LOG = 5
    """Questions with who asked."""
    PERSON_EXPORT = 6
    """All that is held about one person."""
    PERSON_ERASED = 7


class Proof(IntEnum):
    """How a phone showed whose it is."""

    CARD_NUMBER = 0
    NAME_AND_CODE = 1
    PERSONAL_LINK = 2
