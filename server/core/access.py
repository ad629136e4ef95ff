"""Every permission, on one page.

*Who asks.* A grant is a role and a node. An entry names its grant and its device; the shell has proved both.
A device enrolled here speaks only for the grant it was enrolled with, and only while it is active. A revoked
one may still deliver what it did before (flag LATE_RIGHTS): attendance, nothing else. A device that is not
enrolled here is an account's browser or the server: it speaks for h0 and s0 only.

*What may be asked.*
- The server (s0) may do everything but attendance and what people say. It alone enrols devices, notes links of points,
  links phones, notes who is online, who opened a paper and who listed names, adopts rules, begins epochs, and announces,
  begins and ends erasures. It may release the floor.
- The host (h0) may do everything but those eleven, and does not vote.
- An operator (o<node>) may say who came, went, walked in, is excused and how many heads there are, at the points under
  her node, and take such a thing back; a person is excused at the point she is summoned to. She may approve and revoke
  devices of her own grant, and renew the phones' code of her points. She may not exempt. For the rooms of her points she
  raises and lowers hands, leaves the floor and asks questions, with no person; she votes. She confirms phones of her
  points: in the room, and online of the people summoned there.
- A phone (q<node>) may ask for nothing until it is linked to a person in that session. Then it asks questions in her
  name, from where it is linked, and votes; online it raises and lowers her hand and leaves the floor.
- Viewers (v<node>) and walls (w<node>) may ask for nothing.

*What may be seen.*
- The conference's own row: everybody. Boards and presence of a node (no names): the host, and every grant
  whose node it stands under or is. Rosters (names): the host, and operators of the point. Latest check-ins
  and what is wrong: the host. Devices of a grant: the host, and operators of the same grant.
- What is kept for how long, and who listed names: the host.
- Everything about one person, a copy of it, and her erasure: the administrator, signed in, at a door of her own
  (edge/people.py). What comes of it the server says: NoteListed, TextsErased.
- The floor, the programme, questions and papers: everybody (which rows and names: see talk_rows.py). Who opened a paper:
  the host. Phones of a point: the host, and its operators. Its own row: a phone.
"""

from functools import lru_cache

from server.core.attendance import NONE
from server.core.commands import (
    AddWalkIn,
    AnnounceErasure,
    ApproveDevice,
    AskQuestion,
    BeginErasure,
    CheckIn,
    CheckOut,
    ClaimQuestion,
    ConfirmPhone,
    CuePlace,
    EnrolDevice,
    EpochBegan,
    Excuse,
    Exempt,
    GiveFloor,
    LinkPhone,
    LowerHand,
    MoveQuestion,
    NoteListed,
    NoteOnline,
    NotePaperOpened,
    NotePoint,
    RaiseHand,
    ReleaseFloor,
    RenewCode,
    ReportHeadCount,
    RevokeDevice,
    RulesAdopted,
    TextsErased,
    Undo,
    VoteQuestion,
)
from server.core.entries import LATE_RIGHTS, Command, Entry
from server.core.ids import NO_NODE, NO_PERSON, ROOT, GrantId, NodeNo
from server.core.links import ACTIVE, REVOKED, UNLISTED
from server.core.places import point_of
from server.core.refusals import Verdict
from server.core.state import State

SERVER, HOST = GrantId("s0"), GrantId("h0")

ROLES = "hovwsq"
ATTENDANCE = frozenset({CheckIn, CheckOut, AddWalkIn, ReportHeadCount, Excuse, Exempt, Undo})
SERVER_ONLY = frozenset(
    {
        EnrolDevice,
        NotePoint,
        RulesAdopted,
        EpochBegan,
        LinkPhone,
        NoteOnline,
        NotePaperOpened,
        AnnounceErasure,
        BeginErasure,
        TextsErased,
        NoteListed,
    }
)
TALK = frozenset(
    {
        RaiseHand,
        LowerHand,
        CuePlace,
        GiveFloor,
        AskQuestion,
        MoveQuestion,
        VoteQuestion,
        ClaimQuestion,
        ConfirmPhone,
    }
)
"""What people say, and the server never does for them."""


@lru_cache(maxsize=100_000)
def parse(grant: str) -> tuple[str, NodeNo]:
    """Role letter and node; ("", NO_NODE) for what is no grant."""
    role, number = grant[:1], grant[1:]
    plain = number.isascii() and number.isdigit() and (number == "0" or number[0] != "0") and len(number) <= 9
    if role not in ROLES or not plain or (role in "hs" and number != "0"):
        return "", NO_NODE
    return role, NodeNo(int(number))


def speaks(entry: Entry, state: State) -> Verdict | None:
    """What speaks against the device speaking for the grant."""
    links = state.links
    number = links.number_of.get(entry.device)
    if number is None or links.states[number] == UNLISTED:
        return None if entry.grant in (HOST, SERVER) else Verdict.NOT_ALLOWED
    if links.names[links.grant_of[number]] != entry.grant:
        return Verdict.NOT_ALLOWED
    if links.states[number] == ACTIVE:
        return None
    if links.states[number] == REVOKED:
        late = entry.flags & LATE_RIGHTS and type(entry.body) in ATTENDANCE
        return None if late else Verdict.DEVICE_REVOKED
    return Verdict.NOT_ALLOWED


def may(grant: str, command: Command, state: State, device: bytes = b"") -> bool:
    """True when the grant's role and place allow the command, whatever the conference says to it. A phone's rights are
    those of the person `device` is linked to."""
    role, node = parse(grant)
    kind = type(command)
    if role == "s":
        return kind not in ATTENDANCE and kind not in TALK
    if role == "h":
        return kind not in SERVER_ONLY and kind is not VoteQuestion
    if role == "q":
        return _phone_may(state, command, state.links.number_of.get(device, NONE))
    if role != "o":
        return False
    if kind in TALK or kind is ReleaseFloor:
        return _operator_says(state, node, command)
    if kind in (ApproveDevice, RevokeDevice):
        return _grant_of(command, state) == grant
    if isinstance(command, RenewCode):
        return reaches(node, parse(command.grant)[1], state)
    return kind in ATTENDANCE and kind is not Exempt and _in_reach(node, command, state)


def _operator_says(state: State, node: int, command: Command) -> bool:
    """True when the command speaks for a room under `node`."""
    if isinstance(command, RaiseHand | LowerHand | ReleaseFloor):
        return reaches(node, point_of(command.place), state)
    if isinstance(command, AskQuestion):
        return command.person == NO_PERSON and reaches(node, point_of(command.place), state)
    if isinstance(command, ConfirmPhone):
        session, row = state.wish_of(command.device, command.person)
        return row != NONE and reaches(node, state.sessions[session].phones.desk[row], state)
    return isinstance(command, VoteQuestion)


def _phone_may(state: State, command: Command, device: int) -> bool:
    """True when the phone is linked in the session the command is about, and speaks for its person only."""
    session = _session_of(state, command)
    if not 0 <= session < len(state.sessions):
        return False
    phones = state.sessions[session].phones
    row = phones.of_device.get(device)
    if row is None:
        return False
    if isinstance(command, VoteQuestion):
        return True
    if command.place != phones.place(row):  # type: ignore[union-attr]
        return False
    if isinstance(command, AskQuestion):
        return command.person == phones.person[row]
    return phones.node[row] == ROOT


def _session_of(state: State, command: Command) -> int:
    """The session of what a phone may ask for; NONE for anything else."""
    if isinstance(command, VoteQuestion):
        number = state.questions.number_of.get(command.question, NONE)
        return NONE if number == NONE else state.questions.session[number]
    return (
        command.session if isinstance(command, RaiseHand | LowerHand | ReleaseFloor | AskQuestion) else NONE
    )


def _grant_of(command: Command, state: State) -> str:
    number = state.links.number_of.get(command.device)  # type: ignore[union-attr]
    return "" if number is None else state.links.names[state.links.grant_of[number]]


def _in_reach(node: int, command: Command, state: State) -> bool:
    """True when what the command is about happens at a point under `node`, or is not known yet."""
    if isinstance(command, Undo):
        seq = state.seq_of_id.get(command.command)
        return seq is None or reaches(node, place_of(seq, state), state)
    if isinstance(command, Excuse):
        known = 0 <= command.person < len(state.people)
        return known and reaches(node, state.people.point_of[command.person], state)
    return reaches(node, command.point, state)  # type: ignore[union-attr]


def reaches(node: int, point: int, state: State) -> bool:
    """True when `point` is a point under (or is) `node`."""
    return state.units.is_point(point) and state.units.is_under(point, node)


def place_of(seq: int, state: State) -> int:
    """The point that what entry `seq` said is about; NO_NODE when it said nothing that can be taken back."""
    row = state.evidence.of_seq(seq)
    if row >= 0:
        return state.evidence[row].point
    row = state.notes.of_seq(seq)
    return NO_NODE if row < 0 else state.note_place(row)


EVERYBODYS = frozenset({"conference", "floor", "questions", "papers", "programme"})


def sees(grant: str, topic: str, state: State) -> bool:
    """True when whoever holds the grant may watch the topic."""
    role, own = parse(grant)
    name, _, rest = topic.partition("/")
    if role in ("", "s"):
        return False
    if name == "me":
        return role == "q"
    if role == "h" or name in EVERYBODYS:
        return True
    if role == "q":
        return False
    if name == "devices":
        return role == "o" and rest == grant
    number = rest.partition("/")[0]
    if not (number.isascii() and number.isdigit() and int(number) < len(state.units)):
        return False
    inside = state.units.is_under(int(number), own)
    return inside and (name in ("board", "presence") or (name in ("roster", "phones") and role == "o"))
