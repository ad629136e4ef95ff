"""The command line: `diemcau`, one group of commands."""

import click

from server.cli.asked import Asked, helped, listens
from server.cli.audits import audit
from server.cli.bridges import bridge
from server.cli.exports import export
from server.cli.journals import journal
from server.cli.moves import backup, restore
from server.cli.persons import person
from server.cli.rosters import roster
from server.cli.settings_words import ANY, VIETNAMESE
from server.cli.start import demo, server, up
from server.settings import About, explain


@click.group(help=helped("help"))
@click.version_option(package_name="diemcau")
def main() -> None: ...


@click.command(help=helped("help_settings"))
@click.option("--explain", "explained", is_flag=True, help=helped("option_explain"))
@listens
def settings(asked: Asked, explained: bool) -> None:
    told = explain(asked.settings(), _in_vietnamese if asked.language == "vi" else None)
    lines = told.splitlines()
    click.echo(told if explained else "\n".join(line for line in lines if not line.startswith(" ")))


def _in_vietnamese(name: str, note: About) -> About:
    unit, why = VIETNAMESE[name]
    return note._replace(unit=unit, why=why, unbounded=ANY)


for command in (up, server, demo, roster, export, journal, backup, restore, person, audit, bridge, settings):
    main.add_command(command)
