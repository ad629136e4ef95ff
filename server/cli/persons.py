"""`person export`, `person erase`: what is held about one person, and taking their text out of every file.

What is held and what goes is said in server/edge/dossiers.py, for the administrator's page too. Both are noted in the
journal. Beside a running server an erasure is that page's work: the server alone writes its journals.
"""

import asyncio
import json

import click

from server.app import archive
from server.cli import folder
from server.cli.asked import Asked, helped, listens
from server.cli.audits import note_listing
from server.cli.choosing import conference_of
from server.cli.failing import holding
from server.core.choices import Listing
from server.core.conference import Conference
from server.edge.dossiers import LISTED, Held, dossier, find, place_of, told
from server.journal.folder import DataFolder
from server.settings import Settings


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
        held = _find(whole.state, texts, who, asked)
        one = asyncio.run(dossier(whole.state, whole.filed, texts.reader, held))
        place = place_of(whole.state, held.number)
        note_listing(settings, asked, id, Listing.PERSON_EXPORT, 1, place)
    click.echo(json.dumps(told(whole.state, whole.filed, one, id), ensure_ascii=False, indent=2))


@person.command("erase", help=helped("help_person_erase"))
@click.argument("who")
@click.option("--conference", help=helped("option_conference"))
@click.option("--yes", is_flag=True, help=helped("option_yes"))
@listens
def erase_person(asked: Asked, who: str, conference: str | None, yes: bool) -> None:
    settings = asked.settings()
    with holding(settings, asked, "erase_on_the_page"), archive(settings) as journals:
        _demand_stopped(settings)
        id = conference_of(journals, asked, conference)
        whole, texts = folder.fold(journals, id), folder.Texts(journals, id)
        held = _find(whole.state, texts, who, asked)
        one = asyncio.run(dossier(whole.state, whole.filed, texts.reader, held))
        if not one.texts:
            raise asked.fails("nobody", who=who)
        sure = asked.says("erase_sure", name=held.name or f"#{held.number}", count=len(one.texts))
        if not (yes or click.confirm(sure, err=True)):
            click.echo(asked.says("kept"))
            return
        place = place_of(whole.state, held.number)
        erased = asyncio.run(folder.erase(settings, id, one.subjects, held.number, place))
    click.echo(asked.says("erased", count=erased))
    if one.points:
        points = ", ".join(whole.state.code_of(point) for point in one.points)
        click.echo(asked.says("contact_hint", points=points), err=True)


def _demand_stopped(settings: Settings) -> None:
    """Raises FolderTaken beside a running server: before anything is looked for or asked."""
    if settings.data.exists():
        DataFolder.take(settings.data, "diemcau person erase").release()


def _find(state: Conference, texts: folder.Texts, who: str, asked: Asked) -> Held:
    """The one person of this number, code or name. Raises Failed for none or several."""
    found = asyncio.run(find(state, texts.reader, who))
    if len(found) > 1:
        lines = [f"  #{one.number}  {one.name}" for one in found[:LISTED]]
        raise asked.fails_with("several", lines, who=who)
    if not found:
        raise asked.fails("nobody", who=who)
    return found[0]
