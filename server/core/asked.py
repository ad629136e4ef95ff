"""Every question of a conference as columns, and who voted. It holds no rule beyond keeping itself true; questions.py has
the law."""

from array import array
from collections.abc import Iterator

from server.core.attendance import NONE
from server.core.choices import QuestionState
from server.core.ids import CommandId


class Questions:
    """Questions by number, in journal order. Owned by State; rows are never removed."""

    STATE = ("ids", "session", "places", "person", "states", "at_ms", "asker", "votes", "claimed_by", "claimed_ms", "into",
             "answered_ms", "said", "shown", "changed", "voters")  # fmt: skip

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        """The command that asked, by question: under it the vault holds the text."""
        self.session = bytearray()
        self.places: list[str] = []
        self.person = array("i")
        """Who asks; NO_PERSON: the room."""
        self.states = bytearray()
        self.at_ms = array("q")
        self.asker = array("i")
        """Number of the grant that asked."""
        self.votes = array("I")
        self.claimed_by = array("i")
        """Number of the device that took it for editing, or NONE."""
        self.claimed_ms = array("q")
        self.into = array("i")
        """The question it was merged into, or NONE."""
        self.answered_ms = array("q")
        self.said: list[bytes] = []
        """The command whose text is the answer or the reason; b"" for none."""
        self.shown = bytearray()
        """1 once it was approved, put on screen or answered: others than its asker may have seen it."""
        self.changed = array("I")
        self.voters: dict[int, int] = {}
        """Question and voter, in one number -> seq of the vote."""
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self.number_of: dict[bytes, int] = {id: number for number, id in enumerate(self.ids)}
        self.on_screen: dict[int, int] = {}
        """Session -> the question on screen."""
        self.changed_in: dict[int, int] = {}
        """Session -> seq that last changed one of its questions."""
        order = sorted(range(len(self.ids)), key=lambda number: self.changed[number])
        self._trail: list[tuple[int, int]] = [(self.changed[number], number) for number in order]
        """(seq, question) of every change, in order: the changes since any seq are its end."""
        for number in order:
            self.changed_in[self.session[number]] = self.changed[number]
            if self.states[number] == QuestionState.ON_SCREEN:
                self.on_screen[self.session[number]] = number

    def __len__(self) -> int:
        return len(self.ids)

    def ask(
        self, id: CommandId, session: int, place: str, person: int, asker: int, at_ms: int, seq: int
    ) -> None:
        number = self.number_of[id] = len(self.ids)
        self.ids.append(id)
        self.session.append(session)
        self.places.append(place)
        self.person.append(person)
        self.states.append(QuestionState.ASKED)
        self.at_ms.append(at_ms)
        self.asker.append(asker)
        self.votes.append(0)
        self.claimed_by.append(NONE)
        self.claimed_ms.append(0)
        self.into.append(NONE)
        self.answered_ms.append(0)
        self.said.append(b"")
        self.shown.append(0)
        self.changed.append(0)
        self.touch(number, seq)

    def touch(self, number: int, seq: int) -> None:
        """The question's row changed."""
        self.changed[number] = self.changed_in[self.session[number]] = seq
        self._trail.append((seq, number))

    def set_state(self, number: int, state: int, seq: int) -> None:
        session = self.session[number]
        if self.on_screen.get(session) == number:
            del self.on_screen[session]
        if state == QuestionState.ON_SCREEN:
            self.on_screen[session] = number
        if QuestionState.APPROVED <= state <= QuestionState.IN_WRITING:
            self.shown[number] = 1
        self.states[number] = state
        self.touch(number, seq)

    def vote(self, number: int, voter: int, seq: int) -> bool:
        """False when this voter has voted before."""
        if self.voters.setdefault(number << 40 | voter, seq) != seq:
            return False
        self.votes[number] += 1
        self.touch(number, seq)
        return True

    def of(self, person: int) -> list[int]:
        """The questions the person asked, in the order they were asked."""
        return [number for number, asker in enumerate(self.person) if asker == person]

    def since(self, session: int, seq: int) -> Iterator[int]:
        """The questions of a session that changed after `seq`, each once, in order of number."""
        found = set()
        for at, number in reversed(self._trail):
            if at <= seq:
                break
            if self.session[number] == session:
                found.add(number)
        yield from sorted(found)
