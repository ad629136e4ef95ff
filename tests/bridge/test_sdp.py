"""What pages offer and what they are answered."""

import re

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from bridge import sdp
from bridge.ice import Credentials
from bridge.sdp import OFFER_BYTES, PAGE, BadOffer, Ours
from tests.bridge.offers import CHROMIUM, edited

OURS = Ours(
    Credentials("ufragufr", "password" * 3),
    "sha-256 " + ":".join(["CD"] * 32),
    ("203.0.113.7", "198.51.100.1"),
    7_000,
    "bridge",
    tuple(range(11, 19)),
    {"audio": 64, "video": 1_500},
)


def test_the_answer_has_the_same_lines_in_the_same_order_for_an_independent_reader() -> None:
    """Law: RFC 8829: one answer line for each offered, with its mid; a direction that fits; one bundle."""
    offer = sdp.read(CHROMIUM)
    answered = SessionDescription.parse(sdp.answer(offer, OURS))
    offered = SessionDescription.parse(CHROMIUM)
    assert [media.rtp.muxId for media in answered.media] == [media.rtp.muxId for media in offered.media]
    assert [media.direction for media in answered.media] == ["sendonly"] * 5 + ["recvonly"] * 3
    assert answered.group[0].items == [media.rtp.muxId for media in offered.media]
    for media, ssrc in zip(answered.media, OURS.ssrcs, strict=True):
        assert media.ice.iceLite
        assert media.dtls.role == "server"
        assert [candidate.ip for candidate in media.ice_candidates] == list(OURS.addresses)
        assert [one.ssrc for one in media.ssrc] == ([ssrc] if media.direction == "sendonly" else [])


def test_payload_types_and_extension_ids_are_the_offers_own() -> None:
    """Law: nothing is answered that was not offered: a page's numbers stay what they are."""
    offered = SessionDescription.parse(CHROMIUM)
    answered = SessionDescription.parse(sdp.answer(sdp.read(CHROMIUM), OURS))
    for theirs, ours in zip(offered.media, answered.media, strict=True):
        types = {codec.payloadType: codec.mimeType.lower() for codec in theirs.rtp.codecs}
        assert all(types[codec.payloadType] == codec.mimeType.lower() for codec in ours.rtp.codecs)
        ids = {one.id: one.uri for one in theirs.rtp.headerExtensions}
        assert all(ids[one.id] == one.uri for one in ours.rtp.headerExtensions)


def test_only_what_we_relay_is_answered() -> None:
    """Law: Opus; VP8, then H.264 with packetization-mode 1 and 42e01f; no RTX, no transport-cc."""
    text = sdp.answer(sdp.read(CHROMIUM), OURS)
    assert set(re.findall(r"a=rtpmap:\d+ (\S+)", text)) == {"opus/48000/2", "VP8/90000", "H264/90000"}
    assert "packetization-mode=1;profile-level-id=42e01f" in text
    assert "transport-cc" not in text
    feedback = set(re.findall(r"a=rtcp-fb:\d+ (.+?)\r", text))
    assert feedback == {"nack", "nack pli", "ccm fir", "goog-remb"}


def test_a_page_that_only_watches_stops_after_five_lines() -> None:
    """Law: attendees are asked for no camera: five lines are a whole offer; four or nine are none."""
    pieces = CHROMIUM.split("m=")
    five = "m=".join(pieces[:6])
    assert len(sdp.read(five).lines) == 5
    with pytest.raises(BadOffer, match="five to eight"):
        sdp.read("m=".join(pieces[:5]))
    with pytest.raises(BadOffer, match="five to eight"):
        sdp.read(CHROMIUM + "m=" + pieces[-1].replace("a=mid:7", "a=mid:8"))


def test_a_passive_page_makes_us_the_dtls_client() -> None:
    """Law: some WHIP clients insist on being the server."""
    offer = sdp.read(edited("a=setup:actpass", "a=setup:passive"))
    assert offer.is_passive
    assert "a=setup:active" in sdp.answer(offer, OURS)


def test_a_line_without_our_codecs_is_refused_alone() -> None:
    """Law: the line gets port 0 and leaves the bundle; the others are answered."""
    offer = sdp.read(edited("opus/48000/2", "telephone-event/8000"))
    answered = SessionDescription.parse(sdp.answer(offer, OURS))
    assert [media.port == 0 for media in answered.media] == [page.kind == "audio" for page in PAGE]
    assert answered.group[0].items == ["1", "2", "4", "6", "7"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("m=audio", "m=video"),
        ("a=fingerprint:sha-256 ", "a=fingerprint:sha-256 00:"),
        ("a=ice-ufrag:", "a=ice-ufrag:x"),
        ("a=mid:1\r", "a=mid:0\r"),
        ("a=mid:1\r", "a=mid:" + "x" * 17 + "\r"),
        ("a=rtcp-mux\r\n", ""),
        ("111", "abc"),
    ],
)
def test_an_offer_that_is_none_is_refused_in_words(old: str, new: str) -> None:
    """Law: BadOffer with a sentence, whatever is wrong with it (each change at its first place)."""
    with pytest.raises(BadOffer, match=r"\."):
        sdp.read(CHROMIUM.replace(old, new, 1))


def test_an_offer_is_bounded() -> None:
    """Law: 64 KiB are read, one more byte is not."""
    filler = "a=x:" + "y" * (OFFER_BYTES - len(CHROMIUM) - 6) + "\r\n"
    assert sdp.read(CHROMIUM + filler).lines
    with pytest.raises(BadOffer, match="longer"):
        sdp.read(CHROMIUM + filler + "y")


@given(st.text(max_size=300))
def test_no_text_makes_reading_fail_otherwise(text: str) -> None:
    """Law: BadOffer, and nothing else."""
    with pytest.raises(BadOffer):
        sdp.read(text)


LINES = CHROMIUM.split("\r\n")


@given(st.data())
def test_no_mangled_offer_makes_reading_or_answering_fail_otherwise(data: st.DataObject) -> None:
    """Law: lines lost, doubled, swapped or with other letters: answered rightly, or BadOffer."""
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["lose", "double", "cut", "number", "letters"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, 12))]
            case "number":
                lines[at] = re.sub(r"\d+", str(data.draw(st.integers(-1, 1 << 70))), lines[at], count=1)
            case "letters":
                lines[at] += data.draw(st.text(max_size=5))
    try:
        offer = sdp.read("\r\n".join(lines))
    except BadOffer:
        return
    answer = sdp.answer(offer, OURS)
    assert answer.count("m=") == len(offer.lines)
    assert set(answer) <= set(map(chr, range(32, 127))) | {"\r", "\n"}
