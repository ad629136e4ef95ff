"""Join tickets: only ours, only whole, only in time."""

import base64
import dataclasses
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bridge.stage import PeerId, PlaceId, RoomId, Slot
from bridge.tickets import TICKET_BYTES, BadTicket, Ticket, signed, verified

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
GOOD = Ticket(
    RoomId("hall"),
    PeerId("p1"),
    PlaceId("xã 7"),
    "operator",
    frozenset({Slot.FLOOR, Slot.CUE}),
    "sha-256 " + ":".join(["AB"] * 32),
    1_000,
)


def bodied(**changed: object) -> str:
    """A ticket of ours with other fields, rightly signed."""
    body = json.loads(_body(signed(GOOD, KEY))) | changed
    plain = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
    pieces = (plain, KEY.sign(plain))
    return ".".join(base64.urlsafe_b64encode(piece).rstrip(b"=").decode() for piece in pieces)


def _body(text: str) -> bytes:
    body = text.partition(".")[0]
    return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))


def test_a_ticket_comes_back_as_it_was_signed() -> None:
    """Law: until the millisecond of its end."""
    assert verified(signed(GOOD, KEY), KEY.public_key(), 999) == GOOD
    with pytest.raises(BadTicket, match="over"):
        verified(signed(GOOD, KEY), KEY.public_key(), 1_000)


def test_another_servers_ticket_opens_nothing() -> None:
    """Law: the signature decides."""
    with pytest.raises(BadTicket, match="not signed"):
        verified(signed(GOOD, Ed25519PrivateKey.generate()), KEY.public_key(), 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"room": None},
        {"peer": ""},
        {"peer": "x" * 65},
        {"place": 7},
        {"may_publish": ["everything"]},
        {"may_publish": 3},
        {"fingerprint": "sha-1 AB:CD"},
        {"fingerprint": None},
        {"expires_ms": "soon"},
        {"expires_ms": True},
    ],
)
def test_a_ticket_that_is_not_whole_opens_nothing(changed: dict[str, object]) -> None:
    """Law: also when its signature is right: a newer or older server gets words, not a crash."""
    with pytest.raises(BadTicket):
        verified(bodied(**changed), KEY.public_key(), 0)


def test_a_ticket_is_bounded() -> None:
    """Law: one byte more than the bound is not even looked at."""
    with pytest.raises(BadTicket, match="too long"):
        verified("x" * (TICKET_BYTES + 1), KEY.public_key(), 0)
    with pytest.raises(BadTicket, match="not signed"):
        verified("x" * TICKET_BYTES, KEY.public_key(), 0)


@given(st.text(max_size=200))
def test_no_text_makes_verifying_fail_otherwise(text: str) -> None:
    """Law: BadTicket, and nothing else."""
    with pytest.raises(BadTicket):
        verified(text, KEY.public_key(), 0)


@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_one_letter_changed_opens_nothing(at: int, letter: str) -> None:
    """Law: neither the body nor the signature can be touched."""
    text = signed(GOOD, KEY)
    at %= len(text)
    changed = text[:at] + letter + text[at + 1 :]
    try:
        assert verified(changed, KEY.public_key(), 0) == GOOD, "the same bits, written otherwise"
    except BadTicket:
        assert changed != text


def test_a_ticket_is_frozen() -> None:
    """Law: rights are not added after signing."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        GOOD.may_publish = frozenset(Slot)  # type: ignore[misc]
