"""The template people download is a file `read` takes back."""

import io
from pathlib import Path

import pytest
from python_calamine import load_workbook

from server.core.choices import Carrier
from server.roster.read import read
from server.roster.rows import EXAMPLE_PREFIX, carrier_number
from server.roster.template import CARRIERS, write_template
from tests.roster.given import told


def test_an_untouched_template_has_nothing_to_import(tmp_path: Path) -> None:
    """Law: its examples show the way and are never people."""
    path = tmp_path / "template.xlsx"
    write_template(path, ["Phiên sáng", "Phiên chiều"])
    found = read(path)
    assert told(found) == [("", "", "NOTHING_TO_IMPORT")]
    assert [notice.code for notice in found.notices] == ["EXAMPLES_SKIPPED"]


def test_the_examples_of_the_template_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: taken as rows, they would be read without a mistake."""
    monkeypatch.setattr("server.roster.rows.EXAMPLE_PREFIX", "no such code")
    path = tmp_path / "template.xlsx"
    write_template(path)
    found = read(path)
    assert told(found) == []
    assert found.notices == []
    assert (len(found.units), len(found.points), len(found.people)) == (3, 2, 2)
    assert all(unit.code.startswith(EXAMPLE_PREFIX) for unit in found.units)
    assert [one.row.carrier for one in found.points] == [Carrier.VCS, Carrier.RELAY]


def test_each_carrier_of_the_drop_down_is_read_back() -> None:
    """Law: the choices stand for core's carriers, in their order."""
    assert [carrier_number(text) for text in CARRIERS] == list(Carrier)


def test_the_template_speaks_both_languages_and_names_the_sessions() -> None:
    """Law: each sheet has a Vietnamese header and an English one below; the guide lists the sessions."""
    out = io.BytesIO()
    write_template(out, ["Phiên sáng", "Lễ bế mạc, tổng kết"])
    book = load_workbook(io.BytesIO(out.getvalue()))
    assert book.sheet_names == ["Hướng dẫn", "Đơn vị", "Điểm cầu", "Đại biểu"]
    for name in book.sheet_names[1:]:
        vietnamese, english = book.get_sheet_by_name(name).to_python()[:2]
        assert all(vietnamese) and all(str(cell).isascii() for cell in english)
        assert len(vietnamese) == len(english)
    guide = str(book.get_sheet_by_name("Hướng dẫn").to_python())
    assert "1 = Phiên sáng; 2 = Lễ bế mạc, tổng kết" in guide
