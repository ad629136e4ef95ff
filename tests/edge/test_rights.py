"""docs/rights.md is what the house answers, and a real door answers what it says."""

import pytest

from server.core.entries import KIND_OF
from server.core.refusals import Verdict
from server.wire.bodies import OFFERED
from tests.edge.given import House
from tests.edge.pages import REFUSED_TOPIC, WATCH, WELCOME, connected
from tests.edge.rights import ROLES, TOPICS, document, samples, scene, spelled
from tests.house.reading import ROOT


async def test_the_document_is_what_the_house_answers(house: House) -> None:
    """Law L6, for rights: `python -m tests.edge.rights > docs/rights.md` writes it."""
    assert (ROOT / "docs" / "rights.md").read_text(encoding="utf-8") == await document(house)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "server"])
async def test_a_page_may_ask_what_the_matrix_says(house: House, role: str) -> None:
    """Law: over a real socket each command it may not ask is NOT_ALLOWED, and no other is."""
    one = await scene(house)
    told = {}
    async with connected(house, one.browsers[role], one.live.id, ROLES[role]) as page:
        assert (await page.hears())[0] == WELCOME
        for about, body in samples():
            offer = OFFERED.get(KIND_OF[type(body)])
            if offer is not None:
                allowed = one.may(role, body)
                texts = [["lời"]] * offer.texts
                verdict = Verdict((await page.asks(KIND_OF[type(body)], spelled(body), *texts))[1])
                told[type(body).__name__, about] = (allowed, verdict is not Verdict.NOT_ALLOWED)
    assert len(told) > 25
    assert [what for what, (allowed, was_allowed) in told.items() if allowed != was_allowed] == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "server"])
async def test_a_page_is_shown_what_the_matrix_says(house: House, role: str) -> None:
    """Law: over a real socket a topic it may not see is refused NOT_ALLOWED, and comes with no row."""
    one = await scene(house)
    async with connected(house, one.browsers[role], one.live.id, ROLES[role]) as page:
        await page.hears()
        for topic in TOPICS:
            if topic.startswith("opened"):
                continue  # there is no such paper here
            if one.sees(role, topic):
                await page.watches(topic)
                await page.sends(3, topic)
            else:
                await page.sends(WATCH, topic, None)
                refused = [REFUSED_TOPIC, topic, Verdict.NOT_ALLOWED]
                await page.until(lambda refused=refused: refused in page.told)
                assert topic not in page.tables
