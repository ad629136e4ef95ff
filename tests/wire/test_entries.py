"""The journal's bytes: every kind comes back as it went in; what is newer or broken stops the fold."""

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.commands import (
    AddPaper,
    AnnounceErasure,
    BeginErasure,
    CheckIn,
    EnrolDevice,
    EpochBegan,
    ImportCommitted,
    LinkPhone,
    NoteListed,
    NoteOnline,
    NotePaperOpened,
    NotePoint,
    PeopleRun,
    PointRow,
    RulesAdopted,
    StagePeople,
    StagePoints,
    StageUnits,
    TextsErased,
    UnitRow,
)
from server.core.entries import KIND_OF, KINDS, Command, Entry
from server.core.house_commands import (
    AddBridge,
    AddConference,
    EnrolAccountDevice,
    RemoveBridge,
    SetAccount,
    SignOut,
)
from server.wire.codec import UnknownEntry, decode_client, decode_entry, encode_entry
from server.wire.frames import CommandFrame
from tests.wire.vectors import COMMAND_VECTORS

ID, DEVICE = bytes(range(16)), bytes(range(8))

SERVER_KINDS: list[Command] = [
    StageUnits(ID, [UnitRow("19", "", "Tỉnh Thái Nguyên", "Tỉnh")]),
    StagePoints(ID, [PointRow("19.004", "19", "Hội trường", 3, 120, "Xóm 4")], bytes(32)),
    StagePeople(ID, [PeopleRun("19", "19.004", 255, 2)], bytes(64)),
    ImportCommitted(ID, 1, 1, 2),
    EnrolDevice("o17", 1, DEVICE, bytes(32), "Chrome · Windows"),
    NotePoint(17, 0, 1_770_426_000_000),
    RulesAdopted(1),
    EpochBegan(2),
    AddPaper(ID, bytes(32), 120_000, bytes(32), False),
    NotePaperOpened(ID, 17, DEVICE),
    LinkPhone(0, DEVICE, 1234, "n17", 0, False, 3),
    AnnounceErasure(),
    BeginErasure(),
    TextsErased(46_540, 1234),
    NoteListed(1, 50, 17, "h0", DEVICE, 1, True),
    NoteOnline(0, 1234, True, 1_770_426_000_000),
    SetAccount(0, bytes(32), True),
    EnrolAccountDevice(0, DEVICE, bytes(32), "Firefox · Linux", 1_770_426_000_000),
    SignOut(DEVICE),
    AddConference("7K2M9QXW", "Hội nghị"),
    AddBridge(DEVICE, "cau-1", bytes(32)),
    RemoveBridge(DEVICE),
]


def entry(body: Command) -> Entry:
    return Entry(KIND_OF[type(body)], ID, "o17", DEVICE, 1_770_426_000_000, -250, 1_770_426_000_300, 0, body)


def offered() -> list[Command]:
    frames = [decode_client(vector.encoded) for vector in COMMAND_VECTORS]
    return [frame.body for frame in frames if isinstance(frame, CommandFrame)]


BODIES = [*SERVER_KINDS, *offered()]


def test_every_kind_is_tried() -> None:
    """Law: no kind reaches a journal without its bytes having been tested."""
    assert {KIND_OF[type(body)] for body in BODIES} == KINDS.keys()


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_an_entry_comes_back_as_it_went_in(body: Command) -> None:
    """Law: decode after encode is the entry, types included, and the second codec writes the same bytes."""
    encoded = encode_entry(entry(body))
    decoded = decode_entry(encoded)
    assert decoded == entry(body)
    assert (type(decoded), type(decoded.body)) == (Entry, type(body))
    assert encoded == msgpack.packb(entry(body))


def test_an_entry_of_an_older_version_takes_the_defaults() -> None:
    """Law: fields added later, with defaults, are filled in for old entries."""
    old = msgpack.packb([10, ID, "o17", DEVICE, 5, 0, 5, 0, [0, 7, 17]])
    assert decode_entry(old).body == CheckIn(0, 7, 17)


@pytest.mark.parametrize(
    ("why", "value"),
    [
        ("an unknown kind", [99, ID, "o17", DEVICE, 5, 0, 5, 0, []]),
        ("a kind of two bytes", [200, ID, "o17", DEVICE, 5, 0, 5, 0, []]),
        ("a field of the body too many", [7, ID, "h0", DEVICE, 5, 0, 5, 0, [0, 1]]),
        ("a field of the body missing", [7, ID, "h0", DEVICE, 5, 0, 5, 0, []]),
        ("a field of the entry too many", [6, ID, "h0", DEVICE, 5, 0, 5, 0, [], 1]),
        ("a field of the entry missing", [6, ID, "h0", DEVICE, 5, 0, 5, []]),
        ("a short id", [6, ID[:15], "h0", DEVICE, 5, 0, 5, 0, []]),
        ("a long device", [6, ID, "h0", DEVICE + b"x", 5, 0, 5, 0, []]),
        ("another type", [6, ID, 17, DEVICE, 5, 0, 5, 0, []]),
        ("no array", {"kind": 6}),
        ("nothing", None),
    ],
)
def test_an_entry_that_is_not_understood_stops_the_fold(why: str, value: object) -> None:
    """Law: a node never skips what it cannot read."""
    with pytest.raises(UnknownEntry):
        decode_entry(msgpack.packb(value))


@given(st.binary(max_size=80) | st.binary(max_size=60).map(lambda tail: bytes([0x99, 10]) + tail))
def test_any_bytes_are_an_entry_or_unknown(data: bytes) -> None:
    """Law: damaged bytes raise UnknownEntry and nothing else; what is read is written back the same in value."""
    try:
        read = decode_entry(data)
    except UnknownEntry:
        return
    assert decode_entry(encode_entry(read)) == read
