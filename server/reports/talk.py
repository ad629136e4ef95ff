"""What was asked, and who asked for the floor and had it, in one session: a row each, with all its times.

The conference knows what is so, the journal since when: times come from its accepted entries (TOLD), given from outside
like the words, which lie in the vault. Each log is written in steps, so that a server can let others work between two.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

from server.core.choices import QuestionState
from server.core.commands import GiveFloor, LowerHand, MoveQuestion, RaiseHand
from server.core.entries import Entry
from server.core.ids import NO_PERSON, Place
from server.core.places import person_of, point_of
from server.core.reading import Question, Reading
from server.reports.book import Book, Cell, Column, Out, head_of
from server.reports.figures import STEP_ROWS
from server.reports.words import Language, count_text, day_part, said, zone_of

TOLD = (RaiseHand, LowerHand, GiveFloor, MoveQuestion)
"""The commands whose times the logs tell."""

Words = Mapping[bytes, Sequence[str]]
"""The vault's texts by subject; what is not there has been erased."""

_QUESTIONS = (
    Column("number", 7, "count"),
    Column("asked_at", 10, "time"),
    Column("asked_from", 30),
    Column("asker", 26),
    Column("question", 60),
    Column("votes", 9, "count"),
    Column("question_state", 20),
    Column("approved_at", 10, "time"),
    Column("shown_at", 12, "time"),
    Column("settled_at", 10, "time"),
    Column("answer", 50),
)
_FLOOR = (
    Column("number", 7, "count"),
    Column("speaker", 40),
    Column("raised_at", 12, "time"),
    Column("air_from", 12, "time"),
    Column("air_to", 12, "time"),
    Column("air_length", 12, "time"),
    Column("floor_state", 26),
)


class Asked(NamedTuple):
    """One time a place asked for the floor, or was given it unasked; 0 for what did not happen."""

    place: Place
    raised_ms: int
    from_ms: int
    to_ms: int
    withdrawn: bool


def subjects(state: Reading, session: int) -> list[bytes]:
    """The vault's keys of every word both logs may print."""
    asked = state.questions_of(session)
    people = {one.person for one in asked} | {person_of(turn.place) for turn in state.turns(session)}
    people |= {person_of(place) for place in state.sessions[session].floor.hands}
    texts = [key for one in asked for key in (one.text, one.answer) if key]
    return texts + [state.subject_of_person(person) for person in sorted(people) if person != NO_PERSON]


def questions_in_steps(
    state: Reading,
    session: int,
    told: Sequence[Entry],
    words: Words,
    out: Out,
    at_ms: int,
    language: Language,
) -> Iterator[None]:
    """The log of questions, in the order they were asked; the file is whole when it ends."""
    asked, ways = state.questions_of(session), _ways(told)
    numbers = {one.id: number for number, one in enumerate(asked, 1)}
    settled = sum(one.state in (QuestionState.ANSWERED, QuestionState.IN_WRITING) for one in asked)
    spoken = said("questions_sum", language).format(
        n=count_text(len(asked), language), answered=count_text(settled, language)
    )
    head = head_of(state, session, "by_question", "question_meaning", spoken, at_ms, language)
    with closing(Book(out, head, said("sheet_questions", language), _QUESTIONS, language)) as book:
        for number, one in enumerate(asked, 1):
            answer = said("merged_into", language).format(n=numbers[one.into]) if one.into else ""
            book.row([
                number,
                day_part(one.at_ms, zone_of(state.zone)),
                _place(state, one.place, words, language),
                "" if one.person == NO_PERSON else _name(state, one.person, words, language),
                _text(one.text, words, language),
                one.votes,
                said(f"question_{one.state}", language),
                *_times(state, one, ways.get(one.id, {})),
                answer or _text(one.answer, words, language),
            ])  # fmt: skip
            if number % STEP_ROWS == 0:
                yield


def _ways(told: Sequence[Entry]) -> dict[bytes, dict[int, int]]:
    """Question -> state -> when it last came to it."""
    ways: dict[bytes, dict[int, int]] = {}
    for entry in told:
        if isinstance(entry.body, MoveQuestion):
            ways.setdefault(entry.body.question, {})[entry.body.to] = entry.received_ms
    return ways


def _times(state: Reading, question: Question, way: Mapping[int, int]) -> list[Cell]:
    """Approved, on screen, settled: as spreadsheet times."""
    settled = way.get(question.state) if question.state >= QuestionState.ANSWERED else None
    times = (way.get(QuestionState.APPROVED), way.get(QuestionState.ON_SCREEN), settled)
    return [None if at is None else day_part(at, zone_of(state.zone)) for at in times]


def floor_in_steps(
    state: Reading,
    session: int,
    told: Sequence[Entry],
    words: Words,
    out: Out,
    at_ms: int,
    language: Language,
) -> Iterator[None]:
    """The log of the floor, in the order things began; the file is whole when it ends."""
    rows, zone = _asked(state, session, told), zone_of(state.zone)
    turns = [row for row in rows if row.from_ms]
    spoken = said("floor_sum", language).format(
        n=count_text(len(turns), language), places=count_text(len({row.place for row in turns}), language)
    )
    head = head_of(state, session, "by_floor", "floor_meaning", spoken, at_ms, language)
    with closing(Book(out, head, said("sheet_floor", language), _FLOOR, language)) as book:
        for number, row in enumerate(rows, 1):
            times = [day_part(at, zone) if at else None for at in (row.raised_ms, row.from_ms, row.to_ms)]
            length = (row.to_ms - row.from_ms) / 86_400_000 if row.to_ms else None
            name = _place(state, row.place, words, language)
            book.row([number, name, *times, length, said(_outcome(row), language)])
            if number % STEP_ROWS == 0:
                yield


def _asked(state: Reading, session: int, told: Sequence[Entry]) -> list[Asked]:
    """Every hand and every turn: the n-th floor given is the n-th turn."""
    raised: dict[Place, int] = {}
    rows: list[Asked] = []
    turns = iter(state.turns(session))
    for entry in told:
        body = entry.body
        if isinstance(body, MoveQuestion) or getattr(body, "session", session) != session:
            continue
        match body:
            case RaiseHand(place=place):
                raised[place] = entry.received_ms
            case LowerHand(place=place):
                rows.append(Asked(place, raised.pop(place, 0), 0, 0, True))
            case GiveFloor(place=place):
                turn = next(turns)
                rows.append(Asked(place, raised.pop(place, 0), turn.from_ms, turn.to_ms, False))
    rows += [Asked(place, at_ms, 0, 0, False) for place, at_ms in raised.items()]
    return sorted(rows, key=lambda row: row.raised_ms or row.from_ms)


def _outcome(row: Asked) -> str:
    if row.withdrawn:
        return "floor_withdrawn"
    return "floor_spoke" if row.to_ms else "floor_on_air" if row.from_ms else "floor_waits"


def _place(state: Reading, place: Place, words: Words, language: Language) -> str:
    """The room, or a person with the word that she was online."""
    person = person_of(place)
    if person == NO_PERSON:
        return state.name_of(point_of(place))
    return said("person_online", language).format(name=_name(state, person, words, language))


def _name(state: Reading, person: int, words: Words, language: Language) -> str:
    text = words.get(state.subject_of_person(person))
    return text[1] if text else said("erased", language)


def _text(subject: bytes, words: Words, language: Language) -> str:
    """A long text came in pieces."""
    if not subject:
        return ""
    return "".join(words[subject]) if subject in words else said("erased", language)
