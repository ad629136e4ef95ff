"""One person's data given and erased while the conference goes on: over both engines, in every file, on every open page."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest import mock

import pytest

from server.core.choices import Listing, Proof
from server.core.commands import AddWalkIn, EnrolDevice, Excuse, LinkPhone
from server.core.ids import DeviceId, GrantId, Place, SessionNo
from server.edge.keys import PREVIEWS
from server.live.conference import LiveConference
from tests.cli.given import asked
from tests.edge import books
from tests.edge.given import PEOPLE, Browser, House, open_house
from tests.edge.pages import Page, opened
from tests.edge.persons import (
    BICH,
    DESK,
    DEVICE,
    HERS,
    HONG,
    OTHERS,
    POINT,
    S0,
    administrator,
    erase,
    held_in,
    lived,
    says,
)
from tests.edge.test_audit import told
from tests.engines import on_redis


@pytest.fixture(params=["sqlite", "redis"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, ...]]:
    """The folders that hold all there is: of the server, and of its Redis, whose dump is not compressed."""
    if request.param == "sqlite":
        with mock.patch.dict(os.environ, DIEMCAU_JOURNAL="sqlite"):
            yield (tmp_path / "data",)
        return
    with on_redis("--rdbcompression", "no") as redis:
        yield tmp_path / "data", redis.folder


@pytest.fixture
async def house(files: tuple[Path, ...]) -> AsyncIterator[House]:
    async with open_house(files[0]) as opened_house:
        yield opened_house


@pytest.fixture
async def live(house: House) -> LiveConference:
    return await lived(house)


async def test_what_is_held_is_what_the_command_line_prints(
    house: House, live: LiveConference, files: tuple[Path, ...]
) -> None:
    """Law: page, file and command line say the same; each is noted, the command's own within seconds by this server."""
    browser, below = await administrator(house, live)

    seen = await browser.get(f"{below}/people/{BICH}")
    copied = await browser.get(f"{below}/people/{BICH}/copy.json")
    printed = await asyncio.to_thread(asked, "person", "export", "DB1", "--data", files[0])

    assert printed.exit_code == 0, printed.output
    assert copied.raw.decode() == printed.stdout
    assert seen.json["held"] == json.loads(copied.raw) == copied.json
    assert copied.headers["Content-Disposition"] == f'attachment; filename="{live.id}-0.json"'
    assert all(word in printed.stdout for word in HERS[:2] + HERS[3:5])
    assert not [word for word in OTHERS if word in printed.stdout]
    assert (seen.json["texts"], seen.json["points"]) == (6, [])
    assert "để lại cho máy chủ" in printed.stderr
    async with opened(house, live, "h0") as page:
        table = await page.watches("listings")
        await page.until(lambda: len(table.rows) == 3)
    assert sorted(told(live)) == sorted(
        [[Listing.PERSON_EXPORT, 1, POINT, "h0", 1, False]] * 2
        + [[Listing.PERSON_EXPORT, 1, POINT, "s0", -2, False]]
    )


async def test_an_erased_person_is_in_no_file_and_no_figure_changes(
    house: House, live: LiveConference, files: tuple[Path, ...]
) -> None:
    """Law: every word of hers is gone from every byte of every file while the server runs; others' stay, figures stay."""
    browser, below = await administrator(house, live)
    live.state.settle()
    figures, chain, seq = live.state.sessions[0].figures.place(0), live.spine.chain, live.state.seq
    assert held_in(files, HERS) == list(HERS)

    answer = await erase(browser, below, BICH)

    assert (answer.status, answer.json) == (200, {"texts": 6, "points": []})
    assert held_in(files, HERS) == []
    assert held_in(files, OTHERS) == list(OTHERS)
    live.state.settle()
    assert live.state.sessions[0].figures.place(0) == figures
    assert (live.state.seq, live.spine.heads[seq * 8 : seq * 8 + 8]) == (seq + 2, chain[:8])
    assert told(live) == [[Listing.PERSON_ERASED, 1, POINT, "h0", 1, False]]
    assert (await browser.post(f"{below}/people", {"who": "bich"})).json["rows"] == []


async def test_open_pages_lose_the_name_and_nothing_else(house: House, live: LiveConference) -> None:
    """Law: rosters, latest, questions, phones and her own phone are told anew without her words; nobody has to reload."""
    browser, below = await administrator(house, live)
    phone = await house.browser()
    async with (
        opened(house, live, "h0") as host,
        opened(house, live, "o1") as desk,
        opened(house, live, "w0") as wall,
        opened(house, live, "q2", phone) as hers,
    ):
        await _links(live, phone)
        for page, topics in (
            (host, ("roster/2/0", "latest/0", "questions/0")),
            (desk, ("roster/2/0", "phones/2")),
            (hers, ("me", "questions/0")),
            (wall, ("questions/0",)),
        ):
            for topic in topics:
                await page.watches(topic)
        assert _shown(host, HERS[:4]) == [HERS[0], HERS[1], HERS[3]]
        assert _shown(desk, (*HERS, HONG_NAME)) == [HERS[0], HONG_NAME]
        await hers.until(lambda: _shown(hers, (HERS[1], HONG_NAME)) == [HERS[1], HONG_NAME])
        assert _shown(wall, HERS) == []

        await erase(browser, below, BICH)
        await erase(browser, below, HONG)

        for page in (host, desk, hers, wall):
            await page.until(lambda page=page: not _shown(page, (*HERS, HONG_NAME)))
        assert _shown(host, (PEOPLE[2], OTHERS[2])) == [PEOPLE[2], OTHERS[2]]
        assert len(host.tables["roster/2/0"].rows) == len(desk.tables["roster/2/0"].rows) == 4
        assert len(host.tables["questions/0"].rows) == 1


HONG_NAME = PEOPLE[1]


async def _links(live: LiveConference, phone: Browser) -> None:
    """The phone of this browser is Hồng's."""
    device = DeviceId(bytes.fromhex(phone.cookies()[f"dc_{live.id}_q2"].value.split(".")[0]))
    await says(live, LinkPhone(S0, device, HONG, Place("n2"), Proof.CARD_NUMBER, False, 1), GrantId("s0"))


def _shown(page: Page, words: tuple[str, ...]) -> list[str]:
    """Which of the words any row on the page holds."""
    rows = str([list(row) for table in page.tables.values() for row in table.rows.values()])
    return [word for word in words if word in rows]


async def test_erasing_twice_is_as_once(house: House, live: LiveConference, files: tuple[Path, ...]) -> None:
    """Law: who is erased is found by number, has nothing left, and what is asked again is answered."""
    browser, below = await administrator(house, live)
    await erase(browser, below, BICH)
    again = await erase(browser, below, BICH)
    assert (again.status, again.json["texts"]) == (200, 0)
    seen = (await browser.get(f"{below}/people/{BICH}")).json
    assert (seen["texts"], seen["held"]["text"], len(seen["held"]["evidence"])) == (0, None, 2)
    assert seen["held"]["questions"][0]["text"] == seen["held"]["questions"][0]["answer"] == ""


async def test_words_that_come_in_meanwhile_are_erased_too(
    house: House, live: LiveConference, files: tuple[Path, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a reason typed at her desk while the erasure runs is gone when it is over."""
    browser, below = await administrator(house, live)
    real = live.erase
    late = "gõ đúng lúc xoá"

    async def slow(subjects):
        monkeypatch.setattr(live, "erase", real)
        await says(live, Excuse(S0, BICH, b""), text=late)
        return await real(subjects)

    monkeypatch.setattr(live, "erase", slow)
    answer = await erase(browser, below, BICH)
    assert answer.json["texts"] == 7
    assert held_in(files, (*HERS, late)) == []


async def test_points_whose_contact_names_her_are_told(house: House) -> None:
    """Law: a contact is somebody else's text; where it stands is said, so that it can be mended."""
    live = await house.running()
    browser, below = await administrator(house, live)
    await says(live, EnrolDevice(DESK, 1, DEVICE, bytes(32), ""), GrantId("s0"))
    await says(live, AddWalkIn(S0, POINT, b""), text="Ông Chủ Trì")
    answer = await erase(browser, below, 3)
    assert answer.json == {"texts": 1, "points": [{"code": "DC1", "name": "Hội trường Ủy ban xã Ea Wy"}]}


async def test_what_is_nobody_s_and_only_looks_like_hers_is_let_be(
    house: House, live: LiveConference, files: tuple[Path, ...]
) -> None:
    """Law: of the texts that are nobody's those go that hold her code or name as whole words; DB1 is not in DB12."""
    browser, below = await administrator(house, live)
    others, hers = ("DB12", PEOPLE[0] + "h Hạnh"), ("", f"bà {PEOPLE[0]}, xã Ea Wy")
    refused = [AddWalkIn(SessionNo(3), POINT, b"")] * 2
    texts = [[[*words, "", "", ""]] for words in (others, hers)]
    await live.ask_all(zip(refused, texts, strict=True), grant=DESK, device=DEVICE)

    answer = await erase(browser, below, BICH)

    assert answer.json["texts"] == 7
    assert held_in(files, (*HERS, "xã Ea Wy,")) == [PEOPLE[0]]  # in the longer name alone
    assert held_in(files, others) == list(others)


async def test_nobody_is_erased_while_a_roster_comes_in(
    house: House, live: LiveConference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: people who are on their way into the conference are nobody's yet: a namesake among them keeps her name."""
    browser, below = await administrator(house, live)
    kept = (await browser.upload(f"{below}/roster", books.roster(3))).json["upload"]
    real, erased = live.ask_all, []

    async def meanwhile(*asked, **by):
        erased.append(await erase(browser, below, BICH))
        return await real(*asked, **by)

    monkeypatch.setattr(live, "ask_all", meanwhile)
    committed = await browser.post(f"{below}/roster/{kept}/commit")

    assert (committed.status, erased[0].status, erased[0].code) == (200, 503, "BUSY")
    assert (await erase(browser, below, BICH)).status == 200


async def test_a_roster_that_waits_for_its_commit_waits_no_more(house: House, live: LiveConference) -> None:
    """Law: it was read before the erasure and may hold her name; another one can be read at once."""
    browser, below = await administrator(house, live)
    kept = (await browser.upload(f"{below}/roster", books.roster(3))).json["upload"]
    assert len(house.app[PREVIEWS]) == 1
    await erase(browser, below, BICH)
    assert len(house.app[PREVIEWS]) == 0
    assert (await browser.post(f"{below}/roster/{kept}/commit")).code == "NO_SUCH_UPLOAD"
    assert (await browser.upload(f"{below}/roster", books.roster(3))).status == 200


async def test_a_name_erased_on_one_node_leaves_the_pages_of_the_other(tmp_path: Path) -> None:
    """Law: the other node forgets what it had read, in the turn of the loop that folds the erasure."""
    with on_redis():
        async with open_house(tmp_path / "one") as house, open_house(tmp_path / "two") as other:
            live = await lived(house)
            await other.hub.house.spine.reached(house.hub.house.state.seq)
            there = await other.hub.open(live.id)
            async with opened(other, there, "o3") as _, opened(other, there, "h0") as host:
                await host.watches("roster/2/0")
                await host.until(lambda: _shown(host, HERS[:1]))
                browser, below = await administrator(house, live)
                await erase(browser, below, BICH)
                await host.until(lambda: not _shown(host, HERS[:1]))
            assert await there.names.read([live.state.subject_of_person(BICH)]) == {}
