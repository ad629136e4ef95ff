"""`backup`, `restore`, `journal copy`: whole houses to a file and back, and from one engine into another."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from server.app import now_ms
from server.cli.asked import Asked, helped, listens
from server.cli.engines import SQLITE_PREFIX, Place, open_place
from server.cli.failing import holding
from server.cli.screen import console, count, table
from server.core.commands import KIND_OF, Entry, EpochBegan
from server.core.ids import CommandId
from server.journal import archive
from server.journal.moving import Moved, Tick, chain_of, parts_of, pour
from server.journal.port import Block
from server.live.spine import SERVER_DEVICE, SERVER_GRANT
from server.settings import Settings
from server.wire.codec import decode_entry, encode_entry

EPOCH_BEGAN = KIND_OF[EpochBegan]

Gone = dict[str, set[bytes]]
"""By journal: subjects whose text must not come back."""


@click.command(help=helped("help_backup"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", type=click.Path(path_type=Path, dir_okay=False), help=helped("option_keys_out"))
@listens
def backup(asked: Asked, file: Path, keys: Path | None) -> None:
    settings = asked.settings()
    with holding(settings, asked), refusing(asked):
        moved = asyncio.run(_back_up(settings, asked, file))
        if keys is not None:
            _write_keys(settings, keys)
    _show(moved, asked)
    click.echo(asked.says("backed_up", path=file, size=count(file.stat().st_size, asked.language)))
    if keys is not None:
        click.echo(asked.says("keys_written", path=keys))


@click.command(help=helped("help_restore"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--erased", multiple=True, metavar="PLACE", help=helped("option_erased"))
@click.option("--none-erased", is_flag=True, help=helped("option_none_erased"))
@click.option(
    "--keys", type=click.Path(path_type=Path, dir_okay=False, exists=True), help=helped("option_keys_in")
)
@listens
def restore(asked: Asked, file: Path, erased: tuple[str, ...], none_erased: bool, keys: Path | None) -> None:
    settings = asked.settings()
    if bool(erased) == none_erased:
        raise asked.fails("say_erased")
    with holding(settings, asked), refusing(asked):
        gone: Gone = {}
        for where in erased:
            if Path(where).is_file():
                _collect_from_file(Path(where), gone)
            else:
                asyncio.run(_collect_from_place(where, settings, gone))
        moved = asyncio.run(_restore(settings, asked, file, gone))
        if keys is not None:
            _read_keys(settings, keys, asked)
    _show(moved, asked)
    click.echo(asked.says("restored"))


@click.command("copy", help=helped("help_journal_copy"))
@click.argument("source")
@click.argument("target")
@listens
def copy(asked: Asked, source: str, target: str) -> None:
    settings = asked.settings()
    with holding(settings, asked), refusing(asked):
        moved = asyncio.run(_copy(settings, asked, source, target))
    _show(moved, asked)
    click.echo(asked.says("copied"))


@contextmanager
def refusing(asked: Asked) -> Iterator[None]:
    """What is wrong with an archive or a file, in words."""
    try:
        yield
    except archive.BadArchive as error:
        raise asked.fails("bad_archive", why=error) from error
    except FileExistsError as error:
        raise asked.fails("no_disk", why=error) from error


# Backup


async def _back_up(settings: Settings, asked: Asked, file: Path) -> list[Moved]:
    writer = archive.Writer(file)
    moved: list[Moved] = []
    try:
        async with open_place(settings.journal, settings.data, "backup", writes=False) as place:
            if await place.engine.is_empty():
                raise asked.fails("no_data", folder=place.words)
            with _progress(asked) as tick:
                async for part in parts_of(place.engine, tick):
                    await asyncio.to_thread(writer.add, part)
                    _count(part, moved)
        await asyncio.to_thread(writer.finish)
    except BaseException:
        writer.discard()
        raise
    return moved


def _count(part: archive.Part, moved: list[Moved]) -> None:
    """What a backup holds, as it is written."""
    if isinstance(part, archive.JournalBegins):
        moved.append(Moved(part.name, 0, b"", 0, 0))
    elif isinstance(part, archive.Texts):
        moved[-1] = moved[-1]._replace(texts=moved[-1].texts + len(part.texts))
    elif isinstance(part, archive.Erased):
        moved[-1] = moved[-1]._replace(erased=moved[-1].erased + len(part.subjects))
    elif isinstance(part, archive.JournalEnds):
        moved[-1] = moved[-1]._replace(seq=part.seq, chain=part.chain)


def _write_keys(settings: Settings, file: Path) -> None:
    writer = archive.Writer(file)
    try:
        for key in sorted((settings.data / "keys").glob("*.key")):
            writer.add(archive.Key(key.stem, key.read_bytes()))
        writer.finish()
    except BaseException:
        writer.discard()
        raise


# Restore


async def _restore(settings: Settings, asked: Asked, file: Path, gone: Gone) -> list[Moved]:
    """Read to its end before anything is written; then poured in, each journal with an epoch of its own."""
    for part in archive.read(file):
        if isinstance(part, archive.Key):
            raise archive.BadArchive("it holds keys, not journals: --keys")
    async with open_place(settings.journal, settings.data, "restore", writes=True) as place:
        await _demand_empty(place, asked)
        with _progress(asked) as tick:
            moved = await pour(_read(file), place.engine, tick, erased=gone, ending=_Epochs().ending)
        await _verify(place, moved, asked)
    return moved


async def _read(file: Path) -> AsyncIterator[archive.Part]:
    for part in archive.read(file):
        yield part


class _Epochs:
    """Which epoch each restored journal begins: the one after all it holds."""

    def __init__(self) -> None:
        self._epoch = 1

    def ending(self, name: str, blocks: list[Block]) -> bytes | None:
        for block in blocks:
            for raw in block.entries:
                body = decode_entry(raw).body
                if isinstance(body, EpochBegan):
                    self._epoch = max(self._epoch, body.epoch)
        if blocks:
            return None
        epoch, self._epoch = self._epoch + 1, 1
        now, id = now_ms(), CommandId(secrets.token_bytes(16))
        body = EpochBegan(epoch)
        return encode_entry(Entry(EPOCH_BEGAN, id, SERVER_GRANT, SERVER_DEVICE, now, 0, now, 0, body))


def _collect_from_file(file: Path, gone: Gone) -> None:
    """Adds every subject that is erased in the backup."""
    name = ""
    for part in archive.read(file):
        if isinstance(part, archive.JournalBegins):
            name = part.name
        elif isinstance(part, archive.Erased):
            gone.setdefault(name, set()).update(part.subjects)


async def _collect_from_place(where: str, settings: Settings, gone: Gone) -> None:
    """Adds every subject that is erased in a place where a house lies."""
    journal, data = _address(where, settings)
    async with open_place(journal, data, "restore", writes=False) as place:
        for name in await place.engine.names():
            reader = await place.engine.read(name)
            try:
                async for subjects in reader.erased():
                    gone.setdefault(name, set()).update(subjects)
            finally:
                await reader.close()


def _read_keys(settings: Settings, file: Path, asked: Asked) -> None:
    """Every key whose place is free; a key is never overwritten."""
    keys = [part for part in archive.read(file) if isinstance(part, archive.Key)]
    folder = settings.data / "keys"
    for key in keys:
        place = folder / f"{key.name}.key"
        if place.exists():
            raise asked.fails("key_there", path=place)
    for key in keys:
        place = folder / f"{key.name}.key"
        place.touch(mode=0o600, exist_ok=False)
        place.write_bytes(key.content)


# Copy


async def _copy(settings: Settings, asked: Asked, source: str, target: str) -> list[Moved]:
    from_, to = _address(source, settings), _address(target, settings)
    if from_ == to:
        raise asked.fails("same_place")
    async with (
        open_place(*from_, "journal copy", writes=True) as old,
        open_place(*to, "journal copy", writes=from_[1] != to[1]) as new,
    ):
        if await old.engine.is_empty():
            raise asked.fails("no_data", folder=old.words)
        await _demand_empty(new, asked)
        with _progress(asked) as tick:
            moved = await pour(parts_of(old.engine, tick), new.engine, lambda *_: None, erased={})
        await _verify(new, moved, asked)
    return moved


def _address(where: str, settings: Settings) -> tuple[str, Path]:
    """The setting `journal` and the data folder of a place named on the command line."""
    if where.startswith(SQLITE_PREFIX):
        return "sqlite", Path(where.removeprefix(SQLITE_PREFIX)).expanduser()
    return (where, settings.data) if ":" in where else ("sqlite", Path(where).expanduser())


async def _demand_empty(place: Place, asked: Asked) -> None:
    if not await place.engine.is_empty():
        raise asked.fails("not_empty", where=place.words)


async def _verify(place: Place, moved: list[Moved], asked: Asked) -> None:
    """What lies there now is what was poured in, read anew. Raises Failed."""
    for one in moved:
        reader = await place.engine.read(one.name)
        try:
            chain = await chain_of(reader)
        finally:
            await reader.close()
        if (chain.seq, chain.digest) != (one.seq, one.chain):
            raise asked.fails("other_chain", journal=one.name)


@contextmanager
def _progress(asked: Asked) -> Iterator[Tick]:
    """A line for the journal that is being moved."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(error=True), transient=True) as progress:
        rows: dict[str, TaskID] = {}

        def tick(name: str, done: int, whole: int) -> None:
            if name not in rows:
                rows[name] = progress.add_task(name, total=whole or None)
            progress.update(rows[name], completed=done)

        yield tick


def _show(moved: list[Moved], asked: Asked) -> None:
    words = ("journal", "entries", "texts", "erased_texts", "chain")
    rows = [
        [one.name, *(count(n, asked.language) for n in (one.seq, one.texts, one.erased)), one.chain.hex()]
        for one in moved
    ]
    console().print(table([asked.says(word) for word in words], rows, numbers=range(1, 4)))
