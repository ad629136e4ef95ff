"""The composition root: the only file that picks adapters, clocks and id makers, and joins the rooms.

`serve` is one server's whole life: folder, house, conferences, doors, and the way back on SIGTERM.
"""

import asyncio
import contextlib
import gc
import secrets
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from aiohttp import web

from server.beside import beside
from server.core import snapshot
from server.core.ids import ConferenceId, GrantId, Millis, Seq
from server.edge.bridges import Enrolments
from server.edge.gate import Gate
from server.edge.keys import CA, GATE
from server.edge.links import Links
from server.edge.logs import start_logging
from server.edge.routes import make_app
from server.edge.sign_in import issue_setup_code
from server.edge.signing import Signer
from server.journal import snapshots
from server.journal.archive import HOUSE, Archive, SqliteArchive
from server.journal.folder import DataFolder
from server.journal.keys import read_or_make_key
from server.journal.marks import MarkFile
from server.journal.moving import Target
from server.journal.papers import OwnPapers, SharedPapers
from server.journal.papers_redis import RedisPapers
from server.journal.passing import MemoryPassing, Passing
from server.journal.passing_redis import RedisPassing
from server.journal.port import JournalBroken
from server.journal.redis import RedisJournal, open_redis_journal
from server.journal.redis_archive import RedisArchive
from server.journal.redis_client import RedisClient
from server.journal.redis_reader import Reader
from server.journal.redis_sharing import RedisSharing
from server.journal.snapshots import SnapshotKey
from server.journal.sqlite import SqliteJournal, open_sqlite_journal
from server.journal.targets import RedisTarget, SqliteTarget
from server.live.hub import Hub, Stores
from server.live.keeping import Kept
from server.live.sharing import KEPT_S, PLACED_S, Alone, Sharing
from server.settings import SQLITE, Settings
from server.tls import Tls, outward_address

BACKLOG = 4096
"""Connections the kernel holds while the loop is busy: a reconnect storm arrives faster than it is accepted."""

GARBAGE = 20_000, 1_000, 10
"""When the collector looks. What is young is looked at in a few milliseconds; ten thousand sockets that come at once are no
garbage, and to walk past all that lives would hold the loop for long; nearly nothing leaves a ring
(edge/past_the_library.py)."""

LOOK_S, CROWD_S = 2, 60
"""So often, and so long at most, the collector looks whether those who come back after a start are in."""

IDLE_S = 75.0
"""A connection that says nothing, or never ends its first line, is closed: a file descriptor is not for keeps. Longer than
the 60 s for which proxies keep a connection for the next request."""

log = structlog.get_logger("app")


def now_ms() -> Millis:
    return Millis(time.time_ns() // 1_000_000)


class SqliteStores:
    """Journals as files of the data folder."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    async def house(self) -> SqliteJournal:
        return await open_sqlite_journal(self._folder.house_journal)

    async def conference(self, id: ConferenceId) -> SqliteJournal:
        return await open_sqlite_journal(self._folder.conference_journal(id))

    def cache(self, id: ConferenceId) -> "SnapshotFile":
        return SnapshotFile(self._folder.snapshot(id))

    def mark(self, name: str) -> MarkFile:
        return MarkFile(self._folder.mark(name))

    def problems(self) -> list[str]:
        return []

    async def demand_keys(self, fingerprint: str) -> None:
        """Nobody else is there to have others."""


class RedisStores:
    """Journals in a Redis that other nodes use too; snapshots are this node's own files."""

    def __init__(self, reader: Reader, folder: DataFolder) -> None:
        self._reader = reader
        self._folder = folder

    async def house(self) -> RedisJournal:
        return await open_redis_journal(self._reader, HOUSE)

    async def conference(self, id: ConferenceId) -> RedisJournal:
        return await open_redis_journal(self._reader, id)

    def cache(self, id: ConferenceId) -> "SnapshotFile":
        return SnapshotFile(self._folder.snapshot(id))

    def mark(self, name: str) -> MarkFile:
        return MarkFile(self._folder.mark(name))

    def problems(self) -> list[str]:
        trouble = self._reader.client.trouble
        return [trouble] if trouble is not None else []

    async def demand_keys(self, fingerprint: str) -> None:
        """Raises JournalBroken when the first node of this Redis had other keys: links of one would be strangers to all."""
        if not await self._reader.client.is_same("keys", fingerprint):
            raise JournalBroken(
                f"{self._reader.client.where}: the other nodes have other keys than {self._folder.path / 'keys'}; "
                "copy that folder from one of them"
            )


class Engine(NamedTuple):
    """Where this node's state lies."""

    stores: Stores
    passing: Passing
    papers: SharedPapers
    sharing: Sharing


@contextlib.asynccontextmanager
async def engine(
    settings: Settings, folder: DataFolder, clock_s: Callable[[], float] = time.monotonic
) -> AsyncIterator[Engine]:
    """What the setting `journal` says. Raises JournalBroken or JournalBusy for a Redis that will not do."""
    if settings.journal == SQLITE:
        yield Engine(SqliteStores(folder), MemoryPassing(clock_s), OwnPapers(), Alone())
        return
    async with _redis(settings) as reader:
        client = reader.client
        sharing = RedisSharing(client, secrets.token_hex(8), KEPT_S, PLACED_S)
        yield Engine(RedisStores(reader, folder), RedisPassing(client), RedisPapers(client), sharing)


@contextlib.asynccontextmanager
async def filling(settings: Settings) -> AsyncIterator[Target]:
    """The same engine as an empty place for a house; the caller holds the data folder, and has looked."""
    if settings.journal == SQLITE:
        yield SqliteTarget(settings.data)
        return
    async with _redis(settings) as reader:
        yield RedisTarget(reader, settings.data)


@contextlib.asynccontextmanager
async def _redis(settings: Settings) -> AsyncIterator[Reader]:
    client = RedisClient(settings.journal)
    reader = Reader(client)
    try:
        await client.demand_durable()
        yield reader
    finally:
        await reader.close()
        await client.close()


@contextlib.contextmanager
def archive(settings: Settings) -> Iterator[Archive]:
    """The same engine's journals, for commands that read."""
    if settings.journal == SQLITE:
        yield SqliteArchive(settings.data)
        return
    with contextlib.closing(RedisArchive(settings.journal)) as opened:
        yield opened


def nodes_live(settings: Settings) -> bool:
    """Whether a server on this Redis spoke within seconds. Of a folder its lock tells, not this."""
    if settings.journal == SQLITE:
        return False
    with contextlib.closing(RedisArchive(settings.journal)) as opened:
        return opened.nodes_live()


class SnapshotFile:
    """live.keeping.Cache as one file of the data folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key: SnapshotKey | None = None

    def load(self) -> Kept | None:
        found = snapshots.load(self._path, snapshot.VERSION)
        if found is None:
            return None
        self._key = found.key
        heads = bytearray(found.state.pop("heads"))
        return Kept(snapshot.thaw(found.state), found.key.chain, found.key.before, heads)

    def fits(self, kept: Kept, entry: bytes) -> bool:
        return self._key is not None and self._key.is_of(entry)

    def written_ms(self) -> Millis | None:
        try:
            return Millis(int(self._path.stat().st_mtime * 1000))
        except OSError:
            return None

    async def save(self, kept: Kept) -> bool:
        def freeze() -> tuple[SnapshotKey, dict[str, Any]]:
            state = kept.state
            key = SnapshotKey(snapshot.VERSION, state.epoch, Seq(state.seq), kept.chain, kept.before)
            return key, snapshot.freeze(state) | {"heads": bytes(kept.heads)}

        return await snapshots.save(self._path, freeze)


@dataclass(frozen=True)
class Running:
    """A server that is up: what the command line needs to say where it is."""

    hub: Hub
    links: Links
    url: str
    setup_code: str | None
    """The one-time code with which the administrator sets a password; None once there is one."""
    port: int
    new_bridge_code: Callable[[], str]
    """A one-time code with which a bridge enrols."""
    ends_with: contextlib.AsyncExitStack
    """What is to end when the server does, before its doors are shut."""
    tls: Tls | None = None
    """What its doors speak; None: plain HTTP."""

    def link(self, conference: ConferenceId, grant: GrantId, version: int = 1) -> str:
        """A capability link, whole, for a person to open."""
        return self.url + self.links.path(conference, grant, version)


@contextlib.asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Running]:
    """A server with its doors open. Raises FolderTaken, JournalBroken, KeyUnusable, OSError (the port is taken)."""
    start_logging(settings.log_level)
    async with contextlib.AsyncExitStack() as ends:
        folder = ends.enter_context(DataFolder.take(settings.data))
        tls = Tls(settings) if settings.tls != "no" else None
        lasting = await ends.enter_async_context(engine(settings, folder))
        await lasting.stores.demand_keys(_fingerprint(folder))
        signer = Signer(read_or_make_key(folder.key("media")))
        hub = Hub(lasting.stores, now_ms, secrets.token_bytes, signer.sign, lasting.sharing)
        ends.push_async_callback(hub.close)
        enrolments = Enrolments(read_or_make_key(folder.key("bridge")))
        links = Links(read_or_make_key(folder.key("link")))
        app = make_app(
            settings=settings,
            hub=hub,
            passing=lasting.passing,
            papers_shared=lasting.papers,
            links=links,
            clock=now_ms,
            signer=signer,
            enrolments=enrolments,
        )
        if tls is not None and tls.issued is not None:
            app[CA] = tls.authority
        gc.disable()
        await hub.start()
        await ends.enter_async_context(beside(_collect_when_calm(hub, app[GATE]), "collector"))
        if tls is not None:
            await ends.enter_async_context(beside(tls.keep(), "certificate"))
        runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=3, keepalive_timeout=IDLE_S, tcp_keepalive=False
        )
        try:
            await runner.setup()
            spoken = tls.context if tls else None
            site = web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG, ssl_context=spoken)
            await site.start()
            port = runner.addresses[0][1]
            url = settings.public_url or f"{_spoken(settings.host, tls is not None)}:{port}"
            code = None if hub.house.has_administrator() else await issue_setup_code(app)
            log.info("serving", url=url, conferences=len(hub.conference_ids()))
            async with contextlib.AsyncExitStack() as ends_with:
                yield Running(hub, links, url, code, port, enrolments.new_code, ends_with, tls)
        finally:
            hub.stopping = True
            await asyncio.sleep(settings.drain_seconds)
            hub.say_farewell()
            await runner.cleanup()


def _fingerprint(folder: DataFolder) -> str:
    """Tells the keys of two folders apart, and nothing about them."""
    told = sha256()
    for name in ("bridge", "link", "media"):
        told.update(sha256(b"diemcau " + name.encode() + read_or_make_key(folder.key(name))).digest())
    return told.hexdigest()


async def _collect_when_calm(hub: Hub, gate: Gate) -> None:
    """What was folded at the start, and the sockets of those who came back then, live long: the collector begins after
    them, and need never look at them."""
    try:
        await hub.opened()
        for _ in range(0, CROWD_S, LOOK_S):
            await asyncio.sleep(LOOK_S)
            if not gate.waiting and not any(live.is_crowded for live in hub.live()):
                break
        gc.freeze()
        gc.set_threshold(*GARBAGE)
    finally:
        gc.enable()


async def serve(settings: Settings, announce: Callable[[Running], Awaitable[None]] | None = None) -> None:
    """Runs until SIGINT or SIGTERM; then nothing acknowledged is lost and everybody is told to come back."""
    stop, starting = asyncio.Event(), asyncio.current_task()

    def end() -> None:
        nonlocal starting
        stop.set()
        if starting is not None:
            starting.cancel()  # a store that is away may keep it, and what it is to announce, waiting for ever
            starting = None

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, end)
    try:
        async with running(settings) as server:
            if announce is not None:
                await announce(server)
            starting = None
            await stop.wait()
    except asyncio.CancelledError:
        if not stop.is_set():
            raise


def run(settings: Settings, announce: Callable[[Running], Awaitable[None]] | None = None) -> None:
    """`serve` on the fastest event loop there is."""
    raise_open_files()
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(settings, announce))
    else:
        uvloop.run(serve(settings, announce))


def raise_open_files() -> None:
    """A socket is a file: take as many as the system lets this user have."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _spoken(host: str, is_secure: bool) -> str:
    """The start of the address as one types it: on this machine, or over TLS on another one of its network."""
    everywhere = host in {"0.0.0.0", "::"}
    if is_secure and everywhere and (outward := outward_address()):
        return f"https://{outward}"
    named = "localhost" if everywhere or host == "127.0.0.1" else host
    return f"{'https' if is_secure else 'http'}://{f'[{named}]' if ':' in named else named}"
