"""`diemcau audit`: who listed names, and what the command line itself showed."""

from pathlib import Path

from server.cli.audits import COLUMNS
from server.core.choices import Listing
from server.core.listings import COMMAND_LINE
from server.journal.folder import DataFolder
from server.journal.left import left
from tests.cli.given import Made, asked, folded


def test_an_erasure_and_an_export_stand_in_the_journal(made: Made, tmp_path: Path) -> None:
    """Law: what the command line shows or erases is noted like what a page asks for; `audit` tells it."""
    asked("person", "export", "A2", "--data", made.data)
    asked("person", "erase", "A1", "--yes", "--data", made.data)
    asked("export", "--by", "person", "--session", "1", "--out", tmp_path / "out", "--data", made.data)

    state = folded(made).state
    told = [(one.what, one.count, one.account) for one in reversed(state.listings.newest(9))]
    assert told == [
        (Listing.PERSON_EXPORT, 1, COMMAND_LINE),
        (Listing.PERSON_ERASED, 1, COMMAND_LINE),
        (Listing.PERSON_REPORT, 3, COMMAND_LINE),
    ]
    shown = asked("audit", "--data", made.data).output
    assert "Dữ liệu về một người" in shown and "Dòng lệnh trên máy này" in shown


def test_beside_a_running_server_an_export_is_left_for_it(made: Made) -> None:
    """Law: the server holds the journal and writes it down; who exports is told so."""
    with DataFolder.take(made.data):
        told = asked("person", "export", "A2", "--data", made.data)
    assert told.exit_code == 0
    assert "để lại cho máy chủ" in told.stderr
    ((_, note),) = left(made.data)
    assert (note.conference, note.what, note.count) == (made.id, Listing.PERSON_EXPORT, 1)


def test_what_cannot_be_left_is_to_be_written_down(made: Made) -> None:
    """Law: the words do not say more than was done."""
    (made.data / "left").write_text("no folder")
    with DataFolder.take(made.data):
        told = asked("person", "export", "A2", "--data", made.data)
    assert "chưa được ghi vào nhật ký" in told.stderr


def test_audit_has_a_column_for_each_question_in_both_languages(made: Made) -> None:
    """Law: when, who, what, how many, where."""
    asked("person", "export", "A2", "--data", made.data)
    told = [asked("audit", "--data", made.data, "--lang", language).output for language in ("vi", "en")]
    assert len(COLUMNS) == 5
    assert "Số mục" in told[0] and "Items" in told[1]


def test_audit_of_names_nobody_listed_says_so(made: Made) -> None:
    """Law: an empty table is no answer."""
    told = [asked("audit", "--data", made.data, "--lang", language).output for language in ("vi", "en")]
    assert "Chưa ai xem hoặc tải" in told[0] and "Nobody has listed" in told[1]
    assert not any("Số mục" in one or "Items" in one for one in told)
