"""One person of one conference: found, everything held about her told, and what an erasure takes. For the administrator's
page and for the command line alike; it knows neither the web nor where texts lie.

Rule 1: names are read from the vault a few hundred at a time, for one question, and forgotten with it.
Rule 2: other people's words that mention her are not found; contacts of points that hold her name are named by their codes,
so that somebody can mend them.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from server.core.attendance import IN, OUT, WALK_IN
from server.core.choices import QuestionState
from server.core.commands import Excuse, Exempt
from server.core.conference import Conference
from server.core.entries import corrected_ms
from server.core.filing import Filed
from server.core.ids import NO_NODE, ROOT, CommandId, ConferenceId, NodeNo, PersonNo, subject_of
from server.core.reading import Reading
from server.reports.words import local, zone_of
from server.roster.columns import fold as folded

Reader = Callable[[Sequence[bytes]], Awaitable[dict[bytes, list[str]]]]
"""The strings of each subject that has any."""

LISTED = 20
"""People shown to choose from: who has more namesakes types more, or a code."""

SLICE = 500
"""Texts between two turns of the loop: some 3 ms."""

WORDS = 50_000
"""Of names, folded and kept while one question is answered."""

FIELDS = ("code", "name", "post", "phone", "unit")
"""What a person's text holds; the unit in words is a walk-in's alone (live.texts.person_text)."""

EVIDENCE = {IN: "check_in", OUT: "check_out", WALK_IN: "walk_in"}


class Held(NamedTuple):
    """One person of one conference."""

    number: PersonNo
    text: list[str]
    """Empty when it is erased already."""

    @property
    def name(self) -> str:
        return " · ".join(part for part in self.text[:3] if part)


class Dossier(NamedTuple):
    """One person with everything about her."""

    held: Held
    subjects: list[bytes]
    """The vault's keys of every text about her, whether it still stands or not; texts that are nobody's and hold her code
    or name among them."""
    texts: dict[bytes, list[str]]
    """Those that stand."""
    points: list[NodeNo]
    """Whose contact holds her name."""


async def find(state: Conference, read: Reader, who: str, *, near: bool = False) -> list[Held]:
    """The people meant: of this number, else of this code, else of this name; with `near` else those of whose name and code
    words begin with each word typed. LISTED of them, and one more where there are more. Who is erased has a number alone."""
    if who.startswith("#") and who[1:].isascii() and who[1:].isdigit() and len(who) < 12:
        number = PersonNo(int(who[1:]))
        return [await held(state, read, number)] if number < state.person_count else []
    sought = _Sought(who, near)
    found: tuple[list[Held], list[Held], list[Held]] = ([], [], [])
    everybody = iter(range(state.person_count if sought.parts else 0))
    while some := list(islice(everybody, SLICE)):
        keys = {state.subject_of_person(number): PersonNo(number) for number in some}
        for key, text in (await read(list(keys))).items():
            rank = sought.rank(text)
            if rank is not None and len(found[rank]) <= LISTED:
                found[rank].append(Held(keys[key], text))
        await asyncio.sleep(0)
    best = next((some for some in found if some), [])
    return sorted(best)[: LISTED + 1]


class _Sought:
    """Who is looked for in one question. Names are made of some thousand words: each is folded once, and forgotten with
    the question."""

    def __init__(self, who: str, near: bool) -> None:
        self.parts = folded(who).split()
        self._code, self._near = who.strip().casefold(), near
        self._folded: dict[str, list[str]] = {}

    def rank(self, text: list[str]) -> int | None:
        """0: the very code, 1: the very name, 2: near; None: somebody else."""
        code = text[0].casefold()
        if code and code == self._code:
            return 0
        words = [word for written in text[1].split() for word in self._words(written)]
        if words == self.parts:
            return 1
        if not self._near:
            return None
        return 2 if all(self._begins(part, words, code) for part in self.parts) else None

    @staticmethod
    def _begins(part: str, words: list[str], code: str) -> bool:
        return code.startswith(part) or any(word.startswith(part) for word in words)

    def _words(self, written: str) -> list[str]:
        words = self._folded.get(written)
        if words is None:
            if len(self._folded) >= WORDS:
                self._folded.clear()
            words = self._folded[written] = folded(written).split()
        return words


async def held(state: Conference, read: Reader, number: PersonNo) -> Held:
    """The person of this number, who is there."""
    key = state.subject_of_person(number)
    return Held(number, (await read([key])).get(key, []))


async def dossier(state: Conference, filed: Filed, read: Reader, who: Held) -> Dossier:
    """Everything about her."""
    subjects = filed.subjects(state, who.number)
    texts = await read(subjects)
    contacts = {key: point for point in state.points_under(ROOT) if (key := state.subject_of_contact(point))}
    if not any(who.text[:2]):
        return Dossier(who, subjects, texts, [])
    left = (subject_of(id, row) for id, rows in filed.left_over(state) for row in range(rows))
    nobodys = await _naming(read, (key for key in left if key not in contacts), who.text[:2])
    naming = await _naming(read, iter(contacts), who.text[1:2])
    return Dossier(who, [*subjects, *nobodys], texts | nobodys, [contacts[key] for key in naming])


async def _naming(read: Reader, subjects: Iterator[bytes], words: Sequence[str]) -> dict[bytes, list[str]]:
    """The texts that hold one of the words, as words: code 12 is not in 0912."""
    named = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in words if word]
    found: dict[bytes, list[str]] = {}
    while some := list(islice(subjects, SLICE)):
        texts = (await read(some)).items()
        found |= {key: text for key, text in texts if any(one.search(part) for one in named for part in text)}
        await asyncio.sleep(0)
    return found


def place_of(state: Reading, number: PersonNo) -> NodeNo:
    """Where a note about her belongs: her point, or the conference for who is on no roster."""
    return NodeNo(max(state.point_of(number), ROOT))


def told(state: Reading, filed: Filed, one: Dossier, id: ConferenceId) -> dict[str, Any]:
    """All that is held, for the person to read."""
    number = one.held.number
    home, unit = state.point_of(number), state.unit_of(number)
    return {
        "conference": id,
        "title": state.title,
        "person": number,
        "text": dict(zip(FIELDS, one.held.text, strict=False)) or None,
        "unit": None if unit == NO_NODE else state.path_of(unit)[1:],
        "summoned_to": None if home == NO_NODE else state.path_of(home)[1:],
        "evidence": _evidence_told(state, filed, one),
        "notes": _notes_told(state, filed, one),
        "questions": _questions_told(state, one),
        "phones": _phones_told(state, number),
        "online": _online_told(state, number),
    }


def _evidence_told(state: Reading, filed: Filed, one: Dossier) -> list[dict[str, Any]]:
    zone = zone_of(state.zone)
    return [
        {
            "session": session.name,
            "what": EVIDENCE[piece.kind],
            "point": state.name_of(piece.point),
            "at": local(piece.at_ms, zone).isoformat(),
            "received": local(piece.received_ms, zone).isoformat(),
            "device": state.device_label(piece.device),
            "undone": piece.undone,
            "undo_reasons": _reasons(filed, one, CommandId(piece.command)),
        }
        for session in state.sessions
        for piece in state.evidence.history(session.last[one.held.number])
    ]


def _notes_told(state: Reading, filed: Filed, one: Dossier) -> list[dict[str, Any]]:
    zone = zone_of(state.zone)
    return [
        {
            "session": state.sessions[body.session].name,
            "what": "excused" if isinstance(body, Excuse) else "exempt",
            "withdrawn": body.withdrawn,
            "at": local(corrected_ms(entry), zone).isoformat(),
            "reason": one.texts.get(subject_of(entry.id)),
            "undo_reasons": _reasons(filed, one, entry.id),
        }
        for entry in filed.notes.get(one.held.number, {}).values()
        if isinstance(body := entry.body, Excuse | Exempt)
    ]


def _questions_told(state: Reading, one: Dossier) -> list[dict[str, Any]]:
    zone = zone_of(state.zone)
    return [
        {
            "session": state.sessions[state.questions.session[number]].name,
            "at": local(asked.at_ms, zone).isoformat(),
            "state": QuestionState(asked.state).name.lower(),
            "text": "".join(one.texts.get(asked.text, ())),
            "answer": "".join(one.texts.get(asked.answer, ())),
        }
        for number in state.questions.of(one.held.number)
        for asked in (state.question(number),)
    ]


def _phones_told(state: Reading, number: PersonNo) -> list[dict[str, Any]]:
    """The phones that were the person's, and the version of the notice accepted on each."""
    zone = zone_of(state.zone)
    return [
        {
            "session": session.name,
            "at": local(session.phones.at_ms[row], zone).isoformat(),
            "device": state.device_label(session.phones.device[row]),
            "notice": session.phones.consent[row],
        }
        for session in state.sessions
        for row in session.phones.rows_of(number)
    ]


def _online_told(state: Reading, number: PersonNo) -> list[dict[str, Any]]:
    """When the server saw the person online."""
    zone = zone_of(state.zone)
    return [
        {"session": session.name, "at": local(word.at_ms, zone).isoformat(), "joined": word.joined}
        for session in state.sessions
        for word in session.dwell.words(number)
    ]


def _reasons(filed: Filed, one: Dossier, command: CommandId) -> list[list[str]]:
    """The reasons with which the command was taken back."""
    keys = (subject_of(undo) for undo in filed.undos.get(command, ()))
    return [one.texts[key] for key in keys if key in one.texts]
