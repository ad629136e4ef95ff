"""Commands that read: also beside a running server, and never a byte changed."""

import json
import re
from pathlib import Path

import pytest
from python_calamine import load_workbook

from server.app import archive
from server.cli import choosing, exports, folder, journals
from server.cli.asked import Asked, Failed
from server.core.conference import Conference
from server.journal.folder import DataFolder
from tests.cli.given import (
    QUESTION,
    REASON,
    SLIP,
    TITLE,
    Made,
    asked,
    conference,
    folded,
    settings_over,
    walk_in,
)


def journal_bytes(made: Made) -> bytes:
    return folder.paths(made.data).conference_journal(made.id).read_bytes()


def test_verify_prints_length_counts_and_chain(made: Made) -> None:
    """Law: the journal folds from its first entry; its chain is what every reader computes."""
    told = asked("journal", "verify", "--data", made.data, "--lang", "en")

    whole = folded(made)
    assert told.exit_code == 0, told.output
    row = next(line for line in told.output.splitlines() if made.id in line).split()
    assert row == [made.id, str(whole.chain.seq), "0", "1", "1", "3", "2", whole.chain.digest.hex()]
    assert "house" in told.output
    assert "from its first entry to its last" in told.output


def test_verify_may_be_asked_about_one_journal(made: Made) -> None:
    """Law: names of journals narrow it down; a name that is none is said."""
    assert "house" not in asked("journal", "verify", made.id, "--data", made.data).output
    wrong = asked("journal", "verify", "ZZZZZZZZ", "--data", made.data)
    assert (wrong.exit_code, "ZZZZZZZZ" in wrong.output) == (1, True)


def test_verify_says_where_a_damaged_journal_ends(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: an entry that cannot be judged ends the fold there, in words, with exit code 1."""
    apply = Conference.apply

    def newer(state: Conference, seq: int, entry: object) -> object:
        if seq == 5:
            raise LookupError("entry kind 99")
        return apply(state, seq, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(Conference, "apply", newer)
    told = asked("journal", "verify", made.id, "--data", made.data)
    assert told.exit_code == 1
    assert f"{made.id} chỉ đọc lại được tới dòng 4: LookupError: entry kind 99" in told.output


def test_verify_of_what_is_no_journal_is_words(made: Made) -> None:
    """Law: a foreign file is named, never guessed at."""
    path = folder.paths(made.data).conference_journal(made.id)
    path.write_bytes(b"no database at all" * 100)
    told = asked("journal", "verify", "--data", made.data)
    assert told.exit_code == 1
    assert str(path) in told.output


def test_reading_works_beside_a_server_and_changes_nothing(made: Made, tmp_path: Path) -> None:
    """Law: whoever holds the folder, its journals can be read, and stay as they are."""
    before = journal_bytes(made)
    with DataFolder.take(made.data):
        assert asked("journal", "verify", "--data", made.data).exit_code == 0
        assert asked("export", "--data", made.data, "--out", tmp_path / "out").exit_code == 0
        assert asked("person", "export", "A1", "--data", made.data).exit_code == 0
    assert journal_bytes(made) == before


def test_export_writes_each_report_of_each_session(made: Made, tmp_path: Path) -> None:
    """Law: place, belonging and person, a file each, named by conference and session."""
    told = asked("export", "--data", made.data, "--out", tmp_path / "out")
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == sorted(f"{made.id}-{number}-{kind}.xlsx" for number in (1, 2) for kind in exports.KINDS)
    assert all(name in told.output for name in files)
    rows = (
        load_workbook(str(tmp_path / "out" / f"{made.id}-1-person.xlsx"))
        .get_sheet_by_index(0)
        .to_python()[7:]
    )
    assert [(row[1], row[2], row[6]) for row in rows] == [
        ("A1", "Trần Văn Bích", "Có mặt"), ("A2", "Lê Thị Hoà", "Vắng có lý do"), ("A3", "Lê Thị Hoà", "Vắng"),
    ]  # fmt: skip


def test_export_may_be_one_report_in_english(made: Made, tmp_path: Path) -> None:
    """Law: --by and --session choose; the report speaks the language asked for."""
    asked(
        "export",
        "--data",
        made.data,
        "--out",
        tmp_path / "out",
        "--by",
        "place",
        "--session",
        1,
        "--lang",
        "en",
    )
    (path,) = (tmp_path / "out").iterdir()
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "Attendance by place"
    assert rows[4][0] == "1 of 3 people, 33.3%"


@pytest.mark.parametrize("number", ["0", "3"])
def test_a_session_that_is_not_there_is_said(made: Made, tmp_path: Path, number: str) -> None:
    """Law: sessions count from 1 to as many as there are."""
    told = asked("export", "--data", made.data, "--out", tmp_path, "--session", number)
    assert (told.exit_code, "chỉ có 2 phiên" in told.output) == (1, True)


def test_everything_held_about_a_person_is_told(made: Made) -> None:
    """Law: text, place, evidence with the reasons given, notes with theirs."""
    told = json.loads(asked("person", "export", "a1", "--data", made.data).output)
    assert told["text"] == {"code": "A1", "name": "Trần Văn Bích", "post": "Bí thư", "phone": "0000 1"}
    assert (told["title"], told["unit"], told["summoned_to"]) == (TITLE, ["Xã X"], ["Xã X", "Hội trường"])
    assert [(one["what"], one["undone"], one["undo_reasons"]) for one in told["evidence"]] == [
        ("check_in", True, [[SLIP]]), ("check_in", False, []),
    ]  # fmt: skip
    assert {one["device"] for one in told["evidence"]} == {"Chrome · Windows"}

    told = json.loads(asked("person", "export", "#1", "--data", made.data).output)
    assert [(one["what"], one["reason"], one["withdrawn"]) for one in told["notes"]] == [
        ("excused", [REASON], False)
    ]
    assert told["evidence"] == []

    told = json.loads(asked("person", "export", "#2", "--data", made.data).output)
    assert [(one["state"], one["text"], one["answer"]) for one in told["questions"]] == [
        ("asked", QUESTION, "")
    ]
    assert [one["joined"] for one in told["online"]] == [True]


def test_a_walk_in_is_found_by_name_and_told_like_anybody(made: Made) -> None:
    """Law: who came without being on the roster has the same rights; what was typed at the desk is told."""
    walk_in(made, "H' Linh Niê", "Khách mời", "Xã bên")

    told = json.loads(asked("person", "export", "h' linh nie", "--data", made.data).output)

    words = {"code": "", "name": "H' Linh Niê", "post": "Khách mời", "phone": "", "unit": "Xã bên"}
    assert (told["person"], told["text"]) == (3, words)
    assert asked("person", "export", "", "--data", made.data).exit_code == 1


def test_a_person_is_found_by_a_name_without_diacritics(made: Made) -> None:
    """Law: the only one of the name is meant; of several the numbers are shown; nobody is said."""
    assert json.loads(asked("person", "export", "tran van bich", "--data", made.data).output)["person"] == 0
    several = asked("person", "export", "Le thi hoa", "--data", made.data)
    assert several.exit_code == 1
    assert re.findall(r"#(\d) ", several.output) == ["1", "2"]
    for who in ("Ai Đó", "#3", "#x", ""):
        assert asked("person", "export", who, "--data", made.data).exit_code == 1


def test_with_several_conferences_one_must_be_chosen(made: Made) -> None:
    """Law: the list to choose from is shown with titles; a choice is taken whatever its case."""
    other = conference(made.data, "Hội nghị khác")
    told = asked("person", "export", "A1", "--data", made.data)
    assert told.exit_code == 1
    assert all(
        f"{id}  {title}" in told.output for id, title in ((made.id, TITLE), (other.id, "Hội nghị khác"))
    )
    chosen = asked("person", "export", "A1", "--data", made.data, "--conference", other.id.lower())
    assert json.loads(chosen.output)["conference"] == other.id
    assert asked("export", "--data", made.data, "--conference", "ZZZZZZZZ").exit_code == 1


def test_a_folder_without_data_is_said(tmp_path: Path) -> None:
    """Law: reading makes no folder and no journal."""
    for words in (("export",), ("journal", "verify"), ("person", "export", "A1")):
        told = asked(*words, "--data", tmp_path / "none")
        assert (told.exit_code, "Không có dữ liệu" in told.output) == (1, True)
    assert not (tmp_path / "none").exists()


def test_choosing_says_what_there_is(made: Made) -> None:
    """Law: the only conference needs no name."""
    said = Asked("vi", None, made.data)
    with archive(settings_over(made.data)) as archived:
        assert choosing.conference_of(archived, said, None) == made.id
        with pytest.raises(Failed):
            choosing.conference_of(archived, said, "ZZZZZZZZ")


def test_the_house_is_folded_and_listed_first(made: Made) -> None:
    """Law: the list of conferences is a journal like the others."""
    with archive(settings_over(made.data)) as archived:
        house, chain, refused = folder.fold_house(archived)
    assert list(house.conferences) == [made.id]
    assert (chain.seq, refused) == (house.seq, 0)
    assert journals.HOUSE == "house"
