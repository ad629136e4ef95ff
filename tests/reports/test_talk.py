"""The logs of questions and of the floor say what was asked, by whom, when, and what became of it."""

import io
from collections.abc import Callable, Mapping

from python_calamine import load_workbook

from server.core.choices import QuestionState
from server.core.commands import LowerHand, VoteQuestion
from server.core.entries import KIND_OF
from server.core.ids import SessionNo
from server.core.refusals import Verdict
from server.reports import floor_in_steps, questions_in_steps, talk
from tests.given import MINUTE, NOON, Story, running

AT = NOON + 75 * MINUTE
KINDS = {KIND_OF[kind] for kind in talk.TOLD}


def log(
    story: Story, steps: Callable, language: str = "vi", words: Mapping | None = None
) -> list[list[object]]:
    """The whole sheet; every text reads "text of <end of its subject>" unless told otherwise."""
    state, out = story.conference, io.BytesIO()
    told = [
        entry
        for seq, entry in enumerate(story.entries, 1)
        if entry.kind in KINDS and state.answers.verdict[state.answers.of_seq(seq)] == Verdict.ACCEPTED
    ]
    if words is None:
        people = {state.subject_of_person(person) for person in range(state.person_count)}
        words = {
            key: ["DB1", "Trần Văn Bích"] if key in people else ["text ", f"of {key.hex()[:32]}"]
            for key in talk.subjects(state, 0)
        }
    for _ in steps(state, 0, told, words, out, AT, language):
        pass
    return load_workbook(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()


def rows(sheet: list[list[object]]) -> list[dict[str, object]]:
    return [dict(zip(sheet[6], row, strict=True)) for row in sheet[7:]]


def clock(cell: object) -> str:
    return f"{cell:%H:%M}" if cell else ""


def test_a_question_is_told_with_all_its_times() -> None:
    """Law: who asked, from where; approved, on screen and settled at the time of each step; votes and the answer."""
    story = running()
    phone = story.phones_in(0, "A1")
    mine, room = story.asks_by_phone(phone, 0, "A1"), story.asks_for_room("B1")
    for to in (QuestionState.APPROVED, QuestionState.ON_SCREEN, QuestionState.IN_WRITING):
        story.at += MINUTE
        story.moves(mine, to)
        if to is QuestionState.APPROVED:
            story.asks(VoteQuestion(mine), story.desk("B1"))
    answer = story.last_id()
    story.moves(room, QuestionState.MERGED, other=mine)

    sheet = log(story, questions_in_steps)
    first, second = rows(sheet)

    times = [clock(first[word]) for word in ("Giờ gửi", "Giờ duyệt", "Lên màn chiếu", "Giờ xong")]
    assert times == ["09:50", "09:51", "09:52", "09:53"]
    assert first["Nội dung"] == f"text of {mine.hex()}"
    assert first["Trả lời, lý do"] == f"text of {answer.hex()}"
    assert (first["Gửi từ"], first["Người hỏi (trống: cả phòng)"]) == ("Hội trường A1", "Trần Văn Bích")
    assert (first["Cùng hỏi"], first["Tình trạng"]) == (1, "Trả lời bằng văn bản")
    assert (second["Gửi từ"], second["Người hỏi (trống: cả phòng)"]) == ("Hội trường B1", "")
    assert (second["Tình trạng"], second["Trả lời, lý do"]) == ("Gộp", "Gộp vào câu số 1")
    assert sheet[4][0] == "2 câu hỏi, 1 câu đã trả lời"


def test_what_was_erased_is_told_as_erased() -> None:
    """Law: the question stays with its times, without its words."""
    story = running()
    story.asks_by_phone(story.phones_in(5), 5)
    (row,) = rows(log(story, questions_in_steps, words={}))
    assert row["Nội dung"] == row["Người hỏi (trống: cả phòng)"] == "(đã xoá)"
    assert row["Gửi từ"] == "(đã xoá) (trực tuyến)"


def test_every_hand_and_every_turn_has_a_row() -> None:
    """Law: raised, on air from and until, how long; who lowered the hand, who still waits, who was given it unasked."""
    story = running()
    story.raises("A1")
    story.raises("A2")
    story.at += MINUTE
    story.raises("B1")
    story.gives("n4")
    story.at += 3 * MINUTE
    story.gives("n6")
    story.asks(LowerHand(SessionNo(0), story.place_of("A2")), story.desk("A2"))
    story.at += MINUTE
    story.gives("n4")
    story.raises("A2")

    sheet = log(story, floor_in_steps)
    told = [
        (row["Điểm cầu, đại biểu"], *(clock(row[word]) for word in ("Giờ đăng ký", "Bắt đầu", "Kết thúc")), row["Kết quả"])
        for row in rows(sheet)
    ]  # fmt: skip

    assert told == [
        ("Hội trường A1", "09:50", "09:51", "09:54", "Đã phát biểu"),
        ("Hội trường A2", "09:50", "", "", "Rút đăng ký"),
        ("Hội trường B1", "09:51", "09:54", "09:55", "Đã phát biểu"),
        ("Hội trường A1", "", "09:55", "", "Đang phát biểu"),
        ("Hội trường A2", "09:55", "", "", "Chưa được phát biểu"),
    ]
    assert clock(rows(sheet)[0]["Thời lượng"]) == "00:03"
    assert sheet[4][0] == "3 lượt phát biểu, 2 nơi"
    assert log(story, floor_in_steps, "en")[4][0] == "3 turns of 2 places"
