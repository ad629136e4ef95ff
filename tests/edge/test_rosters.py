"""A roster comes in: previewed, committed once, and nothing of a bad file anywhere."""

import asyncio
import errno
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from server.core.commands import AnnounceErasure, BeginErasure
from server.core.refusals import is_refusal
from server.core.retention import due_ms
from server.edge import known, roster_reader, shelf, uploads
from server.edge.keys import PREVIEWS
from server.edge.rosters import Previews
from server.live.conference import LiveConference
from tests.edge import books
from tests.edge.given import Browser, House, open_house


async def hosted(house: House) -> tuple[Browser, LiveConference, str]:
    """A host's browser, a draft, and the address its roster goes to."""
    live, browser = await house.conference(), await house.browser()
    await browser.enters(house.link(live.id, "h0"))
    return browser, live, f"/api/c/{live.id}/h0/roster"


def left_over(house: House, tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "tmp").rglob("*") if path.is_file()]


async def test_a_roster_is_shown_then_taken(house: House, tmp_path: Path) -> None:
    """Law: the preview counts what is new and saves nothing; the commit brings all of it at once."""
    browser, live, address = await hosted(house)
    before = live.state.seq

    shown = await browser.upload(address, books.roster(3))
    assert (shown.status, live.state.seq) == (200, before)
    assert shown.json["people"] == {"new": 3, "changed": 0, "unchanged": 0}
    assert (shown.json["units"]["new"], shown.json["points"]["new"]) == (1, 1)
    assert shown.json["errors"] == [] and shown.json["sample"][0]["name"] == "Người Thứ 1"

    taken = await browser.post(f"{address}/{shown.json['upload']}/commit")

    assert (taken.status, taken.json["staged"]) == (200, 3)
    assert (live.state.person_count, live.state.point_count(0)) == (6, 4)
    assert left_over(house, tmp_path) == []


async def test_a_roster_for_which_the_disk_has_no_room_is_not_called_damaged(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a full disk is DISK_FULL; the host's file is not blamed for it."""
    browser, _, address = await hosted(house)
    new_folder = uploads.new_folder

    def without_room(within: Path) -> Path:
        folder = new_folder(within)
        (folder / "commands").symlink_to("/dev/full")
        return folder

    monkeypatch.setattr(uploads, "new_folder", without_room)

    answer = await browser.upload(address, books.roster(3))

    assert (answer.status, answer.code) == (507, "DISK_FULL")


async def test_two_previews_of_one_file_bring_its_people_once(house: House) -> None:
    """Law: a preview says what the file would add to what was there; when more came in since, it is read again."""
    browser, live, address = await hosted(house)
    first, second = [await browser.upload(address, books.roster(3)) for _ in range(2)]

    taken = await browser.post(f"{address}/{first.json['upload']}/commit")
    refused = await browser.post(f"{address}/{second.json['upload']}/commit")

    assert (taken.status, refused.status, refused.code) == (200, 409, "IMPORT_REPLACED")
    assert live.state.person_count == 6
    again = await browser.upload(address, books.roster(3))
    assert again.json["people"] == {"new": 0, "changed": 0, "unchanged": 3}


async def test_two_commits_at_once_bring_their_people_once(house: House) -> None:
    """Law: while one roster comes in another is told to wait: of a double press or two hosts one brings people."""
    browser, live, address = await hosted(house)
    previews = [await browser.upload(address, books.roster(3)) for _ in range(2)]

    answers = await asyncio.gather(
        *(browser.post(f"{address}/{shown.json['upload']}/commit") for shown in previews)
    )

    assert sorted(answer.status for answer in answers) in ([200, 409], [200, 503])
    assert live.state.person_count == 6


async def test_the_same_file_again_changes_nothing(house: House) -> None:
    """Law: what the conference holds is recognised: units, points, contacts and people by their codes."""
    browser, _, address = await hosted(house)
    shown = await browser.upload(address, books.roster(3))
    await browser.post(f"{address}/{shown.json['upload']}/commit")

    again = await browser.upload(address, books.roster(4))

    assert again.json["people"] == {"new": 1, "changed": 0, "unchanged": 3}
    assert (again.json["units"]["unchanged"], again.json["points"]["unchanged"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "IS_PDF"),
        (b"", "EMPTY_FILE"),
        (b"PK\x03\x04 not a zip", "DAMAGED"),
        (books.bomb(), "ZIP_RATIO"),
        (books.workbook(Đại_biểu=[[f"C{at}" for at in range(200)]]), "TOO_MANY_COLUMNS"),
        (books.workbook(Đại_biểu=[("Mã đại biểu", "Chức vụ"), ("1", "Bí thư")]), "NO_HEADER"),
        (books.workbook(Điểm_cầu=[*books.POINTS, books.POINTS[1]], Đơn_vị=books.UNITS), "DUPLICATE_CODE"),
        (books.workbook(Đại_biểu=books.people(1)), "UNKNOWN_UNIT"),
    ],
    ids=[
        "a renamed PDF",
        "empty",
        "damaged",
        "a bomb",
        "200 columns",
        "columns missing",
        "a code twice",
        "unknown unit",
    ],
)
async def test_a_file_with_mistakes_is_told_and_leaves_nothing(
    house: House, tmp_path: Path, content: bytes, code: str
) -> None:
    """Law: 422 with the mistakes in both languages; nothing is journalled, nothing stays on the disk."""
    browser, live, address = await hosted(house)
    before = live.state.seq

    answer = await browser.upload(address, content)

    assert (answer.status, answer.code) == (422, "ROSTER_WRONG")
    mistakes = answer.json["detail"]["errors"]
    assert code in {mistake["code"] for mistake in mistakes}
    assert all(mistake["vi"] and mistake["en"] for mistake in mistakes)
    assert answer.json["detail"]["upload"] is None
    assert live.state.seq == before and left_over(house, tmp_path) == []


async def test_a_file_past_the_bound_is_refused_by_its_length(tmp_path: Path) -> None:
    """Law: what is announced as too large is refused before it is read; a chunked body is counted as it comes."""
    async with open_house(tmp_path, upload_mib=1) as house:
        browser, _, address = await hosted(house)
        mebibyte = uploads.MEBIBYTE

        fits = await browser.upload(address, b"a" * mebibyte)
        over = await browser.upload(address, b"a" * (mebibyte + uploads.FORM_BYTES))
        counted = await _chunked(browser, address, b"a" * (mebibyte + 1))

        assert fits.status == 422
        assert (over.status, over.code) == (413, "TOO_LARGE")
        assert (counted.status, counted.code) == (413, "TOO_LARGE")
        assert left_over(house, tmp_path) == []


async def _chunked(browser: Browser, address: str, content: bytes) -> Any:
    """The same form without Content-Length."""
    form = (
        b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        + content
        + b"\r\n--frontier--\r\n"
    )

    async def pieces() -> Any:
        for at in range(0, len(form), 65_536):
            yield form[at : at + 65_536]

    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    return await browser._ask("POST", address, headers=headers, data=pieces())


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x"]
)
async def test_a_form_without_a_file_is_refused(house: House, kind: str) -> None:
    """Law: another type, a form without boundary or without the field `file` is the asker's fault, in JSON."""
    browser, _, address = await hosted(house)

    answer = await browser._ask("POST", address, headers={"Content-Type": kind}, data=b"--x--\r\n")

    assert answer.status in {400, 415}
    assert answer.code in {"NO_FILE", "NOT_A_FORM"}


async def test_a_preview_is_committed_once(house: House) -> None:
    """Law: of two who commit the same preview one gets it; the roster comes in once."""
    browser, live, address = await hosted(house)
    shown = await browser.upload(address, books.roster(2))
    commit = f"{address}/{shown.json['upload']}/commit"

    answers = await asyncio.gather(browser.post(commit), browser.post(commit))

    assert sorted(answer.status for answer in answers) == [200, 404]
    assert live.state.person_count == 5


async def test_a_preview_belongs_to_its_conference(house: House) -> None:
    """Law: a host cannot commit into her conference what was uploaded to another."""
    browser, _, address = await hosted(house)
    other_browser, _, other_address = await hosted(house)
    shown = await browser.upload(address, books.roster(2))

    answer = await other_browser.post(f"{other_address}/{shown.json['upload']}/commit")

    assert (answer.status, answer.code) == (404, "NO_SUCH_UPLOAD")


async def test_previews_are_bounded_and_end(tmp_path: Path) -> None:
    """Law: one preview too many drops the oldest; a dropped one leaves no file and is not found."""
    async with open_house(tmp_path, previews=1) as house:
        browser, _, address = await hosted(house)

        first = await browser.upload(address, books.roster(1))
        second = await browser.upload(address, books.roster(2))

        previews = house.app[PREVIEWS]
        assert isinstance(previews, Previews) and len(previews) == 1
        assert (await browser.post(f"{address}/{first.json['upload']}/commit")).status == 404
        previews.drop(second.json["upload"])
        assert (await browser.post(f"{address}/{second.json['upload']}/commit")).status == 404
        assert left_over(house, tmp_path) == []


async def test_nothing_waits_in_a_conference_whose_texts_are_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a preview holds names: it goes with the sweep, and no roster is read any more."""
    monkeypatch.setattr(shelf, "SWEEP_S", 0.0)
    async with open_house(tmp_path) as house:
        browser, live, address = await hosted(house)
        assert (await browser.upload(address, books.roster(1))).status == 200
        for step in (AnnounceErasure(), BeginErasure()):
            house.clock.ahead_ms += due_ms(live.state) - live.clock()
            assert not is_refusal((await live.ask(step)).verdict)

        while len(house.app[PREVIEWS]):
            await browser.get("/healthz")

        assert left_over(house, tmp_path) == []
        answer = await browser.upload(address, books.roster(1))
        assert (answer.status, answer.code) == (409, "CONFERENCE_CLOSED")


async def test_a_stopped_server_leaves_no_upload(tmp_path: Path) -> None:
    """Law: stopping drops what waits; what a killed server left is gone at the next start."""
    async with open_house(tmp_path) as house:
        browser, _, address = await hosted(house)
        await browser.upload(address, books.roster(1))
        assert left_over(house, tmp_path) != []
    assert left_over(house, tmp_path) == []

    (tmp_path / "tmp" / "killed").mkdir()
    (tmp_path / "tmp" / "killed" / "upload").write_bytes(b"names")
    async with open_house(tmp_path) as house:
        assert left_over(house, tmp_path) == []


async def test_what_waits_is_for_the_server_alone(house: House, tmp_path: Path) -> None:
    """Law: the folder is 0700 and the upload 0600."""
    browser, _, address = await hosted(house)
    await browser.upload(address, books.roster(1))

    (folder,) = (tmp_path / "tmp").iterdir()

    assert (tmp_path / "tmp").stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "upload").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("needs", ["bytearray(400 << 20)", "while True: pass"])
def test_a_reader_has_no_more_than_it_was_told(needs: str) -> None:
    """Law: past its memory or its processor time the process ends."""
    confined = f"from server.edge.roster_reader import confine\nconfine(1, 300)\n{needs}"

    ended = subprocess.run([sys.executable, "-c", confined], capture_output=True, timeout=60, check=False)

    assert ended.returncode != 0


async def test_a_reader_that_needs_too_much_is_told_in_words(tmp_path: Path) -> None:
    """Law: past its time the reader dies alone: the asker gets 422 with the reason, the server goes on."""
    async with open_house(tmp_path, upload_seconds=1) as house:
        browser, _, address = await hosted(house)
        lines = "".join(f"N{at};Người Thứ {at};Đảng viên;XA1;DC1\n" for at in range(400_000))
        header = ";".join(books.PEOPLE_HEADER) + "\n"

        answer = await browser.upload(address, (header + lines).encode(), "danh-sach.csv")

        assert (answer.status, answer.json["detail"]["errors"][0]["code"]) == (422, "CANNOT_BE_READ")
        assert (await browser.get("/healthz")).status == 200
        assert left_over(house, tmp_path) == []


async def test_no_room_for_an_upload_is_told(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a disk that fills while a roster comes in is 507, not a defect; the half of it is gone."""
    browser, _, address = await hosted(house)

    async def full(live: LiveConference, folder: Path, import_id: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(known, "write", full)
    answer = await browser.upload(address, books.roster(1))

    assert (answer.status, answer.code) == (507, "DISK_FULL")
    assert left_over(house, tmp_path) == []


async def test_the_template_is_read_back(house: House) -> None:
    """Law: the downloaded template names this conference's sessions and is taken as it is."""
    browser, live, address = await hosted(house)

    template = await browser.get(f"/api/c/{live.id}/h0/template.xlsx")
    answer = await browser.upload(address, template.raw)

    assert template.status == 200
    assert template.headers["Content-Disposition"] == 'attachment; filename="diem-cau-mau.xlsx"'
    assert [one["code"] for one in answer.json["detail"]["errors"]] == ["NOTHING_TO_IMPORT"]


async def test_what_is_known_is_written_whole(house: House, tmp_path: Path) -> None:
    """Law: the reader is told every unit, point, contact, session and (as a keyed hash) person's code."""
    live, import_id = await house.conference(), bytes(range(16))
    folder = tmp_path / "told"
    folder.mkdir()

    await known.write(live, folder, import_id)

    told = roster_reader.msgspec.msgpack.decode((folder / "known").read_bytes(), type=roster_reader.Told)
    assert [unit.code for unit in told.units] == ["XA1"]
    assert {point.code: point.unit_code for point in told.points} == {
        "DC1": "XA1",
        "DC2": "XA1",
        "DC3": "XA1",
    }
    assert told.contacts == {"DC1": ["Ông Chủ Trì", "0900000001", ""]}
    assert told.sessions == ["Sáng"]
    codes = (folder / "codes").read_bytes()
    assert codes == b"".join(roster_reader.hash_of(f"DB{at}", import_id) for at in (1, 2, 3))
    assert b"DB1" not in codes
