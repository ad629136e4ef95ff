"""Links: a token opens its own conference, grant and version, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.ids import ConferenceId, GrantId, PersonNo
from server.edge.links import (
    KEY_BYTES,
    ONLINE,
    PAGES,
    TOKEN_CHARS,
    Claim,
    Link,
    Links,
    node_of,
    read_entry,
    read_link,
)

KEY = bytes(range(KEY_BYTES))
ONE = ConferenceId("0ABCDEFG")
OTHER = ConferenceId("1ABCDEFG")
DESK = GrantId("o17")


def link_to(conference: ConferenceId, grant: GrantId, version: int, key: bytes = KEY) -> Link:
    return Link(conference, grant, Links(key).token(conference, grant, version))


def test_a_token_is_the_same_whenever_it_is_shown() -> None:
    """Law: tokens are derived: the same key, conference, grant and version give the same link for ever."""
    assert Links(KEY).path(ONE, DESK, 1) == "/desk#0ABCDEFG.o17." + Links(KEY).token(ONE, DESK, 1)
    assert len(Links(KEY).token(ONE, DESK, 1)) == TOKEN_CHARS


@pytest.mark.parametrize(
    "foreign",
    [
        link_to(OTHER, DESK, 1)._replace(conference=ONE),
        link_to(ONE, GrantId("o18"), 1)._replace(grant=DESK),
        link_to(ONE, GrantId("h0"), 1)._replace(grant=DESK),
        link_to(ONE, DESK, 1, key=bytes(KEY_BYTES)),
        Link(ONE, DESK, "A" * TOKEN_CHARS),
    ],
    ids=["of another conference", "of another point", "of another role", "of another key", "made up"],
)
def test_a_foreign_token_opens_nothing(foreign: Link) -> None:
    """Law: a token is bound to conference, place, role and this installation's key."""
    assert not Links(KEY).opens(foreign, 1)
    assert not Links(KEY).was_revoked(foreign, 5)


def test_an_older_version_is_known_as_revoked() -> None:
    """Law: after a revocation the old link opens nothing and is told apart from one that never was."""
    links, old = Links(KEY), link_to(ONE, DESK, 1)

    assert links.opens(old, 1) and not links.was_revoked(old, 1)
    assert not links.opens(old, 2) and links.was_revoked(old, 2)


@pytest.mark.parametrize("role", PAGES)
def test_what_a_link_says_is_read_back(role: str) -> None:
    """Law: the part after the # of every role's link reads as that conference and grant."""
    path = Links(KEY).path(ONE, GrantId(f"{role}12"), 3)

    page, _, said = path.partition("#")
    link = read_link(said)

    assert link is not None and link.conference == ONE and node_of(link.grant) == 12
    assert page == {"h": "/control", "o": "/desk", "v": "/board", "w": "/board?wall", "q": "/phone"}[role]


@given(st.text(max_size=200))
def test_any_other_text_is_no_link(text: str) -> None:
    """Law: reading never raises; only the exact form is a link."""
    link = read_link(text)

    assert link is None or f"{link.conference}.{link.grant}.{link.token}" == text


@pytest.mark.parametrize(
    "wrong", [None, 5, "", "0ABCDEFG.s0." + "A" * 27, "0ABCDEFG.o017." + "A" * 27, "0ABCDEFG.o1." + "A" * 26]
)
def test_no_link_is_made_for_the_server_or_by_half(wrong: object) -> None:
    """Law: the server's own grant, padded numbers and short tokens are no links."""
    assert read_link(wrong) is None


def test_a_short_key_is_refused() -> None:
    """Law: a key below 256 bits never makes links."""
    with pytest.raises(ValueError, match="32 bytes"):
        Links(bytes(KEY_BYTES - 1))


def test_a_personal_link_says_who_and_proves_it() -> None:
    """Law: a personal link is the online link with a claim behind it: it opens q0 and proves one person."""
    links = Links(KEY)
    said = links.personal_path(ONE, 3, PersonNo(17)).partition("#")[2]

    read = read_entry(said)

    assert read is not None and read[0].grant == ONLINE and links.opens(read[0], 3)
    claim = read[1]
    assert claim is not None and claim.person == 17 and links.proves(claim, ONE, 3)


@pytest.mark.parametrize("foreign", ["person", "conference", "version", "key", "token"])
def test_a_claim_proves_nothing_else(foreign: str) -> None:
    """Law: a claim is bound to person, conference, version of the online link and this installation's key."""
    right = Links(KEY).claim(ONE, 1, PersonNo(17))
    claim = {
        "person": Claim(PersonNo(18), right.token),
        "conference": Links(KEY).claim(OTHER, 1, PersonNo(17)),
        "version": Links(KEY).claim(ONE, 2, PersonNo(17)),
        "key": Links(bytes(KEY_BYTES)).claim(ONE, 1, PersonNo(17)),
        "token": Claim(PersonNo(17), Links(KEY).token(ONE, ONLINE, 1)),
    }[foreign]

    assert Links(KEY).proves(right, ONE, 1)
    assert not Links(KEY).proves(claim, ONE, 1)


@pytest.mark.parametrize("tail", ["", "17", "17.", "017." + "A" * 27, "17." + "A" * 26, "-1." + "A" * 27])
def test_half_a_claim_is_no_link(tail: str) -> None:
    """Law: what stands behind a link is a whole claim or nothing, and only online phones have one."""
    online = Links(KEY).path(ONE, ONLINE, 1).partition("#")[2]
    room = Links(KEY).path(ONE, GrantId("q17"), 1).partition("#")[2]

    assert read_entry(f"{online}.{tail}") is None
    assert read_entry(f"{room}.17.{'A' * 27}") is None
    assert read_entry(online) is not None
