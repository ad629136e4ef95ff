"""`export`: attendance as XLSX from the journal, also beside a running server."""

from pathlib import Path

import click

from server import reports
from server.app import archive, now_ms
from server.cli import folder
from server.cli.asked import Asked, helped, listens
from server.cli.audits import note_listing
from server.cli.choosing import conference_of, sessions_of
from server.cli.failing import holding
from server.cli.screen import console
from server.core.choices import Listing
from server.core.conference import Conference

KINDS = ("place", "belonging", "person")


@click.command(help=helped("help_export"))
@click.option("--conference", help=helped("option_conference"))
@click.option("--session", type=int, help=helped("option_number"))
@click.option("--by", type=click.Choice(KINDS), help=helped("option_by"))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help=helped("option_out")
)
@listens
def export(asked: Asked, conference: str | None, session: int | None, by: str | None, out: Path) -> None:
    settings = asked.settings()
    with holding(settings, asked), archive(settings) as journals:
        id = conference_of(journals, asked, conference)
        with console(error=True).status(id):
            state = folder.fold(journals, id).state
        texts = folder.Texts(journals, id)
        out.mkdir(parents=True, exist_ok=True)
        for number in sessions_of(state, asked, session):
            for kind in (by,) if by else KINDS:
                path = out / f"{id}-{number + 1}-{kind}.xlsx"
                if kind == "person":
                    count = sum(1 for _ in reports.listed(state, number))
                    note_listing(settings, asked, id, Listing.PERSON_REPORT, count)
                _write(state, texts, number, kind, path, asked)
                click.echo(asked.says("written", path=path))


def _write(state: Conference, texts: folder.Texts, session: int, kind: str, path: Path, asked: Asked) -> None:
    at_ms, language = now_ms(), asked.language
    if kind == "place":
        reports.by_place(state, session, path, at_ms, language)
    elif kind == "belonging":
        reports.by_belonging(state, session, path, at_ms, language)
    else:
        people = reports.listed(state, session)
        names = (text for _, text in texts.of_people(state, people))
        reports.by_person(state, session, names, path, at_ms, language)
