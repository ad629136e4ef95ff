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


LAN = {"host": "0.0.0.0", "port": "8443"}
"""What `--tls` is for: other machines of the network; 8080 is where people look for plain HTTP."""


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
    tls: bool = False
    """A CA for this machine alone."""
    tls_files: tuple[Path | None, Path | None] = (None, None)
    """A certificate and key of one's own."""

    def says(self, word: str, **gaps: object) -> str:
        return said(word, self.language, **gaps)

    def fails(self, word: str, **gaps: object) -> Failed:
        return Failed(self.says(word, **gaps))

    def demand_file(self, path: Path) -> None:
        """Raises Failed where no file stands: click says it in English alone."""
        if not path.is_file():
            raise self.fails("no_file", path=path)

    def fails_with(self, word: str, lines: Iterable[str], **gaps: object) -> Failed:
        """The words, then what there is to choose from."""
        return Failed("\n".join([self.says(word, **gaps), *lines]))

    def settings(self, **defaults: str) -> Settings:
        """File, environment, then options. Raises Failed.

        `defaults` are the command's own: they stand without a file, where the environment does not speak.
        """
        given = dict(os.environ)
        if self.tls:
            defaults |= LAN
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
        if self.tls:
            given["DIEMCAU_TLS"] = "local"
        for name, path in zip(("DIEMCAU_TLS_CERT", "DIEMCAU_TLS_KEY"), self.tls_files, strict=True):
            if path is not None:
                given |= {"DIEMCAU_TLS": "files", name: str(path)}
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
        files = (options.pop("tls_cert", None), options.pop("tls_key", None))
        port, tls = options.pop("port", None), options.pop("tls", False)
        asked = Asked(language_of(lang), config, data, port, journal, tls, files)
        command(asked, *arguments, **options)

    return listening


def opens_doors(command: Callable[..., None]) -> Callable[..., None]:
    """Gives the command the options of where and how it listens."""
    file = click.Path(path_type=Path, dir_okay=False)
    for option in (
        click.option("--tls-key", type=file, help=helped("option_tls_key")),
        click.option("--tls-cert", type=file, help=helped("option_tls_cert")),
        click.option("--tls", is_flag=True, help=helped("option_tls")),
        click.option("--port", type=click.IntRange(0, 65_535), help=helped("option_port")),
    ):
        command = option(command)
    return command
