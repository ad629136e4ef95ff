"""Hostile bytes: decode_client gives a frame or BadFrame, whatever comes."""

from typing import Any

import msgpack
from hypothesis import example, given
from hypothesis import strategies as st

from server.wire.codec import BadFrame, decode_client
from server.wire.codes import CLOSE_OF
from tests.wire.vectors import CLIENT, COMMAND_VECTORS

GOOD = [vector.encoded for vector in CLIENT + COMMAND_VECTORS]

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.binary(max_size=40)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)


def read(data: bytes) -> bool:
    """Whether the bytes are a frame; fails on anything but a frame or a BadFrame that explains itself."""
    try:
        decode_client(data)
    except BadFrame as bad:
        assert bad.words
        assert bad.code is CLOSE_OF[bad.fault]
        return False
    return True


@given(st.binary(max_size=200))
@example(b"\x91" * 65_536)
@example(b"\x97\x01\x0a\xc4\x10" + bytes(16) + b"\x01\x01" + b"\x91" * 60_000)
@example(b"\x93\x02\xa1b" + b"\x81" * 60_000)
@example(b"\xdd\xff\xff\xff\xff")
@example(b"\x95\x01\xc6\xff\xff\xff\xff")
@example(b"\x92\x04\xd6\xff\x00\x00\x00\x00")
def test_any_bytes_are_a_frame_or_a_bad_frame(data: bytes) -> None:
    """Law: no bytes from outside raise anything else, nest without end, or reserve what they announce."""
    read(data)


@given(values)
def test_any_value_is_a_frame_or_a_bad_frame(value: Any) -> None:
    """Law: well-formed MessagePack of any shape is judged the same way."""
    read(msgpack.packb(value))


@given(st.sampled_from(CLIENT + COMMAND_VECTORS), st.lists(st.integers(0, 7), min_size=1, max_size=3), values)
def test_a_good_frame_with_fields_put_wrong_is_a_frame_or_a_bad_frame(
    vector: Any, at: list[int], value: Any
) -> None:
    """Law: one wrong field anywhere, also inside body and texts, is found."""
    frame = msgpack.unpackb(vector.encoded)
    place = frame
    for index in at[:-1]:
        inner = place[index % len(place)]
        if not isinstance(inner, list) or not inner:
            break
        place = inner
    place[at[-1] % len(place)] = value
    read(msgpack.packb(frame))


@given(st.sampled_from(GOOD), st.integers(0, 200), st.integers(0, 255))
def test_a_good_frame_with_a_byte_changed_is_a_frame_or_a_bad_frame(good: bytes, at: int, byte: int) -> None:
    """Law: a flipped byte does no harm beyond its own frame."""
    at %= len(good)
    read(good[:at] + bytes([byte]) + good[at + 1 :])


@given(st.sampled_from(GOOD), st.integers(1, 200))
def test_a_frame_cut_short_is_a_bad_frame(good: bytes, cut: int) -> None:
    """Law: half a frame is none."""
    assert not read(good[: max(0, len(good) - cut)])
