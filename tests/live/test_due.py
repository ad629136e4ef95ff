"""Which topics a tick looks at: a new one at once, those of the state when it moved, all others at their turn."""

from server.live.due import Due
from server.live.tables import KeptTable, LedgerTable
from server.live.topic import Topic
from server.wire.frames import Position
from tests.live.test_tables import Page, encode, tick

PERIOD = 4


def of_state(changed: int = 1) -> Topic:
    table = LedgerTable(
        lambda: changed, lambda since: [[1, "a"]], lambda: Position(1, changed), lambda at: True
    )
    return Topic("t", table, encode, PERIOD)


def kept() -> Topic:
    return Topic("t", KeptTable(7, lambda: [[1, "a"]]), encode, PERIOD)


def turns(due: Due, topic: Topic, folded: int) -> int:
    """In how many of a period's ticks the topic is looked at."""
    seen = 0
    for number in range(PERIOD):
        found = due.at(number, folded)
        seen += topic in found
        due.looked(number, folded, found)
    return seen


def test_a_new_topic_is_looked_at_in_the_next_tick() -> None:
    """Law: whatever its turn; who opens a page does not wait for a period."""
    due = Due()
    for topic in (kept(), of_state(), kept(), of_state(), kept()):
        due.add(topic)
        found = due.at(1, 1)
        assert topic in found
        due.looked(1, 1, found)


def test_a_table_of_the_state_rests_until_something_is_folded() -> None:
    """Law: looked at once a period after each fold, and never in between; another table once in every period."""
    due, state, other = Due(), of_state(), kept()
    due.add(state)
    due.add(other)
    due.looked(0, 0, due.at(0, 0))

    for folded in (1, 2):
        assert [turns(due, state, folded), turns(due, other, folded)] == [1, 1]
        assert [turns(due, state, folded), turns(due, other, folded)] == [0, 1]


def test_who_joins_a_resting_topic_is_answered_at_its_turn() -> None:
    """Law: `ask` makes it due; while a watcher cannot take its frame it stays due, and then no more."""
    due, topic, page = Due(), of_state(), Page()
    due.add(topic)
    turns(due, topic, 1)
    page.stuck = True
    topic.join(page, None)
    due.ask(topic)
    for stuck in (True, False):
        page.stuck = stuck
        for number in range(PERIOD):
            found = due.at(number, 1)
            for one in found:
                tick(one)
            due.looked(number, 1, found)
        assert page.frames == (0 if stuck else 1)
    assert turns(due, topic, 1) == 0


def test_a_look_that_failed_is_looked_again() -> None:
    """Law: without `looked` the same topics are due at the next turn."""
    due, topic = Due(), of_state()
    due.add(topic)
    assert topic in due.at(0, 1) and topic in due.at(0, 1)


def test_a_dropped_topic_is_due_no_more() -> None:
    due, topics = Due(), [kept(), of_state()]
    for topic in topics:
        due.add(topic)
        due.ask(topic)
        due.drop(topic)
        assert turns(due, topic, 1) == 0
