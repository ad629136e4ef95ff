"""The points page: searched, paged, filtered; links shown, drawn and printed."""

from pathlib import Path

import pytest

from server.core.commands import ImportCommitted, PointRow, RevokeLink, StagePoints, StageUnits, UnitRow
from server.core.ids import DeviceId, GrantId, ImportId
from server.edge.points import PAGE_ROWS, SHEET_LINKS
from server.edge.sessions import session_now
from server.live.conference import LiveConference
from tests.edge.given import Browser, House

HOST = GrantId("h0")


async def hosted(house: House) -> tuple[Browser, LiveConference, str]:
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, "h0"))
    return browser, live, f"/api/c/{live.id}/h0"


async def add_points(live: LiveConference, count: int) -> None:
    """`count` more points under a unit of their own."""
    id = ImportId(bytes([7]) * 16)
    rows = [PointRow(f"P{at:05}", "XA9", f"Điểm cầu số {at}") for at in range(count)]
    commands = [(StageUnits(id, [UnitRow("XA9", "", "Xã Krông Búk", "Xã")]), [])]
    commands += [
        (StagePoints(id, rows[at : at + 500], b""), [["", "", ""]] * 500) for at in range(0, count, 500)
    ]
    commands.append((ImportCommitted(id, 1, count, 0), []))
    await live.ask_all(commands, grant=HOST, device=DeviceId(bytes(8)))


async def test_a_row_says_all_of_a_point(house: House) -> None:
    """Law: code, names, unit, carrier, link, figures, contact and devices of each point."""
    browser, live, base = await hosted(house)
    desk = await house.browser()
    await desk.enters(house.link(live.id, "o2"))

    answer = await browser.get(f"{base}/points")

    assert answer.json["total"] == 3
    assert answer.json["rows"][0] == {
        "node": 2,
        "code": "DC1",
        "name": "Hội trường Ủy ban xã Ea Wy",
        "unit": "Xã Ea Wy",
        "carrier": 0,
        "state": "never",
        "last_heard_ms": 0,
        "summoned": 3,
        "present": 0,
        "contact": ["Ông Chủ Trì", "0900000001", ""],
        "devices": 1,
    }
    assert session_now(live.state) == 0


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["DC1", "DC2", "DC3"]),
        ("hoi truong", ["DC1"]),
        ("NO TRANG LONG", ["DC2"]),
        ("kõ siêr", ["DC3"]),
        ("truong ea wy", ["DC1", "DC2"]),
        ("dc3", ["DC3"]),
        ("không có", []),
    ],
)
async def test_points_are_found_without_diacritics(house: House, query: str, codes: list[str]) -> None:
    """Law: every word typed occurs in code, name or unit, whatever the case and the marks."""
    browser, _, base = await hosted(house)

    answer = await browser.get(f"{base}/points?q={query}")

    assert [row["code"] for row in answer.json["rows"]] == codes
    assert answer.json["total"] == len(codes)


async def test_many_points_come_by_pages(house: House) -> None:
    """Law: a page holds PAGE_ROWS; all pages together are all points, once each; past the end is empty."""
    browser, live, base = await hosted(house)
    await add_points(live, 2_000)

    pages = [(await browser.get(f"{base}/points?page={at}")).json for at in (0, 1, 40, 41)]
    found = (await browser.get(f"{base}/points?q=krong buk 1999")).json

    assert [page["total"] for page in pages] == [2_003] * 4
    assert [len(page["rows"]) for page in pages] == [PAGE_ROWS, PAGE_ROWS, 3, 0]
    assert [row["code"] for row in found["rows"]] == ["P01999"]


async def test_points_are_filtered_by_their_link(house: House) -> None:
    """Law: never, linked and silent are apart and together all."""
    browser, live, base = await hosted(house)
    live.presence.link(next(iter(live.state.points_under(0))), live.clock())

    totals = {
        state: (await browser.get(f"{base}/points?state={state}")).json["total"]
        for state in ("all", "never", "linked", "silent")
    }

    assert totals == {"all": 3, "never": 2, "linked": 1, "silent": 0}


@pytest.mark.parametrize(
    "query", ["state=gone", "page=-1", "page=x", "page=²", "page=999999999", "q=" + "a" * 101]
)
async def test_a_wrong_question_is_told(house: House, query: str) -> None:
    """Law: what cannot be asked is 400 with the field, never a guess."""
    browser, _, base = await hosted(house)

    answer = await browser.get(f"{base}/points?{query}")

    assert (answer.status, answer.code) == (400, "BAD_FIELD")


@pytest.mark.parametrize(("role", "node"), [("o", 2), ("v", 1), ("w", 0), ("h", 0), ("o", 1)])
async def test_a_shown_link_opens_its_page(house: House, role: str, node: int) -> None:
    """Law: the link of any node and role is shown whole and drawn, and works as it is."""
    browser, _, base = await hosted(house)

    shown = await browser.post(f"{base}/links", {"node": node, "role": role})
    entered = await (await house.browser()).enters(shown.json["url"])

    assert shown.json["grant"] == f"{role}{node}"
    assert shown.json["url"].startswith(house.url + "/")
    assert shown.json["svg"].startswith("<svg ") and "style" not in shown.json["svg"]
    assert (entered.status, entered.json["grant"]) == (200, f"{role}{node}")


async def test_after_a_revocation_the_new_link_is_shown(house: House) -> None:
    """Law: a link shown is always the one that works now."""
    browser, live, base = await hosted(house)
    before = (await browser.post(f"{base}/links", {"node": 2, "role": "o"})).json["url"]
    await live.ask(RevokeLink(GrantId("o2")), grant=HOST)

    after = (await browser.post(f"{base}/links", {"node": 2, "role": "o"})).json["url"]

    assert after != before
    assert (await (await house.browser()).enters(after)).status == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"node": 99, "role": "o"}, 404),
        ({"node": 2, "role": "h"}, 400),
        ({"node": 2, "role": "s"}, 400),
        ({"node": -1, "role": "o"}, 400),
        ({"node": "2", "role": "o"}, 400),
        ({"role": "o"}, 400),
        ([], 400),
    ],
)
async def test_no_link_is_made_for_what_is_not_there(house: House, asked: object, status: int) -> None:
    """Law: unknown nodes, a host of less than the whole, the server's own grant: refused in JSON."""
    browser, _, base = await hosted(house)

    assert (await browser.post(f"{base}/links", asked)).status == status


async def test_a_sheet_lists_links_in_the_order_of_the_tree(house: House) -> None:
    """Law: by unit all its points, by nodes those named; each with its names and drawing."""
    browser, live, base = await hosted(house)

    by_unit = (await browser.post(f"{base}/links/sheet", {"unit": 1})).json
    by_nodes = (await browser.post(f"{base}/links/sheet", {"nodes": [4, 2], "role": "v"})).json

    assert by_unit["title"] == live.state.title
    assert [row["code"] for row in by_unit["rows"]] == ["DC1", "DC2", "DC3"]
    assert [row["grant"] for row in by_nodes["rows"]] == ["v4", "v2"]
    assert all(row["svg"].startswith("<svg ") and row["unit"] == "Xã Ea Wy" for row in by_unit["rows"])


async def test_a_sheet_is_bounded(house: House) -> None:
    """Law: SHEET_LINKS links and not one more, by unit as by nodes."""
    browser, live, base = await hosted(house)
    await add_points(live, 500)
    unit = live.state.unit_of_code("XA9")

    exactly = await browser.post(f"{base}/links/sheet", {"unit": unit})
    over = await browser.post(f"{base}/links/sheet", {"unit": 0})
    named = await browser.post(f"{base}/links/sheet", {"nodes": [2] * (SHEET_LINKS + 1)})

    assert (exactly.status, len(exactly.json["rows"])) == (200, SHEET_LINKS)
    assert (over.status, over.code) == (400, "TOO_MANY")
    assert named.status == 400


async def test_links_lead_to_the_public_url(tmp_path: Path) -> None:
    """Law: printed links start with what people type, not with the machine behind the proxy."""
    from tests.edge.given import open_house

    async with open_house(tmp_path, public_url="https://hoinghi.example.vn") as house:
        live, browser = await house.running(), await house.browser()
        browser.origin = "https://hoinghi.example.vn"
        entered = await browser.enters(house.link(live.id, "h0"))
        cookie = entered.headers["Set-Cookie"].split(";")[0]

        shown = await browser.post(f"/api/c/{live.id}/h0/links", {"node": 2, "role": "o"}, Cookie=cookie)

        assert shown.json["url"].startswith("https://hoinghi.example.vn/desk#")
