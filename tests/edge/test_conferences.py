"""The administrator's list, and a new conference."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.edge.conferences import NewConference
from server.edge.hello import RETURN_MS
from server.wire.codes import Close
from server.wire.limits import TITLE_CHARS
from tests.edge.given import House, open_house
from tests.edge.pages import RECONNECT, connected, fault_of
from tests.engines import spoil

MORNING = {"name": "Sáng", "starts_ms": 1_770_400_000_000, "ends_ms": 1_770_414_400_000}
NEW: dict[str, Any] = {"title": "Quán triệt Nghị quyết", "sessions": [MORNING]}


async def test_a_made_conference_is_listed_first(house: House) -> None:
    """Law: a new conference is a draft of its title; the list has the newest first, with its figures."""
    await house.conference("Hội nghị trước")
    house.clock.ahead_ms += 1000
    browser = await house.administrator()

    made = await browser.post("/api/conferences", NEW)
    listed = (await browser.get("/api/conferences")).json

    assert made.status == 201
    assert [row["title"] for row in listed] == ["Quán triệt Nghị quyết", "Hội nghị trước"]
    assert listed[0]["id"] == made.json["id"]
    assert [(row["state"], row["points"], row["people"]) for row in listed] == [(0, 0, 0), (0, 3, 3)]
    assert await fault_of(house, browser, made.json["id"], "h0") is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": ""}, "BAD_FIELD"),
        ({"title": "  "}, "BAD_TEXT"),
        ({"title": "x" * 301}, "BAD_FIELD"),
        ({"sessions": []}, "BAD_FIELD"),
        ({"sessions": [MORNING] * 9}, "BAD_FIELD"),
        ({"sessions": [MORNING | {"ends_ms": MORNING["starts_ms"]}]}, "ENDS_BEFORE_START"),
        ({"sessions": [MORNING | {"starts_ms": -1}]}, "BAD_FIELD"),
        ({"sessions": [MORNING | {"name": "  "}]}, "BAD_TEXT"),
        ({"sessions": [MORNING | {"starts_ms": "sáng"}]}, "BAD_FIELD"),
        ({"zone": "Asia/Nowhere"}, "UNKNOWN_ZONE"),
        ({"zone": "../../etc/passwd"}, "UNKNOWN_ZONE"),
    ],
)
async def test_a_conference_nobody_could_hold_is_refused(
    house: House, wrong: dict[str, Any], code: str
) -> None:
    """Law: what is missing, too long or impossible is 400 with its code, and nothing is listed."""
    browser = await house.administrator()

    answer = await browser.post("/api/conferences", NEW | wrong)

    assert (answer.status, answer.code) == (400, code)
    assert (await browser.get("/api/conferences")).json == []


async def test_the_bounds_themselves_are_taken(house: House) -> None:
    """Law: the longest title and the most sessions make a conference."""
    browser = await house.administrator()

    answer = await browser.post("/api/conferences", {"title": "x" * 300, "sessions": [MORNING] * 8})

    assert answer.status == 201


def test_the_bounds_are_those_of_the_wire() -> None:
    """Law: what the web takes as a title or a session's name, a frame takes too."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**NEW, "title": "x" * (TITLE_CHARS + 1)}, NewConference)
    assert msgspec.convert({**NEW, "title": "x" * TITLE_CHARS}, NewConference).zone == "Asia/Ho_Chi_Minh"
    for percent in (9, 101):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**NEW, "online_percent": percent}, NewConference)
    for percent in (10, 100):
        assert msgspec.convert({**NEW, "online_percent": percent}, NewConference).online_percent == percent


async def test_only_the_account_sees_the_list(house: House) -> None:
    """Law: neither a stranger nor the host of one conference lists or makes conferences."""
    live, host, stranger = await house.conference(), await house.browser(), await house.browser()
    await host.enters(house.link(live.id, "h0"))

    for browser in (host, stranger):
        assert (await browser.get("/api/conferences")).code == "NOT_SIGNED_IN"
        assert (await browser.post("/api/conferences", NEW)).code == "NOT_SIGNED_IN"


async def test_a_journal_that_cannot_be_read_holds_up_only_its_own(tmp_path: Path) -> None:
    """Law: the conference is listed without figures and answers 503, /readyz says why, the others serve."""
    async with open_house(tmp_path) as house:
        broken, whole = await house.conference("Hỏng"), await house.conference("Lành")
        browser = await house.administrator()
        cookie = f"dc_account={browser.cookies()['dc_account'].value}"
    await spoil(tmp_path, broken.id)

    async with open_house(tmp_path) as house:
        await house.hub.opened()
        browser = await house.browser(Cookie=cookie)

        listed = {row["title"]: row["state"] for row in (await browser.get("/api/conferences")).json}
        refused = await browser.get(f"/api/c/{broken.id}/h0/points")
        async with connected(house, browser, broken.id, "h0") as page:
            told = await page.hears()
            assert await page.ends() == Close.STOPPING
        served = await fault_of(house, browser, whole.id, "h0")
        ready = await browser.get("/readyz")

    assert listed == {"Hỏng": None, "Lành": 0}
    assert (refused.status, refused.code) == (503, "NOT_READY")
    assert told[0] == RECONNECT and RETURN_MS <= told[1] < 2 * RETURN_MS
    assert served is None
    assert ready.status == 503 and broken.id in ready.json["reasons"][0]
