"""Everything one conference is after so many entries: the parts and what ties them together. Holds no rule.

Rooms of the law (sessions, imports, evidence, rights) read and change it; only `conference.Conference` calls
them. Two conferences share nothing.
"""

from array import array
from enum import IntEnum

from server.core.answers import Answers
from server.core.asked import Questions
from server.core.attendance import (
    HEAD_COUNT,
    IN,
    KIND_SHIFT,
    NONE,
    OUT,
    RECORD,
    Evidence,
    Notes,
    Piece,
    Standing,
    standing,
)
from server.core.commands import SessionPlan
from server.core.dwell import Dwell
from server.core.figures import B_SUMMONED, POINTS, SUMMONED, Figures
from server.core.hands import Floor
from server.core.ids import ROOT
from server.core.linked import WAITING, Phones
from server.core.links import Links
from server.core.listings import Listings
from server.core.people import People, summons
from server.core.privacy import Privacy
from server.core.shelf import Papers
from server.core.staging import Stage
from server.core.units import Units


class Phase(IntEnum):
    DRAFT = 0
    LAUNCHED = 1
    LIVE = 2
    """Launched, and a session is open."""
    CLOSED = 3


class SessionState(IntEnum):
    PLANNED = 0
    OPEN = 1
    CLOSED = 2


MARK_SUMMONED, MARK_EXCUSED, MARK_EXEMPT, MARK_SEEN, MARK_ONLINE = 1, 2, 4, 8, 16
"""Bits of `Session.marks`. MARK_SEEN: there is evidence about this person, undone or not; MARK_ONLINE: she was online."""


class Session:
    """One session: its times, its columns by person, its figures by node; its floor, its phones, who was online."""

    STATE = ("name", "starts_ms", "ends_ms", "state", "opened_ms", "closed_ms", "marks", "last", "touched",
             "extras", "conflicts", "late")  # fmt: skip
    PARTS = ("figures", "floor", "phones", "dwell")

    def __init__(self, plan: SessionPlan) -> None:
        self.name = plan.name
        self.starts_ms: int = plan.starts_ms
        self.ends_ms: int = plan.ends_ms
        self.state: int = SessionState.PLANNED
        self.opened_ms = 0
        """When it was opened first; 0 if never."""
        self.closed_ms = 0
        """When it was closed; 0 while it is not."""
        self.marks = bytearray()
        self.last = array("i")
        """Per person the last piece of evidence, or NONE."""
        self.touched = array("I")
        """Per person the seq that last changed her row."""
        self.extras: dict[int, list[int]] = {}
        """Point -> people with evidence there who are not summoned to it, in order of arrival."""
        self.conflicts: dict[int, int] = {}
        """Person who is at two points -> seq since when."""
        self.late: dict[int, list[int]] = {}
        """Point -> [how much evidence came after the close or from a revoked device, last seq]."""
        self.figures = Figures()
        self.floor = Floor()
        self.phones = Phones()
        self.dwell = Dwell()
        self.recent: tuple[int, list[int]] = (0, [])
        """Evidence read so far, and the last rows of this session among it: memory of `Reading.lately` alone."""

    def reindex(self) -> None:
        """Nothing is derived from the columns."""

    def grow(self, marks: bytes, seq: int) -> None:
        """Room for as many more people as there are marks."""
        self.marks += marks
        self.last.extend(array("i", (NONE,)) * len(marks))
        self.touched.extend(array("I", (seq,)) * len(marks))


class State:
    """See the module. `seq` counts the entries folded so far."""

    STATE = ("seq", "epoch", "rules", "title", "zone", "phase", "closed_ms", "changed", "moved", "committed",
             "parked", "online_percent")  # fmt: skip
    PARTS = ("units", "people", "evidence", "notes", "links", "answers", "questions", "papers", "privacy",
             "listings")  # fmt: skip

    def __init__(self) -> None:
        self.seq = 0
        self.epoch = 1
        self.rules = 1
        self.title = ""
        self.zone = ""
        self.online_percent = 50
        """Of a session's length: so much time online counts as present."""
        self.phase: int = Phase.DRAFT
        self.closed_ms = 0
        """When the conference was closed; 0 while it is not."""
        self.changed = 0
        """Seq that last changed the conference's own row."""
        self.moved = 0
        """Seq that last changed the tree or the plan under rows already told: older positions reload."""
        self.sessions: list[Session] = []
        self.units = Units()
        self.people = People()
        self.evidence = Evidence()
        self.notes = Notes()
        self.links = Links()
        self.stage: Stage | None = None
        self.committed = b""
        """The import that took effect last."""
        self.parked: dict[bytes, list[int]] = {}
        """Command not known yet -> grants (by number) that took it back."""
        self.answers = Answers()
        self.questions = Questions()
        self.papers = Papers()
        self.privacy = Privacy()
        self.listings = Listings()
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self.seq_of_id: dict[bytes, int] = {}
        """Every command that was judged -> the seq of its first entry."""
        for row, seq in enumerate(self.answers.seq):
            self.seq_of_id.setdefault(self.answers.command(row), seq)
        for fields in RECORD.iter_unpack(self.evidence.records):
            self.seq_of_id[fields[-1]] = fields[-3]
        self.open: dict[int, Session] = {}
        self.reopen()

    def reopen(self) -> None:
        """Keep `open` true: the open sessions by number."""
        self.open = {n: one for n, one in enumerate(self.sessions) if one.state == SessionState.OPEN}

    def settle(self) -> None:
        """Carry all figures up to the root; call before figures are read."""
        for session in self.sessions:
            session.figures.settle(self.units.parent, self.people, session.touched)

    def history(self, number: int, person: int) -> list[Piece]:
        """Her evidence in session `number` in journal order, and what presence online adds to it: a check-in at the
        conference itself, and a check-out once she left."""
        session = self.sessions[number]
        history = self.evidence.history(session.last[person])
        online = session.dwell.present.get(person)
        if online is not None:
            kinds = zip((IN, OUT), online, strict=True)
            history += [_online(number, person, kind, at_ms) for kind, at_ms in kinds if at_ms != NONE]
        return history

    def standing(self, number: int, person: int) -> Standing:
        """What all that amounts to."""
        session = self.sessions[number]
        if person in session.dwell.present:
            return standing(self.history(number, person))
        return self.evidence.standing(session.last[person])

    def wish_of(self, device: bytes, person: int) -> tuple[int, int]:
        """Session and row of the device's wish to be this person's that waits, else of the newest; (NONE, NONE) if none."""
        number, best = self.links.number_of.get(device, NONE), (False, 0, NONE, NONE)
        for session, one in enumerate(self.sessions):
            row = one.phones.newest(number, person)
            if row != NONE:
                best = max(best, (one.phones.states[row] == WAITING, one.phones.changed[row], session, row))
        return best[2:]

    def note_place(self, row: int) -> int:
        """The point a note is about: of a head-count the room, of a person where she is summoned."""
        about = self.notes.about[row]
        return about if self.notes.kind[row] == HEAD_COUNT else self.people.point_of[about]

    def replan(self, plans: list[SessionPlan], seq: int) -> None:
        """New sessions in place of the old; everybody on the roster is summoned by her run's mask."""
        self.sessions = [Session(plan) for plan in plans]
        for number, session in enumerate(self.sessions):
            session.figures.grow(len(self.units))
            for run in range(len(self.people.run_first)):
                self.summon(number, run, seq)
            for node in range(len(self.units)):
                session.figures.add(POINTS, node, self.units.is_point(node), seq)
        self.reopen()

    def summon(self, number: int, run: int, seq: int) -> None:
        """Give the run's people their columns in session `number`; count them if they are summoned to it."""
        people, session = self.people, self.sessions[number]
        count = people.run_count[run]
        summoned = summons(people.run_mask[run], number)
        session.grow(bytes((MARK_SUMMONED if summoned else 0,)) * count, seq)
        if summoned:
            first = people.run_first[run]
            session.figures.add(SUMMONED, people.point_of[first], count, seq)
            session.figures.add(B_SUMMONED, people.unit_of[first], count, seq)


def _online(number: int, person: int, kind: int, at_ms: int) -> Piece:
    """Presence online, told as evidence would be; no device and no entry stand behind it."""
    return Piece(kind << KIND_SHIFT | number, person, ROOT, at_ms, at_ms, at_ms, NONE, 0, NONE, b"")
