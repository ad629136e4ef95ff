"""The administrator's list, and a new conference."""

from typing import Any

import pytest

from tests.edge.given import House

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
    assert (await browser.post(f"/api/c/{made.json['id']}/h0/ticket")).status == 200


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


async def test_only_the_account_sees_the_list(house: House) -> None:
    """Law: neither a stranger nor the host of one conference lists or makes conferences."""
    live, host, stranger = await house.conference(), await house.browser(), await house.browser()
    await host.enters(house.link(live.id, "h0"))

    for browser in (host, stranger):
        assert (await browser.get("/api/conferences")).code == "NOT_SIGNED_IN"
        assert (await browser.post("/api/conferences", NEW)).code == "NOT_SIGNED_IN"
