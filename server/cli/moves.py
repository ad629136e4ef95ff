"""`backup`, `restore`, `journal copy`: whole houses to a file and back, and from one engine into another."""

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from server.app import archive, filling, nodes_live, now_ms
from server.cli.asked import Asked, helped, listens
from server.cli.failing import holding
from server.cli.screen import console, count, table
from server.core.commands import EpochBegan
from server.core.entries import KIND_OF, Entry
from server.core.ids import CommandId
from server.journal import backup as backups
from server.journal.archive import Archive
from server.journal.folder import DataFolder
from server.journal.moving import Moved, Tick, chain_of, parts_of, pour
from server.journal.port import Block
from server.live.spine import SERVER_DEVICE, SERVER_GRANT
from server.settings import SQLITE, Settings, has_password
from server.wire.codec import decode_entry, encode_entry

EPOCH_BEGAN = KIND_OF[EpochBegan]
SQLITE_PREFIX = "sqlite:"
REDIS = "redis"
"""Names the Redis of the setting `journal`, whose password is on no command line."""

Gone = dict[str, set[bytes]]
"""By journal: subjects whose text must not come back."""


@click.command(help=helped("help_backup"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", type=click.Path(path_type=Path, dir_okay=False), help=helped("option_keys_out"))
@listens
def backup(asked: Asked, file: Path, keys: Path | None) -> None:
    settings = asked.settings()
    with holding(settings, asked), refusing(asked), archive(settings) as journals:
        if not journals.names():
            raise asked.fails("no_data", folder=journals.where)
        moved = _back_up(journals, file)
        if keys is not None:
            _write_keys(settings, keys)
    _show(moved, asked)
    click.echo(asked.says("backed_up", path=file, size=count(file.stat().st_size, asked.language)))
    if keys is not None:
        click.echo(asked.says("keys_written", path=keys))


@click.command(help=helped("help_restore"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--erased", multiple=True, metavar="PLACE", help=helped("option_erased"))
@click.option("--none-erased", is_flag=True, help=helped("option_none_erased"))
@click.option("--keys", type=click.Path(path_type=Path, dir_okay=False), help=helped("option_keys_in"))
@listens
def restore(asked: Asked, file: Path, erased: tuple[str, ...], none_erased: bool, keys: Path | None) -> None:
    settings = asked.settings()
    for given in filter(None, (file, keys)):
        asked.demand_file(given)
    if bool(erased) == none_erased:
        raise asked.fails("say_erased")
    with holding(settings, asked), refusing(asked):
        gone: Gone = {}
        for where in erased:
            _collect(where, settings, asked, gone)
        _demand_whole(file)
        new_keys = _keys_in(keys, settings, asked) if keys is not None else []
        with _filled(settings, asked, "restore"):
            moved = asyncio.run(_restore(settings, file, gone))
        _write_key_files(settings, new_keys)
        _demand_same(moved, settings, asked)
    _show(moved, asked)
    click.echo(asked.says("restored"))


@click.command("copy", help=helped("help_journal_copy"))
@click.argument("source")
@click.argument("target")
@listens
def copy(asked: Asked, source: str, target: str) -> None:
    settings = asked.settings()
    old, new = _place(source, settings, asked), _place(target, settings, asked)
    if (old.journal, old.data) == (new.journal, new.data):
        raise asked.fails("same_place")
    with holding(old, asked), refusing(asked), ExitStack() as held:
        if old.data != new.data and old.journal == SQLITE:
            held.enter_context(DataFolder.take(old.data, "diemcau journal copy"))
        if nodes_live(old):
            raise asked.fails("nodes_live", where=REDIS)
        with archive(old) as journals:
            if not journals.names():
                raise asked.fails("no_data", folder=journals.where)
            with _filled(new, asked, "journal copy"):
                moved = asyncio.run(_copy(journals, new))
        for place in (new, old):
            _demand_same(moved, place, asked)
    _show(moved, asked)
    click.echo(asked.says("copied"))


@contextmanager
def refusing(asked: Asked) -> Iterator[None]:
    """What is wrong with a backup or a file, in words."""
    try:
        yield
    except backups.BadBackup as error:
        why = asked.says(f"backup_{error.fault}", part=error)
        raise asked.fails("bad_backup", why=why) from error


# Backup


def _back_up(journals: Archive, file: Path) -> list[Moved]:
    moved: list[Moved] = []
    with _writing(file) as writer, _progress() as tick:
        for part in parts_of(journals, tick):
            writer.add(part)
            if isinstance(part, backups.JournalBegins):
                moved.append(Moved(part.name))
            moved[-1] = moved[-1].with_(part)
    return moved


def _write_keys(settings: Settings, file: Path) -> None:
    with _writing(file) as writer:
        for key in sorted((settings.data / "keys").glob("*.key")):
            writer.add(backups.Key(key.stem, key.read_bytes()))


@contextmanager
def _writing(file: Path) -> Iterator[backups.Writer]:
    """A backup that is there, whole, when the block has ended; not at all when it failed."""
    writer = backups.Writer(file)
    try:
        yield writer
        writer.finish()
    except BaseException:
        writer.discard()
        raise


# Restore


async def _restore(settings: Settings, file: Path, gone: Gone) -> list[Moved]:
    with _progress() as tick:
        async with filling(settings) as target:
            return await pour(backups.read(file), target, erased=gone, ending=_Epochs().ending, tick=tick)


class _Epochs:
    """Which epoch each restored journal begins: one after all it holds, and one that no history ever had.

    A page that was away knows its history by the epoch. One restored twice, or restored where nobody remembers a fork,
    would have a number again that a lost history had. So the number is the time.
    """

    def __init__(self) -> None:
        self._epoch = 1

    def ending(self, name: str, blocks: Sequence[Block]) -> bytes | None:
        for raw in (raw for block in blocks for raw in block.entries):
            body = decode_entry(raw).body
            if isinstance(body, EpochBegan):
                self._epoch = max(self._epoch, body.epoch)
        if blocks:
            return None
        now, id = now_ms(), CommandId(secrets.token_bytes(16))
        epoch, self._epoch = max(self._epoch + 1, now), 1
        body = EpochBegan(epoch)
        return encode_entry(Entry(EPOCH_BEGAN, id, SERVER_GRANT, SERVER_DEVICE, now, 0, now, 0, body))


def _demand_whole(file: Path) -> None:
    """Reads it to its end, before anything is written. Raises BadBackup."""
    for part in backups.read(file):
        if isinstance(part, backups.Key):
            raise backups.BadBackup("it holds keys, not journals", "keys")


def _collect(where: str, settings: Settings, asked: Asked, gone: Gone) -> None:
    """Adds every subject that is erased in the backup or place `where`."""
    if Path(where).is_file():
        name = ""
        for part in backups.read(Path(where)):
            if isinstance(part, backups.JournalBegins):
                name = part.name
            elif isinstance(part, backups.Erased):
                gone.setdefault(name, set()).update(part.subjects)
        return
    with archive(_place(where, settings, asked)) as journals:
        names = journals.names()
        if not names:
            raise asked.fails("no_data", folder=journals.where)
        for name in names:
            gone.setdefault(name, set()).update(one for some in journals.erased(name) for one in some)


def _keys_in(file: Path, settings: Settings, asked: Asked) -> list[backups.Key]:
    """The keys of the file; a key is never overwritten. Raises BadBackup, Failed."""
    keys = [part for part in backups.read(file) if isinstance(part, backups.Key)]
    for key in keys:
        place = settings.data / "keys" / f"{key.name}.key"
        if place.exists():
            raise asked.fails("key_there", path=place)
    return keys


def _write_key_files(settings: Settings, keys: list[backups.Key]) -> None:
    for key in keys:
        place = settings.data / "keys" / f"{key.name}.key"
        place.touch(mode=0o600, exist_ok=False)
        place.write_bytes(key.content)


# Copy


async def _copy(journals: Archive, new: Settings) -> list[Moved]:
    with _progress() as tick:
        async with filling(new) as target:
            return await pour(parts_of(journals, tick), target, erased={})


def _place(where: str, settings: Settings, asked: Asked) -> Settings:
    """A place named on the command line: sqlite:FOLDER, a folder, redis, or the address of a Redis without a password."""
    if where == REDIS:
        if settings.journal == SQLITE:
            raise asked.fails("no_redis")
        return settings
    if "://" in where:
        if has_password(where):
            raise asked.fails("password_in_sight")
        return replace(settings, journal=where)
    return replace(settings, journal=SQLITE, data=Path(where.removeprefix(SQLITE_PREFIX)).expanduser())


@contextmanager
def _filled(settings: Settings, asked: Asked, command: str) -> Iterator[None]:
    """The data folder held, and no house in the place yet. Raises FolderTaken, Failed."""
    with DataFolder.take(settings.data, f"diemcau {command}"):
        with archive(settings) as journals:
            if journals.names():
                raise asked.fails("not_empty", where=journals.where)
        yield


def _demand_same(moved: list[Moved], settings: Settings, asked: Asked) -> None:
    """Each journal of the place reads as it was poured. Raises Failed."""
    with archive(settings) as journals:
        for one in moved:
            chain = chain_of(journals, one.name)
            if (chain.seq, chain.digest) != (one.seq, one.chain):
                raise asked.fails("other_chain", journal=one.name, where=journals.where)


@contextmanager
def _progress() -> Iterator[Tick]:
    """The journal that is being moved, and how far."""
    with console(error=True).status("") as status:
        yield lambda name, seq: status.update(f"{name} {seq:,}")


def _show(moved: list[Moved], asked: Asked) -> None:
    words = ("journal", "entries", "texts", "erased_texts", "chain")
    rows = [
        [one.name, *(count(n, asked.language) for n in (one.seq, one.texts, one.erased)), one.chain.hex()]
        for one in moved
    ]
    console().print(table([asked.says(word) for word in words], rows, numbers=range(1, 4)))
