"""Builders: a conference told as a story, entry by entry, with ids and clock of its own."""

from collections.abc import Sequence

from server.core.commands import (
    KIND_OF,
    AddWalkIn,
    CheckIn,
    CheckOut,
    CloseConference,
    CloseSession,
    Command,
    EnrolDevice,
    Entry,
    Excuse,
    Exempt,
    ImportCommitted,
    Launch,
    OpenSession,
    PeopleRun,
    PlanConference,
    PointRow,
    ReportHeadCount,
    SessionPlan,
    StagePeople,
    StagePoints,
    StageUnits,
    Undo,
    UnitRow,
)
from server.core.conference import Conference
from server.core.ids import CommandId, DeviceId, GrantId, ImportId, Millis, NodeNo, PersonNo, SessionNo
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
