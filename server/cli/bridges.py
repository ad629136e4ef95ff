"""`bridge`: media bridges on other machines."""

import click

from server.cli import folder
from server.cli.asked import Asked, helped, listens
from server.cli.failing import holding
from server.edge.bridges import ENROLMENT_S, Enrolments
from server.journal.keys import read_or_make_key


@click.group(help=helped("help_bridge"))
def bridge() -> None: ...


@click.command(help=helped("help_bridge_enrol"))
@listens
def enrol(asked: Asked) -> None:
    data = asked.settings().data
    if not (data / "keys").exists():
        raise asked.fails("no_data", folder=data)
    with holding(asked.settings(), asked):
        code = Enrolments(read_or_make_key(folder.paths(data).key("bridge"))).new_code()
    click.echo(code)
    click.echo(asked.says("bridge_code", minutes=ENROLMENT_S // 60), err=True)


bridge.add_command(enrol)
