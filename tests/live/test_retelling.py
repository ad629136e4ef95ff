"""Who is told anew when somebody is erased: whoever may see a word of hers, and nobody else; a few at a time."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.core.choices import Proof
from server.core.commands import (
    AskQuestion,
    CheckIn,
    EnrolDevice,
    GiveFloor,
    LinkPhone,
    PlanConference,
    RaiseHand,
    SessionPlan,
    TextsErased,
)
from server.core.entries import KIND_OF, Entry
from server.core.ids import CommandId, DeviceId, GrantId, Millis, NodeNo, PersonNo, Place
from server.core.refusals import is_refusal
from server.live.conference import LiveConference
from server.live.retelling import AT_ONCE, Key, Retelling
from tests.edge.given import open_house
from tests.live.test_views import HOST, ONLINE, PHONE, S0, Page, says

HER, SHE, OTHER = PersonNo(0), PersonNo(1), PersonNo(2)
TOPICS: dict[Key, None] = dict.fromkeys(
    [
        ("conference", ""), ("board/0/0", ""), ("roster/2/0", ""), ("roster/3/0", ""), ("latest/0", ""), ("phones/2", ""),
        ("phones/3", ""), ("papers", ""), ("floor/0", ""), ("floor/0", "h0"), ("questions/0", "o3"), ("questions/0", "h0"),
        ("questions/0", f"q2 {PHONE.hex()}"), ("me", f"q2 {PHONE.hex()}"), ("me", f"q0 {ONLINE.hex()}"),
    ]
)  # fmt: skip


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[LiveConference]:
    """Person 0 has a phone in the room, person 1 is online."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        for grant, device in ((GrantId("q2"), PHONE), (GrantId("q0"), ONLINE)):
            await says(live, EnrolDevice(grant, 1, device, bytes(32), "Safari · iPhone"))
        await says(live, LinkPhone(S0, PHONE, HER, Place("n2"), Proof.CARD_NUMBER, False))
        await says(live, LinkPhone(S0, ONLINE, SHE, Place("p1"), Proof.PERSONAL_LINK, True))
        yield live


def entry(body: TextsErased | PlanConference) -> Entry:
    own = (GrantId("s0"), DeviceId(b""), Millis(1), 0, Millis(1), 0)
    return Entry(KIND_OF[type(body)], CommandId(bytes(16)), *own, body)


async def erased(live: LiveConference, person: PersonNo) -> Retelling:
    """A retelling of this conference's that has heard of one erasure, and deals with it when it is asked."""
    retelling = Retelling(live.state, lambda: None)
    retelling.begin()
    await says(live, TextsErased(1, person))
    retelling.folded(entry(TextsErased(1, person)))
    return retelling


async def told(live: LiveConference, person: PersonNo) -> set[Key]:
    """The topics that begin anew when the person is erased."""
    return set((await erased(live, person)).due(TOPICS))


async def test_only_who_may_see_her_is_told_anew(live: LiveConference) -> None:
    """Law: her room, its phones, her own phone, the latest; no other room, no board, no floor she is not on."""
    mine = {("questions/0", f"q2 {PHONE.hex()}"), ("me", f"q2 {PHONE.hex()}")}
    assert await told(live, HER) == {("roster/2/0", ""), ("latest/0", ""), ("phones/2", ""), *mine}
    assert await told(live, OTHER) == {("roster/2/0", ""), ("latest/0", "")}
    retelling = await erased(live, OTHER)
    assert len(retelling.due(TOPICS)) == 2
    assert (retelling.due(TOPICS), retelling.erasures) == ([], 1)


async def test_the_room_she_came_to_is_told_too(live: LiveConference) -> None:
    """Law: a guest stands on the roster of the room she came to, and on that of her own."""
    await says(live, CheckIn(S0, OTHER, NodeNo(3)), grant=HOST)
    assert await told(live, OTHER) == {("roster/2/0", ""), ("roster/3/0", ""), ("latest/0", "")}


async def test_who_sees_her_question_is_told_too(live: LiveConference) -> None:
    """Law: every table of questions of that session, the host's first."""
    await says(live, AskQuestion(S0, Place("n2"), b"", HER), ["Hỏi?"], grant=GrantId("q2"), device=PHONE)
    retelling = await erased(live, HER)
    questions = [key for key in retelling.due(TOPICS) if key[0] == "questions/0"]
    assert questions == [("questions/0", f"q2 {PHONE.hex()}"), ("questions/0", "h0"), ("questions/0", "o3")]


@pytest.mark.parametrize("body", [RaiseHand(S0, Place("p1")), GiveFloor(S0, Place("p1"))])
async def test_who_sees_her_on_the_floor_is_told_too(
    live: LiveConference, body: RaiseHand | GiveFloor
) -> None:
    """Law: with her hand up, or on air."""
    await says(live, body, grant=HOST)
    assert {("floor/0", ""), ("floor/0", "h0")} <= await told(live, SHE)


async def test_a_plan_that_changes_in_the_same_tick_tells_everybody(live: LiveConference) -> None:
    """Law: what moves the tree moves everything, whatever came before or after it."""
    retelling = Retelling(live.state, lambda: None)
    retelling.begin()
    live.state.moved = live.state.seq
    retelling.folded(entry(TextsErased(1, HER)))
    retelling.folded(entry(PlanConference("Tên", [SessionPlan("Sáng", S0, S0)])))  # type: ignore[arg-type]
    retelling.folded(entry(TextsErased(1, HER)))
    live.state.moved += 1
    assert retelling.due(TOPICS) == list(TOPICS)
    assert retelling.due(TOPICS) == []


async def test_many_are_told_some_at_a_time(live: LiveConference) -> None:
    """Law: AT_ONCE a tick, none forgotten, none twice; who left meanwhile is left out."""
    await says(live, AskQuestion(S0, Place("n2"), b"", HER), ["Hỏi?"], grant=GrantId("q2"), device=PHONE)
    topics = dict.fromkeys(("questions/0", f"o{point}") for point in range(AT_ONCE + 7))
    retelling = await erased(live, HER)
    first = retelling.due(topics)
    del topics["questions/0", f"o{AT_ONCE + 6}"]
    second = retelling.due(topics)
    assert (len(first), len(second), len({*first, *second})) == (AT_ONCE, 6, AT_ONCE + 6)
    assert retelling.due(topics) == []


async def test_a_page_of_another_room_is_not_told_again(live: LiveConference) -> None:
    """Law: thirty thousand desks do not load their rooms again for one name."""
    here, there = Page("o2"), Page("o3")
    assert here.watches(live, "roster/2/0") and there.watches(live, "roster/3/0")
    for page, topic in ((here, "roster/2/0"), (there, "roster/3/0")):
        await page.shows(topic, lambda rows: True)
    before = there.tables["roster/3/0"].position
    await live.erase([live.state.subject_of_person(HER)])
    assert not is_refusal((await live.ask(TextsErased(1, HER))).verdict)
    await here.shows("roster/2/0", lambda rows: [row[2] for row in rows].count("") == 1)
    assert there.tables["roster/3/0"].position == before
