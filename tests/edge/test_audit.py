"""Who asked for names stands in the journal before anything is given, and the host sees it."""

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from server.core import rows
from server.core.choices import Listing
from server.core.commands import NoteListed
from server.core.ids import ConferenceId, DeviceId, GrantId, Millis, NodeNo
from server.core.listings import COMMAND_LINE
from server.core.refusals import Judgement, Verdict
from server.edge import audit
from server.journal.left import LeftNote, leave, left
from server.journal.port import JournalForked
from server.live.conference import LiveConference
from server.live.spine import SERVER_DEVICE, SERVER_GRANT
from tests.edge.given import Browser, House, open_house
from tests.edge.pages import opened

POINT = 2


async def browser_of(house: House, live: LiveConference, grant: str) -> tuple[Browser, str]:
    browser = await house.browser()
    assert (await browser.enters(house.link(live.id, grant))).status == 200
    return browser, f"/api/c/{live.id}/{grant}"


def told(live: LiveConference) -> list[list]:
    """[what, count, node, grant, account, refused] of each listing, oldest first."""
    return [[one[2], one[3], one[4], one[6], one[8], one[9]] for one in reversed(rows.listings(live.state))]


@pytest.mark.parametrize(
    ("path", "body", "noted"),
    [
        ("export/person.xlsx?session=0", None, [Listing.PERSON_REPORT, 3, 0]),
        ("points", None, [Listing.CONTACTS, 1, 0]),
        ("links", {"node": POINT, "role": "o"}, [Listing.LINKS, 1, POINT]),
        ("links/sheet", {"unit": 1}, [Listing.LINKS, 3, 1]),
        ("links/person", {"person": 0}, [Listing.PERSONAL_LINK, 1, POINT]),
    ],
)
async def test_what_names_people_or_opens_rights_is_noted(
    house: House, path: str, body: dict | None, noted: list
) -> None:
    """Law: what, how many, of which place, and by which grant."""
    live = await house.running()
    host, below = await browser_of(house, live, "h0")
    answer = await (host.get(f"{below}/{path}") if body is None else host.post(f"{below}/{path}", body))
    assert answer.status == 200
    assert told(live) == [[*noted, "h0", -1, False]]


async def test_the_administrator_is_told_apart_from_a_link(house: House) -> None:
    """Law: the account's number stands where a link has -1."""
    live, browser = await house.running(), await house.administrator()
    await browser.get(f"/api/c/{live.id}/h0/export/person.xlsx")
    assert told(live) == [[Listing.PERSON_REPORT, 3, 0, "h0", 1, False]]


@pytest.mark.parametrize("path", ["export/place.xlsx", "export/belonging.xlsx", "template.xlsx"])
async def test_figures_without_names_are_not_noted(house: House, path: str) -> None:
    """Law: the list is of names and rights; a report of numbers is in the log alone."""
    live = await house.running()
    host, below = await browser_of(house, live, "h0")
    assert (await host.get(f"{below}/{path}")).status == 200
    assert told(live) == []


@pytest.mark.parametrize("grant", ["o2", "v0", "w0", "q2"])
async def test_who_may_not_have_it_is_noted_and_gets_nothing(house: House, grant: str) -> None:
    """Law: once in ten minutes for one device and one list, however often it asks."""
    live = await house.running()
    browser, below = await browser_of(house, live, grant)
    answers = [await browser.get(f"{below}/export/person.xlsx") for _ in range(3)]
    assert {(answer.status, answer.code) for answer in answers} == {(403, "NOT_ALLOWED")}
    assert told(live) == [[Listing.PERSON_REPORT, 0, 0, grant, -1, True]]


async def test_pages_of_contacts_are_one_listing(house: House) -> None:
    """Law: a search as one types is noted once in ten minutes, and again after them."""
    live = await house.running()
    host, below = await browser_of(house, live, "h0")
    for query in ("h", "ho", "hoi"):
        await host.get(f"{below}/points?q={query}")
    assert len(told(live)) == 1


async def test_what_cannot_be_noted_is_not_given(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: with a journal that takes nothing, no name leaves the server."""
    live = await house.running()
    host, below = await browser_of(house, live, "h0")

    async def full(*_: object, **__: object) -> Judgement:
        return Judgement(Verdict.DISK_FULL)

    monkeypatch.setattr(live, "ask", full)
    answer = await host.get(f"{below}/export/person.xlsx")
    assert (answer.status, answer.code) == (507, "DISK_FULL")


async def test_the_host_who_watches_the_names_of_a_room_is_noted_and_its_desk_is_not(house: House) -> None:
    """Law: what a desk does anyway is no listing."""
    live = await house.running()
    async with opened(house, live, "o2") as desk, opened(house, live, "h0") as host:
        await desk.watches("roster/2/0")
        await host.watches("roster/2/0")
        await host.watches("board/0/0")
        table = await host.watches("listings")
        await host.until(lambda: len(table.rows) == 1)
    assert told(live) == [[Listing.ROSTER, 3, POINT, "h0", -1, False]]


async def test_notes_survive_a_restart(tmp_path: Path) -> None:
    """Law: they are entries like any other."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        host, below = await browser_of(house, live, "h0")
        await host.post(f"{below}/links", {"node": POINT, "role": "v"})
        before = told(live)
    async with open_house(tmp_path) as house:
        assert told(await house.hub.open(live.id)) == before


async def test_a_caller_with_the_right_role_is_let_through(house: House) -> None:
    """Law: caller_noted is caller_of for who may; nothing is written by asking."""
    live = await house.running()
    caller = audit.Caller(live.id, GrantId("h0"), DeviceId(bytes(8)), 0, 1)
    await audit.note(live, caller, Listing.QUESTION_LOG, 7)
    assert told(live) == [[Listing.QUESTION_LOG, 7, 0, "h0", 1, False]]


async def test_what_a_command_left_is_written_down_once(house: House, tmp_path: Path) -> None:
    """Law: whichever look takes it in, and however often; a note of no conference of this house goes."""
    live = await house.running()
    note = LeftNote(live.id, Listing.PERSON_EXPORT, 1, NodeNo(POINT), Millis(1))
    for one in (note, note._replace(conference=ConferenceId("ZZZZZZZZ")), note._replace(what=99)):
        leave(tmp_path, one)
    ((id, _),) = [pair for pair in left(tmp_path) if pair[1] == note]
    await audit.take_in(house.app)
    await live.ask(NoteListed(note.what, 1, note.node, SERVER_GRANT, SERVER_DEVICE, COMMAND_LINE), id=id)
    assert told(live) == [[Listing.PERSON_EXPORT, 1, POINT, "s0", COMMAND_LINE, False]]
    assert list(left(tmp_path)) == []


async def test_what_cannot_be_written_down_now_stays(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a full disk forgets nothing."""
    live = await house.running()
    leave(tmp_path, LeftNote(live.id, Listing.PERSON_EXPORT, 1, NodeNo(POINT), Millis(1)))

    async def full(*_: object, **__: object) -> Judgement:
        return Judgement(Verdict.DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(live, "ask", full)
        await audit.take_in(house.app)
        assert len(list(left(tmp_path))) == 1
    await audit.take_in(house.app)
    assert len(told(live)) == 1


@pytest.mark.parametrize("error", [JournalForked("another history"), RuntimeError("a defect")])
async def test_what_goes_wrong_once_does_not_end_the_taking_in(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Law: whatever it was, it is logged, and what commands leave is noted all the same."""
    monkeypatch.setattr(audit, "LEFT_S", 0.01)
    live, ask, failed = await house.running(), LiveConference.ask, asyncio.Event()
    leave(tmp_path, LeftNote(live.id, Listing.PERSON_EXPORT, 1, NodeNo(POINT), Millis(1)))

    async def fail(*_: object, **__: object) -> Judgement:
        failed.set()
        raise error

    monkeypatch.setattr(live, "ask", fail)
    async with asynccontextmanager(audit.keep_taken_in)(house.app), asyncio.timeout(20):
        await failed.wait()
        monkeypatch.setattr(live, "ask", partial(ask, live))
        await live.spine.reached(live.state.seq + 1)
    assert [one[0] for one in told(live)] == [Listing.PERSON_EXPORT]
