"""A conference as plain values and back: a cache of a fold, never a source of truth.

`freeze` gives one flat mapping: columns as raw little-endian bytes, everything else as numbers, texts and lists
of them. `thaw(freeze(c))` equals `c` by `digest`, now and after any further entries.
"""

import sys
from array import array
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from server.core.commands import SessionPlan
from server.core.conference import Conference
from server.core.ids import ImportId, Millis
from server.core.staging import Stage
from server.core.state import Session

VERSION = 4
"""Part of the key a snapshot is kept under; raised whenever a column is added or changes its meaning."""

NO_PLAN = SessionPlan("", Millis(0), Millis(0))


def freeze(conference: Conference) -> dict[str, Any]:
    """Everything the conference is, by path ("people.unit_of"). Settles it first; changes nothing else."""
    conference.settle()
    frozen = {
        "version": VERSION,
        "sessions": len(conference.sessions),
        "staged": conference.stage is not None,
    }
    for path, holder in _holders(conference):
        frozen |= {f"{path}.{name}": _plain(getattr(holder, name)) for name in holder.STATE}
    return frozen


def thaw(frozen: Mapping[str, Any]) -> Conference:
    """The conference that was frozen; shares nothing with it. Raises KeyError or ValueError for what is none."""
    if frozen["version"] != VERSION:
        raise ValueError(f"a snapshot of version {frozen['version']}; this core reads {VERSION}")
    conference = Conference()
    conference.sessions = [Session(NO_PLAN) for _ in range(frozen["sessions"])]
    conference.stage = Stage(ImportId(b""), 0) if frozen["staged"] else None
    for path, holder in _holders(conference):
        for name in holder.STATE:
            setattr(holder, name, _like(getattr(holder, name), frozen[f"{path}.{name}"]))
        if holder is not conference:
            holder.reindex()
    conference.reindex()
    return conference


def digest(conference: Conference) -> bytes:
    """SHA-256 over the whole state in a fixed order: equal for equal histories, however they were folded."""
    told = sha256()
    for path, value in freeze(conference).items():
        content = value if isinstance(value, bytes) else repr(value).encode()
        told.update(f"{path} {len(content)} ".encode())
        told.update(content)
    return told.digest()


def _holders(conference: Conference) -> Iterator[tuple[str, Any]]:
    """Every object with columns and its path, in a fixed order; what others are found through comes first."""
    for name in conference.PARTS:
        yield name, getattr(conference, name)
    for number, session in enumerate(conference.sessions):
        yield f"session {number}", session
        for name in Session.PARTS:
            yield f"{name} {number}", getattr(session, name)
    if conference.stage:
        yield "stage", conference.stage
    yield "conference", conference


def _plain(value: Any) -> Any:
    """Columns as bytes (a list of columns: one after the other), a mapping as pairs in its own order, enums as
    numbers."""
    if isinstance(value, array):
        return _little(value).tobytes()
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, dict):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    if isinstance(value, list | tuple):
        plain = [_plain(item) for item in value]
        return b"".join(plain) if value and isinstance(value[0], array) else plain
    return int(value) if isinstance(value, int) else value


def _like(empty: Any, plain: Any) -> Any:
    """The value that was `_plain`, in the shape of `empty`."""
    if isinstance(empty, array):
        column = array(empty.typecode)
        column.frombytes(plain)
        return _little(column)
    if isinstance(empty, bytearray):
        return bytearray(plain)
    if isinstance(empty, dict):
        return dict(plain)
    if isinstance(empty, list) and empty and isinstance(empty[0], array):
        size = len(plain) // len(empty)
        return [_like(column, plain[at * size : at * size + size]) for at, column in enumerate(empty)]
    return list(plain) if isinstance(empty, list) else plain


def _little(column: "array[int]") -> "array[int]":
    """The column in little-endian order, or back: the same step on a big-endian machine, none on others."""
    if sys.byteorder == "little":
        return column
    column = column[:]
    column.byteswap()
    return column
