"""Which topics a tick looks at: one that somebody has just come to at once, one that follows something when that was
stirred, all others at their turn."""

from server.core.changes import PAPERS, node_aspect
from server.live.due import Due
from server.live.tables import KeptTable, LedgerTable
from server.live.topic import Topic
from server.wire.frames import Position
from tests.live.test_tables import Page, encode, tick

PERIOD = 4
ELSEWHERE = node_aspect(0, 7)


class Following(LedgerTable):
    """One row, said by the first entry."""

    def changed(self) -> int:
        return 1

    def rows(self, since: int) -> list[list]:
        return [[1, "a"]]


class Beginning:
    """A ledger of one entry."""

    def position(self) -> Position:
        return Position(1, 1)

    def resumes(self, position: Position) -> bool:
        return True


def following() -> Topic:
    return Topic("t", Following(Beginning(), PAPERS, node_aspect(0, 1)), encode, PERIOD)


def kept() -> Topic:
    return Topic("t", KeptTable(7, lambda: [[1, "a"]]), encode, PERIOD)


def turns(due: Due, topic: Topic) -> int:
    """In how many of a period's ticks the topic is looked at."""
    seen = 0
    for number in range(PERIOD):
        seen += topic in due.take(number)
    return seen


def test_who_has_just_come_is_served_in_the_next_tick() -> None:
    """Law: whatever the turn of the topic; who opens a page does not wait for a period. Once."""
    due = Due()
    for topic in (kept(), following(), kept(), following(), kept()):
        due.add(topic)
        due.ask_soon(topic)
        assert topic in due.take(1)
    assert turns(due, topic) == 1
    due.ask_soon(topic)
    due.drop(topic)
    assert turns(due, topic) == 0


def test_who_follows_something_rests_until_it_is_stirred() -> None:
    """Law: looked at once, at its turn, after each time one of its aspects was stirred; another table once in every
    period."""
    due, topic, other = Due(), following(), kept()
    due.add(topic)
    due.add(other)
    due.take(0)

    for stirred in ([PAPERS], [ELSEWHERE, node_aspect(0, 1)], [PAPERS, node_aspect(0, 1), PAPERS]):
        due.stir(stirred)
        assert [turns(due, topic), turns(due, other)] == [1, 1]
        due.stir([ELSEWHERE])
        assert [turns(due, topic), turns(due, other)] == [0, 1]


def test_who_joins_a_resting_topic_is_answered_at_its_turn() -> None:
    """Law: `ask` makes it due; while a watcher cannot take its frame it stays due, and then no more."""
    due, topic, page = Due(), following(), Page()
    due.add(topic)
    turns(due, topic)
    page.stuck = True
    topic.join(page, None)
    due.ask(topic)
    for stuck in (True, False):
        page.stuck = stuck
        for number in range(PERIOD):
            for one in due.take(number):
                tick(one)
                if one.is_behind:
                    due.ask(one)
        assert page.frames == (0 if stuck else 1)
    assert turns(due, topic) == 0


def test_a_dropped_topic_is_due_no_more() -> None:
    due, topics = Due(), [kept(), following()]
    for topic in topics:
        due.add(topic)
        due.ask(topic)
        due.drop(topic)
        due.stir([PAPERS])
        assert turns(due, topic) == 0
