"""Whose phone it is: proved without a list, a suggestion or a hint, and bounded in tries."""

from pathlib import Path
from typing import Any

import pytest

from server.core.commands import CloseSession, Launch, RenewCode, RevokeLink
from server.core.ids import GrantId, SessionNo
from server.edge.codes import CodeIndex, Codes, spelled
from server.edge.drawings import qr_of
from server.journal.port import Journal
from tests.edge.given import House, open_house
from tests.edge.pages import fault_of
from tests.edge.phones import ROOM, personal_phone, phone

HOST = GrantId("h0")
WRONG = {
    "an unknown number": {"number": "DB9"},
    "an unknown name": {"name": "Trần Văn Lạ", "digits": "DB1"},
    "a known name, a wrong code": {"name": "Trần Văn Bích", "digits": "DB2"},
    "a known code, a wrong name": {"name": "Lê Thị Hồng", "digits": "DB1"},
    "half a name": {"name": "Bích", "digits": "DB1"},
    "half a number": {"number": "DB"},
}


@pytest.mark.parametrize(
    "told",
    [
        {"number": "DB1"},
        {"number": " db-1 "},
        {"name": "Trần Văn Bích", "digits": "DB1"},
        {"name": "tran van bich", "digits": "db1"},
    ],
    ids=["the card", "the card as typed", "name and code", "a name without marks"],
)
async def test_a_phone_in_the_room_is_checked_in(house: House, told: dict[str, str]) -> None:
    """Law: who says a card number, or full name and end of the code, of somebody of the room, is present there."""
    live = await house.running()
    holder = await phone(house, live)

    answer = await holder.says(**told)

    assert (answer.status, answer.json) == (200, {"waiting": False})
    assert holder.person == 0
    assert live.state.standing(0, 0).now == 2


@pytest.mark.parametrize("told", WRONG.values(), ids=WRONG)
async def test_unknown_and_wrong_get_the_same_answer(house: House, told: dict[str, str]) -> None:
    """Law: nothing in the answer says whether such a person is on the roster."""
    live = await house.running()
    holder = await phone(house, live)

    answer = await holder.says(**told)

    assert (answer.status, answer.json) == (403, {"error": "NOT_RECOGNISED", "detail": {"tries": 4}})
    assert holder.person == -1


class Counting:
    """A journal that notes which texts are read."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.read: list[list[bytes]] = []

    async def texts(self, subjects: Any) -> Any:
        self.read.append(list(subjects))
        return await self._journal.texts(subjects)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)


@pytest.mark.parametrize("grant", [ROOM, "q3"], ids=["a room", "a room of nobody"])
async def test_unknown_and_wrong_cost_the_same_work(
    house: House, grant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: whatever is told, the same people are read from the vault, once, and nothing is journalled."""
    live = await house.running()
    counting = Counting(live.spine.journal)
    phones = [await phone(house, live, grant) for _ in WRONG]
    before = live.state.seq
    monkeypatch.setattr(live.spine, "journal", counting)

    for holder, told in zip(phones, WRONG.values(), strict=True):
        await holder.says(**told)

    assert len(counting.read) == len(WRONG) and all(one == counting.read[0] for one in counting.read)
    assert live.state.seq == before


async def test_online_a_known_code_costs_what_an_unknown_one_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: one text is read for a code that is somebody's and for one that is nobody's."""
    live = await house.running()
    first, second = await phone(house, live, "q0"), await phone(house, live, "q0")
    await (await phone(house, live, "q0")).says(number="DB3")
    counting = Counting(live.spine.journal)
    monkeypatch.setattr(live.spine, "journal", counting)

    answers = [await first.says(number="DB1"), await second.says(number="DB9")]

    assert [answer.status for answer in answers] == [200, 403]
    assert [len(one) for one in counting.read] == [1, 1]


async def test_after_five_tries_a_phone_waits(house: House) -> None:
    """Law: five wrong tries, then a wait even for the right answer; another phone in the room is not held up."""
    live = await house.running()
    holder, other = await phone(house, live), await phone(house, live)

    wrong = [await holder.says(number="DB9") for _ in range(5)]
    refused = await holder.says(number="DB1")
    fine = await other.says(number="DB1")

    assert [answer.json["detail"]["tries"] for answer in wrong] == [4, 3, 2, 1, 0]
    assert (refused.status, refused.code) == (429, "TOO_MANY_TRIES")
    assert 0 < refused.json["detail"]["retry_after_s"] <= 61 and "Retry-After" in refused.headers
    assert fine.status == 200


async def test_a_new_phone_for_every_try_is_held_by_its_address(tmp_path: Path) -> None:
    """Law: throwing the cookie away buys no more tries than tries_per_address at one point."""
    async with open_house(tmp_path, tries_per_address=3) as house:
        live = await house.running()
        answers = [await (await phone(house, live)).says(number="DB9") for _ in range(4)]
        elsewhere = await (await phone(house, live, "q0")).says(number="DB1")

        assert [answer.status for answer in answers] == [403, 403, 403, 429]
        assert elsewhere.status == 200


async def test_a_room_recognises_only_its_own(house: House) -> None:
    """Law: somebody summoned to another point is a stranger in this room."""
    live = await house.running()

    assert (await (await phone(house, live, "q3")).says(number="DB1")).code == "NOT_RECOGNISED"


async def test_online_a_code_is_found_in_the_whole_conference(house: House) -> None:
    """Law: online the code on the card is enough, a name is not asked for; presence is by time, not by the press."""
    live = await house.running()
    holder = await phone(house, live, "q0")

    named = await holder.says(name="Trần Văn Bích", digits="DB1")
    answer = await holder.says(number="db2")

    assert (named.status, named.code) == (400, "BAD_FIELD")
    assert answer.status == 200 and holder.person == 1
    assert live.state.standing(0, 1).now != 0


async def test_a_conference_that_was_opened_anew_is_searched_anew(tmp_path: Path) -> None:
    """Law: the index is of one folded history; of the one before, its journal is closed and its numbers are others'."""
    codes = Codes()
    async with open_house(tmp_path) as house:
        former = await house.running()
        codes.of(former)
    async with open_house(tmp_path) as house:
        live = await house.hub.open(former.id)
        assert await codes.of(live).find("DB1") == [0]
        assert codes.of(live) is codes.of(live)


async def test_one_person_per_phone_and_one_phone_per_person(house: House) -> None:
    """Law: a second phone for a person, and a second person on a phone, wait for the desk; the first stays."""
    live = await house.running()
    first, second = await phone(house, live), await phone(house, live)
    await first.says(number="DB1")

    taken, changed, again = (
        await second.says(number="DB1"),
        await first.says(number="DB2"),
        await first.says(number="DB1"),
    )

    assert (taken.json, changed.json, again.json) == (
        {"waiting": True},
        {"waiting": True},
        {"waiting": False},
    )
    assert (first.person, second.person) == (0, -1)


@pytest.mark.parametrize("state", ["not launched", "not open", "closed"])
async def test_without_an_open_session_nobody_is_looked_up(house: House, state: str) -> None:
    """Law: known and unknown get the same refusal, and no try is spent."""
    live = await (house.running() if state == "closed" else house.conference())
    if state == "closed":
        await live.ask(CloseSession(SessionNo(0)), grant=HOST)
    if state == "not open":
        await live.ask(Launch(), grant=HOST)
    holder = await phone(house, live)

    answers = [await holder.says(number=number) for number in ("DB1", "DB9") * 4]

    assert {(answer.status, answer.code) for answer in answers} == {(409, "SESSION_NOT_OPEN")}


async def test_a_personal_link_needs_no_number(house: House) -> None:
    """Law: a personal link makes the browser an online phone that is this person's after one press."""
    live = await house.running()
    holder, other = await personal_phone(house, live, 1), await phone(house, live, "q0")

    told = await holder.browser.get(f"{holder.below}/identify")
    answer = await holder.says(personal=True)

    assert (told.json["personal"], told.json["tries"]) == (True, 5)
    assert answer.status == 200 and holder.person == 1
    assert (await other.browser.get(f"{other.below}/identify")).json["personal"] is False
    assert (await other.says(personal=True)).code == "LINK_UNKNOWN"


async def test_foreign_and_revoked_personal_links_prove_nothing(house: House) -> None:
    """Law: a changed person, a token of another conference, a renewed online link: told, and nobody is anybody."""
    live, other = await house.running(), await house.conference("Hội nghị khác")
    right = house.url + house.links.personal_path(live.id, 1, 1)
    foreign = house.links.claim(other.id, 1, 1).spelled
    browser = await house.browser()

    changed = await browser.enters(right.replace(".1.", ".2.", 1))
    strange = await browser.enters(f"{house.link(live.id, 'q0')}.{foreign}")
    holder = await personal_phone(house, live, 1)
    await live.ask(RevokeLink(GrantId("q0")), grant=HOST)
    old = await browser.enters(right)

    assert [(one.status, one.code) for one in (changed, strange, old)] == [
        (403, "LINK_UNKNOWN"),
        (403, "LINK_UNKNOWN"),
        (410, "LINK_REVOKED"),
    ]
    assert (await holder.says(personal=True)).code == "DEVICE_REVOKED"
    await holder.browser.enters(house.link(live.id, "q0", 2))
    assert (await holder.says(personal=True)).code == "LINK_UNKNOWN"


@pytest.mark.parametrize("grant", ["h0", "o2", "v0", "w2"])
async def test_only_phones_say_whose_they_are(house: House, grant: str) -> None:
    """Law: no other role reaches the door behind which people are looked up."""
    live = await house.running()
    browser = await house.browser()
    await browser.enters(house.link(live.id, grant))

    answer = await browser.post(f"/api/c/{live.id}/{grant}/identify", {"number": "DB1"})

    assert (answer.status, answer.code) == (403, "NOT_ALLOWED")


@pytest.mark.parametrize(
    ("grant", "node", "status"),
    [
        ("h0", 0, 200),
        ("h0", 2, 200),
        ("o2", 2, 200),
        ("w2", 2, 200),
        ("o1", 3, 200),
        ("h0", 1, 404),
        ("h0", 99, 404),
        ("o2", 3, 403),
        ("o2", 0, 403),
        ("v0", 2, 403),
        ("q2", 2, 403),
    ],
)
async def test_who_may_show_the_qr_of_a_room(house: House, grant: str, node: int, status: int) -> None:
    """Law: host, desk and screen show the code of their rooms, the host the online one; units have none."""
    live = await house.running()
    browser = await house.browser()
    await browser.enters(house.link(live.id, grant))

    answer = await browser.get(f"/api/c/{live.id}/{grant}/phone-link?node={node}")

    assert answer.status == status
    if status == 200:
        url = house.link(live.id, f"q{node}")
        assert answer.json == {"grant": f"q{node}", "url": url, "svg": qr_of(url), "phones": 0}


async def test_a_renewed_code_keeps_who_is_in(house: House) -> None:
    """Law: the old code opens nothing, the phone that came by it goes on, and how many there are was said before."""
    live = await house.running()
    holder, desk = await phone(house, live), await house.browser()
    assert (await holder.says(number="DB1")).status == 200
    await desk.enters(house.link(live.id, "o2"))
    shown = await desk.get(f"/api/c/{live.id}/o2/phone-link?node=2")
    await live.ask(RenewCode(GrantId(ROOM)), grant=HOST)

    late = await house.browser()
    assert (await late.enters(shown.json["url"])).code == "LINK_REVOKED"
    fresh = await desk.get(f"/api/c/{live.id}/o2/phone-link?node=2")
    assert (shown.json["phones"], fresh.json["phones"]) == (1, 1)
    assert (await late.enters(fresh.json["url"])).status == 200
    assert await fault_of(house, holder.browser, live.id, ROOM) is None
    assert holder.person == 0


@pytest.mark.parametrize(
    ("grant", "person", "status"),
    [("h0", 0, 200), ("o2", 0, 200), ("o3", 0, 403), ("v0", 0, 403), ("q0", 0, 403), ("h0", 99, 404)],
)
async def test_who_may_show_a_personal_link(house: House, grant: str, person: int, status: int) -> None:
    """Law: the host, and the operator of the point the person is summoned to."""
    live = await house.running()
    browser = await house.browser()
    await browser.enters(house.link(live.id, grant))

    answer = await browser.post(f"/api/c/{live.id}/{grant}/links/person", {"person": person})

    assert answer.status == status
    if status == 200:
        assert answer.json["url"] == house.url + house.links.personal_path(live.id, 1, person)


async def test_an_erased_person_is_found_by_nobody(house: House) -> None:
    """Law: what is kept for finding codes finds no one whose text is gone."""
    live = await house.running()
    index = CodeIndex(live)
    assert await index.find("DB-1") == [0]
    await (await phone(house, live, "q0")).says(number="DB1")

    await live.erase([live.state.subject_of_person(0)])

    assert (await (await phone(house, live, "q0")).says(number="DB1")).code == "NOT_RECOGNISED"
    assert (await (await phone(house, live)).says(number="DB1")).code == "NOT_RECOGNISED"


def test_a_code_is_compared_by_its_letters_and_digits() -> None:
    """Law: hyphens, blanks and the size of letters do not matter."""
    assert spelled(" Đb-001/x ") == "đb001x"


@pytest.mark.parametrize(
    "told", [{"number": "1" * 65}, {"name": "a" * 301, "digits": "1"}, {"number": 5}, {}]
)
async def test_what_is_told_is_bounded(house: House, told: dict[str, object]) -> None:
    """Law: a field too long, of another type or left out is the page's fault and no try."""
    live = await house.running()

    assert (await (await phone(house, live)).says(**told)).code == "BAD_FIELD"
