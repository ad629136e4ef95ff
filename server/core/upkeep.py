"""What the server itself writes down: points linked and lost, rules adopted, epochs begun."""

from server.core.choices import PointNews
from server.core.commands import EpochBegan, NotePoint, RulesAdopted
from server.core.entries import Entry
from server.core.refusals import Judgement, Verdict
from server.core.state import State
from server.core.units import LINKED, LOST

RULES = 1
"""The newest version of the rules this core can judge by."""

_ACCEPTED, _ALREADY_SO = Judgement(Verdict.ACCEPTED), Judgement(Verdict.ALREADY_SO)


def check_point_news(state: State, entry: Entry, body: NotePoint) -> Verdict | None:
    if not state.units.is_point(body.point):
        return Verdict.NO_SUCH_POINT
    return None if 0 <= body.news <= max(PointNews) else Verdict.BAD_COUNT


def note_point(state: State, seq: int, entry: Entry, body: NotePoint) -> Judgement:
    units, point = state.units, body.point
    units.news[point] = LOST if body.news == PointNews.LOST else LINKED
    units.news_ms[point] = body.at_ms
    if not units.linked_ms[point]:
        units.linked_ms[point] = max(body.at_ms, 1)
        units.linked_count += 1
    return _ACCEPTED


def check_rules(state: State, entry: Entry, body: RulesAdopted) -> Verdict | None:
    """Rules go up only. A version this core does not know never gets here: see Conference.apply."""
    return None if state.rules <= body.version <= RULES else Verdict.WRONG_STATE


def adopt_rules(state: State, seq: int, entry: Entry, body: RulesAdopted) -> Judgement:
    if state.rules == body.version:
        return _ALREADY_SO
    state.rules = body.version
    return _ACCEPTED


def check_epoch(state: State, entry: Entry, body: EpochBegan) -> Verdict | None:
    return None if body.epoch >= state.epoch else Verdict.WRONG_STATE


def begin_epoch(state: State, seq: int, entry: Entry, body: EpochBegan) -> Judgement:
    if body.epoch == state.epoch:
        return _ALREADY_SO
    state.epoch = body.epoch
    return _ACCEPTED
