"""A house whose journals are in Redis: Redis goes away in the middle of a check-in, and all comes back alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from server.app import running
from server.core.commands import RemovePaper
from server.core.ids import GrantId, PaperId
from server.core.refusals import Verdict
from server.edge import callers
from server.edge.keys import SHELF
from server.edge.shelf import folder_of
from server.edge.sign_in import issue_setup_code
from server.journal import redis_client
from server.journal.passing import PassingAway
from server.journal.port import JournalBroken
from server.settings import Settings
from tests.edge.given import House, open_house
from tests.edge.pages import WELCOME, connected, opened
from tests.edge.pdfs import pdf
from tests.journal.cutter import cutter
from tests.journal.redis_server import PASSWORD, RedisServer, redis_server

POINT = 2
HERE_OWN = 1


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
async def house(redis: RedisServer, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, journal=redis.url) as opened_house:
        yield opened_house


async def test_a_check_in_during_a_restart_of_redis_is_answered_after_it(
    house: House, redis: RedisServer
) -> None:
    """Law: the answer goes out when the entry is durable; a restart of the engine only makes it later."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        redis.kill()
        redis.start()
        assert await desk.checks_in(0, POINT) == Verdict.ACCEPTED


async def test_while_redis_is_away_pages_are_told_so_and_the_retry_has_one_effect(
    house: House, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: BUSY with nothing lost, 503 with words for observers, no password in them; then all is well by itself."""
    monkeypatch.setattr(redis_client, "PATIENCE_S", 0.0)
    live = await house.running()
    browser = await house.browser()
    async with opened(house, live, f"o{POINT}") as desk:
        redis.kill()
        assert await desk.checks_in(0, POINT, id=b"r" * 16) == Verdict.BUSY
        ready = await browser.get("/readyz")
        assert ready.status == 503
        assert "Redis cannot be reached" in ready.json["reasons"][0] and PASSWORD.encode() not in ready.raw
        assert (await browser.get("/healthz")).status == 200
        assert (
            await browser.post("/api/setup", {"code": "x", "name": "a", "password": "b" * 12})
        ).code == "BUSY"
        with pytest.raises(PassingAway):
            await issue_setup_code(house.app)
        redis.start()
        while (await browser.get("/readyz")).status != 200:
            pass
        seq = live.state.seq
        assert await desk.checks_in(0, POINT, id=b"r" * 16) == Verdict.ACCEPTED
        assert await desk.checks_in(0, POINT, id=b"r" * 16) == Verdict.ACCEPTED
        assert live.state.seq == seq + 1


async def test_a_check_in_whose_answer_redis_could_not_give_counts_once(
    redis: RedisServer, tmp_path: Path
) -> None:
    """Law: the entry stands twice in the journal; the second is the first one's retry, with its outcome and no effect."""
    async with cutter(redis) as wire, open_house(tmp_path, journal=wire.url) as house:
        live = await house.running()
        async with opened(house, live, f"o{POINT}") as desk, opened(house, live, "w0") as wall:
            board = await wall.watches("board/0/0")
            seq = live.state.seq
            wire.lose_the_answer_to(b"r" * 16)
            assert await desk.checks_in(0, POINT, id=b"r" * 16) == Verdict.ACCEPTED
            await live.spine.reached(seq + 2)
            assert wire.lost == 1
            assert await desk.checks_in(1, POINT) == Verdict.ACCEPTED
            await wall.until(lambda: board.rows[0][4][HERE_OWN] == 2)
            assert live.state.seq == seq + 3


@pytest.mark.parametrize("grant", ["h0", "o2"])
async def test_a_page_comes_back_while_the_store_is_away(
    house: House, redis: RedisServer, grant: str
) -> None:
    """Law: a right stands in the node's memory: the page of an account or a device is welcomed and sees what stands."""
    live = await house.running()
    browser = await (house.administrator() if grant == "h0" else house.browser())
    if grant != "h0":
        await browser.enters(house.link(live.id, grant))
    redis.kill()
    async with connected(house, browser, live.id, grant) as page:
        assert (await page.hears())[0] == WELCOME
        assert (await page.watches("conference")).rows


async def test_a_device_that_cannot_be_looked_up_elsewhere_is_told_to_ask_again(
    house: House, redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: another node may have enrolled it; while nobody can say, it is neither let in nor sent away, and waits for no
    longer than a conference is waited for. The same when the conference is dropped in that moment."""
    monkeypatch.setattr(callers, "OPENING_S", 0.3)
    live = await house.running()
    stranger = await house.browser(Cookie=f"dc_{live.id}_o{POINT}={'0' * 16}.{'A' * 27}")
    asks = f"/api/c/{live.id}/o{POINT}/phone-link?node={POINT}"
    async with open_house(tmp_path / "other", journal=redis.url) as other:
        await other.hub.open(live.id)
        while not live.neighbours.names:
            await live.neighbours.exchange()
        assert (await stranger.get(asks)).code == "NOT_SIGNED_IN"
        redis.kill()
        async with asyncio.timeout(20):
            away = await stranger.get(asks)
        redis.start()
        await live.spine.journal.close()
        dropped = await stranger.get(asks)
    for answer in (away, dropped):
        assert (answer.status, answer.code) == (503, "NOT_READY") and int(answer.headers["Retry-After"]) > 0


async def test_a_paper_taken_in_by_one_node_is_shown_by_another_and_taken_down_everywhere(
    house: House, redis: RedisServer, tmp_path: Path
) -> None:
    """Law: every node can serve every paper; its folder is a copy, checked against the journal's digest."""
    live = await house.running()
    browser = await house.administrator()
    cookie = f"dc_account={browser.cookies()['dc_account'].value}"
    sent = await browser.upload(f"/api/c/{live.id}/h0/papers", pdf(), title="Nghị quyết", shared="true")
    paper = PaperId(bytes.fromhex(sent.json["paper"]))
    await house.app[SHELF].sweep(live)
    assert redis.admin("TTL", f"diemcau:{{{live.id}}}:paper:{paper.hex()}") == "-1"
    async with open_house(tmp_path / "other", journal=redis.url) as other:
        there = await other.hub.open(live.id)
        elsewhere = await other.browser(Cookie=cookie)
        address = f"/api/c/{live.id}/h0/papers/{paper.hex()}"
        assert (await elsewhere.get(address)).raw == pdf()
        assert (folder_of(tmp_path / "other", live.id) / paper.hex()).read_bytes() == pdf()
        await there.ask(RemovePaper(paper), grant=GrantId("h0"))
        await live.spine.reached(there.state.seq)
        for shelf, conference in ((other.app[SHELF], there), (house.app[SHELF], live)):
            await shelf.sweep(conference)
        for folder in (tmp_path, tmp_path / "other"):
            assert not list(folder_of(folder, live.id).glob("*"))
        assert redis.admin("EXISTS", f"diemcau:{{{live.id}}}:paper:{paper.hex()}") == "0"


async def test_a_name_erased_on_one_node_is_forgotten_by_the_other(
    house: House, redis: RedisServer, tmp_path: Path
) -> None:
    """Law: no memory of any node keeps what was erased; pages of the other node then show it as erased."""
    live = await house.running()
    subject = live.state.subject_of_person(0)
    async with open_house(tmp_path / "other", journal=redis.url) as other:
        there = await other.hub.open(live.id)
        assert await there.names.read([subject]) != {}
        assert await live.erase([subject]) == 1
        async with opened(other, there, f"o{POINT}") as desk:
            while await there.names.read([subject]):
                await desk.hears()
            roster = await desk.watches(f"roster/{POINT}/0")
            assert sum(row[2] == "Y Blang Niê" for row in roster.rows.values()) == 1
            assert len([row for row in roster.rows.values() if row[2]]) == 2


async def test_a_paper_whose_bytes_are_not_those_the_journal_lists_is_not_shown(
    house: House, redis: RedisServer, tmp_path: Path
) -> None:
    """Law: what a node fetches is what the host gave."""
    live = await house.running()
    browser = await house.administrator()
    sent = await browser.upload(f"/api/c/{live.id}/h0/papers", pdf(), title="Nghị quyết", shared="true")
    redis.admin("SET", f"diemcau:{{{live.id}}}:paper:{sent.json['paper']}", "something else")
    (folder_of(tmp_path, live.id) / sent.json["paper"]).unlink()
    assert (await browser.get(f"/api/c/{live.id}/h0/papers/{sent.json['paper']}")).code == "NO_SUCH_PAPER"


async def test_a_node_with_other_keys_does_not_start(redis: RedisServer, tmp_path: Path) -> None:
    """Law: a link of one node opens on every node, or the other node says what to copy."""
    settings = Settings(journal=redis.url, pages=tmp_path, port=0, log_level="error")
    async with running(replace(settings, data=tmp_path / "one")):
        with pytest.raises(JournalBroken, match="copy that folder"):
            async with running(replace(settings, data=tmp_path / "two")):
                pass
        (tmp_path / "three").mkdir()
        copytree(tmp_path / "one" / "keys", tmp_path / "three" / "keys")
        async with running(replace(settings, data=tmp_path / "three")) as third:
            assert third.url
