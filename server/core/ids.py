"""The names of things: NewTypes over plain values, and the bounds every id keeps.

Rule: a bare `str`, `int` or `bytes` never stands for an id in this package.
"""

from typing import NewType

ConferenceId = NewType("ConferenceId", str)
"""Eight characters of Crockford base32, drawn by the shell; stands in addresses and file names."""

CommandId = NewType("CommandId", bytes)
"""Sixteen random bytes drawn by whoever asks; the same id twice is the same command."""

DeviceId = NewType("DeviceId", bytes)
"""Eight random bytes drawn by the server when a browser is enrolled; b"" for the server itself."""

ImportId = NewType("ImportId", bytes)
"""Sixteen random bytes that all rows of one import share."""

PaperId = NewType("PaperId", bytes)
"""Sixteen random bytes drawn by the server when a paper is uploaded; also its file's name at rest."""

GrantId = NewType("GrantId", str)
"""A role and a place, spelled "<role letter><node number>": "h0", "o17", "v3", "w0", "q17"."""

Place = NewType("Place", str)
"""Who may speak: a point's room ("n17") or a person online ("p123"); "" is nobody."""

NodeNo = NewType("NodeNo", int)
"""A unit or a point, numbered in the order the fold met them; 0 is the whole conference."""

PersonNo = NewType("PersonNo", int)
"""A person of this conference (roster or walk-in), numbered in the order the fold met them."""

SessionNo = NewType("SessionNo", int)
"""A session of the conference, from 0, in the order they were planned."""

Seq = NewType("Seq", int)
"""The place of an entry in its journal: dense, from 1."""

Millis = NewType("Millis", int)
"""Milliseconds since the Unix epoch, UTC."""

COMMAND_ID_BYTES = 16
DEVICE_ID_BYTES = 8
DIGEST_BYTES = 32
PAPER_ID_BYTES = 16
SUBJECT_BYTES = COMMAND_ID_BYTES + 4

ROOT = NodeNo(0)
"""The node every unit hangs under: the conference itself."""

NO_NODE = NodeNo(-1)
NO_PERSON = PersonNo(-1)

MAX_SESSIONS = 8
"""A person's sessions are one byte of bits; published conferences have one to four (DOMAIN)."""


def subject_of(command: CommandId, row: int = 0) -> bytes:
    """The vault's key of the text that came as row `row` of `command`: 20 bytes."""
    return command + row.to_bytes(4, "big")
