"""ICE-lite: who is answered, where we send, when it is over."""

import struct

import pytest
from aioice import stun
from hypothesis import given
from hypothesis import strategies as st

from bridge.ice import ADDRESSES_AT_MOST, CONSENT_MS, SILENT_MOVES_AFTER_MS, Credentials, Session, Sessions
from bridge.udp import Address


def address(number: int) -> Address:
    return Address(struct.pack("=H", 2) + struct.pack("!H4B8x", 1_000 + number, 127, 0, 0, 1))


def check(credentials: Credentials, *, password: str | None = None, **attributes: object) -> bytes:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{credentials.ufrag}:theirs"
    request.attributes |= {name.replace("_", "-"): value for name, value in attributes.items()}
    request.add_message_integrity((password or credentials.password).encode())
    return bytes(request)


NOMINATES = {"USE_CANDIDATE": None}


def test_a_valid_check_is_answered_with_where_it_came_from() -> None:
    """Law: an independent reader finds a right success with our integrity and fingerprint, for both families."""
    six = Address(struct.pack("=H", 10) + struct.pack("!HI", 5_000, 0) + bytes(15) + b"\x01" + bytes(4))
    for where, shown in ((address(1), ("127.0.0.1", 1_001)), (six, ("::1", 5_000))):
        sessions = Sessions()
        session = sessions.begin(0)
        request = check(session.credentials)
        checked = sessions.check(request, where, 5)
        assert checked is not None
        answer = stun.parse_message(checked.answer)
        assert answer.message_class == stun.Class.RESPONSE
        assert answer.transaction_id == stun.parse_message(request).transaction_id
        assert answer.attributes["XOR-MAPPED-ADDRESS"] == shown
        assert answer.check_message_integrity(session.credentials.password.encode())
        assert session.selected == where


def test_an_unknown_ufrag_or_a_wrong_password_gets_silence() -> None:
    """Law: who does not know our password learns nothing, not even that we are here, and moves nothing."""
    sessions = Sessions()
    session = sessions.begin(0)
    stranger = Credentials.fresh()
    assert sessions.check(check(stranger), address(1), 5) is None
    assert sessions.check(check(session.credentials, password="wrong"), address(1), 5) is None
    assert session.selected is None
    assert session.checked_ms == 0


def test_a_check_without_integrity_gets_silence() -> None:
    """Law: MESSAGE-INTEGRITY is demanded every time."""
    sessions = Sessions()
    session = sessions.begin(0)
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{session.credentials.ufrag}:theirs"
    assert sessions.check(bytes(request), address(1), 5) is None


def test_we_send_to_the_latest_nominated_address() -> None:
    """Law: the first checked until one is nominated, then the latest that is."""
    sessions = Sessions()
    session = sessions.begin(0)
    for number, attributes, wanted in (
        (1, {}, 1),
        (2, {}, 1),
        (2, NOMINATES, 2),
        (1, {}, 2),
        (1, NOMINATES, 1),
    ):
        sessions.check(check(session.credentials, **attributes), address(number), number)
        assert session.selected == address(wanted)


def test_media_moves_us_only_when_the_selected_address_is_quiet() -> None:
    """Law: one late packet from the old path does not move us; a path that fell silent is left."""
    session = Session(Credentials.fresh(), 0)
    session.takes(address(1), True, 0)
    session.takes(address(2), False, 0)
    assert not session.hears(address(2), SILENT_MOVES_AFTER_MS)
    assert session.hears(address(2), SILENT_MOVES_AFTER_MS + 1)
    assert session.selected == address(2)


def test_addresses_are_bounded_and_the_selected_one_stays() -> None:
    """Law: eight at most; the one more pushes out the oldest, never the one in use."""
    session = Session(Credentials.fresh(), 0)
    session.takes(address(0), True, 0)
    forgotten = [session.takes(address(number), False, number) for number in range(1, ADDRESSES_AT_MOST + 1)]
    assert forgotten == [None] * (ADDRESSES_AT_MOST - 1) + [address(1)]
    assert session.selected == address(0)


def test_consent_ends_after_thirty_seconds_without_a_check() -> None:
    """Law: RFC 7675, counted from the last valid check."""
    sessions = Sessions()
    session = sessions.begin(0)
    sessions.check(check(session.credentials), address(1), 1_000)
    assert not session.is_expired(1_000 + CONSENT_MS)
    assert session.is_expired(1_001 + CONSENT_MS)


def test_a_restart_keeps_the_old_password_until_the_new_one_is_seen() -> None:
    """Law: media goes on during an ICE restart; afterwards the old credentials open nothing."""
    sessions = Sessions()
    session = sessions.begin(0)
    old = session.credentials
    new = sessions.restart(session)
    assert sessions.check(check(old), address(1), 5) is not None
    assert sessions.check(check(new), address(2), 6) is not None
    assert sessions.check(check(old), address(1), 7) is None
    sessions.end(session)
    assert sessions.check(check(new), address(2), 8) is None
    assert len(sessions) == 0


def test_a_controlled_far_end_is_told_of_the_conflict() -> None:
    """Law: RFC 8445 7.3.1.1: 487, and the address is not taken."""
    sessions = Sessions()
    session = sessions.begin(0)
    checked = sessions.check(check(session.credentials, ICE_CONTROLLED=1), address(1), 5)
    assert checked is not None
    assert stun.parse_message(checked.answer).error_code == 487
    assert session.selected is None


@given(st.binary(max_size=200))
def test_no_datagram_makes_checking_fail(datagram: bytes) -> None:
    """Law: silence for whatever is not a check."""
    assert Sessions().check(datagram, address(1), 0) is None


@given(st.integers(20, 200), st.integers(0, 255))
def test_a_check_with_one_byte_changed_gets_silence(at: int, value: int) -> None:
    """Law: nothing that was tampered with passes, and nothing raises."""
    sessions = Sessions()
    session = sessions.begin(0)
    whole = bytearray(check(session.credentials, **NOMINATES))
    at %= len(whole)
    if whole[at] == value:
        value ^= 1
    whole[at] = value
    checked = sessions.check(bytes(whole), address(1), 5)
    assert checked is None or at >= len(whole) - 8, "only the fingerprint is outside the integrity"


@pytest.mark.parametrize("kind", [stun.Class.RESPONSE, stun.Class.ERROR, stun.Class.INDICATION])
def test_answers_and_indications_are_not_for_a_lite_agent(kind: stun.Class) -> None:
    """Law: we ask nothing, so nothing answers us."""
    sessions = Sessions()
    session = sessions.begin(0)
    message = stun.Message(stun.Method.BINDING, kind)
    message.attributes["USERNAME"] = f"{session.credentials.ufrag}:theirs"
    message.add_message_integrity(session.credentials.password.encode())
    assert sessions.check(bytes(message), address(1), 5) is None
