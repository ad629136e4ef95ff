"""`roster check`, `roster template`: what a roster file says, before any server sees it."""

from pathlib import Path

import click

from server.cli.asked import Asked, helped, listens
from server.cli.screen import console, count, table
from server.cli.words import Language
from server.roster.preview import Known, Preview
from server.roster.read import read
from server.roster.template import write_template

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(help=helped("help_roster"))
def roster() -> None: ...


@roster.command(help=helped("help_roster_check"))
@click.argument("file", type=FILE)
@click.option("--session", "sessions", multiple=True, help=helped("option_session"))
@listens
def check(asked: Asked, file: Path, sessions: tuple[str, ...]) -> None:
    asked.demand_file(file)
    preview = read(file, Known(sessions=sessions or None))
    if preview.problems:
        _show_problems(preview, file, asked)
        raise SystemExit(1)
    _show_preview(preview, asked)


@roster.command(help=helped("help_roster_template"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--session", "sessions", multiple=True, help=helped("option_session"))
@listens
def template(asked: Asked, file: Path, sessions: tuple[str, ...]) -> None:
    write_template(file, sessions)
    click.echo(asked.says("written", path=file))


def _show_problems(preview: Preview, file: Path, asked: Asked) -> None:
    vi = asked.language == "vi"
    rows = [(one.sheet, one.cell, one.vi if vi else one.en) for one in preview.problems]
    in_cells, of_the_file = [row for row in rows if row[1]], [row for row in rows if not row[1]]
    total = len(rows) + preview.more_problems
    out = console()
    out.print(asked.says("file_wrong", count=count(total, asked.language), file=file.name), style="bold red")
    for sheet, _, problem in of_the_file:
        out.print(f"{sheet}: {problem}" if sheet else problem, markup=False, soft_wrap=True)
    if in_cells:
        out.print(table([asked.says("sheet"), asked.says("cell"), asked.says("problem")], in_cells))
    if preview.more_problems:
        out.print(asked.says("more_wrong", count=count(preview.more_problems, asked.language)))


def _show_preview(preview: Preview, asked: Asked) -> None:
    language: Language = asked.language
    out = console()
    out.print(asked.says("file_fine"), style="bold green")
    figures = [
        (asked.says(word), *(count(number, language) for number in counts))
        for word, counts in (
            ("units", preview.unit_counts),
            ("points", preview.point_counts),
            ("people", preview.people_counts),
        )
    ]
    titles = ["", asked.says("new"), asked.says("changed"), asked.says("unchanged")]
    out.print(table(titles, figures, numbers=(1, 2, 3)))
    for notice in preview.notices:
        out.print(f"· {notice.vi if language == 'vi' else notice.en}", markup=False)
    if preview.sample:
        titles = [asked.says(word) for word in ("code", "name", "post", "unit", "point")]
        rows = [(*person.text[:3], person.unit_code, person.point_code) for person in preview.sample]
        out.print(table(titles, rows))
