"""docs/metrics.md and /metrics say the same; names follow Prometheus's conventions; labels stay few."""

import re
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.core.commands import CloseConference, CloseSession
from server.core.ids import GrantId, SessionNo
from server.edge.keys import ENROLMENTS, WATCH
from server.edge.survey import CLOSED_LISTED
from tests.edge.given import House
from tests.edge.test_bridges import Knocking, enrols, knocks
from tests.house.reading import ROOT

ROW = re.compile(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|([^|]+)\|", re.MULTILINE)
SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? \S+$")
STATS = [23, 120, 5_000, 40, 412, [["7K2M9QXW", 120]], 52, 48, 7, 104_857_600, "0.1.0"]


class Told(NamedTuple):
    type: str
    labels: frozenset[str]


def rows() -> list[list[str]]:
    """[name, type, labels, unit, meaning] of each row of the table."""
    text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    return [[cell.strip() for cell in row] for row in ROW.findall(text)]


def documented() -> dict[str, Told]:
    found = {
        name: Told(type, frozenset(filter(None, labels.split(", ")))) for name, type, labels, *_ in rows()
    }
    assert len(found) == len(rows()), "one row for each metric"
    return found


def said(text: str) -> dict[str, Told]:
    """Every metric of a scrape with the labels of its samples; `le` is the histogram's own."""
    types = dict(re.findall(r"^# TYPE (\w+) (\w+)", text, re.MULTILINE))
    labels: dict[str, set[str]] = {name: set() for name in types}
    for line in text.splitlines():
        found = SAMPLE.match(line)
        if found is None:
            continue
        name = found[1]
        family = name if name in types else re.sub(r"_(bucket|sum|count)$", "", name)
        labels[family] |= set(re.findall(r'(\w+)="', found[2] or "")) - {"le"}
    return {name: Told(type, frozenset(labels[name])) for name, type in types.items()}


async def scraped(house: House) -> str:
    await house.app[WATCH].look()
    return (await (await house.browser()).get("/metrics")).raw.decode()


async def linked_bridge(house: House, name: str) -> Knocking:
    key, code = Ed25519PrivateKey.generate(), house.app[ENROLMENTS].new_code()
    answer = await enrols(house, code, name, key)
    ws = await house.stack.enter_async_context(knocks(house))
    bridge = Knocking(ws)
    await bridge.proves(bytes.fromhex(answer.json["bridge"]), key)
    await bridge.says(*STATS)
    (one,) = house.hub.bridges
    while not one.stats.peers:
        await ws.ping()
        await (await house.browser()).get("/healthz")
    return bridge


async def test_the_document_is_what_a_server_says(house: House) -> None:
    """Law L6: each metric stands in the one table with its type and labels, and the table has no other."""
    live = await house.running()
    await live.keep()
    await linked_bridge(house, "hội trường")
    await (await house.browser()).get("/api/conferences")

    told = said(await scraped(house))

    assert told == documented()


async def test_figures_are_those_of_the_house(house: House) -> None:
    """Law: entries, points, a bridge's STATS and refusals come through as they are."""
    live = await house.running()
    await linked_bridge(house, "hội trường")
    await (await house.browser()).get("/api/conferences")

    text = await scraped(house)

    for line in (
        f'diemcau_journal_entries{{journal="{live.id}"}} {float(live.state.seq)}',
        f'diemcau_points{{conference="{live.id}"}} 3.0',
        f'diemcau_conference_live{{conference="{live.id}"}} 1.0',
        'diemcau_problems_total{code="NOT_SIGNED_IN"} 1.0',
        'diemcau_bridge_linked{bridge="hội trường"} 1.0',
        'diemcau_bridge_packets_sent_total{bridge="hội trường"} 5000.0',
        'diemcau_bridge_cpu_cores{bridge="hội trường"} 0.412',
        'diemcau_bridge_memory_bytes{bridge="hội trường"} 1.048576e+08',
        f'diemcau_journal_commit_seconds_count{{journal="{live.id}"}}',
    ):
        assert line in text


def test_names_follow_the_conventions() -> None:
    """Law: a counter ends in _total, a time in _seconds, a size in _bytes, and nothing else does."""
    for name, type, _, unit, meaning in rows():
        assert meaning
        bare = name.removesuffix("_total")
        assert (type == "counter") == name.endswith("_total"), name
        for suffix in ("seconds", "bytes"):
            assert (unit == suffix) == bare.endswith(f"_{suffix}"), name


async def test_closed_conferences_do_not_pile_up(house: House) -> None:
    """Law: labels are bounded: of closed conferences the newest are told one by one, the others only counted."""
    for _ in range(CLOSED_LISTED + 1):
        live = await house.running()
        for command in (CloseSession(SessionNo(0)), CloseConference()):
            await live.ask(command, grant=GrantId("h0"))
    open_one = await house.running()

    text = await scraped(house)

    told = set(re.findall(r'^diemcau_points\{conference="(\w+)"\}', text, re.MULTILINE))
    assert len(told) == CLOSED_LISTED + 1 and open_one.id in told
    assert f"diemcau_conferences {CLOSED_LISTED + 2}.0" in text


async def test_failed_sign_ins_are_counted_by_what_was_tried(house: House) -> None:
    """Law: a wrong password, code, link, phone and bridge each count under their own word."""
    live, browser = await house.running(), await house.administrator()
    await browser.post("/api/sign-in", {"name": "ai", "password": "sai"})
    await browser.post("/api/enter", {"link": f"{live.id}.o2.{'A' * 27}"})
    await enrols(house, "x", "hall", Ed25519PrivateKey.generate())
    phone = await house.browser()
    await phone.enters(house.link(live.id, "q2"))
    await phone.post(
        f"/api/c/{live.id}/q2/identify", {"number": "khong co", "consent": live.state.privacy.version}
    )
    async with knocks(house) as ws:
        await Knocking(ws).proves(bytes(8), Ed25519PrivateKey.generate())

    text = await scraped(house)

    for by in ("password", "link", "code", "phone", "bridge"):
        assert f'diemcau_sign_ins_failed_total{{by="{by}"}} 1.0' in text
    assert "diemcau_sign_ins_total 1.0" in text
