"""What may be asked of a conference without changing it: one method per question.

`settle` first when figures or positions of nodes are read: a fold leaves them pending.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from server.core.attendance import EXCUSED, EXEMPT, HEAD_COUNT, NONE, Piece
from server.core.commands import CheckIn, CheckOut, Excuse, Exempt, ReportHeadCount
from server.core.dwell import stay
from server.core.entries import Command
from server.core.hands import Turn
from server.core.ids import (
    NO_NODE,
    CommandId,
    DeviceId,
    GrantId,
    Millis,
    NodeNo,
    PersonNo,
    Place,
    Seq,
    subject_of,
)
from server.core.links import ACTIVE, UNLISTED, Device
from server.core.online import bounds_of
from server.core.state import MARK_SUMMONED, State

SAID_MOST = 256
"""Pieces of evidence about one person in one session, or head-counts of one room: in and out every two minutes of a
day. Standings are computed from all of them at each new one, so a loop at one desk would slow every fold after it."""


class Conflict(NamedTuple):
    """One person at two points or more."""

    person: PersonNo
    unit: NodeNo
    """The nearest node above all of them: whose list it is on."""
    points: tuple[NodeNo, ...]
    """The point opened first leads."""
    seq: Seq
    """Since when."""


class Question(NamedTuple):
    """One question, as a log tells it."""

    id: CommandId
    place: Place
    person: PersonNo
    """NO_PERSON: the room asked."""
    state: int
    at_ms: Millis
    votes: int
    answered_ms: Millis
    text: bytes
    """The vault's key of the question."""
    answer: bytes
    """The vault's key of the answer in writing, or of the reason; b"" for none."""
    into: CommandId
    """The question it was merged into; b"" for none."""


class Online(NamedTuple):
    """How one person was online in a session, reconnects merged."""

    joined_ms: int
    left_ms: int
    """The last moment she was known to be there."""
    spent_ms: int
    needed_ms: int
    """So much counts as present."""


class Reading(State):
    """The questions. Conference adds the two verbs."""

    # Nodes

    @property
    def node_count(self) -> int:
        return len(self.units)

    def node_of_code(self, code: str) -> NodeNo:
        """The point of this code, else the unit, else NO_NODE."""
        node = self.units.point_of_code.get(code)
        return NodeNo(self.units.unit_of_code.get(code, NO_NODE) if node is None else node)

    def unit_of_code(self, code: str) -> NodeNo:
        return NodeNo(self.units.unit_of_code.get(code, NO_NODE))

    def point_of_code(self, code: str) -> NodeNo:
        return NodeNo(self.units.point_of_code.get(code, NO_NODE))

    def name_of(self, node: int) -> str:
        return self.units.names[node] if node else self.title

    def code_of(self, node: int) -> str:
        return self.units.codes[node]

    def kind_of(self, node: int) -> int:
        """units.KIND_ROOT, KIND_UNIT or KIND_POINT."""
        return self.units.kind[node]

    def carrier_of(self, node: int) -> int:
        return self.units.carrier[node]

    def level_of(self, node: int) -> str:
        return self.units.levels[node]

    def parent_of(self, node: int) -> NodeNo:
        return NodeNo(self.units.parent[node])

    def children_of(self, node: int) -> list[NodeNo]:
        return [NodeNo(child) for child in self.units.children(node)]

    def path_of(self, node: int) -> list[str]:
        """Names from the conference down to the node itself."""
        return [self.name_of(above) for above in self.units.path(node)]

    def points_under(self, node: int) -> Iterator[NodeNo]:
        return self.units.points_under(node)

    def point_count(self, node: int) -> int:
        """Points under the node (itself, if it is one)."""
        return self.units.points_below(node)

    def is_under(self, node: int, ancestor: int) -> bool:
        return self.units.is_under(node, ancestor)

    def subject_of_contact(self, node: int) -> bytes | None:
        """The vault's key of the point's contact text."""
        return self.units.contacts[node] or None

    def point_news(self, point: int) -> int:
        """What was noted of the point's link last: units.NEVER_LINKED, LINKED or LOST."""
        return self.units.news[point]

    def first_linked_ms(self, point: int) -> Millis:
        """When the point was linked first; 0 if never."""
        return Millis(self.units.linked_ms[point])

    # People

    @property
    def person_count(self) -> int:
        return len(self.people)

    @property
    def roster_count(self) -> int:
        """People without walk-ins."""
        return self.people.roster_count

    @property
    def staged_people(self) -> int:
        return self.stage.people if self.stage else 0

    def subject_of_person(self, person: int) -> bytes:
        """The vault's key of the person's text."""
        return self.people.subject(person)

    def unit_of(self, person: int) -> NodeNo:
        """NO_NODE for a walk-in whose unit is not in the tree."""
        return NodeNo(self.people.unit_of[person])

    def point_of(self, person: int) -> NodeNo:
        """Where the person is summoned; NO_NODE for a walk-in."""
        return NodeNo(self.people.point_of[person])

    def is_walk_in(self, person: int) -> bool:
        return self.people.is_walk_in(person)

    def people_at(self, point: int, session: int) -> list[PersonNo]:
        """The roster of a room: who is summoned there to this session, then who else has evidence there."""
        own, marks = self.people, self.sessions[session].marks
        found: list[int] = []
        for run in own.runs_at(point):
            first = own.run_first[run]
            if marks[first] & MARK_SUMMONED:
                found += range(first, first + own.run_count[run])
        return [PersonNo(person) for person in found + sorted(self.sessions[session].extras.get(point, ()))]

    # Rights

    def version_of(self, grant: str) -> int:
        """The version of the grant's link; 1 until it is revoked."""
        return self.links.version_of(grant)

    link_version = version_of

    def device(self, device: DeviceId) -> Device | None:
        """An enrolled device, revoked or not."""
        number = self.links.number_of.get(device)
        return None if number is None or self.links.states[number] == UNLISTED else self.links.device(number)

    def devices_of(self, grant: GrantId) -> list[Device]:
        """In order of enrolment."""
        return [self.links.device(number) for number in self.links.devices_of.get(grant, ())]

    def active_devices(self, grant: GrantId) -> int:
        """How many are in by the grant's link, whichever version of it."""
        links = self.links
        return sum(links.states[number] == ACTIVE for number in links.devices_of.get(grant, ()))

    def device_label(self, number: int) -> str:
        """What to call the device of a piece of evidence; "" for the host's browser, and for presence online."""
        return "" if number == NONE else self.links.labels[number]

    def label_of(self, device: bytes) -> str:
        """What to call a device by its id; "" for one that was not enrolled here."""
        number = self.links.number_of.get(device, NONE)
        return self.device_label(number)

    def online(self, session: int, person: int) -> Online | None:
        """None for who was not online while the session was open."""
        sitting = self.sessions[session]
        limits = bounds_of(self, session)
        told = stay(sitting.dwell.words(person), limits)
        if not told.spans:
            return None
        return Online(told.spans[0][0], told.spans[-1][1], told.spent_ms, limits.needed_ms)

    # Floor, questions

    def turns(self, session: int) -> list[Turn]:
        """Who had the floor, in order."""
        return self.sessions[session].floor.turns()

    def questions_of(self, session: int) -> list[Question]:
        """Every question of a session, in the order it was asked."""
        questions = self.questions
        return [
            self.question(number) for number in range(len(questions)) if questions.session[number] == session
        ]

    def question(self, number: int) -> Question:
        """The question of this number (asked.Questions)."""
        one = self.questions
        return Question(
            CommandId(one.ids[number]),
            Place(one.places[number]),
            PersonNo(one.person[number]),
            one.states[number],
            Millis(one.at_ms[number]),
            one.votes[number],
            Millis(one.answered_ms[number]),
            subject_of(CommandId(one.ids[number])),
            subject_of(CommandId(one.said[number])) if one.said[number] else b"",
            CommandId(b"" if one.into[number] == NONE else one.ids[one.into[number]]),
        )

    # Changes

    def changed_of(self, session: int, node: int) -> Seq:
        """Seq that last changed the node's figures or words in this session."""
        return Seq(self.sessions[session].figures.changed[node])

    def roster_changed(self, session: int, point: int) -> Seq:
        """Seq that last changed a row of the point's roster."""
        return Seq(self.sessions[session].figures.changed[point])

    def lately(self, session: int, most: int) -> list[Piece]:
        """The last pieces of evidence in the session, newest first; `most` is the same at every call. What was
        read before is remembered, so that asking again costs what came since."""
        sitting, evidence = self.sessions[session], self.evidence
        scanned, rows = sitting.recent
        fresh = islice(evidence.rows_of(session, scanned), most)
        rows = [*rows, *sorted(fresh)][-most:]
        sitting.recent = (len(evidence), rows)
        return [evidence[row] for row in reversed(rows)]

    def is_said_enough(self, body: Command) -> bool:
        """Whether there is so much about the one person or room this would be said of that a loop must be asking."""
        match body:
            case CheckIn(session, person) | CheckOut(session, person):
                return self._has_much_evidence(session, person)
            case Excuse(session, person):
                return self.notes.count(EXCUSED, session, person, SAID_MOST) >= SAID_MOST
            case Exempt(session, person):
                return self.notes.count(EXEMPT, session, person, SAID_MOST) >= SAID_MOST
            case ReportHeadCount(session, point):
                return self.notes.count(HEAD_COUNT, session, point, SAID_MOST) >= SAID_MOST
        return False

    def _has_much_evidence(self, session: int, person: int) -> bool:
        if not (session < len(self.sessions) and person < len(self.people)):
            return False
        row, left = self.sessions[session].last[person], SAID_MOST
        while row != NONE and left:
            row, left = self.evidence[row].prev, left - 1
        return not left

    def conflicts(self, session: int) -> list[Conflict]:
        """Who is at two points, by person."""
        found = self.sessions[session].conflicts
        return [self._conflict(session, person, found[person]) for person in sorted(found)]

    def _conflict(self, session: int, person: int, seq: int) -> Conflict:
        standing = self.standing(session, person)
        points = tuple(NodeNo(piece.point) for piece in standing.opens)
        unit: int = points[0]
        for point in points[1:]:
            unit = self.units.meet(unit, point)
        return Conflict(PersonNo(person), NodeNo(unit), points, Seq(seq))
