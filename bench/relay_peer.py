"""One media client of the bench: real ICE, DTLS and SRTP over a socket of its own, and nothing decoded.

It speaks to our bridge, which is ICE-lite and answers offers, and to Janus, which is a full agent and makes them.
"""

import asyncio
import re
import secrets
import struct
from collections.abc import Callable

from aioice import stun

from bridge import rtcp, rtp
from bridge.dtls import PROFILES, Certificate, Dtls
from bridge.ice import Credentials
from bridge.udp import Address, Kind, Port, kind

CHECK_EVERY_S = 2.5
"""Chrome's rate when a connection is stable (libwebrtc p2p_constants)."""

REPORT_EVERY_S = 1.0
CONNECTED_WITHIN_S = 30.0
CHECK_AGAIN_S = 0.25
ASKED_AT_MOST = 200

KINDS = ("audio", "video", "video", "audio", "video")
LEVEL_ID, SEND_TIME_ID, MID_ID = 1, 2, 4
"""Janus' own ids of the latter two."""
PAYLOAD_TYPES = {"audio": 111, "video": 96}
FEEDBACK = ["nack", "nack pli", "ccm fir", "goog-remb"]


class Stream:
    """What came of one ssrc, and what is missing so far."""

    __slots__ = ("count", "highest", "missing")

    def __init__(self, sequence: int) -> None:
        self.highest = 0x10000 + sequence - 1
        self.count = 0
        self.missing: dict[int, None] = {}

    def note(self, sequence: int) -> bool:
        """True when packets before this one are missing."""
        self.count += 1
        at = self.highest + 1
        if sequence == at & 0xFFFF:
            self.highest = at
            return False
        at = rtp.unroll(sequence, self.highest)
        if at <= self.highest:
            self.missing.pop(at, None)
            return False
        self.missing |= dict.fromkeys(range(self.highest + 1, at))
        self.highest = at
        return True


class MediaPeer:
    """Owned by one run; `connect` returns when SRTP keys stand, `close` ends it."""

    certificate = Certificate.generateCertificate()
    """One for all: the bench does not measure the making of keys."""

    def __init__(self, address: str, opened: Callable[[bytes], None] | None = None) -> None:
        """`opened` gets every RTP packet in the clear; None: packets are counted and stay sealed."""
        self.port = Port(address, 0)
        self.host = address
        self.credentials = Credentials.fresh()
        self.received_count = 0
        self.streams: dict[int, Stream] = {}
        self.repeated = asyncio.Event()
        """Set when a packet comes that is not later than the latest."""
        self.told: Callable[[bytes], None] | None = None
        """Gets every RTCP compound in the clear, where somebody listens."""
        self.ssrc = secrets.randbelow(1 << 31) + 1
        self._opened = opened
        self._loop = asyncio.get_running_loop()
        self._remote: tuple[str, str] = ("", "")
        self._to = Address(b"")
        self._is_controlling = False
        self._is_checked = asyncio.Event()
        self._dtls: Dtls | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def offer(self, publishes: bool) -> str:
        """A page's offer: five lines to receive, three more to send."""
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2 3 4"]
        for mid, sort in enumerate(KINDS):
            lines += self._line(sort, str(mid), "recvonly")
        for mid, sort in enumerate(("audio", "video", "video") if publishes else (), len(KINDS)):
            lines += self._line(sort, str(mid), "sendonly" if mid < 7 else "inactive")
        return "\r\n".join(lines) + "\r\n"

    def answer(self, offer: str) -> str:
        """Our answer to Janus: receive only, active, one candidate."""
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        mids = re.findall(r"^a=mid:(\S+)", offer, re.MULTILINE)
        lines.append(f"a=group:BUNDLE {' '.join(mids)}")
        for sort, mid in zip(re.findall(r"^m=(\w+)", offer, re.MULTILINE), mids, strict=True):
            ours = self._line(sort, mid, "recvonly", setup="active")
            lines += [line for line in ours if not line.startswith("a=extmap") or line in offer]
            lines.append(f"a=candidate:1 1 udp 2130706431 {self.host} {self.port.number} typ host")
        return "\r\n".join(lines) + "\r\n"

    def _line(self, sort: str, mid: str, direction: str, setup: str = "actpass") -> list[str]:
        payload_type = PAYLOAD_TYPES[sort]
        codec = "opus/48000/2" if sort == "audio" else "VP8/90000"
        lines = [
            f"m={sort} 9 UDP/TLS/RTP/SAVPF {payload_type}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            f"a={direction}",
            "a=rtcp-mux",
            f"a=ice-ufrag:{self.credentials.ufrag}",
            f"a=ice-pwd:{self.credentials.password}",
            f"a=fingerprint:{self.certificate.fingerprint}",
            f"a=setup:{setup}",
            f"a=rtpmap:{payload_type} {codec}",
            f"a=extmap:{SEND_TIME_ID} {rtp.ABS_SEND_TIME}",
            f"a=extmap:{MID_ID} {rtp.MID}",
        ]
        if sort == "audio":
            return [*lines, f"a=extmap:{LEVEL_ID} {rtp.AUDIO_LEVEL}"]
        return lines + [f"a=rtcp-fb:{payload_type} {one}" for one in FEEDBACK]

    async def connect(self, description: str) -> None:
        """Checks and shakes hands with the far end that `description` names. Raises TimeoutError."""
        ufrag = _first(r"^a=ice-ufrag:(\S+)", description)
        self._is_controlling = "a=ice-lite" in description
        self._remote = (ufrag, _first(r"^a=ice-pwd:(\S+)", description))
        host, port = re.findall(
            r"^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+)",
            description,
            re.MULTILINE | re.IGNORECASE,
        )[0]
        self._to = Address(
            struct.pack("=H", 2) + struct.pack("!H4B8x", int(port), *map(int, host.split(".")))
        )
        self._loop.add_reader(self.port.fileno(), self._readable)
        self._dtls = Dtls(self.certificate, False, self._send, lambda: None, PROFILES[:1])
        self._check()
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            await self._is_checked.wait()
            fingerprint = _first(r"^a=fingerprint:(.+?)\r?$", description)
            if not await self._dtls.shake_hands(fingerprint, CONNECTED_WITHIN_S):
                raise TimeoutError("the DTLS handshake failed")
        self._report()

    def _send(self, datagram: bytes) -> None:
        self.port.send(self._to, datagram)

    def send_rtp(self, packet: bytes) -> None:
        sealed = self._dtls.seal_rtp(packet) if self._dtls is not None else None
        if sealed is not None:
            self._send(sealed)

    def _check(self) -> None:
        """A connectivity check; again soon until one was answered. It nominates when the far end is ICE-lite."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes |= {
            "USERNAME": f"{self._remote[0]}:{self.credentials.ufrag}",
            "PRIORITY": 1_845_501_695,
            **(
                {"ICE-CONTROLLING": 1, "USE-CANDIDATE": None}
                if self._is_controlling
                else {"ICE-CONTROLLED": 1}
            ),
        }
        request.add_message_integrity(self._remote[1].encode())
        self._send(bytes(request))
        wait_s = CHECK_EVERY_S if self._is_checked.is_set() else CHECK_AGAIN_S
        self._timers["check"] = self._loop.call_later(wait_s, self._check)

    def _report(self) -> None:
        """An RR each second, as a browser sends, and what is still missing."""
        blocks = [rtcp.Report(ssrc, 0, 0, one.highest, 0, 0, 0) for ssrc, one in self.streams.items()]
        sealed = (
            self._dtls.seal_rtcp(rtcp.receiver_report(self.ssrc, blocks)) if self._dtls is not None else None
        )
        if sealed is not None:
            self._send(sealed)
        self._timers["report"] = self._loop.call_later(REPORT_EVERY_S, self._report)

    def _ask(self, ssrc: int, stream: Stream) -> None:
        """A NACK for the latest that are missing."""
        self.send_rtcp(rtcp.nack(self.ssrc, ssrc, list(stream.missing)[-ASKED_AT_MOST:]))

    def send_rtcp(self, compound: bytes) -> None:
        sealed = self._dtls.seal_rtcp(compound) if self._dtls is not None else None
        if sealed is not None:
            self._send(sealed)

    def _readable(self) -> None:
        for address, datagram in self.port.read():
            sort = kind(datagram)
            if sort is Kind.RTP:
                self._take(datagram)
            elif sort is Kind.STUN:
                self._checked(address, datagram)
            elif sort is Kind.DTLS and self._dtls is not None:
                self._dtls.feed(datagram)
            elif sort is Kind.RTCP and self._dtls is not None and self.told is not None:
                self.told(self._dtls.open_rtcp(datagram) or b"")

    def _take(self, datagram: bytes) -> None:
        self.received_count += 1
        sequence, ssrc = struct.unpack_from("!2xH4xI", datagram)
        stream = self.streams.get(ssrc)
        if stream is None:
            stream = self.streams[ssrc] = Stream(sequence)
        before = stream.highest
        if stream.note(sequence):
            self._ask(ssrc, stream)
        elif stream.highest == before:
            self.repeated.set()
        if self._opened is not None and self._dtls is not None:
            plain = self._dtls.open_rtp(datagram)
            if plain is not None:
                self._opened(plain)

    def _checked(self, address: Address, datagram: bytes) -> None:
        message = stun.parse_message(datagram)
        if message.message_class == stun.Class.REQUEST:
            answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, message.transaction_id)
            answer.attributes["XOR-MAPPED-ADDRESS"] = (self.host, self.port.number)
            answer.add_message_integrity(self.credentials.password.encode())
            self.port.send(address, bytes(answer))
        elif message.message_class == stun.Class.RESPONSE:
            self._is_checked.set()

    async def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        if self._dtls is not None:
            await self._dtls.close()
        self._loop.remove_reader(self.port.fileno())
        self.port.close()


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise ValueError(f"nothing like {pattern} in the description")
    return found[1]
