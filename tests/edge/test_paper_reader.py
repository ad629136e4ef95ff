"""What a paper may be: a PDF that only shows pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.edge import paper_reader
from server.edge.paper_reader import ACTS, DAMAGED, ENCRYPTED, NOT_PDF, fault_of
from tests.edge.pdfs import HIDDEN_SCRIPT, LAUNCH, SCRIPT, packed, pdf


@pytest.mark.parametrize(
    "content",
    [
        pdf(),
        pdf(version=b"2.0"),
        pdf() + b"\r\n" * 500,
        pdf(packed(b"<</Type/Font>>")),
        pdf(packed(b"<</Type/Font>>", ways=b"")),
        pdf(b"<</Note(JavaScript, Launch and /JavaScripting are words)>>"),
    ],
    ids=["plain", "2.0", "blank lines after", "packed", "an open object stream", "words"],
)
def test_a_pdf_that_shows_pages_is_taken(content: bytes) -> None:
    """Law: what offices write is taken."""
    assert fault_of(content) is None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", NOT_PDF),
        (b"%PDF-", NOT_PDF),
        (b"%PDF-3.0\n" + pdf(), NOT_PDF),
        (b"MZ" + pdf(), NOT_PDF),
        (b"%PDF-1.4\n", DAMAGED),
        (pdf()[:-20], DAMAGED),
        (pdf() + b" " * 4_096, DAMAGED),
        (pdf().replace(b"startxref\n", b"startxref\n9"), DAMAGED),
        (pdf(trailer=b"/Encrypt 6 0 R"), ENCRYPTED),
        (pdf(trailer=b"/#45ncrypt 6 0 R"), ENCRYPTED),
        (pdf(SCRIPT), ACTS),
        (pdf(HIDDEN_SCRIPT), ACTS),
        (pdf(LAUNCH), ACTS),
        (pdf(b"<</Names<</EmbeddedFiles 9 0 R>>>>"), ACTS),
        (pdf(b"<</AcroForm<</XFA 9 0 R>>>>"), ACTS),
        (pdf(b"<</S/SubmitForm/F(http://example.org)>>"), ACTS),
        (pdf(packed(SCRIPT)), ACTS),
        (pdf(packed(HIDDEN_SCRIPT)), ACTS),
        (pdf(packed(LAUNCH, ways=b"")), ACTS),
        (pdf(packed(b"<</Type/Font>>", ways=b"/Filter/LZWDecode")), DAMAGED),
        (pdf(packed(SCRIPT, ways=b"/Filter[/ASCIIHexDecode/FlateDecode]")), DAMAGED),
        (pdf(packed(SCRIPT, ways=b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>")), DAMAGED),
        (pdf(packed(SCRIPT).replace(b"/ObjStm", b"/Obj#53tm")), ACTS),
        (pdf(b"<</Type/ObjStm/Filter/FlateDecode>>stream\nnot packed\nendstream"), DAMAGED),
        (pdf(b"<</Type/ObjStm/Filter/FlateDecode>>"), DAMAGED),
    ],
)
def test_what_acts_or_cannot_be_looked_into_is_not(content: bytes, fault: str) -> None:
    """Law: scripts, launching, sending, files within and locks are found, however they are spelled or packed."""
    assert fault_of(content) == fault


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: an object stream is unpacked to its bound and not one byte further."""
    held = b"<</Type/Font>>"
    monkeypatch.setattr(paper_reader, "UNPACKED_BYTES", len(held) + 4)
    assert fault_of(pdf(packed(held))) is None
    assert fault_of(pdf(packed(held + b" "))) == DAMAGED


def test_all_object_streams_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: many small streams do not unpack to more than one file may."""
    held = b"<</Type/Font>>"
    monkeypatch.setattr(paper_reader, "ALL_UNPACKED_BYTES", 2 * (len(held) + 4))
    assert fault_of(pdf(packed(held), packed(held))) is None
    assert fault_of(pdf(packed(held), packed(held), packed(held))) == DAMAGED


@given(st.binary(max_size=400), st.integers(0, len(pdf())))
def test_looking_never_fails(noise: bytes, at: int) -> None:
    """Law: whatever stands in the file, there is an answer."""
    whole = pdf()
    assert fault_of(whole[:at] + noise + whole[at:]) in {None, NOT_PDF, ENCRYPTED, ACTS, DAMAGED}
