"""Reports say what the board says, in a file an office can print."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import load_workbook

from server.core.commands import AddWalkIn, PointRow, UnitRow
from server.core.ids import NO_NODE, NodeNo, PersonNo, SessionNo
from server.reports import book as pages
from server.reports import by_belonging, by_person, by_place, figures, listed, people
from server.reports.words import Language, sentence
from tests.given import DIGEST, MINUTE, NOON, Story, running

AT = NOON + 75 * MINUTE


@pytest.fixture
def story() -> Story:
    """At A1: 0 came, 1 came and left, 2 excused. At A2: 3 came to A1, 4 exempt. At B1: 5 at two points, 6, 7 not.
    8 is of session 1 only and came to B1 as a guest. One walk-in at A2; twenty heads at B1."""
    told = running()
    told.checks_in(0, "A1")
    told.checks_in(1, "A1")
    told.at += 30 * MINUTE
    told.checks_out(1, "A1")
    told.excuses(2)
    told.checks_in(3, "A1")
    told.exempts(4)
    told.checks_in(5, "B1")
    told.at += MINUTE
    told.checks_in(5, "A2")
    told.checks_in(8, "B1")
    told.walks_in("A2")
    told.counts_heads(20, "B1")
    return told


def sheet(content: bytes | Path) -> list[list[object]]:
    opened = load_workbook(io.BytesIO(content) if isinstance(content, bytes) else str(content))
    return opened.get_sheet_by_index(0).to_python()


def table(content: bytes | Path) -> list[dict[str, object]]:
    """The rows below the header, by column title."""
    rows = sheet(content)
    return [dict(zip(rows[6], row, strict=True)) for row in rows[7:]]


def of_place(story: Story, language: Language = "vi") -> bytes:
    out = io.BytesIO()
    by_place(story.conference, 0, out, AT, language)
    return out.getvalue()


def of_people(story: Story, names: dict[int, list[str]] | None = None, language: Language = "vi") -> bytes:
    out = io.BytesIO()
    told = {person: [f"DB{person}", f"Trần {person}", "Kế toán", "0000"] for person in range(9)} | (
        names or {}
    )
    order = listed(story.conference, 0)
    by_person(story.conference, 0, (told.get(person) for person in order), out, AT, language)
    return out.getvalue()


def test_the_head_says_which_conference_session_time_and_sentence(story: Story) -> None:
    """Law: a printed page says what it is of, how old it is, and how it was counted."""
    assert [row[0] for row in sheet(of_place(story))[:6]] == [
        "Hội nghị học tập",
        "Kết quả tham dự theo điểm cầu",
        "Phiên 1: 09:40–13:40, 02/02/2026",
        "Số liệu lúc 10:55:00, 02/02/2026",
        "4/7 đại biểu, đạt 57,1 %",
        "Tính theo điểm cầu: mỗi đại biểu tính ở nơi được triệu tập.",
    ]
    assert sheet(of_place(story, "en"))[4][0] == "4 of 7 people, 57.1%"


def test_by_place_every_node_has_its_own_figures(story: Story) -> None:
    """Law: each row holds the figures of its node in the core, the conference first, each before its children."""
    rows = table(of_place(story))
    columns = [
        *("Triệu tập (theo điểm cầu)", "Khách đang có mặt", "Có mặt (theo điểm cầu)", "Dự ở nơi khác"),
        *("Vắng có lý do", "Miễn (không tính)", "Phát sinh đang có mặt", "Số người (không danh sách)"),
        *("Số điểm cầu", "Điểm cầu đã báo", "Trong đó trực tuyến"),
    ]
    assert [row["Đơn vị, điểm cầu"] for row in rows] == [
        "Toàn hội nghị", "Tỉnh", "Xã A", "Hội trường A1", "Hội trường A2", "Xã B", "Hội trường B1",
    ]  # fmt: skip
    for row, code in zip(rows, ["", "T", "A", "A1", "A2", "B", "B1"], strict=True):
        summoned, _, *rest = story.place(code)
        assert [row[column] for column in columns] == [summoned, *rest]
        came, away, excused = rest[1], rest[2], rest[3]
        assert row["Vắng chưa rõ lý do"] == summoned - came - away - excused
        share = row["Tỷ lệ có mặt (theo điểm cầu)"]
        assert share == pytest.approx(came / summoned, abs=0.0005)
    assert [row["Cấp"] for row in rows] == ["", "Tỉnh", "Xã", "Điểm cầu", "Điểm cầu", "Xã", "Điểm cầu"]


def test_by_belonging_a_person_counts_at_her_own_unit(story: Story) -> None:
    """Law: units only, with the core's belonging figures; a column says so."""
    out = io.BytesIO()
    by_belonging(story.conference, 0, out, AT)
    rows = table(out.getvalue())
    assert [row["Đơn vị"] for row in rows] == ["Toàn hội nghị", "Tỉnh", "Xã A", "Xã B"]
    for row, code in zip(rows, ["", "T", "A", "B"], strict=True):
        summoned, _, came, excused, exempt = story.belonging(code)
        assert row["Triệu tập (theo đơn vị)"] == summoned
        assert row["Có mặt (theo đơn vị)"] == came
        assert [row["Vắng có lý do"], row["Miễn (không tính)"]] == [excused, exempt]
        assert row["Vắng chưa rõ lý do"] == summoned - came - excused


def test_a_row_of_nobody_has_no_share(story: Story) -> None:
    """Law: nothing summoned is an empty cell, not zero per cent."""
    story.imports((), [PointRow("B2", "B", "Hội trường B2")])
    row = next(row for row in table(of_place(story)) if row["Mã"] == "B2")
    assert (row["Triệu tập (theo điểm cầu)"], row["Tỷ lệ có mặt (theo điểm cầu)"]) == (0, "")


def test_by_person_everybody_has_one_fate(story: Story) -> None:
    """Law: each summoned person stands once where she was summoned, guests and walk-ins where they came."""
    rows = table(of_people(story, {9: ["", "Lê Lạ", "Trưởng thôn", "", "Xã C"]}))
    assert [(row["Họ và tên"], row["Điểm cầu triệu tập"], row["Tình trạng"], row["Điểm cầu có mặt"]) for row in rows] == [
        ("Trần 0", "Hội trường A1", "Có mặt", "Hội trường A1"),
        ("Trần 1", "Hội trường A1", "Có mặt", "Hội trường A1"),
        ("Trần 2", "Hội trường A1", "Vắng có lý do", ""),
        ("Trần 3", "Hội trường A2", "Có mặt ở nơi khác", "Hội trường A1"),
        ("Trần 4", "Hội trường A2", "Miễn", ""),
        ("Lê Lạ", "", "Phát sinh", "Hội trường A2"),
        ("Trần 5", "Hội trường B1", "Có mặt", "Hội trường B1"),
        ("Trần 6", "Hội trường B1", "Vắng", ""),
        ("Trần 7", "Hội trường B1", "Vắng", ""),
        ("Trần 8", "Hội trường A1", "Khách", "Hội trường B1"),
    ]  # fmt: skip
    assert [row["STT"] for row in rows] == list(range(1, 11))
    assert [row["Ghi chú"] for row in rows if row["Ghi chú"]] == ["Đang ghi ở hai điểm cầu"]
    assert (rows[5]["Mã"], rows[5]["Chức vụ"], rows[5]["Đơn vị"]) == ("", "Trưởng thôn", "Xã C")
    assert (rows[0]["Mã"], rows[0]["Chức vụ"], rows[0]["Đơn vị"]) == ("DB0", "Kế toán", "Xã A")


def test_by_person_times_are_the_wall_clocks(story: Story) -> None:
    """Law: in and out are the corrected scan times in the conference's zone."""
    rows = table(of_people(story))
    assert [f"{rows[1][column]:%d/%m/%Y %H:%M:%S}" for column in ("Giờ vào", "Giờ ra")] == [
        "02/02/2026 09:50:00",
        "02/02/2026 10:20:00",
    ]
    assert (rows[0]["Giờ ra"], rows[2]["Giờ vào"]) == ("", "")


def test_an_undone_walk_in_and_an_undone_guest_are_not_listed(story: Story) -> None:
    """Law: what was taken back leaves no row."""
    story.walks_in("B1")
    story.undoes(story.last_id())
    before = len(table(of_people(story)))
    assert before == 10


def test_who_comes_to_two_rooms_without_being_summoned_is_listed_once(story: Story) -> None:
    """Law: a guest at two points is one person."""
    story.checks_in(8, "A2")
    names = [row["Họ và tên"] for row in table(of_people(story))]
    assert names.count("Trần 8") == 1


def test_who_was_online_is_told_when_and_how_long() -> None:
    """Law: joined, left and minutes, reconnects merged, and whether that was enough."""
    story = running()
    for minute, joined in ((0, True), (60, False), (61, True), (130, False)):
        story.sees_online(0, minute, joined)
    story.sees_online(5, 20)
    story.sees_online(5, 50, joined=False)
    people = {row["STT"]: row for row in table(of_people(story))}
    assert people[1]["Tình trạng"] == "Có mặt ở nơi khác"
    assert people[1]["Ghi chú"] == "Trực tuyến 09:40–11:50, 129 phút"
    assert people[6]["Tình trạng"] == "Vắng"
    assert people[6]["Ghi chú"] == "Trực tuyến 10:00–10:30, 30 phút (chưa đủ 120 phút)"


def test_an_erased_person_stays_as_a_figure(story: Story) -> None:
    """Law: the row is there, its words are gone."""
    out = io.BytesIO()
    count = len(list(listed(story.conference, 0)))
    by_person(story.conference, 0, [None] * count, out, AT)
    rows = table(out.getvalue())
    assert {row["Họ và tên"] for row in rows} == {"(đã xoá)"}
    assert rows[0]["Đơn vị"] == "Xã A"


def test_a_stand_in_is_noted(story: Story) -> None:
    """Law: who stands in for somebody is a walk-in with a note."""
    desk = story.desk("B1")
    story.asks(AddWalkIn(SessionNo(0), story.node("B1"), DIGEST, NodeNo(NO_NODE), PersonNo(6)), desk)
    person = story.conference.person_count - 1
    assert people.fate(story.conference, 0, person)[::3] == ("is_walk_in", "stand_in")


def test_names_that_do_not_match_the_list_are_an_error(story: Story) -> None:
    """Law: a report never shifts names by one row."""
    with pytest.raises(ValueError, match="shorter"):
        by_person(story.conference, 0, [], io.BytesIO(), AT)


def test_text_in_a_report_is_never_a_formula_or_a_link(story: Story) -> None:
    """Law: a name that begins with = or http is text in the file."""
    content = of_people(story, {0: ["=1+1", '=HYPERLINK("http://x")', "http://x", ""]})
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [part for part in parts.namelist() if "hyperlink" in part.lower()]
    assert "<f>" not in xml and "<hyperlink" not in xml
    assert '=HYPERLINK("http://x")' in str(sheet(content))


def test_a_report_prints_on_a4_landscape_with_its_header_on_each_page(story: Story) -> None:
    """Law: paper, direction, width, repeated header and frozen panes are set; numbers follow Vietnamese."""
    with zipfile.ZipFile(io.BytesIO(of_place(story))) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
        assert 'paperSize="9"' in xml and 'orientation="landscape"' in xml and 'fitToHeight="0"' in xml
        assert re.search(r'<pane ySplit="7" [^>]*state="frozen"', xml)
        assert "$7:$7" in parts.read("xl/workbook.xml").decode()
        assert "[$-42A]#,##0" in parts.read("xl/styles.xml").decode()


def test_a_report_longer_than_a_sheet_goes_on_in_the_next(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: no row is lost where a sheet ends; each sheet has its own head."""
    monkeypatch.setattr(pages, "MAX_SHEET_ROWS", 7 + 4)
    opened = load_workbook(io.BytesIO(of_people(story)))
    assert opened.sheet_names == ["Đại biểu", "Đại biểu 2", "Đại biểu 3"]
    rows = [row for name in opened.sheet_names for row in opened.get_sheet_by_name(name).to_python()[7:]]
    assert [row[0] for row in rows] == list(range(1, 11))
    assert all(
        opened.get_sheet_by_name(name).to_python()[0][0] == "Hội nghị học tập" for name in opened.sheet_names
    )


@pytest.mark.parametrize("steps", [figures.place_in_steps, figures.belonging_in_steps])
def test_a_report_is_written_in_steps(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps
) -> None:
    """Law: a server can let others work between rows; the file is whole when the steps end."""
    monkeypatch.setattr(figures, "STEP_ROWS", 1)
    path = tmp_path / "report.xlsx"
    rows = sum(1 for _ in steps(story.conference, 0, path, AT))
    assert rows == len(table(path))
    assert [file.name for file in tmp_path.iterdir()] == ["report.xlsx"]


@pytest.mark.parametrize("steps", [figures.place_in_steps, figures.belonging_in_steps])
def test_a_report_is_of_one_moment_while_people_come_in(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps
) -> None:
    """Law: all rows are as of the time in its head, though check-ins and an import are folded between two steps."""
    monkeypatch.setattr(figures, "STEP_ROWS", 1)
    still, moving = tmp_path / "still.xlsx", tmp_path / "moving.xlsx"
    list(steps(story.conference, 0, still, AT))

    for at, _ in enumerate(steps(story.conference, 0, moving, AT)):
        if at == 0:
            story.checks_in(6, "B1")
            story.imports([UnitRow("C", "T", "Xã C", "Xã")], [PointRow("C1", "C", "Hội trường C1")])
            story.place("")

    assert table(still) == table(moving)


def test_the_sentence_of_the_report_is_the_boards(story: Story) -> None:
    """Law: who came, of the summoned, as the whole conference's row says."""
    whole = story.place("")
    assert sheet(of_place(story))[4][0] == sentence(whole[3], whole[0], "vi")
