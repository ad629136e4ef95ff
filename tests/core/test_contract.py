"""The contract files: ids, commands and verdicts, whose numbers are for ever."""

import pytest

from server.core import commands as c
from server.core.commands import CheckIn
from server.core.entries import KIND_OF, KINDS, Entry, corrected_ms
from server.core.ids import (
    SUBJECT_BYTES,
    CommandId,
    DeviceId,
    GrantId,
    Millis,
    NodeNo,
    PersonNo,
    SessionNo,
    subject_of,
)
from server.core.refusals import Judgement, Verdict, is_refusal


def test_a_subject_is_the_entry_and_the_row() -> None:
    """Law: twenty bytes, row in network order, so texts of one entry lie together."""
    assert subject_of(CommandId(b"a" * 16), 258) == b"a" * 16 + b"\x00\x00\x01\x02"
    assert len(subject_of(CommandId(bytes(16)))) == SUBJECT_BYTES


def test_numbers_of_kinds_are_for_ever() -> None:
    """Law: a kind keeps its number; journals of years ago fold."""
    names = [KINDS[number].__name__ for number in sorted(KINDS) if number < 40]
    assert names == [
        "PlanConference", "StageUnits", "StagePoints", "StagePeople", "ImportCommitted", "Launch", "OpenSession",
        "CloseSession", "CloseConference", "CheckIn", "CheckOut", "Undo", "AddWalkIn", "ReportHeadCount", "Excuse",
        "Exempt", "EnrolDevice", "ApproveDevice", "RevokeDevice", "RevokeLink", "NotePoint", "RulesAdopted",
        "EpochBegan", "RaiseHand", "LowerHand", "CuePlace", "GiveFloor", "ReleaseFloor", "AskQuestion", "MoveQuestion",
        "VoteQuestion", "ClaimQuestion", "AddPaper", "RemovePaper", "NotePaperOpened", "LinkPhone", "ConfirmPhone",
        "NoteOnline", "RenewCode",
    ]  # fmt: skip
    assert {KIND_OF[kind] for kind in KIND_OF} == set(KINDS)


def test_fields_are_only_added_with_defaults() -> None:
    """Law: the first fields of a command are these, in this order; what came later has a default."""
    first = {
        c.CheckIn: ("session", "person", "point", "how"),
        c.CheckOut: ("session", "person", "point"),
        c.Undo: ("command", "digest"),
        c.AddWalkIn: ("session", "point", "digest", "unit", "stands_for"),
        c.EnrolDevice: ("grant", "version", "device", "key_hash", "label"),
        c.RaiseHand: ("session", "place"),
        c.AskQuestion: ("session", "place", "digest", "person"),
        c.MoveQuestion: ("question", "to", "digest", "other"),
        c.AddPaper: ("paper", "digest", "size_bytes", "sha256", "shared"),
        c.NotePaperOpened: ("paper", "node", "device"),
        c.LinkPhone: ("session", "device", "person", "place", "how", "online"),
        c.ConfirmPhone: ("device", "person", "confirmed"),
        c.NoteOnline: ("session", "person", "joined", "at_ms"),
        c.PeopleRun: ("unit_code", "point_code", "sessions_mask", "count"),
    }
    for kind, fields in first.items():
        assert kind._fields[: len(fields)] == fields
        assert set(kind._fields[len(fields) :]) <= kind._field_defaults.keys()


@pytest.mark.parametrize(
    ("made", "skew", "received", "corrected"),
    [(100, 0, 200, 100), (100, 30, 200, 70), (100, -30, 200, 130), (500, 0, 200, 200), (500, 400, 200, 100)],
)
def test_the_corrected_time_is_scan_minus_skew_never_after_receipt(
    made: int, skew: int, received: int, corrected: int
) -> None:
    """Law: DOMAIN rule 3; the lower clamp is the session's."""
    body = CheckIn(SessionNo(0), PersonNo(0), NodeNo(1))
    entry = Entry(
        10,
        CommandId(bytes(16)),
        GrantId("o1"),
        DeviceId(bytes(8)),
        Millis(made),
        skew,
        Millis(received),
        0,
        body,
    )
    assert corrected_ms(entry) == corrected


def test_refusals_begin_at_a_hundred() -> None:
    """Law: below it something changed or was so already."""
    assert [verdict.name for verdict in Verdict if not is_refusal(verdict)] == [
        "ACCEPTED", "ALREADY_PRESENT", "PRESENT_ELSEWHERE", "PARKED", "ALREADY_SO", "WAITING",
    ]  # fmt: skip
    assert Judgement(Verdict.ACCEPTED) == (0, None, -1)
