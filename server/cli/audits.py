"""`audit`: who listed or downloaded names, from the journal; and how commands here write down that they did."""

import asyncio
from datetime import tzinfo

import click

from server.app import archive, now_ms
from server.cli import folder
from server.cli.asked import Asked, helped, listens
from server.cli.choosing import conference_of
from server.cli.failing import holding
from server.cli.screen import console, count, table
from server.core.choices import Listing
from server.core.conference import Conference
from server.core.ids import ROOT, ConferenceId, NodeNo
from server.core.listings import COMMAND_LINE, Listed
from server.journal.left import LeftNote, leave
from server.journal.port import FolderTaken
from server.reports.words import local, zone_of
from server.settings import Settings

COLUMNS = ("at", "who", "what", "count", "place")


@click.command(help=helped("help_audit"))
@click.option("--conference", help=helped("option_conference"))
@listens
def audit(asked: Asked, conference: str | None) -> None:
    settings = asked.settings()
    with holding(settings, asked), archive(settings) as journals:
        id = conference_of(journals, asked, conference)
        state = folder.fold(journals, id).state
    zone, out = zone_of(state.zone), console()
    rows = [_told(asked, state, zone, one) for one in reversed(state.listings.newest(len(state.listings)))]
    out.print(state.title, style="bold", markup=False, soft_wrap=True)
    if rows:
        titles = [asked.says(f"audit_{column}") for column in COLUMNS]
        out.print(table(titles, rows, numbers=[COLUMNS.index("count")]))
    else:
        out.print(asked.says("audit_none"))


def _told(asked: Asked, state: Conference, zone: tzinfo, one: Listed) -> tuple[str, ...]:
    what = asked.says(f"audit_what_{Listing(one.what).name.lower()}")
    refused = f" ({asked.says('audit_refused')})" if one.refused else ""
    at = f"{local(one.at_ms, zone):%d/%m/%Y %H:%M:%S}"
    many = count(one.count, asked.language)
    return at, _who(asked, state, one), what + refused, many, state.name_of(one.node)


def _who(asked: Asked, state: Conference, one: Listed) -> str:
    if one.account == COMMAND_LINE:
        return asked.says("audit_here")
    if one.account >= 0:
        return asked.says("audit_administrator")
    return " · ".join(filter(None, (one.grant, state.label_of(one.device), one.device.hex())))


def note_listing(
    settings: Settings, asked: Asked, id: ConferenceId, what: Listing, count: int, node: NodeNo = ROOT
) -> None:
    """Notes in the journal what is about to be shown; beside a running server, which holds it, leaves the note for that
    server to write down."""
    try:
        asyncio.run(folder.note_listing(settings, id, what, count, node))
    except FolderTaken:
        try:
            leave(settings.data, LeftNote(id, what, count, node, now_ms()))
        except OSError:
            click.echo(asked.says("audit_not_noted"), err=True)
        else:
            click.echo(asked.says("audit_left"), err=True)
