"""The entry that carries a command in a journal, and the number each kind of command has there.

An entry is a submission: it says who asked for what and when. Whether it had an effect is judged
by the fold (conference.py, house.py), never stored.

Rule: the number of a kind (KINDS) is for ever, and is one line of numbers over all journals.
"""

from typing import NamedTuple

from server.core import commands as c
from server.core.house_commands import (
    AddBridge,
    AddConference,
    EnrolAccountDevice,
    RemoveBridge,
    SetAccount,
    SignOut,
)
from server.core.ids import CommandId, DeviceId, GrantId, Millis

Command = (
    c.PlanConference
    | c.StageUnits
    | c.StagePoints
    | c.StagePeople
    | c.ImportCommitted
    | c.Launch
    | c.OpenSession
    | c.CloseSession
    | c.CloseConference
    | c.CheckIn
    | c.CheckOut
    | c.Undo
    | c.AddWalkIn
    | c.ReportHeadCount
    | c.Excuse
    | c.Exempt
    | c.EnrolDevice
    | c.ApproveDevice
    | c.RevokeDevice
    | c.RevokeLink
    | c.NotePoint
    | c.RulesAdopted
    | c.EpochBegan
    | c.RaiseHand
    | c.LowerHand
    | c.CuePlace
    | c.GiveFloor
    | c.ReleaseFloor
    | c.AskQuestion
    | c.MoveQuestion
    | c.VoteQuestion
    | c.ClaimQuestion
    | c.AddPaper
    | c.RemovePaper
    | c.NotePaperOpened
    | c.LinkPhone
    | c.ConfirmPhone
    | c.NoteOnline
    | c.RenewCode
    | c.SetPrivacy
    | c.AnnounceErasure
    | c.BeginErasure
    | c.TextsErased
    | c.NoteListed
    | SetAccount
    | EnrolAccountDevice
    | SignOut
    | AddConference
    | AddBridge
    | RemoveBridge
)

KINDS: dict[int, type[Command]] = {
    1: c.PlanConference,
    2: c.StageUnits,
    3: c.StagePoints,
    4: c.StagePeople,
    5: c.ImportCommitted,
    6: c.Launch,
    7: c.OpenSession,
    8: c.CloseSession,
    9: c.CloseConference,
    10: c.CheckIn,
    11: c.CheckOut,
    12: c.Undo,
    13: c.AddWalkIn,
    14: c.ReportHeadCount,
    15: c.Excuse,
    16: c.Exempt,
    17: c.EnrolDevice,
    18: c.ApproveDevice,
    19: c.RevokeDevice,
    20: c.RevokeLink,
    21: c.NotePoint,
    22: c.RulesAdopted,
    23: c.EpochBegan,
    24: c.RaiseHand,
    25: c.LowerHand,
    26: c.CuePlace,
    27: c.GiveFloor,
    28: c.ReleaseFloor,
    29: c.AskQuestion,
    30: c.MoveQuestion,
    31: c.VoteQuestion,
    32: c.ClaimQuestion,
    33: c.AddPaper,
    34: c.RemovePaper,
    35: c.NotePaperOpened,
    36: c.LinkPhone,
    37: c.ConfirmPhone,
    38: c.NoteOnline,
    39: c.RenewCode,
    40: SetAccount,
    41: EnrolAccountDevice,
    42: SignOut,
    43: AddConference,
    44: AddBridge,
    45: RemoveBridge,
    46: c.AnnounceErasure,
    47: c.BeginErasure,
    48: c.TextsErased,
    49: c.NoteListed,
    50: c.SetPrivacy,
}
KIND_OF: dict[type[Command], int] = {command: kind for kind, command in KINDS.items()}

LATE_RIGHTS = 1
"""Entry.flags: delivered by a device after its revocation; accepted with exception, for the supervisor."""


class Entry(NamedTuple):
    """One submission as the journal holds it. Times and ids are data from the shell."""

    kind: int
    id: CommandId
    grant: GrantId
    """The right it was submitted under; "s0" is the server itself."""
    device: DeviceId
    made_ms: Millis
    """When it happened, by the clock of the device that made it (a check-in's scan time)."""
    skew_ms: int
    """Device clock minus server clock, measured when it was delivered."""
    received_ms: Millis
    flags: int
    body: Command


def corrected_ms(entry: Entry) -> Millis:
    """The scan time on the server's clock, never after receipt (DOMAIN rule 3)."""
    at = entry.made_ms - entry.skew_ms
    return Millis(min(at, entry.received_ms))
