"""Which topics are to be looked at in a tick: ten thousand rooms have five each, and no tick may walk past them all.

Rule: a topic that follows aspects (core/changes.py) is looked at, at its turn, when one of them was stirred or when
a watcher of it waits for a frame; every other topic at each of its turns. Whoever has just come is served at the next
tick, whatever the turn.
"""

from collections.abc import Iterable, Iterator

from server.core.changes import Aspect
from server.live.topic import Topic


class Turn:
    """The topics of one period that share a tick."""

    def __init__(self) -> None:
        self.always: dict[Topic, None] = {}
        """Those that follow nothing told."""
        self.asked: dict[Topic, None] = {}
        """Of the others: what they follow was stirred, or somebody waits for a frame."""


class Due:
    """The topics of one conference, dealt out over the ticks of their periods."""

    def __init__(self) -> None:
        self._turns: dict[int, list[Turn]] = {}
        self._dealt = 0
        self._soon: dict[Topic, None] = {}
        self._followers: dict[Aspect, dict[Topic, None]] = {}

    def add(self, topic: Topic) -> None:
        topic.turn = self._dealt
        self._dealt += 1
        if topic.follows is None:
            self._turn(topic).always[topic] = None
        for aspect in topic.follows or ():
            self._followers.setdefault(aspect, {})[topic] = None

    def drop(self, topic: Topic) -> None:
        turn = self._turn(topic)
        for topics in (turn.always, turn.asked, self._soon):
            topics.pop(topic, None)
        # As at `add`, also after Topic.begin_anew: by the topic's name and a device's number, which a device has for ever.
        for aspect in topic.follows or ():
            followers = self._followers[aspect]
            del followers[topic]
            if not followers:
                del self._followers[aspect]

    def ask(self, topic: Topic) -> None:
        """Somebody waits for a frame of it, or it may be newer."""
        if topic.follows is not None:
            self._turn(topic).asked[topic] = None

    def ask_soon(self, topic: Topic) -> None:
        """Somebody has just come to it."""
        self._soon[topic] = None

    def stir(self, aspects: Iterable[Aspect]) -> None:
        """Whoever follows one of the aspects is looked at, at its turn."""
        for aspect in aspects:
            for topic in self._followers.get(aspect, ()):
                self.ask(topic)

    def take(self, tick: int) -> dict[Topic, None]:
        """The topics to look at now; whoever cannot look at one, or leaves somebody waiting, asks for it again."""
        found, self._soon = self._soon, {}
        for turn in self._at(tick):
            found |= turn.always
            found |= turn.asked
            turn.asked = {}
        return found

    def _at(self, tick: int) -> Iterator[Turn]:
        return (turns[-tick % period] for period, turns in self._turns.items())

    def _turn(self, topic: Topic) -> Turn:
        turns = self._turns.get(topic.period)
        if turns is None:
            turns = self._turns[topic.period] = [Turn() for _ in range(topic.period)]
        return turns[topic.turn % topic.period]
