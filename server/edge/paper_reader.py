"""Looks at one uploaded paper, in a process of its own: is it a PDF that only shows pages?

Rule 1: it must begin and end as ISO 32000-2 says (7.5.2, 7.5.5), and must not be encrypted.
Rule 2: it must hold nothing that acts: no script, no launching, sending or fetching, no files or forms within. The whole
file is searched for the names of such things, also spelled with #xx (7.3.5); object streams (7.5.7), where dictionaries
lie compressed, are unpacked within bounds and searched too. One that cannot be unpacked speaks against the file.
Rule 3: nothing is drawn or parsed further: browsers do that, in their own cages.
"""

import re
import sys
import zlib
from pathlib import Path

from server.edge.roster_reader import confine

NOT_PDF, ENCRYPTED, ACTS, DAMAGED = "NOT_PDF", "PDF_ENCRYPTED", "PDF_ACTS", "PDF_DAMAGED"

END_BYTES = 2_048
"""%%EOF stands in the last of these: some programs add a signature or blank lines."""

UNPACKED_BYTES = 16 << 20
"""One object stream; real ones hold some hundred dictionaries, under 1 MB."""

ALL_UNPACKED_BYTES = 128 << 20

DICTIONARY_BYTES = 1_024
"""Between the name ObjStm and its stream, and before it."""

ACTING = ("JavaScript", "Launch", "Rendition", "RichMedia", "EmbeddedFile", "EmbeddedFiles", "XFA", "ImportData",
          "SubmitForm", "GoToE")  # fmt: skip

_END_OF_NAME = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"


def named(*names: str) -> re.Pattern[bytes]:
    """Any of the names, each letter plain or as #xx."""
    spelled = (
        "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names
    )
    return re.compile(rb"/(?:" + "|".join(spelled).encode() + rb")" + _END_OF_NAME)


_ACTING, _ENCRYPT, _PACKED, _PACKING = named(*ACTING), named("Encrypt"), named("ObjStm"), named("FlateDecode")
_FILTER, _OTHER_WAYS = named("Filter"), named("DecodeParms", "F", "FFilter")
_HEADER = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)(?!\d)")
_START = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_CROSS = re.compile(rb"\s*xref\b|\s*\d{1,10}\s+\d{1,5}\s+obj\b")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")


def fault_of(content: bytes) -> str | None:
    """What speaks against the paper; None for a PDF that only shows pages."""
    if not _HEADER.match(content):
        return NOT_PDF
    starts = _START.findall(content, max(0, len(content) - END_BYTES))
    if not starts or not _CROSS.match(content, int(starts[-1])):
        return DAMAGED
    if _ENCRYPT.search(content):
        return ENCRYPTED
    if _ACTING.search(content):
        return ACTS
    return _fault_of_packed(content)


def _fault_of_packed(content: bytes) -> str | None:
    """What speaks against the object streams."""
    room = ALL_UNPACKED_BYTES
    for found in _PACKED.finditer(content):
        stream = _STREAM.search(content, found.end(), found.end() + DICTIONARY_BYTES)
        if stream is None:
            return DAMAGED
        start = content.rfind(b"obj", max(0, found.start() - DICTIONARY_BYTES), found.start())
        unpacked = _unpacked(content[max(start, 0) : stream.start()], content, stream.end(), room)
        if unpacked is None:
            return DAMAGED
        if _ENCRYPT.search(unpacked) or _ACTING.search(unpacked):
            return ACTS
        room -= len(unpacked)
    return None


def _unpacked(dictionary: bytes, content: bytes, at: int, room: int) -> bytes | None:
    """What the stream at `at` holds; None when it cannot be known within bounds."""
    end = content.find(b"endstream", at)
    if end < 0:
        return None
    if not _FILTER.search(dictionary):
        return content[at:end]
    if not _PACKING.search(dictionary) or _OTHER_WAYS.search(dictionary) or dictionary.count(b"Decode") > 1:
        return None
    unpacking = zlib.decompressobj()
    try:
        held = unpacking.decompress(content[at:end], max(1, min(UNPACKED_BYTES, room)))
    except zlib.error:
        return None
    return held if unpacking.eof else None


def main(folder: Path, seconds: int, memory_mib: int) -> None:
    confine(seconds, memory_mib)
    (folder / "fault").write_text(fault_of((folder / "upload").read_bytes()) or "", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
