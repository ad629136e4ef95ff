"""PDFs written by hand, good and bad (ISO 32000-2, 7.5)."""

import zlib
from collections.abc import Sequence

PAGE = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    b"<</Length 44>>stream\nBT /F1 24 Tf 40 300 Td (Nghi quyet 27) Tj ET \nendstream",
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)
"""One page that says "Nghi quyet 27"."""


def pdf(*more: bytes, trailer: bytes = b"", version: bytes = b"1.4") -> bytes:
    """PAGE and further objects, numbered from 6."""
    return bound((*PAGE, *more), trailer, version)


def bound(objects: Sequence[bytes], trailer: bytes = b"", version: bytes = b"1.5") -> bytes:
    """The objects, numbered from 1, as a file; the first is the catalogue."""
    content, offsets = b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer<</Size %d/Root 1 0 R" % (len(offsets) + 1) + trailer + b">>\n"
    return content + b"startxref\n%d\n%%%%EOF\n" % start


def packed(held: bytes, ways: bytes = b"/Filter/FlateDecode") -> bytes:
    """An object stream that holds `held`, compressed."""
    body = zlib.compress(b"9 0 " + held) if b"Flate" in ways else b"9 0 " + held
    return b"<</Type/ObjStm/N 1/First 4/Length %d" % len(body) + ways + b">>stream\n" + body + b"\nendstream"


SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
HIDDEN_SCRIPT = b"<</S/J#61vaScr#69pt/JS(app.alert(1))>>"
LAUNCH = b"<</S/Launch/F(cmd.exe)>>"
