"""The day personal texts leave, over a real journal on a real disk: nothing is found in any file; nothing else changed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.core import retention
from server.core.choices import Proof, QuestionState
from server.core.commands import (
    AddPaper,
    AddWalkIn,
    AskQuestion,
    BeginErasure,
    CheckIn,
    CloseConference,
    EnrolDevice,
    Excuse,
    LinkPhone,
    MoveQuestion,
    PeopleRun,
    StagePeople,
    TextsErased,
    Undo,
)
from server.core.ids import (
    CommandId,
    DeviceId,
    GrantId,
    ImportId,
    NodeNo,
    PaperId,
    PersonNo,
    Place,
    SessionNo,
)
from server.core.refusals import Verdict, is_refusal
from server.live.conference import LiveConference
from server.live.erasing import Eraser
from tests.edge.given import House, open_house
from tests.engines import on_redis
from tests.live.test_views import Page

S0, POINT = SessionNo(0), NodeNo(2)
HOST, DESK, PHONE = GrantId("h0"), GrantId("o2"), GrantId("q2")
DEVICE, HANDSET = DeviceId(b"desk0002"), DeviceId(b"phone001")
MARK = "Xyzzy"
"""Stands in every text, so that a file is searched for one word."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


async def told(house: House) -> LiveConference:
    """A conference that was told something in every way words can come in, also in vain."""
    live = await house.running()
    for grant, device in ((DESK, DEVICE), (PHONE, HANDSET)):
        await live.ask(EnrolDevice(grant, 1, device, bytes(32), ""))
    await live.ask(LinkPhone(S0, HANDSET, PersonNo(0), Place("n2"), Proof.CARD_NUMBER, False, 1))
    question = CommandId(b"q" * 16)
    said = [
        (AddWalkIn(S0, POINT, b""), DESK, ["", f"Khách {MARK}", "", "", "Xã"], None),
        (AddWalkIn(S0, POINT, b"", stands_for=PersonNo(1)), DESK, ["", f"Thay {MARK}", "", "", ""], None),
        (Excuse(S0, PersonNo(2), b""), DESK, [f"ốm {MARK}"], None),
        (AskQuestion(S0, Place("n2"), b"", PersonNo(0)), PHONE, [f"Hỏi {MARK}?"], question),
        (MoveQuestion(question, QuestionState.DECLINED, b""), HOST, [f"Vì {MARK}"], None),
        (MoveQuestion(question, QuestionState.APPROVED, b""), HOST, [""], None),
        (MoveQuestion(question, QuestionState.IN_WRITING, b""), HOST, [f"Đáp {MARK}"], None),
        (AddPaper(PaperId(b"p" * 16), b"", 1, bytes(32), True), HOST, [f"Giấy {MARK}", "a.pdf"], None),
        (Undo(CommandId(b"never" + bytes(11)), b""), DESK, [f"nhầm {MARK}"], None),
    ]
    for body, grant, text, id in said:
        device = {DESK: DEVICE, PHONE: HANDSET}.get(grant, DeviceId(b""))
        judgement = await live.ask(body, grant=grant, device=device, texts=[text], id=id)
        assert not is_refusal(judgement.verdict), (body, judgement)
    forgotten = StagePeople(ImportId(b"never committed!"), [PeopleRun("XA1", "DC1", 255, 1)], b"")
    await live.ask_all([(forgotten, [["DB9", f"Quên {MARK}", "", ""]])], grant=HOST, device=DeviceId(b""))
    await live.ask(CloseConference(), grant=HOST)
    return live


def words_left(folder: Path) -> list[str]:
    """The files under `folder` that still hold somebody's words."""
    words = [word.encode() for word in (MARK, "Trần Văn Bích", "0900000001")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]


async def until_ended(house: House, live: LiveConference) -> Page:
    """The clock goes on to the date; the page of the host follows what the server does of itself."""
    host = Page("h0")
    assert host.watches(live, "privacy")
    house.clock.ahead_ms = retention.due_ms(live.state) - live.clock() - retention.NOTICE_MS
    await host.shows("privacy", lambda rows: rows[0][3] > 0)
    house.clock.ahead_ms += retention.due_ms(live.state) - live.clock()
    await host.shows("privacy", lambda rows: rows[0][5] > 0)
    return host


async def test_on_the_date_every_text_has_left_every_file(house: House, tmp_path: Path) -> None:
    """Announced, then begun and ended by the server; words of refused and uncommitted entries too; figures stand."""
    live = await told(house)
    live.state.settle()
    before = [session.figures.place(0) for session in live.state.sessions]
    assert words_left(tmp_path)
    host = await until_ended(house, live)
    assert words_left(tmp_path) == []
    (row,) = host.rows("privacy")
    people, contact, said, uncommitted = 3, 1, 8, 1
    assert row[6] == people + contact + said + uncommitted
    assert [session.figures.place(0) for session in live.state.sessions] == before


async def test_on_redis_every_text_has_left_every_file_too(tmp_path: Path) -> None:
    """Law: the same job over the other engine: nothing in the append-only file, the dump, or the data folder."""
    with on_redis() as redis:
        async with open_house(tmp_path) as house:
            live = await told(house)
            assert words_left(redis.folder)
            await until_ended(house, live)
            assert words_left(redis.folder) == words_left(tmp_path) == []


async def test_pages_lose_the_names_when_they_have_left(house: House) -> None:
    """Who watches a roster is given it anew, without a name."""
    live = await told(house)
    host = Page("h0")
    assert host.watches(live, "roster/2/0")
    await host.shows("roster/2/0", lambda rows: any(row[2] == "Trần Văn Bích" for row in rows))
    await until_ended(house, live)
    rows = await host.shows("roster/2/0", lambda rows: not any(row[2] for row in rows))
    assert len(rows) == 5


async def test_an_erasure_that_was_cut_off_is_ended_by_the_next_start(tmp_path: Path) -> None:
    """Killed between its beginning and its end: the journal says so, and the server that comes up goes on."""
    async with open_house(tmp_path) as house:
        live = await told(house)
        house.clock.ahead_ms = retention.due_ms(live.state) - live.clock()
        live.eraser.second(live.clock())
        host = Page("h0")
        assert host.watches(live, "privacy")
        await host.shows("privacy", lambda rows: rows[0][3] > 0)
        await live.eraser.close()
        live.eraser = Eraser(live.id, Dead(live), live.spine.journal)
        house.clock.ahead_ms += retention.NOTICE_MS
        assert (await live.ask(BeginErasure())).verdict is Verdict.ACCEPTED
    assert words_left(tmp_path)
    async with open_house(tmp_path) as house:
        live = await house.hub.open(live.id)
        assert live.state.privacy.begun_ms
        host = Page("h0")
        assert host.watches(live, "privacy")
        await host.shows("privacy", lambda rows: rows[0][5] > 0)
        assert words_left(tmp_path) == []


class Dead:
    """A vault of a process that does nothing more."""

    def __init__(self, live: LiveConference) -> None:
        self.state = live.state

    async def ask(self, command) -> None:
        await asyncio.Event().wait()

    async def erase(self, subjects) -> int:
        return await asyncio.Event().wait()


async def test_two_servers_do_it_as_one(house: House, tmp_path: Path) -> None:
    """Both begin, both erase, both say it is over: one entry counts, and nothing is found."""
    live = await told(house)
    second = Eraser(live.id, live, live.spine.journal)
    host = Page("h0")
    assert host.watches(live, "privacy")
    house.clock.ahead_ms = retention.due_ms(live.state) - live.clock()
    for look in (lambda rows: rows[0][3] > 0, lambda rows: rows[0][4] > 0, lambda rows: rows[0][5] > 0):
        second.second(live.clock())
        await host.shows("privacy", look)
        house.clock.ahead_ms += retention.NOTICE_MS
    await second.close()
    assert words_left(tmp_path) == []


async def test_a_text_that_slipped_in_with_the_beginning_is_found(house: House, tmp_path: Path) -> None:
    """Another node took it before it had folded the beginning: refused by the fold, and erased after the end."""
    live = await told(house)
    await until_ended(house, live)
    command = AddWalkIn(S0, POINT, b"")
    text = [["", f"Lọt {MARK}", "", "", ""]]
    judgements = await live.ask_all([(command, text)], grant=DESK, device=DEVICE)
    assert judgements[0].verdict is Verdict.CONFERENCE_CLOSED
    await live.eraser.reached(live.state.seq)
    assert words_left(tmp_path) == []


async def test_late_evidence_without_words_is_taken_after_the_end(house: House) -> None:
    """A desk that comes back after a year still brings its check-ins."""
    live = await told(house)
    at_ms = live.clock() - 1_000
    await until_ended(house, live)
    judgement = await live.ask(CheckIn(S0, PersonNo(1), POINT), grant=DESK, device=DEVICE, made_ms=at_ms)
    assert judgement.verdict is Verdict.ACCEPTED
    assert (await live.ask(TextsErased(0))).verdict is Verdict.ALREADY_SO


async def test_names_read_before_an_erasure_are_not_kept_after_it(house: House) -> None:
    """A read that was on its way when somebody was erased brings nothing back into memory."""
    live = await house.running()
    subject = live.state.subject_of_person(0)
    reading = asyncio.ensure_future(live.texts([subject]))
    await asyncio.sleep(0)
    live.names.forget()
    await reading
    await live.spine.journal.erase([subject])
    assert await live.texts([subject]) == {}
