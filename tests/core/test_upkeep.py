"""What the server writes down: points linked, rules, epochs."""

import pytest

from server.core.choices import PointNews
from server.core.commands import EpochBegan, NotePoint, RulesAdopted
from server.core.conference import UnknownRules
from server.core.ids import Millis, NodeNo
from server.core.refusals import Verdict
from server.core.units import LINKED, LOST, NEVER_LINKED
from server.core.upkeep import RULES
from tests.given import NOON, SERVER, running


def news(story, code: str, what: int, at_ms: int) -> Verdict:
    return story.asks(NotePoint(story.node(code), what, Millis(at_ms)), SERVER)


def test_a_point_is_never_linked_then_linked_lost_and_back() -> None:
    """Law: the last news stands; when it was linked first stays."""
    story = running()
    units, point = story.conference.units, story.node("A1")
    assert (units.news[point], story.conference.first_linked_ms(point)) == (NEVER_LINKED, 0)
    told = []
    for at, what in enumerate((PointNews.FIRST_LINKED, PointNews.LOST, PointNews.BACK)):
        news(story, "A1", what, NOON + at)
        told.append((units.news[point], units.news_ms[point], story.conference.first_linked_ms(point)))
    assert told == [(LINKED, NOON, NOON), (LOST, NOON + 1, NOON), (LINKED, NOON + 2, NOON)]
    assert units.linked_count == 1


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (NotePoint(NodeNo(2), 0, Millis(1)), Verdict.NO_SUCH_POINT),
        (NotePoint(NodeNo(99), 0, Millis(1)), Verdict.NO_SUCH_POINT),
        (NotePoint(NodeNo(4), 3, Millis(1)), Verdict.BAD_COUNT),
        (NotePoint(NodeNo(4), -1, Millis(1)), Verdict.BAD_COUNT),
        (EpochBegan(1), Verdict.ALREADY_SO),
        (EpochBegan(0), Verdict.WRONG_STATE),
        (EpochBegan(4), Verdict.ACCEPTED),
        (RulesAdopted(RULES), Verdict.ALREADY_SO),
        (RulesAdopted(RULES - 1), Verdict.WRONG_STATE),
    ],
)
def test_what_the_server_may_write(body, verdict: Verdict) -> None:
    """Law: epochs and rules only rise; news is of a point."""
    assert running().asks(body, SERVER) is verdict


def test_an_epoch_that_began_is_the_conferences() -> None:
    """Law: every position from then on carries it."""
    story = running()
    story.asks(EpochBegan(4), SERVER)
    assert story.conference.epoch == 4


def test_newer_rules_stop_the_fold_and_change_nothing() -> None:
    """Law: UnknownRules; the state stands where it stood, so a newer node can go on from the journal."""
    story = running()
    before = story.conference.seq
    with pytest.raises(UnknownRules):
        story.asks(RulesAdopted(RULES + 1), SERVER)
    assert story.conference.seq == before
    early = story.conference.judge(story.entry(RulesAdopted(RULES + 1), SERVER))
    assert early is not None
    assert early.verdict is Verdict.WRONG_STATE
    assert story.asks(RulesAdopted(RULES + 1)) is Verdict.NOT_ALLOWED
