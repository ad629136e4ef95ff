"""The operations page's answer: for the administrator alone, of the whole house, with the beginning of each trouble."""

import asyncio
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from server.core.house_commands import SetAccount
from server.core.ids import Millis
from server.edge import cookies
from server.edge.keys import PASSWORDS, WATCH
from server.edge.nodes import ROW_S
from server.edge.operations import LOST_MS, Watch
from server.edge.picture import Picture
from tests.edge.given import NAME, PASSWORD, Browser, House, open_house

ADMINISTRATORS = [("GET", "/api/operations")]
"""Routes that no account but the administrator's opens."""

LINKS = ["h0", "o2", "v0", "w0", "q2", "q0"]


async def another_account(house: House) -> Browser:
    """A browser that is signed in to an account which is not the administrator's."""
    live_house, carried = house.hub.house, cookies.draw()
    await live_house._ask(SetAccount(2, b""), [["Người giúp việc", "no hash"]])
    expires_ms = Millis(house.clock() + 3_600_000)
    await live_house.enrol(2, carried.device, carried.key_hash, "máy thử", expires_ms)
    key = urlsafe_b64encode(carried.key).decode().rstrip("=")
    return await house.browser(Cookie=f"{cookies.ACCOUNT}={carried.device.hex()}.{key}")


@pytest.mark.parametrize(("method", "path"), ADMINISTRATORS)
async def test_nobody_but_the_administrator_sees_how_the_house_runs(
    house: House, method: str, path: str
) -> None:
    """Law: no link opens it, a host's neither, nor another account; a signed-out browser sees nothing more."""
    live = await house.running()
    assert method == "GET"
    for grant in LINKS:
        browser = await house.browser()
        await browser.enters(house.link(live.id, grant))
        assert (await browser.get(path)).code == "NOT_SIGNED_IN"
    administrator = await house.administrator()
    assert (await (await another_account(house)).get(path)).code == "NOT_ALLOWED"
    assert (await administrator.get(path)).status == 200
    await administrator.post("/api/sign-out")
    assert (await administrator.get(path)).code == "NOT_SIGNED_IN"


async def test_the_whole_house_is_in_the_picture(house: House) -> None:
    """Law: this node, each journal with its figures, sockets, limits, disk, clock; and nothing is wrong."""
    live, browser = await house.running(), await house.administrator()
    await house.app[WATCH].look()

    seen = (await browser.get("/api/operations")).json

    assert set(seen) == set(Picture.__struct_fields__)
    assert seen["troubles"] == []
    (node,) = seen["nodes"]
    assert (node["is_here"], node["not_ready"], node["engine"]) == (True, [], "sqlite")
    own, its = seen["journals"]
    assert (own["id"], its["id"], its["title"]) == ("house", live.id, live.state.title)
    assert (its["entries"], its["behind"], its["phase"]) == (live.state.seq, 0, 2)
    assert its["size_bytes"] > 0 and its["commits"] > 0 and its["commit_p99_ms"] >= its["commit_p50_ms"] > 0
    assert its["last_append_ms"] <= seen["as_of_ms"] and its["snapshot_ms"] is None
    assert its["snapshot_behind"] == live.state.seq
    assert seen["disk"]["size_bytes"] > seen["disk"]["free_bytes"] > 0


async def test_a_snapshot_has_its_age(house: House) -> None:
    """Law: once one is written, its time and what came after it are told."""
    live = await house.running()
    await live.keep()

    journal = (await house.app[WATCH].look()).journals[1]

    assert journal.snapshot_behind == 0
    assert journal.snapshot_ms is not None and abs(journal.snapshot_ms - house.clock()) < 60_000


async def test_a_trouble_keeps_its_beginning_until_it_is_over(house: House) -> None:
    """Law: since when is when it was first seen without a break; over and back again is a new one."""
    live = await house.conference()
    watch = house.app[WATCH]
    live.spine.broken = "UnknownEntry: kind 999"
    began = (await watch.look()).troubles[0]
    house.clock.ahead_ms += 600_000
    later = next(one for one in (await watch.look()).troubles if one.code == "FOLDING_STOPPED")
    assert (later.about, later.since_ms) == (live.state.title, began.since_ms)

    live.spine.broken = None
    assert "FOLDING_STOPPED" not in {one.code for one in (await watch.look()).troubles}
    live.spine.broken = "again"
    again = next(one for one in (await watch.look()).troubles if one.code == "FOLDING_STOPPED")
    assert again.since_ms >= began.since_ms + 600_000


async def test_failed_sign_ins_are_shown_without_what_was_typed(house: House) -> None:
    """Law: by hour, by network, the last times; no name, no password, no link, no whole address."""
    live, browser = await house.running(), await house.administrator()
    await browser.post("/api/sign-in", {"name": "Kẻ Lạ", "password": "đoán bừa 123"})
    await browser.post("/api/enter", {"link": f"{live.id}.o2.{'B' * 27}"})
    await house.app[WATCH].look()

    answer = await browser.get("/api/operations")

    tries = answer.json["sign_ins"]
    assert tries["failed_by_hour"][-1] + tries["failed_by_hour"][-2] == tries["failed_lately"] == 2
    assert [(what, where) for _, what, where in tries["last"]] == [
        ("link", "127.0.0.0/24"),
        ("password", "127.0.0.0/24"),
    ]
    assert [(one["network"], one["times"]) for one in tries["networks"]] == [("127.0.0.0/24", 2)]
    for secret in ("Kẻ Lạ", "đoán bừa", "B" * 27, PASSWORD, "127.0.0.1"):
        assert secret not in answer.raw.decode()


async def test_a_limit_that_was_hit_is_told_with_its_setting(tmp_path: Path) -> None:
    """Law: how often, and when last; visitors who were turned away are a trouble."""
    async with open_house(tmp_path, requests_per_second=1, requests_burst=3) as house:
        browser = await house.browser()
        for _ in range(5):
            await browser.get("/api/me")
        picture = await house.app[WATCH].look()
        (hit,) = [one for one in picture.limits if one.hits]
        assert (hit.name, hit.hits) == ("requests_per_second", 2)
        assert hit.last_ms is not None and 0 <= picture.as_of_ms - hit.last_ms < 60_000
        assert [(one.code, one.about) for one in picture.troubles] == [("LIMIT_HIT", "requests_per_second")]


async def test_an_incident_is_told_by_its_route(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a failure of ours is a trouble for an hour; its route's pattern says where to look."""
    browser = await house.administrator()

    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(house.app[PASSWORDS], "verify", broken)
    await browser.post("/api/sign-in", {"name": NAME, "password": PASSWORD})
    monkeypatch.undo()

    picture = await house.app[WATCH].look()

    assert [one.code for one in picture.troubles] == ["INCIDENTS"]
    assert [one.what for one in picture.incidents.last] == ["/api/sign-in"]


async def test_a_second_node_shows_up_and_is_missed_when_it_dies(house: House) -> None:
    """Law: nodes know of each other through the store; one that ends without a word is lost, one that stops is not."""
    watch, other = house.app[WATCH], Watch(house.app)
    other._name = "máy hai"
    await other.look()
    assert [node.name for node in (await watch.look()).nodes][1:] == ["máy hai"]

    house.clock.ahead_ms += int(ROW_S * 1000) + 1
    assert "NODE_LOST" not in {one.code for one in (await watch.look()).troubles}
    missed = (await watch.look()).troubles
    assert [(one.code, one.about) for one in missed if one.code == "NODE_LOST"] == [("NODE_LOST", "máy hai")]
    assert "NODE_LOST" in {one.code for one in (await watch.look()).troubles}

    await other.look()
    assert "NODE_LOST" not in {one.code for one in (await watch.look()).troubles}

    await other.end()
    assert [node.draining for node in (await watch.look()).nodes] == [False, True]
    house.clock.ahead_ms += int(ROW_S * 1000) + 1
    for _ in range(3):
        assert "NODE_LOST" not in {one.code for one in (await watch.look()).troubles}


async def given_a_lost_node(house: House) -> Watch:
    """Our watch, that misses "máy hai"."""
    watch, dead = house.app[WATCH], Watch(house.app)
    dead._name = "máy hai"
    await dead.look()
    await watch.look()
    house.clock.ahead_ms += int(ROW_S * 1000) + 1
    await watch.look()
    assert "NODE_LOST" in {one.code for one in (await watch.look()).troubles}
    return watch


async def test_a_node_that_was_started_anew_is_no_longer_missed(house: House) -> None:
    """Law: it is another run under the same name, begun after the old one was heard last."""
    watch = await given_a_lost_node(house)
    started = Watch(house.app)
    started._name = "máy hai"
    await started.look()
    assert "NODE_LOST" not in {one.code for one in (await watch.look()).troubles}


async def test_a_lost_node_is_told_for_an_hour(house: House) -> None:
    """Law: what nobody looked at is not told for ever."""
    watch = await given_a_lost_node(house)
    house.clock.ahead_ms += LOST_MS
    assert "NODE_LOST" not in {one.code for one in (await watch.look()).troubles}


async def test_an_engine_that_does_not_answer_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: the look goes on without the figures of a journal whose engine is away."""
    live = await house.running()

    async def away() -> None:
        raise ConnectionError("nobody there")

    monkeypatch.setattr(live.spine.journal, "stats", away)

    picture = await house.app[WATCH].look()

    assert [(one.code, one.about) for one in picture.troubles] == [("ENGINE_AWAY", live.state.title)]


async def test_a_look_that_fails_is_followed_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a store that is away for one look does not end the watch."""
    watch, asked = Watch(house.app), asyncio.Event()
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise ConnectionError("away")
        asked.set()

    monkeypatch.setattr(watch, "look", look)
    monkeypatch.setattr("server.edge.operations.LOOK_S", 0)
    await watch.begin()
    async with asyncio.timeout(10):
        await asked.wait()
    monkeypatch.undo()
    await watch.end()
