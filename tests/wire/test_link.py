"""The bridge link: its document, its bounds, an independent codec, and hostile bytes."""

import json
import re
from pathlib import Path
from typing import Any

import msgpack
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

import server.wire
from server.wire import link
from tests.wire.test_fuzz import values
from tests.wire.vectors import VECTORS, plain

TEXT = (Path(server.wire.__file__).parent / "LINK.md").read_text(encoding="utf-8")
FRAMES: dict[str, Any] = json.loads((VECTORS / "link.json").read_text(encoding="utf-8"))
ALL = [*FRAMES["server"], *FRAMES["bridge"]]
SECTIONS = {
    int(number): body
    for number, body in re.findall(r"^### (\d+) [A-Z_]+\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
}
TITLES = {int(number): title for number, title in re.findall(r"^### (\d+) ([A-Z_]+)$", TEXT, re.MULTILINE)}
PEER, NOW = bytes(8), 1_770_426_000_000
DECODERS = {"server": link.decode_from_server, "bridge": link.decode_from_bridge}


def named(vector: dict[str, Any]) -> str:
    return str(vector.get("name") or vector.get("why"))


def decoded(vector: dict[str, Any]) -> Any:
    side = "server" if vector in FRAMES["server"] else "bridge"
    return DECODERS[side](bytes.fromhex(vector["hex"]))


@pytest.mark.parametrize("vector", ALL, ids=named)
def test_two_codecs_read_and_write_the_same_bytes(vector: dict[str, Any]) -> None:
    """Law: two independent codecs hold the link honest."""
    encoded, value = bytes.fromhex(vector["hex"]), plain(vector["value"])
    assert msgpack.unpackb(encoded) == value
    assert msgpack.packb(value) == encoded
    assert link.encode(decoded(vector)) == encoded


@pytest.mark.parametrize("bad", FRAMES["bad"], ids=named)
def test_a_bridge_refuses_what_is_no_frame_of_a_server(bad: dict[str, Any]) -> None:
    """Law: bytes outside the document end the link, in words."""
    with pytest.raises(link.BadLinkFrame, match=r"."):
        link.decode_from_server(bytes.fromhex(bad["hex"]))


def test_each_frame_has_its_section_and_its_example() -> None:
    """Law L6: each frame stands in its document, and the hex a reader copies is one of the vectors."""
    assert link.SERVER_FRAMES | link.BRIDGE_FRAMES == TITLES
    assert {vector["name"]: plain(vector["value"])[0] for vector in ALL} == {
        name: number for number, name in TITLES.items()
    }
    for vector in ALL:
        (example,) = re.findall(r"`([0-9a-f]{6,})`", SECTIONS[plain(vector["value"])[0]])
        assert example == vector["hex"]


def test_each_bound_stands_in_the_document() -> None:
    """Law L6, for bounds."""
    section = TEXT.split("\n## Limits\n")[1]
    told = {
        name: int(bound.replace(",", ""))
        for name, bound in re.findall(r"^\| ([A-Z_]+) \| ([\d,]+)", section, re.MULTILINE)
    }
    bounds = {name: getattr(link, name) for name in dir(link) if name.isupper() and name in told}
    assert told == bounds
    written = re.findall(r"^([A-Z][A-Z_]*) = ", Path(link.__file__).read_text(encoding="utf-8"), re.MULTILINE)
    seconds = {name for name in written if name.endswith("_S")}
    assert told.keys() == set(written) - seconds


def test_each_code_stands_in_the_document() -> None:
    """Law L6, for codes."""
    section = TEXT.split("\n## Codes\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| ([A-Z_]+) \|", section, re.MULTILINE)) == {
        code.value for code in link.Code
    } - {""}


HELLO = [20, 2, PEER, bytes(32), bytes(64), [], []]


@pytest.mark.parametrize(
    ("what", "inside", "outside"),
    [
        ("peer", [3, bytes(8)], [3, bytes(7)]),
        ("peer", [3, bytes(8)], [3, bytes(9)]),
        ("lease", [4, PEER, "floor", 1], [4, PEER, "floor", 0]),
        ("lease", [4, PEER, "floor", 600_000], [4, PEER, "floor", 600_001]),
        ("slot", [5, PEER, "cue"], [5, PEER, "wall"]),
        ("nonce", [0, 1, bytes(32)], [0, 1, bytes(31)]),
        ("nonce", [0, 1, bytes(32)], [0, 1, bytes(33)]),
        ("signature", [1, NOW, bytes(64)], [1, NOW, bytes(63)]),
        ("signature", [1, NOW, bytes(64)], [1, NOW, bytes(65)]),
        ("server's clock", [1, 0, bytes(64)], [1, -1, bytes(64)]),
        ("ticket", [2, 1, "t" * 2_048, ""], [2, 1, "t" * 2_049, ""]),
        ("offer", [2, 1, "", "o" * 32_768], [2, 1, "", "o" * 32_769]),
        ("request", [2, 0, "", ""], [2, -1, "", ""]),
        ("room", [7, "r"], [7, ""]),
        ("room", [7, "r" * 32], [7, "r" * 33]),
        ("director", [6, "r", b""], [6, "r", bytes(9)]),
        ("claimed", [9, "r", PEER], [9, "r", bytes(7)]),
        ("claimed", [9, "r", PEER], [9, "r", bytes(9)]),
        ("words", [8, "C", "w" * 500], [8, "C", "w" * 501]),
        ("code", [8, "C" * 64, ""], [8, "C" * 65, ""]),
        ("addresses", [*HELLO[:5], ["a"] * 32, []], [*HELLO[:5], ["a"] * 33, []]),
        ("address", [*HELLO[:5], ["a" * 64], []], [*HELLO[:5], ["a" * 65], []]),
        ("address", [*HELLO[:5], ["a"], []], [*HELLO[:5], [""], []]),
        ("held", [*HELLO[:6], [["r", PEER]] * 20_000], [*HELLO[:6], [["r", PEER]] * 20_001]),
        ("holds", [24, [["r", PEER]] * 20_000], [24, [["r", PEER]] * 20_001]),
        ("answer", [21, 1, "a" * 32_768, ""], [21, 1, "a" * 32_769, ""]),
        ("happened", [22, PEER, 4, None, [], NOW], [22, PEER, 5, None, [], NOW]),
        ("parts", [22, PEER, 2, "floor", ["sound"], NOW], [22, PEER, 2, "floor", ["sound"] * 4, NOW]),
        ("part", [22, PEER, 2, "floor", ["slides"], NOW], [22, PEER, 2, "floor", ["smell"], NOW]),
        ("count", [23, 2**53 - 1, 0, 0, 0, []], [23, 2**53, 0, 0, 0, []]),
        ("rooms", [23, 0, 0, 0, 0, [["r", 1]] * 1_024], [23, 0, 0, 0, 0, [["r", 1]] * 1_025]),
    ],
)  # fmt: skip
def test_a_bound_takes_what_is_inside_and_nothing_outside(what: str, inside: Any, outside: Any) -> None:
    """Law L2, for the link: one below and one above."""
    decode = DECODERS["server" if inside[0] < 20 else "bridge"]
    decode(msgpack.packb(inside))
    with pytest.raises(link.BadLinkFrame):
        decode(msgpack.packb(outside))


def test_a_frame_too_large_is_refused_before_it_is_read() -> None:
    """Law: size is looked at first."""
    with pytest.raises(link.BadLinkFrame, match="at most"):
        link.decode_from_bridge(bytes(link.FRAME_BYTES + 1))


def test_a_ticket_is_what_the_document_shows() -> None:
    """Law: the ticket the server makes is, letter for letter, the one a bridge's own reader is tested with."""
    told = FRAMES["ticket"]
    body = json.loads(told["body"])
    assert f"`{told['body']}`" in TEXT
    ticket = link.Ticket(
        body["room"],
        bytes.fromhex(body["peer"]),
        body["place"],
        body["role"],
        [link.Slot(slot) for slot in reversed(body["may_publish"])],
        body["fingerprint"],
        body["expires_ms"],
    )
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["key"]))
    assert link.sign_ticket(ticket, key.sign) == told["text"]
    assert len(told["text"]) <= link.TICKET_CHARS


def test_no_signed_text_can_pass_for_another() -> None:
    """Law: what a bridge, a server and an enrolment sign begins with who signs what."""
    proofs = [
        link.bridge_proof(bytes(32), bytes(32), PEER),
        link.server_proof(bytes(32), bytes(32), PEER),
        link.enrolment_proof("code", "name"),
    ]
    assert len({proof.partition(b"\0")[0] for proof in proofs}) == len(proofs)


frames = st.builds(
    lambda vector, at, value: msgpack.packb([*vector[:at], value, *vector[at + 1 :]]),
    st.sampled_from([plain(vector["value"]) for vector in ALL]),
    st.integers(0, 8),
    values,
)
cut = st.builds(
    lambda data, at, byte: data[:at] + bytes([byte]) + data[at + 1 :],
    st.sampled_from([bytes.fromhex(vector["hex"]) for vector in ALL]),
    st.integers(0, 200),
    st.integers(0, 255),
)


@given(st.binary(max_size=300) | values.map(msgpack.packb) | frames | cut)
def test_any_bytes_are_a_frame_or_refused(data: bytes) -> None:
    """Law: hostile bytes raise BadLinkFrame and nothing else; what is read is written back the same in value."""
    for decode in DECODERS.values():
        try:
            read = decode(data)
        except link.BadLinkFrame:
            continue
        assert decode(link.encode(read)) == read


def test_stats_of_an_older_bridge_are_taken() -> None:
    """Law: what was added to STATS may be missing: bridges are brought up to date one after the other, after the server."""
    older = link.decode_from_bridge(msgpack.packb([23, 120, 10_800_000, 3, 412, [["7K2M9QXW", 120]]]))
    assert isinstance(older, link.Stats)
    assert (older.peers, older.repeats_asked, older.memory_bytes, older.version) == (120, 0, 0, "")
