"""A paper as an office's scanner makes it: one page of two images, black and white in JBIG2, coloured in JPEG 2000.

JPEG 2000 is OpenJPEG's. JBIG2 (ITU-T T.88) takes CCITT G4 as it is in a generic region (6.2.6, MMR): libtiff encodes it.
"""

import io
import struct

from PIL import Image, ImageChops

from tests.edge.pdfs import bound

WIDTH, HEIGHT = 240, 160
PHOTOMETRIC, STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_BYTES = 262, 273, 278, 279
BLACK_IS_ZERO = 1


def scanned() -> bytes:
    """Above: left half black, right half white. Below: left red, right blue."""
    size = b"/Subtype/Image/Width %d/Height %d" % (WIDTH, HEIGHT)
    drawn = b"q 300 0 0 200 0 200 cm /Above Do Q q 300 0 0 200 0 0 cm /Below Do Q"
    return bound([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R"
        b"/Resources<</XObject<</Above 5 0 R/Below 6 0 R>>>>>>",
        stream(b"", drawn),
        stream(size + b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode", jbig2()),
        stream(size + b"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/JPXDecode", jpeg2000()),
    ])  # fmt: skip


def stream(head: bytes, body: bytes) -> bytes:
    return b"<<" + head + b"/Length %d>>stream\n" % len(body) + body + b"\nendstream"


def jpeg2000() -> bytes:
    page = Image.new("RGB", (WIDTH, HEIGHT), (220, 30, 30))
    page.paste((30, 60, 220), (WIDTH // 2, 0, WIDTH, HEIGHT))
    out = io.BytesIO()
    page.save(out, "JPEG2000")
    return out.getvalue()


def jbig2() -> bytes:
    """The segments of one page (7.2): its size, and a generic region over all of it."""
    size = struct.pack(">II", WIDTH, HEIGHT)
    page = size + struct.pack(">IIBH", 0, 0, 0, 0)
    region = size + struct.pack(">IIB", 0, 0, 0) + b"\x01" + g4()
    return segment(0, 48, page) + segment(1, 38, region)


def segment(number: int, kind: int, body: bytes) -> bytes:
    return struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body


def g4() -> bytes:
    """Black runs where the page is black."""
    page = Image.new("1", (WIDTH, HEIGHT), 255)
    page.paste(0, (0, 0, WIDTH // 2, HEIGHT))
    tiff = tiff_of(page)
    if tiff.tag_v2[PHOTOMETRIC] == BLACK_IS_ZERO:  # then its runs of "black" are those of ones: white
        tiff = tiff_of(ImageChops.invert(page))
    (at,), (length,) = tiff.tag_v2[STRIP_OFFSETS], tiff.tag_v2[STRIP_BYTES]
    tiff.fp.seek(at)
    return tiff.fp.read(length)


def tiff_of(page: Image.Image) -> Image.Image:
    out = io.BytesIO()
    page.save(out, "TIFF", compression="group4", tiffinfo={ROWS_PER_STRIP: HEIGHT})
    return Image.open(io.BytesIO(out.getvalue()))
