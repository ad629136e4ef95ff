"""The one adapter over aiortc's and pylibsrtp's private parts: it fails here when they move."""

import asyncio
import importlib.metadata
import inspect

import pytest
from aiortc import RTCCertificate, RTCDtlsTransport
from pylibsrtp import Session

from bridge.dtls import AIORTC_PINNED, PROFILES, PYLIBSRTP_PINNED, RECORDS_WAITING, Certificate, Dtls

RTP = b"\x80\x60\x00\x01" + bytes(8) + b"payload"
RTCP = b"\x80\xc9\x00\x01\x00\x00\x00\x01"
OURS, THEIRS = Certificate.generateCertificate(), Certificate.generateCertificate()


class Pair:
    """Two ends that hand each other their records."""

    def __init__(self, profiles: list = PROFILES) -> None:  # type: ignore[type-arg]
        self.ended: list[str] = []
        self.has_ended = asyncio.Event()
        self.server = Dtls(OURS, True, lambda record: self.client.feed(record), lambda: self._ends("server"))
        self.client = Dtls(
            THEIRS,
            False,
            lambda record: self.server.feed(record),
            lambda: self._ends("client"),
            profiles,
        )

    def _ends(self, which: str) -> None:
        self.ended.append(which)
        self.has_ended.set()

    async def meet(self, shown: str = THEIRS.fingerprint) -> tuple[bool, bool]:
        server, client = self.server.shake_hands(shown, 5), self.client.shake_hands(OURS.fingerprint, 5)
        met = await asyncio.gather(server, client)
        return met[0], met[1]

    async def close(self) -> None:
        await self.client.close()
        await self.server.close()


def test_the_libraries_are_those_it_was_written_for() -> None:
    """Law: another release is looked at before it is used."""
    assert importlib.metadata.version("aiortc").startswith(AIORTC_PINNED)
    assert importlib.metadata.version("pylibsrtp").startswith(PYLIBSRTP_PINNED)


def test_the_private_parts_are_where_they_were() -> None:
    """Law: each private name this adapter uses exists, with the arguments it gives."""
    started = inspect.getsource(RTCDtlsTransport)
    for name in (
        "_set_role",
        "_srtp_profiles",
        "_rx_srtp",
        "_tx_srtp",
        "self.transport._recv",
        "self.transport._send",
    ):
        assert name in started
    assert list(inspect.signature(RTCCertificate._create_ssl_context).parameters) == ["self", "srtp_profiles"]
    assert "_srtp" in vars(Session())


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.openssl_profile.decode())
async def test_what_one_end_seals_the_other_opens(profile: object) -> None:
    """Law: RTP and RTCP both ways, in each profile."""
    pair = Pair([profile])
    assert await pair.meet() == (True, True)
    for one, other in ((pair.server, pair.client), (pair.client, pair.server)):
        sealed, sealed_too = one.seal_rtp(RTP), one.seal_rtcp(RTCP)
        assert sealed is not None
        assert sealed_too is not None
        assert other.open_rtp(sealed) == RTP
        assert other.open_rtcp(sealed_too) == RTCP
        assert other.open_rtp(sealed) is None, "a replay is no packet"
        assert other.open_rtp(RTP + bytes(16)) is None, "a forgery is no packet"
    await pair.close()


async def test_the_server_prefers_the_cheap_profile() -> None:
    """Law: whatever order the client has, AES_128_GCM is taken when both can."""
    pair = Pair(list(reversed(PROFILES)))
    await pair.meet()
    sealed = pair.server.seal_rtp(RTP)
    assert sealed is not None
    assert len(sealed) == len(RTP) + 16, "the tag of GCM; that of SHA1_80 is 10"
    assert pair.server._transport._ssl.get_selected_srtp_profile() == PROFILES[0].openssl_profile
    await pair.close()


async def test_another_certificate_than_was_signalled_gets_no_keys() -> None:
    """Law: the fingerprint of the ticket decides, not the one on the wire."""
    pair = Pair()
    met = await pair.meet(shown=OURS.fingerprint)
    assert met[0] is False
    assert pair.server.seal_rtp(RTP) is None
    await pair.close()


async def test_a_peer_that_never_speaks_ends_by_the_timeout() -> None:
    """Law: a handshake waits for nobody for ever."""
    alone = Dtls(OURS, True, lambda record: None, lambda: None)
    assert await alone.shake_hands(THEIRS.fingerprint, 0.01) is False
    assert not alone.is_open
    await alone.close()


async def test_the_far_end_saying_goodbye_is_told_once() -> None:
    """Law: close_notify ends the association, and its keys are gone."""
    pair = Pair()
    await pair.meet()
    await pair.client.close()
    async with asyncio.timeout(5):
        await pair.has_ended.wait()
    assert pair.ended == ["server"]
    assert not pair.server.is_open
    assert pair.server.open_rtp(RTP) is None
    await pair.close()
    assert pair.ended == ["server"]


async def test_records_that_make_no_sense_are_survived() -> None:
    """Law: rubbish in DTLS clothes neither raises nor ends an open association; too many are dropped."""
    pair = Pair()
    await pair.meet()
    for _ in range(2 * RECORDS_WAITING):
        pair.server.feed(b"\x16\xfe\xfd" + bytes(50))
    for _ in range(4 * RECORDS_WAITING):
        await asyncio.sleep(0)
    sealed = pair.client.seal_rtp(RTP)
    assert sealed is not None
    assert pair.server.open_rtp(sealed) == RTP
    await pair.close()
