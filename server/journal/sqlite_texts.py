"""The vault of one journal file: rows of `text`, by subject and version. Used inside the writer's transaction.

Rule: a row is added at the end or overwritten by as many zero bytes, nothing else (sqlite_file.py, rule 2).
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import apsw

from server.journal.port import Text

SUBJECTS_AT_ONCE = 1_000
"""Subjects per question; SQLite takes 32,766 parameters."""

ROWS_AT_ONCE = 2_000
"""Rows of one question about the whole vault: a third of a megabyte."""

Row: TypeAlias = tuple[Any, ...]
"""place, subject, and what was asked for."""

_ADD = "INSERT OR IGNORE INTO text (subject, version, erased, salt, body) VALUES (?, ?, 0, ?, ?)"
_NEWEST = "SELECT version, erased FROM text WHERE subject = ? ORDER BY version DESC LIMIT 1"
_STANDING = "SELECT count(*) FROM text WHERE subject = ? AND NOT erased"
_WIPE = (
    "UPDATE text SET erased = 1, salt = zeroblob(length(salt)), body = zeroblob(length(body))"
    " WHERE subject = ? AND NOT erased"
)

_EVERY_TEXT = (
    "SELECT place, subject, salt, body FROM text AS newest WHERE place > ? AND NOT erased AND version ="
    " (SELECT max(version) FROM text WHERE subject = newest.subject) ORDER BY place LIMIT ?"
)
_EVERY_ERASED = (
    "SELECT place, subject FROM text WHERE place > ? AND erased AND version = 0 ORDER BY place LIMIT ?"
)


def keep_texts(connection: apsw.Connection, texts: Sequence[Text]) -> None:
    """Stores each text whose subject has none yet; of a subject that has, or that is erased, nothing changes."""
    if texts:
        connection.executemany(_ADD, ((text.subject, 0, text.salt, text.body) for text in texts))


def revise_text(connection: apsw.Connection, text: Text) -> None:
    """Adds the next version of the subject's text, unless the subject is erased."""
    version, erased = connection.execute(_NEWEST, (text.subject,)).fetchone() or (-1, 0)
    if not erased:
        connection.execute(_ADD, (text.subject, version + 1, text.salt, text.body))


def erase_texts(connection: apsw.Connection, subjects: Sequence[bytes]) -> int:
    """How many of the subjects had text; all its versions are zero bytes now."""
    had = 0
    for subject in subjects:
        standing = connection.execute(_STANDING, (subject,)).get
        had += bool(standing)
        connection.execute(_WIPE, (subject,))
    return had


def read_texts(connection: apsw.Connection, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
    """The newest body per subject; absent where there is none or it is erased."""
    marks = ",".join("?" * len(subjects))
    rows = connection.execute(
        f"SELECT subject, body FROM text WHERE subject IN ({marks}) AND NOT erased ORDER BY subject, version",
        subjects,
    )
    return dict(rows)  # ascending versions: the last one of a subject stays


def every_text(connection: apsw.Connection, after: int) -> list[Row]:
    """The next rows past place `after` that hold the newest text of their subject: place, subject, salt, body."""
    return list(connection.execute(_EVERY_TEXT, (after, ROWS_AT_ONCE)))


def every_erased(connection: apsw.Connection, after: int) -> list[Row]:
    """The next erased subjects past place `after`: place, subject."""
    return list(connection.execute(_EVERY_ERASED, (after, ROWS_AT_ONCE)))
