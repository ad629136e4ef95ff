"""Pages for everybody: what a machine can check of WCAG 2.2 AA on each of them, and no motion for who wants none."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.end_to_end.browser import Crowd
from tests.end_to_end.host import Host
from tests.end_to_end.phone import Phone
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference
from tests.end_to_end.test_pages_fit import every_page, shown

AXE = Path(__file__).parents[2] / "web_client" / "node_modules" / "axe-core" / "axe.min.js"
RULES = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    rules: { "target-size": { enabled: true } },
    resultTypes: ["violations"],
})"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap((one) =>
    [null, "::before", "::after"].flatMap((part) => {
        const style = getComputedStyle(one, part);
        const seconds = [...style.transitionDuration.split(","), ...style.animationDuration.split(",")];
        return seconds.some((one) => parseFloat(one) > 0.01) ? [`${one.tagName}.${one.className}${part ?? ""}`] : [];
    }))"""
"""Durations are computed in seconds, whatever the sheet says."""


async def faults(page: Page) -> list[str]:
    """What axe finds: rule, where, why."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate(RULES)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def demand_none(page: Page, told: dict[str, list[str]]) -> None:
    """Puts what is wrong with this page under its address."""
    wrong = [*await faults(page), *await page.evaluate(MOVING)]
    if wrong:
        told[page.url] = wrong


@pytest.mark.parametrize(("screen", "language"), [("laptop", "vi-VN"), ("phone", "en-GB")])
async def test_every_page_is_for_everybody(screen: str, language: str, server: Server, people: Crowd) -> None:
    """Law: WCAG 2.2 AA as far as axe-core knows it, targets of 24 px too; under reduced motion nothing moves."""
    addresses = await every_page(server, people)
    page = await people.page("reader", screen=screen, language=language)
    told: dict[str, list[str]] = {}
    for address in addresses:
        await shown(page, address)
        await demand_none(page, told)
    assert not told


async def test_the_pages_of_who_is_in_are_for_everybody(server: Server, people: Crowd) -> None:
    """Law: the same of the administrator's pages, of a phone that is checked in, and of a room's screen."""
    host = await open_conference(server, people)
    phone = Phone(await people.page("delegate", screen="phone"))
    await phone.scans(await host.link(TUY_AN, "q"))
    await phone.page.get_by_label("Số thẻ đại biểu").wait_for()
    told: dict[str, list[str]] = {}
    await demand_none(phone.page, told)
    await phone.types_the_card("DB001")
    await phone.is_checked_in("Trần Văn Bích")
    for tab in ("Tài liệu", "Hỏi đáp"):
        await demand_none(phone.page, told)
        await phone.turns_to(tab)
    await demand_none(phone.page, told)
    wall = await people.page("screen", screen="wall")
    desk = await host.link(SONG_HINH, "o")
    await shown(wall, desk)
    await shown(wall, wall.url.replace("/desk/", "/screen/"))
    await demand_none(wall, told)
    await everywhere(host, told)
    assert not told


async def everywhere(host: Host, told: dict[str, list[str]]) -> None:
    """The conference as its host has it, then what the administrator alone has."""
    await demand_none(host.page, told)
    beside = [host.page.url.replace("/control/", f"/{page}/") for page in ("points", "person")]
    for address in (*beside, "/", "/?new", "/operations"):
        await shown(host.page, address)
        await demand_none(host.page, told)
