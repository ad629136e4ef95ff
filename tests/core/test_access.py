"""Every permission, as a table of who may what and who sees what."""

import pytest

from server.core.access import may, parse, place_of, sees
from server.core.commands import (
    KINDS,
    AddWalkIn,
    ApproveDevice,
    CheckIn,
    CheckOut,
    CloseConference,
    CloseSession,
    Command,
    EnrolDevice,
    EpochBegan,
    Excuse,
    Exempt,
    ImportCommitted,
    Launch,
    NotePoint,
    OpenSession,
    PlanConference,
    ReportHeadCount,
    RevokeDevice,
    RevokeLink,
    RulesAdopted,
    StagePeople,
    StagePoints,
    StageUnits,
    Undo,
)
from server.core.conference import LAWS
from server.core.ids import CommandId, DeviceId, GrantId, ImportId, Millis, NodeNo, PersonNo, SessionNo
from tests.given import DIGEST, Story, running

A, B, A1, A2, B1 = 2, 3, 4, 5, 6
S0, P0 = SessionNo(0), PersonNo(0)
IMPORT = ImportId(b"i" * 16)


@pytest.mark.parametrize(
    ("grant", "parsed"),
    [
        ("h0", ("h", 0)), ("o17", ("o", 17)), ("v3", ("v", 3)), ("w0", ("w", 0)), ("s0", ("s", 0)),
        ("h1", ("", -1)), ("s1", ("", -1)), ("o", ("", -1)), ("", ("", -1)), ("o-1", ("", -1)), ("o01", ("", -1)),
        ("x1", ("", -1)), ("o1 ", ("", -1)), ("o٣", ("", -1)), ("o1234567890", ("", -1)),
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
]
EXEMPT: list[Command] = [Exempt(S0, P0, DIGEST)]
SERVERS: list[Command] = [
    EnrolDevice(GrantId("o4"), 1, DeviceId(b"12345678"), bytes(32), ""),
    NotePoint(NodeNo(A1), 0, Millis(1)),
    RulesAdopted(1),
    EpochBegan(2),
]
TABLE = [
    ("h0", ATTENDANCE + EXEMPT + HOSTS, SERVERS),
    ("s0", HOSTS + SERVERS, ATTENDANCE + EXEMPT),
    ("o4", ATTENDANCE, EXEMPT + HOSTS + SERVERS),
    ("o2", ATTENDANCE, EXEMPT + HOSTS + SERVERS),
    ("o0", ATTENDANCE, EXEMPT + HOSTS + SERVERS),
    ("o5", ATTENDANCE[-1:], ATTENDANCE[:-1] + EXEMPT + HOSTS + SERVERS),
    ("o3", ATTENDANCE[-1:], ATTENDANCE[:-1] + EXEMPT + HOSTS + SERVERS),
    ("v0", [], ATTENDANCE + EXEMPT + HOSTS + SERVERS),
    ("w0", [], ATTENDANCE + EXEMPT + HOSTS + SERVERS),
    ("x9", [], ATTENDANCE + EXEMPT + HOSTS + SERVERS),
]


@pytest.mark.parametrize(("grant", "allowed", "forbidden"), TABLE, ids=[row[0] for row in TABLE])
def test_who_may_ask_what(grant: str, allowed: list[Command], forbidden: list[Command]) -> None:
    """Law: the page of access.py; commands are about point A1 (node 4, under unit 2) and a person summoned there."""
    state = running().conference
    assert [one for one in allowed if not may(grant, one, state)] == []
    assert [one for one in forbidden if may(grant, one, state)] == []


def test_the_table_knows_every_command_a_conference_knows() -> None:
    """Law: no kind is without a permission, and every kind of a conference has a law."""
    assert {type(one) for one in ATTENDANCE + EXEMPT + HOSTS + SERVERS} == {KINDS[kind] for kind in LAWS}


@pytest.mark.parametrize(
    "body", [CheckIn(S0, P0, NodeNo(A)), CheckIn(S0, P0, NodeNo(99)), Excuse(S0, PersonNo(99), DIGEST)]
)
def test_an_operator_reaches_points_only(body: Command) -> None:
    """Law: her unit's own node is no room, and what does not exist is out of reach."""
    assert not may("o2", body, running().conference)


SEES = [
    ("h0", ["conference", "board/0/0", "roster/4/0", "latest/0", "attention/0", "devices/o4", "presence/0"], []),
    (
        "o4",
        ["conference", "board/4/0", "roster/4/0", "devices/o4", "presence/4"],
        ["board/0/0", "board/2/0", "roster/5/0", "latest/0", "attention/0", "devices/o5", "devices/h0", "presence/2"],
    ),
    ("o2", ["board/2/0", "board/5/1", "roster/5/0", "devices/o2"], ["board/3/0", "roster/6/0", "devices/o4", "latest/0"]),
    ("v2", ["conference", "board/2/0", "board/4/0", "presence/2"], ["roster/4/0", "board/1/0", "devices/v2", "latest/0"]),
    ("w0", ["conference", "board/0/0", "presence/6"], ["roster/4/0", "attention/0", "devices/w0"]),
    ("s0", [], ["conference", "board/0/0"]),
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
