"""Papers come in checked, lie apart, and are opened by those who may."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.core.commands import CloseConference, CloseSession, RemovePaper
from server.core.ids import GrantId, PaperId, SessionNo
from server.edge import readers, shelf, uploads
from server.edge.keys import PREVIEWS, SETTINGS, SHELF
from server.edge.papers import HEADERS
from server.edge.shelf import folder_of
from server.journal.port import JournalBroken
from server.live.conference import LiveConference
from tests.edge.given import Answer, Browser, House, open_house
from tests.edge.pdfs import SCRIPT, pdf
from tests.edge.phones import phone
from tests.edge.test_rosters import left_over

HOST = GrantId("h0")


async def hosted(house: House) -> tuple[LiveConference, Browser]:
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, "h0"))
    return live, browser


async def puts_up(
    browser: Browser, live: LiveConference, content: bytes | None = None, *, grant: str = "h0", **texts: str
) -> Answer:
    said = {"title": "Nghị quyết 27", "shared": "true"} | texts
    content = pdf() if content is None else content
    return await browser.upload(f"/api/c/{live.id}/{grant}/papers", content, "Nghị quyết 27.pdf", **said)


def files(folder: Path, live: LiveConference) -> list[Path]:
    return sorted(folder_of(folder, live.id).glob("*"))


async def test_a_paper_is_put_up_and_read(house: House, tmp_path: Path) -> None:
    """Law: the journal has its size, its words are in the vault, its bytes lie 0600 beside them and come back whole."""
    live, host = await hosted(house)

    answer = await puts_up(host, live)

    assert answer.status == 201
    (file,) = files(tmp_path, live)
    assert (file.name, file.stat().st_mode & 0o777) == (answer.json["paper"], 0o600)
    assert {folder.stat().st_mode & 0o777 for folder in file.parents[:2]} == {0o700}
    shown = await host.get(f"/api/c/{live.id}/h0/papers/{answer.json['paper']}")
    assert (shown.status, shown.raw) == (200, pdf())
    assert live.state.papers.sizes[0] == len(pdf())
    assert left_over(house, tmp_path) == []


async def test_a_paper_says_how_it_may_be_shown(house: House) -> None:
    """Law: its own type and policy, no cache, and the name its author gave it; saved only when that is asked for."""
    live, host = await hosted(house)
    paper = (await puts_up(host, live)).json["paper"]

    shown = await host.get(f"/api/c/{live.id}/h0/papers/{paper}")
    saved = await host.get(f"/api/c/{live.id}/h0/papers/{paper}?save")

    assert shown.headers["Content-Type"] == "application/pdf"
    assert {name: shown.headers[name] for name in HEADERS} == HEADERS
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"].startswith('inline; filename="Ngh_ quy_t 27.pdf"')
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Ngh%E1%BB%8B%20quy%E1%BA%BFt%2027.pdf" in saved.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "a%0D%0ASet-Cookie: x=1.pdf", "a%22;.pdf", "", "..", "%00", "C:\\a.pdf"]
)
async def test_the_name_of_a_file_is_never_a_path_or_a_header(
    house: House, tmp_path: Path, name: str
) -> None:
    """Law: whatever the browser calls it, the file lies under its id and the answer has its own headers."""
    live, host = await hosted(house)
    said = {"title": "Nghị quyết", "shared": "true"}

    answer = await host.upload(f"/api/c/{live.id}/h0/papers", pdf(), name, **said)

    assert answer.status in {201, 400}
    assert [file.name for file in files(tmp_path, live)] == (
        [answer.json["paper"]] if answer.status == 201 else []
    )
    for paper in files(tmp_path, live):
        shown = await host.get(f"/api/c/{live.id}/h0/papers/{paper.name}?save")
        assert shown.status == 200 and "Set-Cookie" not in shown.headers


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NOT_PDF"),
        (b"PK\x03\x04 a workbook", "NOT_PDF"),
        (b"<html><script>alert(1)</script>", "NOT_PDF"),
        (b"\n" + pdf(), "NOT_PDF"),
        (pdf()[:-40], "PDF_DAMAGED"),
        (pdf(trailer=b"/Encrypt 6 0 R"), "PDF_ENCRYPTED"),
        (pdf(SCRIPT), "PDF_ACTS"),
    ],
    ids=["empty", "a workbook", "a page", "late", "cut off", "encrypted", "a script"],
)
async def test_what_is_no_harmless_pdf_leaves_nothing(
    house: House, tmp_path: Path, content: bytes, code: str
) -> None:
    """Law: refused in words; nothing is journalled and nothing stays on the disk."""
    live, host = await hosted(house)
    before = live.state.seq

    answer = await puts_up(host, live, content)

    assert (answer.status, answer.code) == (422, code)
    assert live.state.seq == before
    assert files(tmp_path, live) == [] and left_over(house, tmp_path) == []


async def test_a_paper_past_the_bound_is_refused(tmp_path: Path) -> None:
    """Law: what is announced as too large is refused before it is read."""
    async with open_house(tmp_path, paper_mib=1) as house:
        live, host = await hosted(house)

        fits = await puts_up(host, live, pdf() + b" " * (uploads.MEBIBYTE - len(pdf())))
        over = await puts_up(host, live, pdf() + b" " * (uploads.MEBIBYTE + uploads.FORM_BYTES))

        assert (fits.status, fits.code) == (422, "PDF_DAMAGED")
        assert (over.status, over.code) == (413, "TOO_LARGE")


@pytest.mark.parametrize(
    "texts",
    [
        {"title": " "},
        {"title": "a" * 301},
        {"title": "a" * 3_000},
        {"shared": "yes"},
        {"other": "1"},
    ],
    ids=["no title", "a long title", "a very long title", "shared unknown", "another field"],
)
async def test_the_words_beside_a_paper_are_bounded(house: House, texts: dict[str, str]) -> None:
    """Law: title and flag are there, inside their bounds, and nothing else is."""
    live, host = await hosted(house)
    before = live.state.seq

    assert (await puts_up(host, live, **texts)).status == 400
    assert live.state.seq == before


@pytest.mark.parametrize("grant", ["o2", "v0", "w2", "q2"])
async def test_only_the_host_puts_papers_up(house: House, grant: str) -> None:
    """Law: nobody else's upload is even read."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, grant))

    answer = await puts_up(browser, live, grant=grant)

    assert (answer.status, answer.code) == (403, "NOT_ALLOWED")


MATRIX = [
    ("h0", True, 200), ("h0", False, 200), ("o2", True, 200), ("o2", False, 200), ("v2", True, 403), ("w2", False, 403),
    ("q2", True, 200), ("q2", False, 200), ("q0", True, 200), ("q0", False, 403),
]  # fmt: skip


@pytest.mark.parametrize(("grant", "shared", "status"), MATRIX)
async def test_who_may_open_a_paper(house: House, grant: str, shared: bool, status: int) -> None:
    """Law: host, operators and phones; what is not to be shared only inside the rooms."""
    live, host = await hosted(house)
    paper = (await puts_up(host, live, shared=str(shared).lower())).json["paper"]
    holder = await phone(house, live, grant)
    if grant[0] == "q":
        assert (await holder.says(number="DB1")).status == 200

    assert (await holder.reads(paper)).status == status


async def test_what_is_not_shared_is_drawn_by_the_page_alone(house: House) -> None:
    """Law: in the room it is never a file: the address opened by itself gives nothing, and there is no saving."""
    live, host = await hosted(house)
    paper = (await puts_up(host, live, shared="false")).json["paper"]
    holder = await phone(house, live)
    await holder.says(number="DB1")

    drawn = await holder.reads(paper, "?save", Sec_Fetch_Dest="empty")
    opened = await holder.reads(paper, Sec_Fetch_Dest="document")

    assert drawn.status == 200 and drawn.headers["Content-Disposition"].startswith("inline")
    assert (opened.status, opened.code) == (403, "NOT_SHARED")


async def test_a_phone_that_is_nobodys_opens_nothing(house: House) -> None:
    """Law: papers are for people who said who they are; one that waits for the desk waits here, too."""
    live, host = await hosted(house)
    paper = (await puts_up(host, live)).json["paper"]
    first, second = await phone(house, live), await phone(house, live)
    await first.says(number="DB1")
    assert (await second.says(number="DB1")).json["waiting"]

    assert (await second.reads(paper)).code == "NOT_LINKED"


async def test_openings_are_counted_by_point_once_per_device(house: House) -> None:
    """Law: the phone of a room counts for its point, one online for none; the host's looking is not counted."""
    live, host = await hosted(house)
    paper = (await puts_up(host, live)).json["paper"]
    in_room, online = await phone(house, live), await phone(house, live, "q0")
    await in_room.says(number="DB1")
    await online.says(number="DB2")

    await asyncio.gather(*(in_room.reads(paper) for _ in range(3)))
    await online.reads(paper)
    await host.get(f"/api/c/{live.id}/h0/papers/{paper}")

    assert list(live.state.papers.opened_of(0)) == [(0, 1), (2, 1)]


async def test_a_paper_taken_down_is_gone(house: House, tmp_path: Path) -> None:
    """Law: it is not found any more, and its bytes leave the disk; the others stay."""
    live, host = await hosted(house)
    first, second = [(await puts_up(host, live)).json["paper"] for _ in range(2)]

    await live.ask(RemovePaper(PaperId(bytes.fromhex(first))), grant=HOST)
    await house.app[SHELF].sweep(live)

    assert (await host.get(f"/api/c/{live.id}/h0/papers/{first}")).code == "NO_SUCH_PAPER"
    assert [file.name for file in files(tmp_path, live)] == [second]


async def test_a_paper_on_its_way_is_not_swept(house: House, tmp_path: Path) -> None:
    """Law: what lies in its place and is not journalled yet stays; what a killed server left goes."""
    live, host = await hosted(house)
    await puts_up(host, live)
    arriving, left = PaperId(b"\1" * 16), PaperId(b"\2" * 16)
    for paper in (arriving, left):
        (folder_of(tmp_path, live.id) / paper.hex()).write_bytes(pdf())
    await live.ask(RemovePaper(PaperId(live.state.papers.ids[0])), grant=HOST)

    with house.app[SHELF].arriving(arriving):
        await house.app[SHELF].sweep(live)

    assert [file.name for file in files(tmp_path, live)] == [arriving.hex()]


async def test_papers_survive_a_restart_and_strangers_do_not(tmp_path: Path) -> None:
    """Law: after a restart the papers are there; folders of conferences that are no more are removed."""
    async with open_house(tmp_path) as house:
        live, host = await hosted(house)
        paper = (await puts_up(host, live)).json["paper"]
    stranger = tmp_path / "papers" / "ZZZZZZZZ"
    stranger.mkdir()
    (stranger / paper).write_bytes(pdf())

    async with open_house(tmp_path) as house:
        browser = await house.browser()
        await browser.enters(house.link(live.id, "h0"))
        assert (await browser.get(f"/api/c/{live.id}/h0/papers/{paper}")).raw == pdf()
        assert not stranger.exists()


async def test_a_refused_paper_leaves_no_file(house: House, tmp_path: Path) -> None:
    """Law: what the journal does not take does not stay: after the conference is closed nothing is put up."""
    live, host = await hosted(house)
    for step in (CloseSession(SessionNo(0)), CloseConference()):
        await live.ask(step, grant=HOST)

    answer = await puts_up(host, live)

    assert (answer.status, answer.code) == (409, "CONFERENCE_CLOSED")
    assert files(tmp_path, live) == []
    assert len(house.app[PREVIEWS]) == 0


@pytest.mark.parametrize("paper", ["0" * 32, "0" * 31, "..%2f..%2fkeys%2flink.key", "%00", "A" * 32])
async def test_made_up_papers_are_not_there(house: House, paper: str) -> None:
    """Law: only the ids of papers that are up lead to a file."""
    live, host = await hosted(house)

    assert (await host.get(f"/api/c/{live.id}/h0/papers/{paper}")).status == 404


async def test_a_reader_that_does_not_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: past its time a reader is killed, and what it read is refused."""
    monkeypatch.setattr(readers, "GRACE_S", 0)

    assert await readers.run_reader("server.edge.paper_reader", tmp_path, 0, 1) != 0


@pytest.mark.parametrize("error", [JournalBroken("not this user's to do"), RuntimeError("a defect")])
async def test_a_sweep_that_failed_does_not_end_the_sweeping(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Law: whatever it was, the next sweep removes what was taken down."""
    live, host = await hosted(house)
    put_up = await puts_up(host, live)
    kept, failed, swept = house.app[SHELF], asyncio.Event(), asyncio.Event()

    async def fail(_: LiveConference) -> None:
        failed.set()
        raise error

    async def sweep(one: LiveConference) -> None:
        await shelf.Shelf.sweep(kept, one)
        swept.set()

    with monkeypatch.context() as patched:
        patched.setattr(shelf, "SWEEP_S", 0.01)
        patched.setattr(kept, "sweep", fail)
        async with asynccontextmanager(shelf.keep_swept)(house.app), asyncio.timeout(20):
            await failed.wait()
            await live.ask(RemovePaper(PaperId(bytes.fromhex(put_up.json["paper"]))), grant=HOST)
            patched.setattr(kept, "sweep", sweep)
            await swept.wait()
    assert not files(house.app[SETTINGS].data, live)
