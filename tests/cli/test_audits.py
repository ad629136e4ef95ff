"""`diemcau audit`: who listed names, and what the command line itself showed."""

from pathlib import Path

from server.cli.audits import COLUMNS
from server.core.commands import Listing
from server.core.listings import COMMAND_LINE
from server.journal.folder import DataFolder
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


def test_beside_a_running_server_an_export_says_that_it_is_not_noted(made: Made) -> None:
    """Law: the server holds the journal; who exports all the same is told to write it down."""
    with DataFolder.take(made.data):
        told = asked("person", "export", "A2", "--data", made.data)
    assert told.exit_code == 0
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
