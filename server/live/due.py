"""Which topics are to be looked at in a tick: ten thousand idle rooms have five each, and no tick may walk past them all.

Rule: a table that follows from the state alone is looked at when something was folded since its last turn, or when a
watcher of it waits for a frame; every other table at each of its turns; a new one at the next tick, whatever its turn.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from server.live.topic import Topic


class Turn:
    """The topics of one period that share a tick."""

    def __init__(self) -> None:
        self.of_state: dict[Topic, None] = {}
        self.others: dict[Topic, None] = {}
        self.asking: dict[Topic, None] = {}
        """Of those of the state: somebody waits for a frame."""
        self.looked = -1
        """The seq of the state at the last turn."""


class Due:
    """The topics of one conference, dealt out over the ticks of their periods."""

    def __init__(self) -> None:
        self._turns: dict[int, list[Turn]] = {}
        self._dealt = 0
        self._new: dict[Topic, None] = {}

    def add(self, topic: Topic) -> None:
        topic.turn = self._dealt
        self._dealt += 1
        turn = self._turn(topic)
        (turn.of_state if topic.is_of_state else turn.others)[topic] = None
        self._new[topic] = None

    def drop(self, topic: Topic) -> None:
        turn = self._turn(topic)
        for topics in (turn.of_state, turn.others, turn.asking, self._new):
            topics.pop(topic, None)

    def ask(self, topic: Topic) -> None:
        """Somebody waits for a frame of it."""
        if topic.is_of_state:
            self._turn(topic).asking[topic] = None

    def at(self, tick: int, folded: int) -> list[Topic]:
        """The topics to look at now. `folded`: the state's seq."""
        found = list(self._new)
        for turn in self._at(tick):
            found += chain(turn.of_state if turn.looked != folded else turn.asking, turn.others)
        return found

    def looked(self, tick: int, folded: int, topics: Iterable[Topic]) -> None:
        """All that `at` gave were looked at."""
        self._new = {}
        for turn in self._at(tick):
            turn.looked, turn.asking = folded, {}
        for topic in topics:
            if topic.is_behind:
                self.ask(topic)

    def _at(self, tick: int) -> Iterator[Turn]:
        return (turns[-tick % period] for period, turns in self._turns.items())

    def _turn(self, topic: Topic) -> Turn:
        turns = self._turns.get(topic.period)
        if turns is None:
            turns = self._turns[topic.period] = [Turn() for _ in range(topic.period)]
        return turns[topic.turn % topic.period]
