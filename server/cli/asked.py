"""What every command may be told: language, settings file, data folder; and how it fails in words."""

import functools
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from server.cli.words import Language, language_of, said
from server.settings import BadSetting, Settings, has_password, load

HELP: Language = language_of(None)
"""Help is written before options are read: it follows the terminal."""


class Failed(click.ClickException):
    """The command ends with these words on stderr and exit code 1."""

    def show(self, file: Any = None) -> None:
        click.echo(self.format_message(), err=True)


@dataclass(frozen=True)
class Asked:
    """What the person said on the command line, apart from the command's own options."""

    language: Language
    config: Path | None
    data: Path | None
    port: int | None = None
    journal: str | None = None

    def says(self, word: str, **gaps: object) -> str:
        return said(word, self.language, **gaps)

    def fails(self, word: str, **gaps: object) -> Failed:
        return Failed(self.says(word, **gaps))

    def fails_with(self, word: str, lines: Iterable[str], **gaps: object) -> Failed:
        """The words, then what there is to choose from."""
        return Failed("\n".join([self.says(word, **gaps), *lines]))

    def settings(self, **defaults: str) -> Settings:
        """File, environment, then options. Raises Failed.

        `defaults` are the command's own: they stand without a file, where the environment does not speak.
        """
        given = dict(os.environ)
        if self.config is None:
            given = {f"DIEMCAU_{name.upper()}": value for name, value in defaults.items()} | given
        if self.data is not None:
            given["DIEMCAU_DATA"] = str(self.data)
        if self.journal is not None:
            if has_password(self.journal):
                raise self.fails("password_in_sight")
            given["DIEMCAU_JOURNAL"] = self.journal
        if self.port is not None:
            given["DIEMCAU_PORT"] = str(self.port)
        try:
            return load(self.config, given)
        except BadSetting as error:
            raise self.fails("bad_setting", why=error) from error


def helped(word: str) -> str:
    return said(word, HELP)


def listens(command: Callable[..., None]) -> Callable[..., None]:
    """Gives the command `asked: Asked` as its first argument, and the options it is made of."""

    @click.option("--lang", type=click.Choice(["vi", "en"]), help=helped("option_lang"))
    @click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help=helped("option_config"))
    @click.option("--data", type=click.Path(path_type=Path, file_okay=False), help=helped("option_data"))
    @click.option("--journal", metavar="sqlite|redis://…", help=helped("option_journal"))
    @functools.wraps(command)
    def listening(
        *arguments: Any,
        lang: str | None,
        config: Path | None,
        data: Path | None,
        journal: str | None,
        **options: Any,
    ) -> None:
        asked = Asked(language_of(lang), config, data, options.pop("port", None), journal)
        command(asked, *arguments, **options)

    return listening


port_option = click.option("--port", type=click.IntRange(0, 65_535), help=helped("option_port"))
