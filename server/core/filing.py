"""Whose words the journal's entries brought: what is held of one person, and what an erasure of her takes.

Rule: filed from the journal, not from the state (held.py says why). An entry that stands twice, because its first answer was
lost, is filed once.
"""

from collections.abc import Iterator

from server.core.attendance import Piece
from server.core.commands import (
    AddWalkIn,
    AskQuestion,
    Excuse,
    Exempt,
    MoveQuestion,
    StagePeople,
    StagePoints,
    Undo,
)
from server.core.entries import Entry
from server.core.ids import COMMAND_ID_BYTES, DIGEST_BYTES, CommandId, PersonNo, subject_of
from server.core.reading import Reading


class Filed:
    """The entries with words of one conference, by what they are about. Owned by whoever reads the journal."""

    def __init__(self) -> None:
        self.notes: dict[int, dict[CommandId, Entry]] = {}
        """Person -> every Excuse and Exempt of her that was accepted, in order."""
        self.undos: dict[CommandId, dict[CommandId, None]] = {}
        """Command -> those that took it back, whose texts hold the reasons; refused ones too, as in the next three."""
        self.said: dict[int, dict[CommandId, None]] = {}
        """Person -> every excuse, exemption and question with her number."""
        self.moves: dict[CommandId, dict[CommandId, None]] = {}
        """Question -> every word of the moderator on it, also those replaced since."""
        self.staged: dict[CommandId, int] = {}
        """Every entry that brought people or points -> how many texts it may have."""

    def file(self, entry: Entry, is_refused: bool) -> None:
        """Refused or not, the words of an entry lie in the vault."""
        match entry.body:
            case Undo(command):
                self.undos.setdefault(command, {})[entry.id] = None
            case Excuse(_, person) | Exempt(_, person):
                self.said.setdefault(person, {})[entry.id] = None
                if not is_refused:
                    self.notes.setdefault(person, {})[entry.id] = entry
            case AskQuestion(person=person):
                self.said.setdefault(person, {})[entry.id] = None
            case MoveQuestion(question):
                self.moves.setdefault(question, {})[entry.id] = None
            case StagePeople(digests=digests) | StagePoints(digests=digests):
                self.staged[entry.id] = len(digests) // DIGEST_BYTES
            case AddWalkIn():
                self.staged[entry.id] = 1

    def subjects(self, state: Reading, person: PersonNo) -> list[bytes]:
        """The vault's keys of every text about the person, her own first."""
        commands = [CommandId(piece.command) for piece in pieces(state, person)]
        for said in self.said.get(person, ()):
            commands += [said, *self.moves.get(said, ())]
        reasons = [undo for command in commands for undo in self.undos.get(command, ())]
        keys = map(subject_of, (*commands, *reasons))
        return list(dict.fromkeys((state.subject_of_person(person), *keys)))

    def left_over(self, state: Reading) -> Iterator[tuple[CommandId, int]]:
        """(entry, how many texts) of those that brought people or points and are nobody's people: imports that took no
        effect, walk-ins that were refused, points. Which of the texts are contacts that stand, the state says."""
        ids = bytes(state.people.base_ids)
        bases = {ids[at : at + COMMAND_ID_BYTES] for at in range(0, len(ids), COMMAND_ID_BYTES)}
        return ((id, rows) for id, rows in self.staged.items() if id not in bases)


def pieces(state: Reading, person: PersonNo) -> Iterator[Piece]:
    """Every piece of evidence about her, session by session."""
    for session in state.sessions:
        yield from state.evidence.history(session.last[person])
