"""`person export`, `person erase`: what is held about one person, and taking their text out of every file.

What is held: the roster's or walk-in's text, the reasons given in notes and corrections about them, their evidence, the
questions they asked with every answer, their phones and what they accepted, and when they were online. Erasing takes the
texts, also of what was refused or replaced; the rest is counted on without a name. Both are noted in the journal.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from server.app import archive
from server.cli import folder
from server.cli.asked import Asked, helped, listens
from server.cli.audits import note_listing
from server.cli.choosing import conference_of
from server.cli.failing import holding
from server.core.attendance import IN, OUT, WALK_IN, Piece
from server.core.commands import Entry, Excuse, Exempt, Listing, QuestionState, corrected_ms
from server.core.conference import Conference
from server.core.ids import NO_NODE, CommandId, ConferenceId, subject_of
from server.core.reading import Question
from server.core.state import Session
from server.reports.words import local, zone_of
from server.roster.columns import fold as folded

LISTED = 20
"""Namesakes shown to choose from."""

FIELDS = ("code", "name", "post", "phone", "unit")
"""What a person's text holds; the unit in words is a walk-in's alone (live.texts.person_text)."""

EVIDENCE = {IN: "check_in", OUT: "check_out", WALK_IN: "walk_in"}


class Held(NamedTuple):
    """One person of one conference."""

    number: int
    text: list[str]
    """Empty when it is erased already."""

    @property
    def name(self) -> str:
        return " · ".join(part for part in self.text[:3] if part)


@click.group(help=helped("help_person"))
def person() -> None: ...


@person.command("export", help=helped("help_person_export"))
@click.argument("who")
@click.option("--conference", help=helped("option_conference"))
@listens
def export_person(asked: Asked, who: str, conference: str | None) -> None:
    settings = asked.settings()
    with holding(settings, asked), archive(settings) as journals:
        id = conference_of(journals, asked, conference)
        whole, texts = folder.fold(journals, id), folder.Texts(journals, id)
        told = _told(whole, texts, _find(whole.state, texts, who, asked), id)
        note_listing(settings, asked, id, Listing.PERSON_EXPORT, 1)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@person.command("erase", help=helped("help_person_erase"))
@click.argument("who")
@click.option("--conference", help=helped("option_conference"))
@click.option("--yes", is_flag=True, help=helped("option_yes"))
@listens
def erase_person(asked: Asked, who: str, conference: str | None, yes: bool) -> None:
    settings = asked.settings()
    with holding(settings, asked), archive(settings) as journals:
        id = conference_of(journals, asked, conference)
        whole, texts = folder.fold(journals, id), folder.Texts(journals, id)
        held = _find(whole.state, texts, who, asked)
        subjects = list(texts.read(_subjects(whole, held.number)))
        subjects += _left_over(whole, texts, held)
        contacts = _contacts_naming(whole.state, texts, held)
        if not subjects:
            raise asked.fails("nobody", who=who)
        sure = asked.says("erase_sure", name=held.name or f"#{held.number}", count=len(subjects))
        if not (yes or click.confirm(sure, err=True)):
            click.echo(asked.says("kept"))
            return
        erased = asyncio.run(folder.erase(settings, id, subjects, held.number))
    click.echo(asked.says("erased", count=erased))
    if contacts:
        click.echo(asked.says("contact_hint", points=", ".join(contacts)), err=True)


def _find(state: Conference, texts: folder.Texts, who: str, asked: Asked) -> Held:
    """The one person of this number, code or name. Raises Failed for none or several."""
    everybody = iter(range(state.person_count))
    if who.startswith("#") and who[1:].isdigit():
        number = int(who[1:])
        if number >= state.person_count:
            raise asked.fails("nobody", who=who)
        return Held(number, next(texts.of_people(state, iter([number])))[1] or [])
    wanted, code = folded(who), who.casefold()
    by_code: list[Held] = []
    by_name: list[Held] = []
    for number, text in texts.of_people(state, everybody):
        if not text:
            continue
        if code and text[0].casefold() == code:
            by_code.append(Held(number, text))
        elif wanted and folded(text[1]) == wanted:
            by_name.append(Held(number, text))
    found = by_code or by_name
    if len(found) > 1:
        lines = [f"  #{one.number}  {one.name}" for one in found[:LISTED]]
        raise asked.fails_with("several", lines, who=who)
    if not found:
        raise asked.fails("nobody", who=who)
    return found[0]


def _subjects(whole: folder.Folded, number: int) -> list[bytes]:
    """The vault keys of every text about the person."""
    commands = [piece.command for _, piece in _pieces(whole.state, number)]
    commands += whole.said.get(number, [])
    commands += [move for said in whole.said.get(number, ()) for move in whole.moves.get(said, ())]
    reasons = [undo for command in commands for undo in whole.undos.get(CommandId(command), ())]
    keys = (subject_of(CommandId(command)) for command in (*commands, *reasons))
    return list(dict.fromkeys((whole.state.subject_of_person(number), *keys)))


def _asked(state: Conference, number: int) -> Iterator[tuple[Session, Question]]:
    """The questions the person asked."""
    for session, sitting in enumerate(state.sessions):
        for one in state.questions_of(session):
            if one.person == number:
                yield sitting, one


def _pieces(state: Conference, number: int) -> Iterator[tuple[Session, Piece]]:
    for session in state.sessions:
        for piece in state.evidence.history(session.last[number]):
            yield session, piece


def _notes(whole: folder.Folded, number: int) -> Iterator[tuple[Entry, Excuse | Exempt]]:
    for entry in whole.notes.values():
        if isinstance(entry.body, Excuse | Exempt) and entry.body.person == number:
            yield entry, entry.body


def _contacts_naming(state: Conference, texts: folder.Texts, held: Held) -> list[str]:
    """Codes of the points whose contact text holds the person's name."""
    name = held.text[1] if held.text else ""
    keys = {state.subject_of_contact(point): state.code_of(point) for point in state.points_under(0)}
    contacts = texts.read([key for key in keys if key])
    return [keys[key] for key, text in contacts.items() if name and any(name in part for part in text)]


def _left_over(whole: folder.Folded, texts: folder.Texts, held: Held) -> list[bytes]:
    """The vault keys of texts that are nobody's and hold the person's code or name."""
    words = [word for word in held.text[:2] if word]
    found = texts.read(list(whole.left_over())) if words else {}
    return [key for key, text in found.items() if any(word in part for word in words for part in text)]


def _told(whole: folder.Folded, texts: folder.Texts, held: Held, id: ConferenceId) -> dict[str, Any]:
    """All that is held, for the person to read."""
    state, number = whole.state, held.number
    home, unit = state.point_of(number), state.unit_of(number)
    return {
        "conference": id,
        "title": state.title,
        "person": number,
        "text": dict(zip(FIELDS, held.text, strict=False)) or None,
        "unit": None if unit == NO_NODE else state.path_of(unit)[1:],
        "summoned_to": None if home == NO_NODE else state.path_of(home)[1:],
        "evidence": _evidence_told(whole, texts, number),
        "notes": _notes_told(whole, texts, number),
        "questions": _questions_told(whole, texts, number),
        "phones": _phones_told(whole.state, number),
        "online": _online_told(whole, number),
    }


def _evidence_told(whole: folder.Folded, texts: folder.Texts, number: int) -> list[dict[str, Any]]:
    state, zone = whole.state, zone_of(whole.state.zone)
    return [
        {
            "session": session.name,
            "what": EVIDENCE[piece.kind],
            "point": state.name_of(piece.point),
            "at": local(piece.at_ms, zone).isoformat(),
            "received": local(piece.received_ms, zone).isoformat(),
            "device": state.device_label(piece.device),
            "undone": piece.undone,
            "undo_reasons": _reasons(whole, texts, piece.command),
        }
        for session, piece in _pieces(state, number)
    ]


def _notes_told(whole: folder.Folded, texts: folder.Texts, number: int) -> list[dict[str, Any]]:
    state, zone = whole.state, zone_of(whole.state.zone)
    told = []
    for entry, body in _notes(whole, number):
        key = subject_of(entry.id)
        told.append({
            "session": state.sessions[body.session].name,
            "what": "excused" if isinstance(body, Excuse) else "exempt",
            "withdrawn": body.withdrawn,
            "at": local(corrected_ms(entry), zone).isoformat(),
            "reason": texts.read([key]).get(key),
            "undo_reasons": _reasons(whole, texts, entry.id),
        })  # fmt: skip
    return told


def _questions_told(whole: folder.Folded, texts: folder.Texts, number: int) -> list[dict[str, Any]]:
    zone = zone_of(whole.state.zone)
    return [
        {
            "session": session.name,
            "at": local(one.at_ms, zone).isoformat(),
            "state": QuestionState(one.state).name.lower(),
            "text": "".join(texts.read([one.text]).get(one.text) or ()),
            "answer": "".join(texts.read([one.answer]).get(one.answer) or ()) if one.answer else "",
        }
        for session, one in _asked(whole.state, number)
    ]


def _phones_told(state: Conference, number: int) -> list[dict[str, Any]]:
    """The phones that were the person's, and the version of the notice accepted on each."""
    zone = zone_of(state.zone)
    return [
        {
            "session": session.name,
            "at": local(phones.at_ms[row], zone).isoformat(),
            "device": state.device_label(phones.device[row]),
            "notice": phones.consent[row],
        }
        for session in state.sessions
        for phones in (session.phones,)
        for row, person in enumerate(phones.person)
        if person == number
    ]


def _online_told(whole: folder.Folded, number: int) -> list[dict[str, Any]]:
    """When the server saw the person online."""
    zone = zone_of(whole.state.zone)
    return [
        {"session": session.name, "at": local(word.at_ms, zone).isoformat(), "joined": word.joined}
        for session in whole.state.sessions
        for word in session.dwell.words(number)
    ]


def _reasons(whole: folder.Folded, texts: folder.Texts, command: bytes) -> list[list[str]]:
    """The reasons with which the command was taken back."""
    keys = [subject_of(undo) for undo in whole.undos.get(CommandId(command), ())]
    return list(texts.read(keys).values())
