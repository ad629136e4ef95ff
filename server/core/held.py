"""Which texts an entry brought: their keys in the vault, whatever became of the entry.

Rule: read from the journal, not from the state: what was refused, replaced, or never committed has its text in the
vault all the same, and must be found when it is to be erased.
"""

from server.core.entries import KINDS, Entry
from server.core.ids import DIGEST_BYTES, subject_of

WORDED = frozenset(kind for kind, body in KINDS.items() if {"digest", "digests"} & set(body._fields))
"""Kinds that speak for texts."""


def keys_of(entry: Entry) -> list[bytes]:
    """The vault's keys of the entry's texts, in row order; a row that said nothing has none."""
    body = entry.body
    digests: bytes = getattr(body, "digests", b"") or getattr(body, "digest", b"")
    rows = (digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES))
    return [subject_of(entry.id, row) for row, digest in enumerate(rows) if any(digest)]
