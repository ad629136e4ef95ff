"""Personal texts on their way in and out: sealing for the vault, and a bounded memory of names just read."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

import msgspec

from server.core.commands import (
    AddPaper,
    AddWalkIn,
    AskQuestion,
    Excuse,
    Exempt,
    MoveQuestion,
    StagePeople,
    StagePoints,
    Undo,
)
from server.core.entries import Command
from server.core.house_commands import SetAccount
from server.core.ids import DIGEST_BYTES, CommandId, subject_of
from server.journal.port import Journal, Text

SALT_BYTES = 16
"""128 bits: a short name behind its digest cannot be found by trying all names (the salt leaves with the text)."""

MAX_NAMES = 100_000
"""Names kept in memory: what a few hundred rooms being checked in need; about 20 MB."""

NO_TEXT = bytes(DIGEST_BYTES)

TEXTED = frozenset(
    {
        AddWalkIn,
        Undo,
        Excuse,
        Exempt,
        AskQuestion,
        MoveQuestion,
        AddPaper,
        SetAccount,
        StagePeople,
        StagePoints,
    }
)
"""Commands that speak for vault texts: their digests are filled in here, whatever the asker sent."""

IN_WORDS = frozenset({AddWalkIn, Undo, Excuse, Exempt, AskQuestion})
"""Commands that mean nothing without words: a walk-in has a name, taking back has a reason."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[str]).decode


def seal(
    command: Command, id: CommandId, texts: Sequence[Sequence[str]], random_bytes: Callable[[int], bytes]
) -> tuple[Command, list[Text]]:
    """The command with its digests filled in, and the vault rows they speak for.

    A row whose strings are all empty is not stored; its digest is zeros. Commands without personal text
    come back as they are.
    """
    sealed, digests = [], []
    for row, strings in enumerate(texts):
        if not any(strings):
            digests.append(NO_TEXT)
            continue
        salt, body = random_bytes(SALT_BYTES), _encode(list(strings))
        digests.append(hashlib.sha256(salt + body).digest())
        sealed.append(Text(subject_of(id, row), salt, body))
    if isinstance(command, StagePeople | StagePoints):
        return command._replace(digests=b"".join(digests)), sealed
    if isinstance(
        command, AddWalkIn | Undo | Excuse | Exempt | AskQuestion | MoveQuestion | AddPaper | SetAccount
    ):
        return command._replace(digest=digests[0] if digests else NO_TEXT), sealed[:1]
    return command, []


def person_text(name: str = "", post: str = "", unit: str = "", *rest: str) -> list[str]:
    """A walk-in's name, post and unit in words, as every person's text lies: [code, name, post, phone, unit]."""
    return ["", name, post, "", unit]


class Names:
    """Texts by vault subject, newest read last; a mapping for tables. Forgotten when somebody is erased."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._kept: dict[bytes, bytes] = {}
        """As they lie in the vault: five strings in a list are three times as large."""
        self._erasures = journal.erasures
        self._forgotten = 0
        """How often all was forgotten."""

    async def read(self, subjects: Iterable[bytes]) -> dict[bytes, list[str]]:
        """The strings of each subject that has any, from memory or the vault."""
        self.forget_erased()
        wanted = set(subjects)
        found = {subject: _decode(self._kept[subject]) for subject in wanted if subject in self._kept}
        absent = [subject for subject in wanted if subject not in found]
        if absent:
            before = self._journal.erasures, self._forgotten
            bodies = await self._journal.texts(absent)
            if before == (
                self._journal.erasures,
                self._forgotten,
            ):  # else one of them may have been erased while it was read
                self._keep(bodies)
            found |= {subject: _decode(body) for subject, body in bodies.items()}
        return found

    def forget(self) -> None:
        self._forgotten += 1
        self._kept.clear()

    def forget_erased(self) -> None:
        """Forgets when somebody was erased since, by whichever node."""
        if self._erasures != self._journal.erasures:
            self._erasures = self._journal.erasures
            self.forget()

    def _keep(self, bodies: dict[bytes, bytes]) -> None:
        self._kept.update(bodies)
        while len(self._kept) > MAX_NAMES:
            del self._kept[next(iter(self._kept))]
