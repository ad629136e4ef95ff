"""Who may ask about one person, how she is found, and what is asked in vain."""

from collections.abc import Sequence

import pytest

from server.core.choices import Listing
from server.core.conference import Conference
from server.core.ids import NO_NODE, CommandId
from server.edge.dossiers import LISTED, find
from server.edge.people import WHO_CHARS
from server.live.conference import LiveConference
from tests.edge.given import PEOPLE, House
from tests.edge.persons import administrator, erase, lived
from tests.edge.test_audit import browser_of, told


@pytest.fixture
async def live(house: House) -> LiveConference:
    return await lived(house)


async def stands(live: LiveConference) -> bool:
    """Whether the name of person 0 is in the vault."""
    return bool(await live.texts([live.state.subject_of_person(0)]))


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("tran van bich", [0]), ("  Trần Văn Bích ", [0]), ("bich tr", [0]), ("DB2", [1]), ("db", [0, 1, 2]), ("#2", [2]),
        ("niê", [2]), ("khach", [3]), ("rần", []), ("#9", []), ("#", []), ("?", []), ("#²", []),
    ],
)  # fmt: skip
async def test_a_person_is_found_by_name_code_or_number(
    house: House, live: LiveConference, who: str, found: list[int]
) -> None:
    """Law: with or without diacritics, words begun in any order; the very code or name before what only begins so."""
    browser, below = await administrator(house, live)
    answer = await browser.post(f"{below}/people", {"who": who})
    assert answer.status == 200
    assert [row["person"] for row in answer.json["rows"]] == found
    assert not answer.json["more"]


async def test_what_was_typed_is_answered_with_who_may_be_meant(house: House, live: LiveConference) -> None:
    """Law: code, name, post, unit and point tell namesakes apart; that names were listed is noted once."""
    browser, below = await administrator(house, live)
    for _ in range(3):
        answer = await browser.post(f"{below}/people", {"who": "bich"})
    place = {"unit": "Xã Ea Wy", "point": "Hội trường Ủy ban xã Ea Wy"}
    row = {"person": 0, "code": "DB1", "name": PEOPLE[0], "post": "Bí thư", **place}
    assert answer.json["rows"] == [row]
    assert told(live) == [[Listing.ROSTER, 1, 0, "h0", 1, False]]


async def test_of_many_who_are_near_the_first_are_shown_and_that_there_are_more() -> None:
    """Law: LISTED of them; the very name stands before any number of people whose names only begin so."""
    state = Conference()
    for number in range(LISTED + 5):
        state.people.add_walk_in(CommandId(number.to_bytes(16, "big")), NO_NODE)
    names = {state.subject_of_person(number): f"An Bình {number}" for number in range(LISTED + 5)}
    names[state.subject_of_person(LISTED + 3)] = "An"

    async def read(subjects: Sequence[bytes]) -> dict[bytes, list[str]]:
        return {subject: ["", names[subject], "", "", ""] for subject in subjects}

    assert len(await find(state, read, "binh", near=True)) == LISTED + 1
    assert [one.number for one in await find(state, read, "an", near=True)] == [LISTED + 3]
    assert await find(state, read, "binh") == []


@pytest.mark.parametrize("grant", ["h0", "o2", "v0", "w0", "q2"])
@pytest.mark.parametrize(
    ("method", "path", "what"),
    [
        ("POST", "people", Listing.ROSTER),
        ("GET", "people/0", Listing.PERSON_EXPORT),
        ("GET", "people/0/copy.json", Listing.PERSON_EXPORT),
        ("POST", "people/0/erase", Listing.PERSON_ERASED),
    ],
)
async def test_a_link_opens_none_of_it_and_the_attempt_is_noted(
    house: House, grant: str, method: str, path: str, what: Listing
) -> None:
    """Law: not the host's link either: what cannot be undone is the administrator's, signed in."""
    live = await house.running()
    browser, below = await browser_of(house, live, grant)
    for _ in range(2):
        asking = browser.get if method == "GET" else browser.post
        answer = await asking(f"{below}/{path}")
        assert (answer.status, answer.code) == (403, "NOT_ALLOWED")
    assert told(live) == [[what, 0, 0, grant, -1, True]]
    assert await stands(live)


async def test_the_administrator_may_hold_the_hosts_link_too(house: House, live: LiveConference) -> None:
    """Law: a browser that opened the host's link and is signed in is the administrator's."""
    browser, below = await administrator(house, live)
    await browser.enters(house.link(live.id, "h0"))
    assert (await browser.get(f"{below}/people/0")).status == 200
    assert told(live)[-1][4] == 1


async def test_nobody_signed_in_is_told_to_sign_in(house: House, live: LiveConference) -> None:
    """Law: 401, and nothing noted: nobody is known who asked."""
    browser = await house.browser()
    answer = await browser.post(f"/api/c/{live.id}/h0/people", {"who": "bich"})
    assert (answer.status, answer.code) == (401, "NOT_SIGNED_IN")
    assert told(live) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("b" * WHO_CHARS, 200), ("b" * (WHO_CHARS + 1), 400), ("", 400), (None, 400), (["b"], 400)],
)
async def test_what_is_sought_is_bounded(
    house: House, live: LiveConference, who: object, status: int
) -> None:
    """Law: one below and one above the bound; another type is no word."""
    browser, below = await administrator(house, live)
    assert (await browser.post(f"{below}/people", {"who": who})).status == status


@pytest.mark.parametrize("person", ["4", "-1", "00000000001", "²", "x", "1.0", "999999999999999999999"])
async def test_who_is_not_there_is_not_there(house: House, live: LiveConference, person: str) -> None:
    """Law: 404, whatever stands where a number should; nothing is noted or erased."""
    browser, below = await administrator(house, live)
    for answer in (
        await browser.get(f"{below}/people/{person}"),
        await browser.get(f"{below}/people/{person}/copy.json"),
        await erase(browser, below, person),
    ):
        assert (answer.status, answer.code) == (404, "NO_SUCH_PERSON")
    assert told(live) == []


@pytest.mark.parametrize("body", [{}, {"sure": False}, {"sure": 1}, {"sure": "yes"}])
async def test_nothing_is_erased_without_a_sure_word(house: House, live: LiveConference, body: dict) -> None:
    """Law: what cannot be undone is asked for in so many words."""
    browser, below = await administrator(house, live)
    assert (await browser.post(f"{below}/people/0/erase", body)).code == "BAD_FIELD"
    assert await stands(live)
    assert told(live) == []
