"""Reports to download: the session's figures as XLSX, and no trace of them on the server."""

import errno
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook

from server.core.choices import QuestionState
from server.core.commands import AskQuestion, CheckIn, EnrolDevice, GiveFloor, MoveQuestion
from server.core.ids import CommandId, DeviceId, GrantId, NodeNo, PersonNo, Place, SessionNo
from server.edge.downloads import XLSX
from server.edge.exports import BY_NODE
from tests.edge.books import rows_of
from tests.edge.given import PEOPLE, POINTS, Browser, House
from tests.edge.pages import WALK_IN, opened

DESK = NodeNo(2)


async def hosted(house: House) -> tuple[Browser, str]:
    """A host's browser over a running conference in which the first person is present."""
    live, browser = await house.running(), await house.browser()
    await live.ask(CheckIn(SessionNo(0), PersonNo(0), DESK), grant=GrantId("h0"))
    await browser.enters(house.link(live.id, "h0"))
    return browser, f"/api/c/{live.id}/h0/export"


@pytest.mark.parametrize("by", [*BY_NODE, "person"])
async def test_a_report_is_a_workbook_to_save(house: House, tmp_path: Path, by: str) -> None:
    """Law: XLSX under a plain name, kept by no cache, and gone from the server's disk when it is sent."""
    browser, base = await hosted(house)

    answer = await browser.get(f"{base}/{by}.xlsx?session=0")

    assert (answer.status, answer.headers["Content-Type"]) == (200, XLSX)
    assert answer.headers["Content-Disposition"].endswith(f'-1-{by}.xlsx"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "1/3" in str(rows_of(answer.raw))
    assert list((tmp_path / "tmp").iterdir()) == []


async def test_the_report_by_person_names_everybody(house: House) -> None:
    """Law: each person summoned has one row, with the name from the vault."""
    browser, base = await hosted(house)

    cells = [cell for row in rows_of((await browser.get(f"{base}/person.xlsx")).raw) for cell in row]

    assert [cells.count(name) for name in PEOPLE] == [1, 1, 1]


async def test_the_report_by_person_names_a_walk_in_in_the_columns_of_all_others(house: House) -> None:
    """Law: name, post and unit as they were typed at the desk stand under their own headings."""
    live = await house.running()
    async with opened(house, live, f"o{DESK}") as desk:
        await desk.asks(WALK_IN, [0, DESK, b"", -1, -1], ["H' Linh Niê", "Khách mời", "Xã bên"])
    browser = await house.browser()
    await browser.enters(house.link(live.id, "h0"))

    rows = rows_of((await browser.get(f"/api/c/{live.id}/h0/export/person.xlsx")).raw)

    (walked_in,) = [dict(zip(rows[6], row, strict=True)) for row in rows if "H' Linh Niê" in row]
    assert [walked_in[column] for column in ("Mã", "Họ và tên", "Chức vụ", "Đơn vị")] == [
        "",
        "H' Linh Niê",
        "Khách mời",
        "Xã bên",
    ]


@pytest.mark.parametrize("by", [*BY_NODE, "person"])
async def test_a_report_for_which_the_disk_has_no_room_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    """Law: a full disk is DISK_FULL, which the technician mends, and no incident."""
    browser, base = await hosted(house)

    close = Workbook.close

    def without_room(book: Workbook) -> None:
        close(book)
        raise FileCreateError(OSError(errno.ENOSPC, "No space left on device"))

    monkeypatch.setattr(Workbook, "close", without_room)

    answer = await browser.get(f"{base}/{by}.xlsx")

    assert (answer.status, answer.code) == (507, "DISK_FULL")


async def test_a_report_speaks_english_when_asked(house: House) -> None:
    """Law: ?lang=en gives the same report in English."""
    browser, base = await hosted(house)

    vietnamese = rows_of((await browser.get(f"{base}/place.xlsx")).raw)
    english = rows_of((await browser.get(f"{base}/place.xlsx?lang=en")).raw)

    assert len(vietnamese) == len(english)
    assert vietnamese != english


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("place.xlsx?session=1", 404),
        ("place.xlsx?session=x", 400),
        ("place.xlsx?lang=fr", 400),
        ("people.xlsx", 404),
        ("..%2fplace.xlsx", 404),
    ],
)
async def test_a_report_that_is_not_there_is_told(house: House, path: str, status: int) -> None:
    """Law: unknown sessions, languages and kinds are refused in JSON; nothing is written."""
    browser, base = await hosted(house)

    answer = await browser.get(f"{base}/{path}")

    assert answer.status == status
    assert set(answer.json) == {"error", "detail"}


async def test_the_logs_tell_what_the_journal_took(house: House) -> None:
    """Law: the question word for word with its times, and every turn; what was refused is not in them."""
    live = await house.running()
    desk = {"grant": GrantId(f"o{DESK}"), "device": DeviceId(b"desk0001")}
    await live.ask(EnrolDevice(desk["grant"], 1, desk["device"], bytes(32), "Windows"))
    browser = await house.browser()
    await browser.enters(house.link(live.id, "h0"))
    place, asked = Place(f"n{DESK}"), CommandId(b"question of ours")
    await live.ask(AskQuestion(SessionNo(0), place, b""), **desk, texts=[["Bao giờ ", "sáp nhập?"]], id=asked)
    for to in (QuestionState.ANSWERED, QuestionState.APPROVED, QuestionState.ANSWERED):
        await live.ask(MoveQuestion(asked, to, b""), grant=GrantId("h0"), texts=[[""]])
    await live.ask(GiveFloor(SessionNo(0), Place("n99")), grant=GrantId("h0"))
    await live.ask(GiveFloor(SessionNo(0), place), grant=GrantId("h0"))

    logs = [
        rows_of((await browser.get(f"/api/c/{live.id}/h0/export/{by}.xlsx?session=0")).raw)[6:]
        for by in ("questions", "floor")
    ]

    questions, floor = ([dict(zip(log[0], row, strict=True)) for row in log[1:]] for log in logs)
    assert [(row["Nội dung"], row["Tình trạng"]) for row in questions] == [
        ("Bao giờ sáp nhập?", "Đã trả lời")
    ]
    assert questions[0]["Giờ duyệt"] and questions[0]["Giờ xong"]
    assert [(row["Điểm cầu, đại biểu"], row["Kết quả"]) for row in floor] == [(POINTS[0], "Đang phát biểu")]
