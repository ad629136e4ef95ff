"""What a page offers and what we answer (RFC 8829, RFC 8866, RFC 9143). Pure: text in, text out.

Rule 1: a page has one PeerConnection with the fixed lines of PAGE, in that order; a page that only watches stops
after the first five. Who feeds a line is routing: nothing is negotiated again.
Rule 2: aiortc reads the offer, whatever it raises is BadOffer; the answer is written here, line by line.
Rule 3: everything the offer says is bounded, and nothing of it is copied into the answer but tokens and numbers.
"""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiortc import sdp as aiortc_sdp

from bridge.ice import Credentials
from bridge.rtp import EXTENSIONS
from bridge.stage import Line, Part

OFFER_BYTES = 64 * 1024
"""A full page of Chromium 156 offers 26 KiB with all its codecs."""

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]{1,64}")
_ORIGIN = re.compile(r"^o=\S{1,64} (\d{1,20}) \d{1,20} IN ", re.MULTILINE)


class BadOffer(ValueError):
    """An offer that cannot be answered; the message is a sentence for the log of the page's author."""


class PageLine(NamedTuple):
    """One m-line of every page."""

    kind: str
    receives: Line | None
    publishes: Part | None
    stream: str
    """The msid stream: what shares one is played in step."""


PAGE = (
    PageLine("audio", Line.PROGRAMME_SOUND, None, "programme"),
    PageLine("video", Line.PROGRAMME_CAMERA, None, "programme"),
    PageLine("video", Line.PROGRAMME_SLIDES, None, "slides"),
    PageLine("audio", Line.FLOOR_SOUND, None, "floor"),
    PageLine("video", Line.FLOOR_CAMERA, None, "floor"),
    PageLine("audio", None, Part.SOUND, ""),
    PageLine("video", None, Part.CAMERA, ""),
    PageLine("video", None, Part.SLIDES, ""),
)
WATCHING_LINES = 5


@dataclass(frozen=True, slots=True)
class Codec:
    name: str
    """"opus", "VP8" or "H264"."""
    clock_rate: int
    payload_type: int
    feedback: frozenset[str]


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One m-line of the offer, as far as we use it."""

    kind: str
    mid: str
    direction: str
    codecs: tuple[Codec, ...]
    """Those we know, in our order; empty: the line is refused."""
    extensions: dict[str, int]
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    session: int
    """The session id of the o= line: the same one with a new ufrag is an ICE restart."""
    ufrag: str
    fingerprints: frozenset[str]
    """Of one certificate, each by another digest: `sha-256 AB:CD:…`."""
    is_passive: bool
    """The far end insists on being the DTLS server."""
    lines: tuple[OfferedLine, ...]


@dataclass(frozen=True, slots=True)
class OurLine:
    """What the answer says of one line."""

    ssrc: int | None
    """Of what we send in it."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our side of one session."""

    credentials: Credentials
    fingerprint: str
    addresses: tuple[str, ...]
    port: int
    cname: str
    ssrcs: tuple[int, ...]
    """One for each line; used where we send."""
    max_kbps: dict[str, int]
    """What a publisher may send, by kind of line: b=AS."""


_FEEDBACK = {"opus": ("nack",), "VP8": ("nack", "nack pli", "ccm fir", "goog-remb")}
_FEEDBACK["H264"] = _FEEDBACK["VP8"]
_H264_PARAMETERS = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"


def read(text: str) -> Offer:
    """The offer. Raises BadOffer, and nothing else."""
    if len(text) > OFFER_BYTES:
        raise BadOffer(f"The offer is longer than {OFFER_BYTES} bytes.")
    try:
        found = aiortc_sdp.SessionDescription.parse(text)
        return _offer(text, found)
    except BadOffer:
        raise
    except Exception as fault:  # aiortc asserts, and raises whatever its parsing stumbles over
        raise BadOffer(f"The offer cannot be read: {type(fault).__name__}.") from fault


def _offer(text: str, found: Any) -> Offer:
    _demand(len(PAGE) >= len(found.media) >= WATCHING_LINES, "A page offers five to eight lines.")
    lines = tuple(_line(media, page) for media, page in zip(found.media, PAGE, strict=False))
    _demand(len({line.mid for line in lines}) == len(lines), "Two lines have one mid.")
    ufrags = {media.ice.usernameFragment for media in found.media if media.ice.usernameFragment}
    _demand(len(ufrags) == 1, "All lines share one ICE ufrag.")
    shown = {
        frozenset(f"{one.algorithm.lower()} {one.value.upper()}" for one in media.dtls.fingerprints)
        for media in found.media
        if media.dtls
    }
    _demand(len(shown) == 1, "All lines show the same certificate.")
    origin = _ORIGIN.search(text)
    roles = {media.dtls.role for media in found.media if media.dtls}
    return Offer(int(origin[1]) if origin else 0, ufrags.pop(), shown.pop(), roles == {"server"}, lines)


def _line(media: Any, page: PageLine) -> OfferedLine:
    _demand(media.kind == page.kind, f"A line of kind {page.kind} was expected.")
    mid = media.rtp.muxId
    _demand(bool(_TOKEN.fullmatch(mid)) and len(mid) <= 16, "Every line has a short mid.")
    _demand(media.rtcp_mux or media.port == 0, "RTCP travels with RTP (rtcp-mux).")
    extensions = {
        one.uri: one.id for one in media.rtp.headerExtensions if one.uri in EXTENSIONS and 1 <= one.id <= 14
    }
    is_refused = media.port == 0 and not media.rtp.codecs
    return OfferedLine(
        page.kind,
        mid,
        media.direction or "sendrecv",
        () if is_refused else _codecs(media),
        extensions,
        tuple(one.ssrc for one in media.ssrc[:4]),
    )


def _codecs(media: Any) -> tuple[Codec, ...]:
    """Opus; or VP8, then H.264 (constrained baseline, packetization-mode 1)."""
    chosen: dict[str, Codec] = {}
    for codec in media.rtp.codecs:
        name = _known(codec)
        if name and (name not in chosen or "42e0" in _profile(codec)):
            feedback = {f"{one.type} {one.parameter or ''}".strip() for one in codec.rtcpFeedback}
            ours = frozenset(_FEEDBACK[name]) & feedback
            chosen[name] = Codec(name, codec.clockRate, codec.payloadType, ours)
    return tuple(chosen[name] for name in ("opus", "VP8", "H264") if name in chosen)


def _known(codec: Any) -> str | None:
    name, rate = codec.name.lower(), codec.clockRate
    if not 0 < codec.payloadType < 128:
        return None
    if (name, rate, codec.channels) == ("opus", 48_000, 2):
        return "opus"
    if (name, rate) == ("vp8", 90_000):
        return "VP8"
    is_one = str(codec.parameters.get("packetization-mode", "0")) == "1"
    return "H264" if (name, rate) == ("h264", 90_000) and is_one and _profile(codec)[:2] == "42" else None


def _profile(codec: Any) -> str:
    return str(codec.parameters.get("profile-level-id", "")).lower()


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BadOffer(otherwise)


def receives(line: OfferedLine) -> bool:
    """Whether the far end wants to be sent something in this line."""
    return bool(line.codecs) and line.direction in ("recvonly", "sendrecv")


def publishes(line: OfferedLine) -> bool:
    return bool(line.codecs) and line.direction in ("sendonly", "sendrecv")


def answer(offer: Offer, ours: Ours) -> str:
    """Our answer to `offer`."""
    bundled = [line.mid for line in offer.lines if line.codecs]
    lines = [
        "v=0",
        f"o=- {offer.session} 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        f"a=group:BUNDLE {' '.join(bundled)}",
        "a=msid-semantic: WMS *",
    ]
    for number, line in enumerate(offer.lines):
        lines += _answered(offer, ours, number, line, is_first=bool(bundled) and line.mid == bundled[0])
    return "\r\n".join(lines) + "\r\n"


def _answered(offer: Offer, ours: Ours, number: int, line: OfferedLine, *, is_first: bool) -> list[str]:
    if not line.codecs:
        return [f"m={line.kind} 0 UDP/TLS/RTP/SAVPF 0", "c=IN IP4 0.0.0.0", f"a=mid:{line.mid}", "a=inactive"]
    page = PAGE[number]
    sends = page.receives is not None and receives(line)
    takes = page.publishes is not None and publishes(line)
    types = " ".join(str(codec.payload_type) for codec in line.codecs)
    lines = [
        f"m={line.kind} {ours.port if is_first else 9} UDP/TLS/RTP/SAVPF {types}",
        "c=IN IP4 0.0.0.0",
        *([f"b=AS:{ours.max_kbps[line.kind]}"] if takes else []),
        f"a=mid:{line.mid}",
        f"a={'sendonly' if sends else 'recvonly' if takes else 'inactive'}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        f"a=ice-ufrag:{ours.credentials.ufrag}",
        f"a=ice-pwd:{ours.credentials.password}",
        f"a=fingerprint:{ours.fingerprint}",
        f"a=setup:{'active' if offer.is_passive else 'passive'}",
    ]
    lines += [f"a=extmap:{id_} {uri}" for uri, id_ in line.extensions.items()]
    for codec in line.codecs:
        lines += _codec(codec)
    if sends:
        ssrc = ours.ssrcs[number]
        lines += [f"a=msid:{page.stream} {page.receives}", f"a=ssrc:{ssrc} cname:{ours.cname}"]
        lines += [f"a=ssrc:{ssrc} msid:{page.stream} {page.receives}"]
    return lines + _candidates(ours)


def _codec(codec: Codec) -> list[str]:
    channels = "/2" if codec.name == "opus" else ""
    lines = [f"a=rtpmap:{codec.payload_type} {codec.name}/{codec.clock_rate}{channels}"]
    lines += [f"a=rtcp-fb:{codec.payload_type} {feedback}" for feedback in sorted(codec.feedback)]
    if codec.name == "H264":
        lines.append(f"a=fmtp:{codec.payload_type} {_H264_PARAMETERS}")
    if codec.name == "opus":
        lines.append(f"a=fmtp:{codec.payload_type} minptime=10;useinbandfec=1")
    return lines


def _candidates(ours: Ours) -> list[str]:
    """Host candidates (RFC 8839 section 5.1), best first; RFC 8445 section 5.1.2 for their priority. They stand in
    every line: aiortc looks for them in the last one of a bundle, WHIP clients in the first."""
    return [
        f"a=candidate:{rank + 1} 1 udp {126 << 24 | (65_535 - rank) << 8 | 255} {address} {ours.port} typ host"
        for rank, address in enumerate(ours.addresses)
    ] + ["a=end-of-candidates"]
