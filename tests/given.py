"""Builders: a conference told as a story, entry by entry, with ids and clock of its own."""

from collections.abc import Sequence

from server.core.choices import Proof
from server.core.commands import (
    AddPaper,
    AddWalkIn,
    AskQuestion,
    CheckIn,
    CheckOut,
    CloseConference,
    CloseSession,
    ConfirmPhone,
    CuePlace,
    EnrolDevice,
    Excuse,
    Exempt,
    GiveFloor,
    ImportCommitted,
    Launch,
    LinkPhone,
    MoveQuestion,
    NoteOnline,
    OpenSession,
    PeopleRun,
    PlanConference,
    PointRow,
    RaiseHand,
    ReleaseFloor,
    ReportHeadCount,
    SessionPlan,
    StagePeople,
    StagePoints,
    StageUnits,
    Undo,
    UnitRow,
)
from server.core.conference import Conference
from server.core.entries import KIND_OF, Command, Entry
from server.core.ids import (
    CommandId,
    DeviceId,
    GrantId,
    ImportId,
    Millis,
    NodeNo,
    PaperId,
    PersonNo,
    Place,
    SessionNo,
)
from server.core.places import attendee, room
from server.core.refusals import Judgement, Verdict

NOON = 1_770_000_000_000
MINUTE = 60_000
DIGEST = b"\x07" * 32
HOST = GrantId("h0")
SERVER = GrantId("s0")

TREE = (
    UnitRow("T", "", "Tỉnh", "Tỉnh"),
    UnitRow("A", "T", "Xã A", "Xã"),
    UnitRow("B", "T", "Xã B", "Xã"),
)
ROOMS = (
    PointRow("A1", "A", "Hội trường A1"),
    PointRow("A2", "A", "Hội trường A2"),
    PointRow("B1", "B", "Hội trường B1"),
)
ROSTER = (
    PeopleRun("A", "A1", 255, 3),
    PeopleRun("A", "A2", 255, 2),
    PeopleRun("B", "B1", 255, 3),
    PeopleRun("B", "A1", 0b10, 1),
)
"""Eight people summoned to every session (0-2 at A1, 3-4 at A2, 5-7 at B1), and 8: of B, at A1, session 1 only."""


class Story:
    """One journal being written and folded. `at` is the clock of everybody who asks."""

    def __init__(self, name: int = 0) -> None:
        self.conference = Conference()
        self.entries: list[Entry] = []
        self.at = NOON
        self._name = name
        self._drawn = 0
        self.devices: dict[str, DeviceId] = {}

    def id(self) -> CommandId:
        self._drawn += 1
        return self.id_ahead(0)

    def id_ahead(self, count: int) -> CommandId:
        """The id that will be drawn `count` draws from now."""
        return CommandId(self._name.to_bytes(8, "big") + (self._drawn + count).to_bytes(8, "big"))

    def entry(
        self, body: Command, grant: str = HOST, *, id: bytes | None = None, made_ms: int | None = None,
        received_ms: int | None = None, skew_ms: int = 0, flags: int = 0, device: bytes | None = None,
    ) -> Entry:  # fmt: skip
        """What `grant` asks for now (or at `made_ms`), from its first device."""
        received = self.at if received_ms is None else received_ms
        made = received + skew_ms if made_ms is None else made_ms
        speaker = self.devices.get(grant, DeviceId(b"")) if device is None else DeviceId(device)
        return Entry(KIND_OF[type(body)], CommandId(id or self.id()), GrantId(grant), speaker,
                     Millis(made), skew_ms, Millis(received), flags, body)  # fmt: skip

    def takes(self, entry: Entry) -> Judgement:
        """Append and fold."""
        judgement = self.conference.apply(self.conference.seq + 1, entry)
        self.entries.append(entry)
        return judgement

    def asks(self, body: Command, grant: str = HOST, **how: object) -> Verdict:
        return self.takes(self.entry(body, grant, **how)).verdict  # type: ignore[arg-type]

    def enrols(self, grant: str, label: str = "Chrome · Windows") -> DeviceId:
        """A new device of the grant; the first one speaks for it from now on."""
        device = DeviceId(self.id()[-8:])
        version = self.conference.version_of(grant)
        self.asks(EnrolDevice(GrantId(grant), version, device, bytes(32), label), SERVER)
        self.devices.setdefault(grant, device)
        return device

    def imports(
        self, units: Sequence[UnitRow] = (), points: Sequence[PointRow] = (), people: Sequence[PeopleRun] = ()
    ) -> Verdict:
        """One import of everything given; the verdict on its commit."""
        name = ImportId(self.id())
        heads = sum(run.count for run in people)
        if units:
            self.asks(StageUnits(name, list(units)))
        if points:
            self.asks(StagePoints(name, list(points), DIGEST * len(points)))
        if people:
            self.asks(StagePeople(name, list(people), DIGEST * heads))
        return self.asks(ImportCommitted(name, len(units), len(points), heads))

    def node(self, code: str) -> NodeNo:
        return self.conference.node_of_code(code)

    def desk(self, code: str) -> GrantId:
        """The operator's grant of a point or unit, with an active device."""
        grant = GrantId(f"o{self.node(code)}")
        if grant not in self.devices:
            self.enrols(grant)
        return grant

    def checks_in(self, person: int, code: str, session: int = 0, **how: object) -> Verdict:
        body = CheckIn(SessionNo(session), PersonNo(person), self.node(code))
        return self.asks(body, self.desk(code), **how)

    def checks_out(self, person: int, code: str, session: int = 0, **how: object) -> Verdict:
        body = CheckOut(SessionNo(session), PersonNo(person), self.node(code))
        return self.asks(body, self.desk(code), **how)

    def walks_in(self, code: str, session: int = 0, **how: object) -> PersonNo:
        """The number given to somebody who is not on the roster."""
        body = AddWalkIn(SessionNo(session), self.node(code), DIGEST)
        return PersonNo(self.takes(self.entry(body, self.desk(code), **how)).person)  # type: ignore[arg-type]

    def counts_heads(self, count: int, code: str, session: int = 0, **how: object) -> Verdict:
        return self.asks(ReportHeadCount(SessionNo(session), self.node(code), count), self.desk(code), **how)

    def excuses(self, person: int, session: int = 0, withdrawn: bool = False, **how: object) -> Verdict:
        return self.asks(Excuse(SessionNo(session), PersonNo(person), DIGEST, withdrawn), HOST, **how)

    def exempts(self, person: int, session: int = 0, withdrawn: bool = False, **how: object) -> Verdict:
        return self.asks(Exempt(SessionNo(session), PersonNo(person), DIGEST, withdrawn), HOST, **how)

    def undoes(self, command: bytes, grant: str = HOST, **how: object) -> Verdict:
        return self.asks(Undo(CommandId(command), DIGEST), grant, **how)

    # Floor, questions, phones

    def place_of(self, code: str) -> Place:
        """The room of a point, by its code."""
        return room(self.node(code))

    def raises(self, code: str, session: int = 0) -> Verdict:
        return self.asks(RaiseHand(SessionNo(session), self.place_of(code)), self.desk(code))

    def cues(self, place: str, session: int = 0) -> Verdict:
        return self.asks(CuePlace(SessionNo(session), Place(place)))

    def gives(self, place: str, session: int = 0) -> Verdict:
        return self.asks(GiveFloor(SessionNo(session), Place(place)))

    def releases(self, place: str, grant: str = HOST, session: int = 0) -> Verdict:
        return self.asks(ReleaseFloor(SessionNo(session), Place(place)), grant)

    def asks_for_room(self, code: str, session: int = 0, **how: object) -> CommandId:
        """The id of a question of the room, asked at its desk."""
        body = AskQuestion(SessionNo(session), self.place_of(code), DIGEST)
        assert self.asks(body, self.desk(code), **how) is Verdict.ACCEPTED
        return self.last_id()

    def moves(
        self, question: CommandId, to: int, digest: bytes = DIGEST, other: bytes = b"", **how: object
    ) -> Verdict:
        return self.asks(MoveQuestion(question, to, digest, CommandId(other)), HOST, **how)

    def shelves(self, name: bytes = b"paper of sixteen", shared: bool = True) -> PaperId:
        """The id of a new paper."""
        assert self.asks(AddPaper(PaperId(name), DIGEST, 1000, DIGEST, shared)) is Verdict.ACCEPTED
        return PaperId(name)

    def phone(self, code: str = "") -> DeviceId:
        """A phone that opened the code of the room, or ("") the conference's for those online."""
        return self.enrols(f"q{self.node(code)}" if code else "q0", "Safari · iPhone")

    def links(
        self, device: DeviceId, person: int, code: str = "", session: int = 0, **how: object
    ) -> Verdict:
        """The server has proved that the phone is this person's: in the room, or ("") online."""
        place = self.place_of(code) if code else attendee(person)
        proof = Proof.CARD_NUMBER if code else Proof.PERSONAL_LINK
        body = LinkPhone(SessionNo(session), device, PersonNo(person), place, proof, not code)
        return self.asks(body, SERVER, **how)

    def phones_in(self, person: int, code: str = "", session: int = 0) -> DeviceId:
        """A phone of this person, entered and linked."""
        device = self.phone(code)
        assert self.links(device, person, code, session) < 100
        return device

    def confirms(self, device: DeviceId, person: int, confirmed: bool = True, grant: str = HOST) -> Verdict:
        return self.asks(ConfirmPhone(device, PersonNo(person), confirmed), grant)

    def says_by_phone(self, device: DeviceId, body: Command, code: str = "") -> Verdict:
        return self.asks(body, f"q{self.node(code)}" if code else "q0", device=device)

    def asks_by_phone(self, device: DeviceId, person: int, code: str = "", session: int = 0) -> CommandId:
        """The id of a question of this person."""
        place = self.place_of(code) if code else attendee(person)
        body = AskQuestion(SessionNo(session), place, DIGEST, PersonNo(person))
        assert self.says_by_phone(device, body, code) is Verdict.ACCEPTED
        return self.last_id()

    def sees_online(self, person: int, minute: int, joined: bool = True, session: int = 0) -> Verdict:
        """The server saw her joined (or left) online so many minutes after NOON."""
        at_ms = Millis(NOON + minute * MINUTE)
        body = NoteOnline(SessionNo(session), PersonNo(person), joined, at_ms)
        return self.asks(body, SERVER, received_ms=max(self.at, at_ms))

    def last_id(self) -> CommandId:
        return self.entries[-1].id

    def opens(self, session: int = 0) -> Verdict:
        return self.asks(OpenSession(SessionNo(session)))

    def closes(self, session: int = 0) -> Verdict:
        return self.asks(CloseSession(SessionNo(session)))

    def place(self, code: str = "", session: int = 0) -> list[int]:
        """The place figures of a node ("": the conference)."""
        return self._figures(session).place(self._node(code))

    def belonging(self, code: str = "", session: int = 0) -> list[int]:
        return self._figures(session).belonging(self._node(code))

    def _node(self, code: str) -> int:
        return self.node(code) if code else 0

    def _figures(self, session: int):
        self.conference.settle()
        return self.conference.sessions[session].figures


def planned(sessions: int = 2, name: int = 0) -> Story:
    """A draft with a title and sessions, nothing imported."""
    story = Story(name)
    plan = [SessionPlan(f"Phiên {n + 1}", Millis(NOON), Millis(NOON + 240 * MINUTE)) for n in range(sessions)]
    assert story.asks(PlanConference("Hội nghị học tập", plan)) is Verdict.ACCEPTED
    return story


def launched(sessions: int = 2, name: int = 0) -> Story:
    """TREE, ROOMS and ROSTER imported, launched, no session open."""
    story = planned(sessions, name)
    assert story.imports(TREE, ROOMS, ROSTER) is Verdict.ACCEPTED
    assert story.asks(Launch()) is Verdict.ACCEPTED
    return story


def running(sessions: int = 2, name: int = 0) -> Story:
    """Launched, session 0 open since NOON; the clock stands ten minutes later."""
    story = launched(sessions, name)
    assert story.opens() is Verdict.ACCEPTED
    story.at = NOON + 10 * MINUTE
    return story


def closed(story: Story) -> Story:
    assert story.asks(CloseConference()) is Verdict.ACCEPTED
    return story
