"""Every permission, as a table of who may what and who sees what."""

import pytest

from server.core.access import may, parse, place_of, sees
from server.core.commands import (
    AddPaper,
    AddWalkIn,
    AnnounceErasure,
    ApproveDevice,
    AskQuestion,
    BeginErasure,
    CheckIn,
    CheckOut,
    ClaimQuestion,
    CloseConference,
    CloseSession,
    ConfirmPhone,
    CuePlace,
    EnrolDevice,
    EpochBegan,
    Excuse,
    Exempt,
    GiveFloor,
    ImportCommitted,
    Launch,
    LinkPhone,
    LowerHand,
    MoveQuestion,
    NoteListed,
    NoteOnline,
    NotePaperOpened,
    NotePoint,
    OpenSession,
    PlanConference,
    RaiseHand,
    ReleaseFloor,
    RemovePaper,
    RenewCode,
    ReportHeadCount,
    RevokeDevice,
    RevokeLink,
    RulesAdopted,
    SetPrivacy,
    StagePeople,
    StagePoints,
    StageUnits,
    TextsErased,
    Undo,
    VoteQuestion,
)
from server.core.conference import LAWS
from server.core.entries import KINDS, Command
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
from tests.given import DIGEST, Story, running

A, B, A1, A2, B1 = 2, 3, 4, 5, 6
S0, P0 = SessionNo(0), PersonNo(0)
IMPORT = ImportId(b"i" * 16)


@pytest.mark.parametrize(
    ("grant", "parsed"),
    [
        ("h0", ("h", 0)), ("o17", ("o", 17)), ("v3", ("v", 3)), ("w0", ("w", 0)), ("s0", ("s", 0)),
        ("h1", ("", -1)), ("s1", ("", -1)), ("o", ("", -1)), ("", ("", -1)), ("o-1", ("", -1)), ("o01", ("", -1)),
        ("q4", ("q", 4)), ("x1", ("", -1)), ("o1 ", ("", -1)), ("o٣", ("", -1)), ("o1234567890", ("", -1)),
    ],
)  # fmt: skip
def test_a_grant_is_a_role_and_a_node(grant: str, parsed: tuple[str, int]) -> None:
    """Law: one spelling only; everything else is no grant."""
    assert parse(grant) == parsed


ATTENDANCE: list[Command] = [
    CheckIn(S0, P0, NodeNo(A1)),
    CheckOut(S0, P0, NodeNo(A1)),
    AddWalkIn(S0, NodeNo(A1), DIGEST),
    ReportHeadCount(S0, NodeNo(A1), 5),
    Excuse(S0, P0, DIGEST),
    Undo(CommandId(b"u" * 16), DIGEST),
]
HOSTS: list[Command] = [
    PlanConference("x", []),
    StageUnits(IMPORT, []),
    StagePoints(IMPORT, [], b""),
    StagePeople(IMPORT, [], b""),
    ImportCommitted(IMPORT, 0, 0, 0),
    Launch(),
    OpenSession(S0),
    CloseSession(S0),
    CloseConference(),
    RevokeLink(GrantId("o4")),
    ApproveDevice(DeviceId(b"nobody!!")),
    RevokeDevice(DeviceId(b"nobody!!")),
    AddPaper(PaperId(IMPORT), DIGEST, 1, DIGEST, True),
    RemovePaper(PaperId(IMPORT)),
    SetPrivacy(30),
]
QUESTION, A1_ROOM = CommandId(b"q" * 16), Place("n4")
ROOMS: list[Command] = [
    RaiseHand(S0, A1_ROOM),
    LowerHand(S0, A1_ROOM),
    AskQuestion(S0, A1_ROOM, DIGEST),
]
LEAVE: list[Command] = [ReleaseFloor(S0, A1_ROOM)]
VOTE: list[Command] = [VoteQuestion(QUESTION)]
DIRECTS: list[Command] = [
    CuePlace(S0, A1_ROOM),
    GiveFloor(S0, A1_ROOM),
    MoveQuestion(QUESTION, 1, DIGEST),
    ClaimQuestion(QUESTION, True),
    ConfirmPhone(DeviceId(b"nobody!!"), P0, True),
]
EXEMPT: list[Command] = [Exempt(S0, P0, DIGEST)]
SERVERS: list[Command] = [
    EnrolDevice(GrantId("o4"), 1, DeviceId(b"12345678"), bytes(32), ""),
    NotePoint(NodeNo(A1), 0, Millis(1)),
    RulesAdopted(1),
    EpochBegan(2),
    LinkPhone(S0, DeviceId(b"12345678"), P0, A1_ROOM, 0, False),
    NoteOnline(S0, P0, True, Millis(1)),
    NotePaperOpened(PaperId(IMPORT), NodeNo(A1), DeviceId(b"12345678")),
    AnnounceErasure(),
    BeginErasure(),
    TextsErased(1),
    NoteListed(0, 1, NodeNo(A1), GrantId("h0"), DeviceId(b"12345678")),
]
CODE: list[Command] = [RenewCode(GrantId("q4"))]
OPERATORS = ATTENDANCE + ROOMS + LEAVE + VOTE + CODE
ALL = OPERATORS + EXEMPT + HOSTS + SERVERS + DIRECTS
NOT_AT_A1 = ATTENDANCE[:-1] + ROOMS + LEAVE + EXEMPT + HOSTS + SERVERS + DIRECTS + CODE
TABLE = [
    ("h0", ATTENDANCE + EXEMPT + HOSTS + ROOMS + LEAVE + DIRECTS + CODE, SERVERS + VOTE),
    ("s0", HOSTS + SERVERS + LEAVE + CODE, ATTENDANCE + EXEMPT + ROOMS + DIRECTS + VOTE),
    ("o4", OPERATORS, EXEMPT + HOSTS + SERVERS + DIRECTS),
    ("o2", OPERATORS, EXEMPT + HOSTS + SERVERS + DIRECTS),
    ("o0", OPERATORS, EXEMPT + HOSTS + SERVERS + DIRECTS),
    ("o5", ATTENDANCE[-1:] + VOTE, NOT_AT_A1),
    ("o3", ATTENDANCE[-1:] + VOTE, NOT_AT_A1),
    ("v0", [], ALL),
    ("w0", [], ALL),
    ("q4", [], ALL),
    ("q0", [], ALL),
    ("x9", [], ALL),
]


@pytest.mark.parametrize(("grant", "allowed", "forbidden"), TABLE, ids=[row[0] for row in TABLE])
def test_who_may_ask_what(grant: str, allowed: list[Command], forbidden: list[Command]) -> None:
    """Law: the page of access.py; commands are about point A1 (node 4, under unit 2) and a person summoned there."""
    state = running().conference
    assert [one for one in allowed if not may(grant, one, state)] == []
    assert [one for one in forbidden if may(grant, one, state)] == []


def test_the_table_knows_every_command_a_conference_knows() -> None:
    """Law: no kind is without a permission, and every kind of a conference has a law."""
    assert {type(one) for one in ALL} == {KINDS[kind] for kind in LAWS}


@pytest.mark.parametrize(
    "body", [CheckIn(S0, P0, NodeNo(A)), CheckIn(S0, P0, NodeNo(99)), Excuse(S0, PersonNo(99), DIGEST)]
)
def test_an_operator_reaches_points_only(body: Command) -> None:
    """Law: her unit's own node is no room, and what does not exist is out of reach."""
    assert not may("o2", body, running().conference)


SHOWN = ["conference", "floor/0", "questions/0", "papers", "programme"]
SEES = [
    ("h0", [*SHOWN, "phones/4", "opened/aa", "privacy", "listings"], ["me"]),
    ("h0", ["board/0/0", "roster/4/0", "latest/0", "attention/0", "devices/o4", "presence/0"], []),
    (
        "o4",
        [*SHOWN, "phones/4", "conference", "board/4/0", "roster/4/0", "devices/o4", "presence/4"],
        ["board/0/0", "board/2/0", "roster/5/0", "latest/0", "attention/0", "devices/o5", "devices/h0", "presence/2"],
    ),
    ("o4", [], ["me", "phones/5", "opened/aa", "privacy", "listings"]),
    ("v0", [], ["privacy", "listings"]),
    ("q4", [], ["privacy", "listings"]),
    ("o2", ["board/2/0", "board/5/1", "roster/5/0", "devices/o2"], ["board/3/0", "roster/6/0", "devices/o4", "latest/0"]),
    ("v2", ["conference", "board/2/0", "board/4/0", "presence/2"], ["roster/4/0", "board/1/0", "devices/v2", "latest/0"]),
    ("q4", [*SHOWN, "me"], ["phones/4", "opened/aa", "board/4/0", "presence/4", "roster/4/0", "devices/q4", "latest/0"]),
    ("q0", [*SHOWN, "me"], ["phones/4", "board/0/0", "presence/0", "roster/4/0", "attention/0"]),
    ("w0", SHOWN, ["me", "phones/4", "opened/aa"]),
    ("w0", ["board/0/0", "presence/6"], ["roster/4/0", "attention/0", "devices/w0"]),
    ("s0", [], ["conference", "board/0/0", *SHOWN]),
    ("nonsense", [], ["conference", "board/0/0"]),
    ("v0", [], ["board/99/0", "board/-1/0", "board//0", "board/x/0", "board", "nothing/0", ""]),
]  # fmt: skip


@pytest.mark.parametrize(("grant", "shown", "hidden"), SEES, ids=[row[0] for row in SEES])
def test_who_sees_what(grant: str, shown: list[str], hidden: list[str]) -> None:
    """Law: boards and presence by subtree, names for host and operators of the room, the rest for the host."""
    state = running().conference
    assert [topic for topic in shown if not sees(grant, topic, state)] == []
    assert [topic for topic in hidden if sees(grant, topic, state)] == []


def test_the_place_of_what_was_said_is_found() -> None:
    """Law: evidence and head-counts at their room, excuses where the person is summoned, the rest nowhere."""
    story: Story = running()
    story.checks_in(0, "A2")
    story.excuses(5)
    story.counts_heads(3, "B1")
    story.opens(1)
    seq = story.conference.known
    placed = {type(one.body): place_of(seq(one.id), story.conference) for one in story.entries}
    assert (placed[CheckIn], placed[Excuse], placed[ReportHeadCount], placed[OpenSession]) == (A2, B1, B1, -1)


def test_a_phone_may_what_its_person_may() -> None:
    """Law: nothing before it is linked in that session; then in her name, from where she is."""
    story = running()
    question = story.asks_for_room("B1")
    sitting, online = story.phone("A1"), story.phone()
    room, home = Place("n4"), Place("p5")
    asks = AskQuestion(S0, room, DIGEST, P0)
    assert not may("q4", asks, story.conference, sitting)
    assert not may("q4", VoteQuestion(question), story.conference, sitting)
    story.links(sitting, 0, "A1")
    story.links(online, 5)
    allowed = [
        ("q4", asks, sitting), ("q4", VoteQuestion(question), sitting), ("q0", VoteQuestion(question), online),
        ("q0", AskQuestion(S0, home, DIGEST, PersonNo(5)), online), ("q0", RaiseHand(S0, home), online),
        ("q0", LowerHand(S0, home), online), ("q0", ReleaseFloor(S0, home), online),
    ]  # fmt: skip
    forbidden = [
        ("q4", AskQuestion(S0, room, DIGEST), sitting), ("q4", AskQuestion(S0, room, DIGEST, PersonNo(1)), sitting),
        ("q4", AskQuestion(S0, Place("n5"), DIGEST, P0), sitting), ("q4", RaiseHand(S0, room), sitting),
        ("q4", AskQuestion(SessionNo(1), room, DIGEST, P0), sitting), ("q4", ReleaseFloor(S0, room), sitting),
        ("q4", AskQuestion(SessionNo(9), room, DIGEST, P0), sitting), ("q4", VoteQuestion(QUESTION), sitting),
        ("q0", RaiseHand(S0, Place("p6")), online), ("q0", RaiseHand(S0, room), online),
        ("q0", GiveFloor(S0, home), online), ("q0", CheckIn(S0, PersonNo(5), NodeNo(B1)), online),
    ]  # fmt: skip
    assert [one for one in allowed if not may(*one[:2], story.conference, one[2])] == []
    assert [one for one in forbidden if may(*one[:2], story.conference, one[2])] == []


def test_a_phone_is_confirmed_where_it_is_or_where_its_person_is_summoned() -> None:
    """Law: by the room's operator, online by the one of the person's point, and by those above; by nobody else."""
    story = running()
    story.phones_in(0, "A2")
    second, online = story.phone("A2"), story.phone()
    story.links(second, 0, "A2")
    story.phones_in(6)
    story.links(online, 6)
    wishes = [ConfirmPhone(second, P0, True), ConfirmPhone(online, PersonNo(6), True)]
    told = {
        grant: [may(grant, wish, story.conference) for wish in wishes]
        for grant in ("h0", "o5", "o2", "o6", "o4")
    }
    assert told == {
        "h0": [True, True], "o5": [True, False], "o2": [True, False], "o6": [False, True], "o4": [False, False]
    }  # fmt: skip
