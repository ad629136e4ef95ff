"""The vectors: the same bytes and values here, in an independent codec, and in the pages' TypeScript."""

from typing import Any

import msgpack
import msgspec
import pytest

from server.core.entries import KINDS
from server.wire.bodies import OFFERED
from server.wire.codec import BadFrame, decode_client, encode_outcomes, encode_row, encode_rows, encode_server
from server.wire.frames import (
    CLIENT_FRAMES,
    SERVER_FRAMES,
    Beat,
    CommandFrame,
    DeviceNews,
    FaultFrame,
    FirstSeen,
    MediaAnswer,
    Outcome,
    Outcomes,
    Position,
    Reconnect,
    RefusedTopic,
    Rows,
    ServerFrame,
    Stage,
    Welcome,
)
from server.wire.tables import Table
from tests.wire.vectors import BAD, CLIENT, COMMAND_VECTORS, SERVER, TABLES, Broken, Vector, plain

SERVER_TYPES: dict[str, type[ServerFrame]] = {
    "WELCOME": Welcome,
    "OUTCOMES": Outcomes,
    "ROWS": Rows,
    "BEAT": Beat,
    "REFUSED_TOPIC": RefusedTopic,
    "FAULT": FaultFrame,
    "DEVICE": DeviceNews,
    "RECONNECT": Reconnect,
    "MEDIA_ANSWER": MediaAnswer,
    "STAGE": Stage,
}


@pytest.mark.parametrize("vector", CLIENT + COMMAND_VECTORS + SERVER, ids=lambda vector: vector.name)
def test_the_second_codec_reads_and_writes_the_same_bytes(vector: Vector) -> None:
    """Law: two independent codecs hold the wire honest."""
    assert msgpack.unpackb(vector.encoded) == vector.value
    assert msgpack.packb(vector.value) == vector.encoded


@pytest.mark.parametrize("vector", CLIENT + COMMAND_VECTORS, ids=lambda vector: vector.name)
def test_a_client_frame_is_read_as_its_values_say(vector: Vector) -> None:
    """Law: fields stand in the documented order."""
    frame = decode_client(vector.encoded)
    if isinstance(frame, CommandFrame):
        assert [1, *plainly(frame)] == vector.value
        assert type(frame.body) is KINDS[frame.kind]
    else:
        assert msgpack.unpackb(msgspec.msgpack.encode(frame)) == spelled(vector.value)


def plainly(frame: CommandFrame) -> list[Any]:
    fields = [frame.kind, frame.id, frame.made_ms, frame.sent_ms, frame.body, frame.texts]
    return msgpack.unpackb(msgpack.packb(fields))


def spelled(value: list[Any]) -> list[Any]:
    """A position of two numbers is a position without a chain."""
    if value[0] == 2 and value[2] is not None and len(value[2]) == 2:
        return [*value[:2], [*value[2], b""]]
    return value


@pytest.mark.parametrize("vector", SERVER, ids=lambda vector: vector.name)
def test_a_server_frame_is_written_as_its_values_say(vector: Vector) -> None:
    """Law: what the server writes is what the document shows, byte for byte."""
    frame = SERVER_TYPES[vector.name](*vector.value[1:])
    assert encode_server(frame) == vector.encoded


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.why)
def test_a_bad_frame_is_refused_with_its_close_code(bad: Broken) -> None:
    """Law: the client is told which of its faults it was."""
    with pytest.raises(BadFrame) as refused:
        decode_client(bad.encoded)
    assert refused.value.code == bad.close


def test_every_frame_and_every_command_has_a_vector() -> None:
    """Law: what has no vector cannot be the same in two languages."""
    assert {vector.name for vector in CLIENT} == set(CLIENT_FRAMES.values())
    assert {vector.name for vector in SERVER} == set(SERVER_FRAMES.values()) == SERVER_TYPES.keys()
    assert {vector.value[1] for vector in COMMAND_VECTORS} == OFFERED.keys()
    numbers = {vector.name: vector.value[0] for vector in CLIENT + SERVER}
    assert numbers == {name: number for number, name in (CLIENT_FRAMES | SERVER_FRAMES).items()}


def test_a_row_encoded_once_stands_in_many_frames() -> None:
    """Law: shared rows and plain rows give the same bytes."""
    row = (17, 2, "19.004", "Hội trường", [1, 2], [3], 0)
    position = Position(1, 9, b"12345678")
    shared = encode_rows("board/3/0", position, 5, True, [encode_row(row)], [4])
    assert shared == encode_rows("board/3/0", position, 5, True, [row], [4])
    assert msgpack.unpackb(shared) == [
        12,
        "board/3/0",
        [1, 9, b"12345678"],
        5,
        True,
        [list(plain_row(row))],
        [4],
    ]


def plain_row(row: tuple[Any, ...]) -> list[Any]:
    return [list(item) if isinstance(item, tuple) else item for item in row]


def test_a_presence_position_has_two_numbers() -> None:
    """Law: positions without a chain are spelled without one."""
    assert msgpack.unpackb(encode_rows("presence/0", Position(7, 3), 5, False, []))[2] == [7, 3]


def test_outcomes_of_one_socket_travel_together() -> None:
    """Law: one frame, any number of answers, in the order given."""
    frame = encode_outcomes(
        [Outcome(b"a" * 16, 0, 5), Outcome(b"b" * 16, 1, 6, FirstSeen(17, "P", 4, "L"), 9)]
    )
    assert msgpack.unpackb(frame) == [
        11,
        [[b"a" * 16, 0, 5, None, -1], [b"b" * 16, 1, 6, [17, "P", 4, "L"], 9]],
    ]


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case["law"])
def test_frames_applied_in_order_give_the_table(case: dict[str, Any]) -> None:
    """Law: the twin of the pages' table takes the same frames to the same rows."""
    table = Table(case["topic"])
    for frame in case["frames"]:
        table.apply(msgpack.unpackb(bytes.fromhex(frame)))
    assert table.rows == {row[0]: row for row in case["rows"]}
    assert list(table.position or ()) == plain(case["position"])
    assert table.as_of_ms == case["as_of_ms"]


def test_a_table_refuses_the_rows_of_another_topic() -> None:
    """Law: rows of two topics never mix."""
    with pytest.raises(ValueError, match="board/1/0"):
        Table("board/1/0").apply([12, "board/2/0", [1, 1, b""], 0, True, [], []])
