"""How the command line shows things: tables that fit the terminal, links that are never cut."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.cli.words import Language

WIDEST = 220
"""Columns when nobody looks (a pipe, a log): nothing needs to be cut."""

_AS_WRITTEN: Any = {"highlight": False, "emoji": False}
"""No colours of rich's own, and no pictures: in a fingerprint ":AB:" is a number, in rich it is a letter in a box."""


def console(error: bool = False) -> Console:
    """The terminal, or a page wide enough for every line where there is none."""
    made = Console(stderr=error, **_AS_WRITTEN)
    return made if made.is_terminal else Console(stderr=error, width=WIDEST, **_AS_WRITTEN)


def table(titles: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[int] = ()) -> Table:
    """Rows under titles; the columns in `numbers` stand to the right. Text is text, brackets too."""
    made = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for at, title in enumerate(titles):
        made.add_column(title, justify="right" if at in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(str(cell)) for cell in row))
    return made


def links(rows: Sequence[tuple[str, str]]) -> Text:
    """One line a link, names in a column of their own; longer than the terminal they still are one word."""
    width = max(len(name) for name, _ in rows)
    text = Text()
    for name, link in rows:
        text.append(f"  {name:<{width}}  ", style="bold")
        text.append(f"{link}\n", style="cyan")
    return text


def count(number: int, language: Language) -> str:
    """46.540 or 46,540."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "vi" else text
