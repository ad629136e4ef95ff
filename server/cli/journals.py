"""`journal verify`: every journal folded from its first entry, its figures and its chain printed."""

from collections.abc import Callable
from typing import NamedTuple

import click
from rich.status import Status

from server.app import archive
from server.cli import folder
from server.cli.asked import Asked, helped, listens
from server.cli.failing import holding
from server.cli.moves import copy
from server.cli.screen import console, count, table
from server.journal.archive import HOUSE, Archive
from server.journal.port import JournalBroken


class Verified(NamedTuple):
    """What one journal amounts to."""

    journal: str
    entries: int
    refused: int
    units: int | str
    """Figures are empty words for the house."""
    points: int | str
    people: int | str
    evidence: int | str
    chain: str


@click.group(help=helped("help_journal"))
def journal() -> None: ...


journal.add_command(copy)


@journal.command(help=helped("help_journal_verify"))
@click.argument("conferences", nargs=-1, metavar="[CONFERENCE]...")
@listens
def verify(asked: Asked, conferences: tuple[str, ...]) -> None:
    settings = asked.settings()
    found: list[Verified] = []
    faults: list[str] = []
    with holding(settings, asked), archive(settings) as journals, console(error=True).status("") as status:
        for name in _named(journals, asked, conferences):
            try:
                found.append(_verify(journals, name, _shown_on(status, name, asked)))
            except folder.Unfolded as error:
                faults.append(asked.says("stopped_at", journal=name, seq=error.seq, why=error))
            except (JournalBroken, OSError) as error:
                faults.append(asked.says("broken", why=error))
    _show(found, asked)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(asked.says("verified"))


def _named(journals: Archive, asked: Asked, conferences: tuple[str, ...]) -> list[str]:
    there = journals.names()
    if not there:
        raise asked.fails("no_data", folder=journals.where)
    for name in conferences:
        if name not in there:
            raise asked.fails("no_such_conference", id=name)
    return list(conferences) or there


def _shown_on(status: Status, name: str, asked: Asked) -> Callable[[int], None]:
    def tick(seq: int) -> None:
        status.update(f"{name} {count(seq, asked.language)}")

    return tick


def _verify(journals: Archive, name: str, tick: Callable[[int], None]) -> Verified:
    if name == HOUSE:
        _, chain, refused = folder.fold_house(journals)
        return Verified(name, chain.seq, refused, "", "", "", "", chain.digest.hex())
    state, chain, refused, *_ = folder.fold(journals, name, tick)
    points = state.point_count(0)
    units = state.node_count - points - 1
    return Verified(
        name, chain.seq, refused, units, points, state.person_count, len(state.evidence), chain.digest.hex()
    )


def _show(found: list[Verified], asked: Asked) -> None:
    words = ("journal", "entries", "refused", "units", "points", "people", "check_ins", "chain")
    rows = [[count(cell, asked.language) if isinstance(cell, int) else cell for cell in one] for one in found]
    console().print(table([asked.says(word) for word in words], rows, numbers=range(1, 7)))
