"""PROTOCOL.md says all there is, and its examples are true."""

import re
from pathlib import Path

import pytest

import server.wire
from server.core.entries import KINDS
from server.core.refusals import Verdict
from server.wire import limits
from server.wire.bodies import OFFERED
from server.wire.codes import CLOSE_OF, Close, Fault
from server.wire.frames import CLIENT_FRAMES, SERVER_FRAMES
from tests.wire.vectors import CLIENT, SERVER

TEXT = (Path(server.wire.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")
SECTIONS = {
    int(number): body
    for number, body in re.findall(r"^### (\d+) [A-Z_]+\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL)
}
TITLES = dict(re.findall(r"^### (\d+) ([A-Z_]+)$", TEXT, re.MULTILINE))


def test_each_frame_has_its_section_under_its_number() -> None:
    """Law L6: each frame stands in its document."""
    assert {int(number): title for number, title in TITLES.items()} == CLIENT_FRAMES | SERVER_FRAMES


@pytest.mark.parametrize("number", CLIENT_FRAMES | SERVER_FRAMES)
def test_the_example_of_a_frame_is_one_of_its_vectors(number: int) -> None:
    """Law: the hex a reader copies out of the document decodes, here and in the pages."""
    (example,) = re.findall(r"`([0-9a-f]{4,})`", SECTIONS[number])
    known = {vector.encoded.hex() for vector in CLIENT + SERVER if vector.value[0] == number}
    assert example in known


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_each_verdict_stands_in_the_document_with_its_number() -> None:
    """Law L6, for verdicts."""
    assert {int(number): name for number, name, _ in rows("Verdicts")} == {
        verdict.value: verdict.name for verdict in Verdict
    }


def test_each_fault_stands_in_the_document_with_its_close_code() -> None:
    """Law L6, for faults and close codes; every close code has a fault that names it."""
    told = {name: int(code) for code, name, _ in rows("Faults and close codes")}
    assert told == {fault.value: CLOSE_OF[fault].value for fault in Fault}
    assert set(CLOSE_OF.values()) == set(Close)


def test_each_bound_stands_in_the_document_with_its_value() -> None:
    """Law L6, for limits; each has its source in limits.py."""
    told = {name: int(re.match(r"[\d,]+", bound)[0].replace(",", "")) for name, bound in rows("Limits")}  # type: ignore[index]
    assert told == {name: int(bound) for name, bound in limits.TABLE.items()}
    assert all(bound.source.endswith(".") for bound in limits.TABLE.values())


def test_each_command_a_client_may_send_stands_in_the_document() -> None:
    """Law: the table of commands names the kinds of bodies.py, their fields in order, and no others."""
    told = {int(kind): (name, body) for kind, name, body, *_ in rows("Commands")}
    assert {kind: name for kind, (name, _) in told.items()} == {
        kind: KINDS[kind].__name__ for kind in OFFERED
    }
    for kind, (_, body) in told.items():
        fields = [re.match(r"(?:→ )?(\w+)", field)[1] for field in split(body)]  # type: ignore[index]
        assert fields == list(KINDS[kind]._fields)
        defaulted = [field for field in split(body) if field.startswith("→")]
        assert len(defaulted) == len(KINDS[kind]._field_defaults)


def split(body: str) -> list[str]:
    """A cell of fields, split at commas outside brackets."""
    bare = re.sub(r"\((?:[^()`]|`[^`]*`)*\)", "", body)
    return [field.strip() for field in bare.split(",") if field.strip()]
