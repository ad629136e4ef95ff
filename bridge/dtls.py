"""DTLS-SRTP, as aiortc and pylibsrtp do it. The one file that touches their private parts (house law L8).

It holds: RTCDtlsTransport._set_role, ._srtp_profiles, ._rx_srtp, ._tx_srtp, RTCCertificate._create_ssl_context, and
pylibsrtp's cffi binding with Session._srtp. tests/bridge/test_dtls.py fails when one of them moves.

Rule 1: aiortc sees DTLS records only (first byte 20..63, 1..1500 bytes); SRTP is opened and sealed here.
Rule 2: we prefer AEAD_AES_128_GCM: half the cost of CM with SHA-1; WHIP clients may know only the latter.
Rule 3: a handshake that takes longer than it may ends the session; nothing waits for a peer that went away.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, cast

from aiortc import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCIceTransport,
)
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    SRTPProtectionProfile,
)
from OpenSSL import SSL
from pylibsrtp import ffi as srtp_ffi  # type: ignore[attr-defined]
from pylibsrtp import lib as srtp  # type: ignore[attr-defined]

AIORTC_PINNED = "1.16."
PYLIBSRTP_PINNED = "1.0."

PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80]
"""A DTLS server chooses by its own order (RFC 5764 section 4.1.2)."""

SEALED_BYTES_MORE = 148
"""SRTP_MAX_TRAILER_LEN and the SRTCP index: how much sealing may add."""

_RELEASE_BUFFERS = 0x10
"""SSL_MODE_RELEASE_BUFFERS: an idle association gives its record buffers back."""

RECORDS_WAITING = 64
"""DTLS records of one peer not yet read; a handshake is fewer than ten."""

_SCRATCH_BYTES = 2048
_scratch = srtp_ffi.new("unsigned char[]", _SCRATCH_BYTES)
_scratch_bytes = srtp_ffi.buffer(_scratch)
_length = srtp_ffi.new("int *")

seal: Callable[[Any, Any, Any], int] = srtp.srtp_protect
"""libsrtp's own srtp_protect(session, packet, length): in place, 0 when all is well."""


class Certificate(RTCCertificate):
    """Ours, one for all peers; its OpenSSL context is made once: it is most of what a session weighs."""

    def _create_ssl_context(self, srtp_profiles: list[SRTPProtectionProfile]) -> Any:
        wanted = tuple(profile.openssl_profile for profile in srtp_profiles)
        contexts: dict[tuple[bytes, ...], Any] = vars(self).setdefault("_contexts", {})
        if wanted not in contexts:
            made = contexts[wanted] = super()._create_ssl_context(srtp_profiles)
            made.set_mode(_RELEASE_BUFFERS)
            made.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        return contexts[wanted]

    @cached_property
    def fingerprint(self) -> str:
        """As it stands in SDP: `sha-256 AB:CD:…`."""
        found = next(one for one in self.getFingerprints() if one.algorithm == "sha-256")
        return f"sha-256 {found.value}"


class _Wire:
    """What aiortc calls an ICE transport: a queue of records in, a function out."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_now = send
        self.records: asyncio.Queue[bytes | None] = asyncio.Queue(RECORDS_WAITING)

    async def _recv(self) -> bytes:
        record = await self.records.get()
        if record is None:
            raise ConnectionError
        return record

    async def _send(self, record: bytes) -> None:
        self._send_now(record)


class Dtls:
    """One DTLS association. Owned by one peer, made for one fingerprint; ends by `close` or by the far end.

    `send` takes a datagram for the peer; `ended` is called once when an open association ends by itself.
    """

    def __init__(
        self,
        certificate: Certificate,
        is_server: bool,
        send: Callable[[bytes], None],
        ended: Callable[[], None],
        profiles: Sequence[SRTPProtectionProfile] = PROFILES,
    ) -> None:
        self._wire = _Wire(send)
        self._transport: Any = RTCDtlsTransport(cast(RTCIceTransport, self._wire), [certificate])
        self._transport._set_role("server" if is_server else "client")
        self._transport._srtp_profiles = list(profiles)
        self._ended = ended
        self._seals: Any = None
        self._opens: Any = None

    @property
    def is_open(self) -> bool:
        return self._seals is not None

    @property
    def sender(self) -> Any:
        """libsrtp's session that seals what we send; good until `close`."""
        return self._seals

    async def shake_hands(self, fingerprint: str, timeout_s: float) -> bool:
        """True once SRTP keys stand and the far end has shown the certificate of `fingerprint`."""
        algorithm, _, value = fingerprint.partition(" ")
        wanted = RTCDtlsParameters([RTCDtlsFingerprint(algorithm, value)])
        try:
            await asyncio.wait_for(self._transport.start(wanted), timeout_s)
        except TimeoutError:
            return False
        if self._transport.state != "connected":
            return False
        self._seals = self._transport._tx_srtp._srtp[0]
        self._opens = self._transport._rx_srtp._srtp[0]
        self._transport.on("statechange", self._changed)
        return True

    def feed(self, record: bytes) -> None:
        """A DTLS record of the peer; one too many is lost, as the network may lose it."""
        if not self._wire.records.full():
            self._wire.records.put_nowait(record)

    def open_rtp(self, packet: bytes) -> bytes | None:
        """The plain packet; None when it is forged, replayed or before the handshake."""
        return self._opened(srtp.srtp_unprotect, packet) if self._opens is not None else None

    def open_rtcp(self, packet: bytes) -> bytes | None:
        return self._opened(srtp.srtp_unprotect_rtcp, packet) if self._opens is not None else None

    def seal_rtcp(self, packet: bytes) -> bytes | None:
        """The packet as it travels; None when it cannot be sealed (not open, too long)."""
        if self._seals is None or len(packet) > _SCRATCH_BYTES - SEALED_BYTES_MORE:
            return None
        return self._in_scratch(srtp.srtp_protect_rtcp, self._seals, packet)

    def seal_rtp(self, packet: bytes) -> bytes | None:
        if self._seals is None or len(packet) > _SCRATCH_BYTES - SEALED_BYTES_MORE:
            return None
        return self._in_scratch(seal, self._seals, packet)

    async def close(self) -> None:
        """Says close_notify and forgets the keys. Idempotent."""
        self._transport.remove_all_listeners()
        self._seals = self._opens = None
        if not self._wire.records.full():
            self._wire.records.put_nowait(None)
        await self._transport.stop()

    def _opened(self, function: Any, packet: bytes) -> bytes | None:
        return self._in_scratch(function, self._opens, packet)

    @staticmethod
    def _in_scratch(function: Any, session: Any, packet: bytes) -> bytes | None:
        srtp_ffi.memmove(_scratch, packet, len(packet))
        _length[0] = len(packet)
        return None if function(session, _scratch, _length) else bytes(_scratch_bytes[: _length[0]])

    def _changed(self) -> None:
        if self._transport.state in ("closed", "failed"):
            self._seals = self._opens = None
            self._ended()


def pointers(rows: Any, lengths: Any) -> tuple[list[Any], list[Any]]:
    """libsrtp's pointers to each row of a byte matrix and to each number of an int32 column; both stay put."""
    count, stride = rows.shape
    first = srtp_ffi.from_buffer("unsigned char[]", rows)
    numbers = srtp_ffi.from_buffer("int[]", lengths)
    return [first + row * stride for row in range(count)], [numbers + row for row in range(count)]
