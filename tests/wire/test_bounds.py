"""Every bound of a client's frame: one below is taken, one above closes the socket."""

from typing import Any, NamedTuple

import msgpack
import pytest

from server.core.commands import CheckIn
from server.core.entries import KIND_OF, KINDS
from server.wire import limits
from server.wire.bodies import OFFERED
from server.wire.codec import BadFrame, decode_client
from server.wire.codes import Close, Fault
from server.wire.frames import CommandFrame, Ping
from tests.wire.vectors import COMMANDS

ID = bytes(16)
NOW = 1_770_426_000_000
MILLIS, NUMBER, POSITION = int(limits.MILLIS), int(limits.NUMBER), int(limits.POSITION_NUMBER)


class Bound(NamedTuple):
    what: str
    inside: Any
    outside: Any


def command(**changed: Any) -> list[Any]:
    fields: dict[str, Any] = {
        "kind": 12,
        "id": ID,
        "made_ms": NOW,
        "sent_ms": NOW,
        "body": [ID, b""],
        "texts": [["nhầm"]],
    }
    return [1, *(fields | changed).values()]


def body(kind: int, *fields: Any) -> list[Any]:
    return [1, kind, ID, NOW, NOW, list(fields), [["x"]] * OFFERED[kind].texts]


def plan(title: str = "Hội nghị", sessions: Any = None, zone: str = "UTC", percent: int = 50) -> list[Any]:
    return body(1, title, [["Sáng", NOW, NOW]] if sessions is None else sessions, zone, percent)


def pair(what: str, make: Any, inside: Any, outside: Any) -> Bound:
    return Bound(f"{what}: {str(inside)[:20]} | {str(outside)[:20]}", make(inside), make(outside))


BOUNDS = [
    pair("hello conference", lambda v: [0, 1, v, "h0", NOW, []], "c", ""),
    pair("hello conference", lambda v: [0, 1, v, "h0", NOW, []], "c" * 16, "c" * 17),
    pair("hello grant", lambda v: [0, 1, "c", v, NOW, []], "h", ""),
    pair("hello grant", lambda v: [0, 1, "c", v, NOW, []], "h" * 16, "h" * 17),
    pair("hello version", lambda v: [0, v, "c", "h0", NOW, []], 1, 0),
    pair("hello version", lambda v: [0, v, "c", "h0", NOW, []], 1, 2),
    pair("hello now", lambda v: [0, 1, "c", "h0", v, []], 0, -1),
    pair("hello now", lambda v: [0, 1, "c", "h0", v, []], MILLIS, MILLIS + 1),
    pair("hello watches", lambda v: [0, 1, "c", "h0", NOW, v], [], [3]),
    pair("hello watches", lambda v: [0, 1, "c", "h0", NOW, v], [[2, "b", None]], [[2, "", None]]),
    pair("hello watches", lambda v: [0, 1, "c", "h0", NOW, v], [[2, "b", None]] * 16, [[2, "b", None]] * 17),
    pair("ping now", lambda v: [4, v], 0, -1),
    pair("ping now", lambda v: [4, v], MILLIS, MILLIS + 1),
    pair("topic", lambda v: [2, v, None], "b", ""),
    pair("topic", lambda v: [2, v, None], "b" * 64, "b" * 65),
    pair("unwatch topic", lambda v: [3, v], "b", ""),
    pair("unwatch topic", lambda v: [3, v], "b" * 64, "b" * 65),
    pair("position fields", lambda v: [2, "b", v], [1, 2], [1]),
    pair("position fields", lambda v: [2, "b", v], [1, 2, b"c"], [1, 2, b"c", 4]),
    pair("position epoch", lambda v: [2, "b", [v, 1]], 0, -1),
    pair("position epoch", lambda v: [2, "b", [v, 1]], POSITION, POSITION + 1),
    pair("position seq", lambda v: [2, "b", [1, v]], 0, -1),
    pair("position seq", lambda v: [2, "b", [1, v]], POSITION, POSITION + 1),
    pair("position chain", lambda v: [2, "b", [1, 1, v]], bytes(8), bytes(9)),
    pair("command id", lambda v: command(id=v), ID, ID[:15]),
    pair("command id", lambda v: command(id=v), ID, ID + b"x"),
    pair("made", lambda v: command(made_ms=v), 0, -1),
    pair("made", lambda v: command(made_ms=v), MILLIS, MILLIS + 1),
    pair("sent", lambda v: command(sent_ms=v), 0, -1),
    pair("sent", lambda v: command(sent_ms=v), MILLIS, MILLIS + 1),
    pair("kind", lambda v: [*body(6)[:1], v, *body(6)[2:]], 6, 0),
    pair("texts: fewer than digests", lambda v: command(texts=v), [["a"]], []),
    pair("texts: more than digests", lambda v: command(texts=v), [["a"]], [["a"], ["b"]]),
    pair("strings of a text", lambda v: command(texts=[v]), ["a"], []),
    pair("strings of a text", lambda v: command(texts=[v]), ["a"] * 6, ["a"] * 7),
    pair("characters of a text", lambda v: command(texts=[[v]]), "ộ" * 300, "ộ" * 301),
    pair("title", lambda v: plan(title=v), "a", ""),
    pair("title", lambda v: plan(title=v), "ộ" * 300, "ộ" * 301),
    pair("sessions", lambda v: plan(sessions=v), [["a", 1, 2]], []),
    pair("sessions", lambda v: plan(sessions=v), [["a", 1, 2]] * 8, [["a", 1, 2]] * 9),
    pair("session fields", lambda v: plan(sessions=[v]), ["a", 1, 2], ["a", 1]),
    pair("session fields", lambda v: plan(sessions=[v]), ["a", 1, 2], ["a", 1, 2, 3]),
    pair("session name", lambda v: plan(sessions=[[v, 1, 2]]), "a", ""),
    pair("session name", lambda v: plan(sessions=[[v, 1, 2]]), "ộ" * 200, "ộ" * 201),
    pair("session start", lambda v: plan(sessions=[["a", v, 2]]), 0, -1),
    pair("session start", lambda v: plan(sessions=[["a", v, 2]]), MILLIS, MILLIS + 1),
    pair("session end", lambda v: plan(sessions=[["a", 1, v]]), 0, -1),
    pair("session end", lambda v: plan(sessions=[["a", 1, v]]), MILLIS, MILLIS + 1),
    pair("zone", lambda v: plan(zone=v), "z", ""),
    pair("zone", lambda v: plan(zone=v), "z" * 64, "z" * 65),
    pair("online percent", lambda v: plan(percent=v), 10, 9),
    pair("online percent", lambda v: plan(percent=v), 100, 101),
    *(
        pair(f"session of kind {kind}", lambda v, kind=kind, rest=rest: body(kind, v, *rest), low, high)
        for kind, rest in ((7, []), (8, []), (10, [1, 2]), (11, [1, 2]), (14, [1, 2]))
        for low, high in ((0, -1), (7, 8))
    ),
    *(
        pair(f"session of kind {kind}", lambda v, kind=kind: body(kind, v, 1, b""), low, high)
        for kind in (13, 15, 16)
        for low, high in ((0, -1), (7, 8))
    ),
    *(
        pair(f"session of kind {kind}", lambda v, kind=kind, rest=rest: body(kind, v, *rest), low, high)
        for kind, rest in (
            (24, ["n1"]),
            (25, ["n1"]),
            (26, ["n1"]),
            (27, ["n1"]),
            (28, ["n1"]),
            (29, ["n1", b""]),
        )
        for low, high in ((0, -1), (7, 8))
    ),
    *(
        pair(f"place of kind {kind}", lambda v, kind=kind, rest=rest: body(kind, 0, v, *rest), low, high)
        for kind, rest in ((24, []), (25, []), (27, []), (28, []), (29, [b""]))
        for low, high in (("n1", "n"), ("p" + "1" * 10, "p" + "1" * 11))
    ),
    pair("cue", lambda v: body(26, 0, v), "", None),
    pair("cue", lambda v: body(26, 0, v), "p" + "1" * 10, "p" + "1" * 11),
    pair("who asks", lambda v: body(29, 0, "n1", b"", v), -1, -2),
    pair("who asks", lambda v: body(29, 0, "n1", b"", v), NUMBER, NUMBER + 1),
    *(
        pair(f"question of kind {kind}", lambda v, kind=kind, rest=rest: body(kind, v, *rest), ID, outside)
        for kind, rest in ((30, [1, b""]), (31, []), (32, [True]), (34, []))
        for outside in (ID[:15], ID + b"x")
    ),
    pair("state of a question", lambda v: body(30, ID, v, b""), 0, -1),
    pair("state of a question", lambda v: body(30, ID, v, b""), 6, 7),
    pair("merged into", lambda v: body(30, ID, 6, b"", v), b"", None),
    pair("merged into", lambda v: body(30, ID, 6, b"", v), ID, ID + b"x"),
    pair("claimed", lambda v: body(32, ID, v), False, 0),
    pair("confirmed device", lambda v: body(37, v, 1, True), bytes(8), bytes(7)),
    pair("confirmed device", lambda v: body(37, v, 1, True), bytes(8), bytes(9)),
    pair("confirmed person", lambda v: body(37, bytes(8), v, True), 0, -1),
    pair("confirmed person", lambda v: body(37, bytes(8), v, True), NUMBER, NUMBER + 1),
    pair("confirmed", lambda v: body(37, bytes(8), 1, v), False, 0),
    pair("days kept", lambda v: body(50, v), 0, -1),
    pair("days kept", lambda v: body(50, v), NUMBER, NUMBER + 1),
    pair("organisation", lambda v: body(50, 30, v), "ộ" * 200, "ộ" * 201),
    pair("purpose", lambda v: body(50, 30, "", v), "ộ" * 600, "ộ" * 601),
    pair("contact", lambda v: body(50, 30, "", "", v), "ộ" * 200, "ộ" * 201),
    *(
        pair(f"number of kind {kind}", lambda v, make=make, kind=kind: body(kind, *make(v)), low, high)
        for kind, make in (
            (10, lambda v: (0, v, 1)),
            (10, lambda v: (0, 1, v)),
            (11, lambda v: (0, v, 1)),
            (11, lambda v: (0, 1, v)),
            (13, lambda v: (0, v, b"")),
            (14, lambda v: (0, v, 1)),
            (14, lambda v: (0, 1, v)),
            (15, lambda v: (0, v, b"")),
            (16, lambda v: (0, v, b"")),
        )
        for low, high in ((0, -1), (NUMBER, NUMBER + 1))
    ),
    pair("how", lambda v: body(10, 0, 1, 2, v), 0, -1),
    pair("how", lambda v: body(10, 0, 1, 2, v), 3, 4),
    pair("walk-in's unit", lambda v: body(13, 0, 1, b"", v), -1, -2),
    pair("walk-in's unit", lambda v: body(13, 0, 1, b"", v), NUMBER, NUMBER + 1),
    pair("stands for", lambda v: body(13, 0, 1, b"", -1, v), -1, -2),
    pair("stands for", lambda v: body(13, 0, 1, b"", -1, v), NUMBER, NUMBER + 1),
    pair("withdrawn", lambda v: body(15, 0, 1, b"", v), True, 1),
    pair("withdrawn", lambda v: body(16, 0, 1, b"", v), False, 0),
    *(
        pair(f"digest of kind {kind}", lambda v, make=make, kind=kind: body(kind, *make(v)), b"", b"d")
        for kind, make in (
            (12, lambda v: (ID, v)),
            (13, lambda v: (0, 1, v)),
            (15, lambda v: (0, 1, v)),
            (16, lambda v: (0, 1, v)),
            (29, lambda v: (0, "n1", v)),
            (30, lambda v: (ID, 1, v)),
        )
    ),
    pair("undone command", lambda v: body(12, v, b""), ID, ID[:15]),
    pair("undone command", lambda v: body(12, v, b""), ID, ID + b"x"),
    *(
        pair(f"device of kind {kind}", lambda v, kind=kind: body(kind, v), bytes(8), bytes(7))
        for kind in (18, 19)
    ),
    *(
        pair(f"device of kind {kind}", lambda v, kind=kind: body(kind, v), bytes(8), bytes(9))
        for kind in (18, 19)
    ),
    pair("grant", lambda v: body(20, v), "h0", "h"),
    pair("grant", lambda v: body(20, v), "o" + "1" * 10, "o" + "1" * 11),
]


@pytest.mark.parametrize("bound", BOUNDS, ids=[bound.what for bound in BOUNDS])
def test_a_bound_takes_what_is_inside_and_closes_on_what_is_outside(bound: Bound) -> None:
    """Law L2: whatever comes from outside is bounded, one below and one above."""
    decode_client(msgpack.packb(bound.inside))
    with pytest.raises(BadFrame) as refused:
        decode_client(msgpack.packb(bound.outside))
    assert refused.value.code is Close.BAD_FRAME
    assert refused.value.words


def test_a_frame_may_have_64_kib_and_not_one_byte_more() -> None:
    """Law: size is looked at before anything is read."""
    longest = bytes(limits.FRAME_IN_BYTES)
    with pytest.raises(BadFrame) as unreadable:
        decode_client(longest)
    with pytest.raises(BadFrame) as too_large:
        decode_client(longest + b"\0")
    assert (unreadable.value.fault, too_large.value.fault) == (Fault.BAD_FRAME, Fault.FRAME_TOO_LARGE)
    assert too_large.value.code is Close.FRAME_TOO_LARGE


@pytest.mark.parametrize("name", COMMANDS)
def test_a_body_with_a_field_too_many_or_without_a_needed_one_is_refused(name: str) -> None:
    """Law: a body has the fields of its kind; only those with a default may be left out, from the end."""
    frame = COMMANDS[name]
    kind, fields = frame[1], frame[5]
    needed = len(fields) - len(KINDS[kind]._field_defaults)
    for count in range(len(fields) + 1):
        cut = msgpack.packb([*frame[:5], fields[:count], frame[6]])
        if count >= needed:
            assert isinstance(decode_client(cut), CommandFrame)
        else:
            with pytest.raises(BadFrame):
                decode_client(cut)
    with pytest.raises(BadFrame):
        decode_client(msgpack.packb([*frame[:5], [*fields, 0], frame[6]]))


def test_a_client_sends_no_kind_that_only_the_server_writes() -> None:
    """Law: imports, enrolment, the house's entries and the server's own notes do not come over the socket."""
    own = {"StageUnits", "StagePoints", "StagePeople", "ImportCommitted", "EnrolDevice", "NotePoint"}
    own |= {"AddPaper", "NotePaperOpened", "LinkPhone", "NoteOnline"}
    own |= {"RulesAdopted", "EpochBegan", "SetAccount", "EnrolAccountDevice", "SignOut", "AddConference"}
    own |= {"AddBridge", "RemoveBridge"}
    own |= {"AnnounceErasure", "BeginErasure", "TextsErased", "NoteListed"}
    assert {KINDS[kind].__name__ for kind in KINDS.keys() - OFFERED.keys()} == own
    for kind in set(range(-1, 300)) - OFFERED.keys():
        with pytest.raises(BadFrame):
            decode_client(msgpack.packb([1, kind, ID, NOW, NOW, [], []]))


@pytest.mark.parametrize("lookalike", [1.0, True, "1", b"1", None, [1]])
def test_a_number_is_a_whole_number(lookalike: Any) -> None:
    """Law: nothing is converted: a float, flag or text where a number belongs is a bad frame."""
    with pytest.raises(BadFrame):
        decode_client(msgpack.packb([4, lookalike]))
    with pytest.raises(BadFrame):
        decode_client(msgpack.packb(body(KIND_OF[CheckIn], 0, lookalike, 1)))


def test_a_frame_may_be_spelled_the_long_way() -> None:
    """Law: any MessagePack spelling of the same value is the same frame (array 32, uint 64)."""
    spelled = b"\xdd\x00\x00\x00\x02\xcf" + (4).to_bytes(8, "big") + b"\xcf" + NOW.to_bytes(8, "big")
    assert decode_client(spelled) == Ping(NOW)
