"""Who listed names: said by the server alone, kept as it is."""

import pytest

from server.core import rows
from server.core.choices import Listing
from server.core.commands import NoteListed
from server.core.ids import DeviceId, GrantId, NodeNo
from server.core.refusals import Verdict
from tests.given import HOST, SERVER, running


def listed(what: int = Listing.CONTACTS, count: int = 3, node: int = 0, **how) -> NoteListed:
    return NoteListed(what, count, NodeNo(node), GrantId(HOST), DeviceId(b""), **how)


def test_the_newest_stand_first_with_who_and_what() -> None:
    """Law: rows.listings, with the place's name and the device's label where it has one."""
    story = running()
    phone = story.phone("A1")
    story.asks(listed(account=1), SERVER)
    body = NoteListed(Listing.ROSTER, 2, story.node("A1"), GrantId("o4"), phone, refused=True)
    story.asks(body, SERVER)
    second, first = rows.listings(story.conference)
    assert first[2:] == [1, 3, 0, "Hội nghị học tập", "h0", "", 1, False]
    label = story.conference.label_of(phone)
    assert second[2:] == [4, 2, story.node("A1"), "Hội trường A1", "o4", label, -1, True]


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (listed(what=max(Listing)), Verdict.ACCEPTED),
        (listed(what=max(Listing) + 1), Verdict.BAD_COUNT),
        (listed(what=-1), Verdict.BAD_COUNT),
        (listed(count=0), Verdict.ACCEPTED),
        (listed(count=-1), Verdict.BAD_COUNT),
        (listed(node=6), Verdict.ACCEPTED),
        (listed(node=7), Verdict.BAD_COUNT),
    ],
)
def test_what_is_noted_is_bounded(body: NoteListed, verdict: Verdict) -> None:
    """Law: one below and one above; the host cannot write her own audit."""
    assert running().asks(body, SERVER) is verdict
    assert running().asks(body, HOST) is Verdict.NOT_ALLOWED


def test_a_hundred_are_shown() -> None:
    """Law: the page shows the newest; the command line has them all."""
    story = running()
    for count in range(rows.LISTED + 1):
        story.asks(listed(count=count), SERVER)
    told = rows.listings(story.conference)
    assert (len(told), told[0][3], len(story.conference.listings)) == (100, 100, 101)
