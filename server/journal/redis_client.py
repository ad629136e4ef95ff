"""One node's way to its Redis: a few connections for commands, failures in the port's words, back-off.

Rule 1: the address is shown only as `shown` gives it: a password in it is in no log, message or page.
Rule 2: a Redis that may forget what it acknowledged, or keep what must be forgotten, is refused at the start
(`demand_durable`): what it must be set to stands there, and in config/redis.conf with its reasons.
Rule 3: nothing is retried behind the caller's back. `patiently` says who tries again, and for how long.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import structlog
from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    ConnectionError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TimeoutError,
)

from server.journal.port import JournalBroken, JournalBusy, JournalFull
from server.journal.redis_scripts import Script

PREFIX = "diemcau"
FORMAT = 1
"""What lies under `diemcau:format`. A larger number is refused, never guessed at."""

CONNECT_S = 2.0
ANSWER_S = 15.0
"""A command's longest wait: a slow disk syncs the 4 MB of one commit well within it."""
BLOCK_MS = 2_000
"""How long Redis may have nothing to say on the connection that waits."""
SILENCE_S = 7.0
"""When it says nothing at all for so long it is gone, and the connection is made anew."""
PATIENCE_S = 5.0
"""How long an append waits for a Redis that is away: a restart over a day's journal takes about two seconds."""
CONNECTIONS = 16
PAUSE_S, MOST_PAUSE_S = 0.05, 1.0

Argument: TypeAlias = bytes | str | int | float
T = TypeVar("T")

DURABLE = {
    "appendonly": ("yes", "what is acknowledged must be in a file"),
    "appendfsync": ("always", "an answer goes out after the disk has it"),
    "no-appendfsync-on-rewrite": (
        "no",
        "an answer goes out after the disk has it, also while the file is rewritten",
    ),
    "maxmemory-policy": ("noeviction", "a full memory refuses the next entry and drops none"),
    "save": ("", "an RDB file beside the journal would keep names that were erased"),
}
"""Setting of Redis -> what it must be, and why."""

AWAY = (ConnectionError, TimeoutError, ReadOnlyError, OSError)
PASSING_ERRORS = ("BUSY ", "MASTERDOWN", "NOREPLICAS", "UNBLOCKED", "TRYAGAIN", "CLUSTERDOWN")

log = structlog.get_logger("redis")


def shown(url: str) -> str:
    """The address as it may be read by anybody: without user, password and options."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


class RedisClient:
    """Made once per node by the app, which ends it with `close`. Used from one event loop."""

    def __init__(self, url: str) -> None:
        self.where = shown(url)
        self._commands = _open(url, CONNECTIONS, ANSWER_S)
        self._waiting = _open(url, 1, SILENCE_S, self._linked)
        self.links = 0
        """How often the connection that waits was made: also when nobody had noticed that it was gone."""
        self._away_since: float | None = None
        self._trouble = ""

    @property
    def trouble(self) -> str | None:
        """Why Redis cannot be reached now, in words; None while it can."""
        return self._trouble if self._away_since is not None else None

    async def call(self, *command: Argument) -> Any:
        """What Redis answers, as it comes over the wire. Raises the port's exceptions."""
        return await self._within_words(_send(self._commands, *command))

    async def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Argument]) -> Any:
        """What the script returns; it is sent whole when Redis does not know it (any more)."""
        count = len(keys)
        try:
            return await self._within_words(
                _send(self._commands, "EVALSHA", script.sha, count, *keys, *arguments)
            )
        except NoScriptError:
            return await self.call("EVAL", script.source, count, *keys, *arguments)

    async def wait(self, *command: Argument) -> Any:
        """`call` on the one connection that may block."""
        return await self._within_words(_send(self._waiting, *command))

    async def patiently(self, attempt: Callable[[], Awaitable[T]], *, for_ever: bool = False) -> T:
        """The attempt's result, tried again while Redis is away, until it has been so for PATIENCE_S: to anybody, or to this
        attempt, when Redis answers others and takes nothing (too few replicas, a replica itself)."""
        pause_s, refused_s = PAUSE_S, float("inf")
        while True:
            try:
                return await attempt()
            except JournalBusy:
                now_s = time.monotonic()
                refused_s = min(refused_s, self._away_since or now_s, now_s)
                if not for_ever and now_s - refused_s > PATIENCE_S:
                    raise
            await asyncio.sleep(random.uniform(0, pause_s))
            pause_s = min(2 * pause_s, MOST_PAUSE_S)

    async def demand_durable(self) -> None:
        """Raises JournalBroken for a Redis that would break the journal's promise, JournalBusy for none."""
        for name, (wanted, why) in DURABLE.items():
            found = await self.call("CONFIG", "GET", name)
            value = found[1].decode() if found else "?"
            if value != wanted:
                raise JournalBroken(
                    f"{self.where}: Redis has {name} {value or '(empty)'}; it must be {wanted or 'empty'}: {why}"
                    " (config/redis.conf is an example that does)"
                )
        await self._demand_read_back()
        key = f"{PREFIX}:format"
        written = int(await self.call("SET", key, FORMAT, "NX", "GET") or FORMAT)
        if written > FORMAT:
            raise JournalBroken(
                f"{self.where}: was written by a newer version (format {written}, this one reads {FORMAT})"
            )

    async def _demand_read_back(self) -> None:
        """Raises JournalBroken when Redis, started again, could not take in what it has written.

        Seen with 7.0.15: a file is read with the rights of the user `default`, on or off; what it may not do is left out.
        """
        said = await self.call("ACL", "DRYRUN", "default", "XADD", f"{PREFIX}:format", "1-0", "e", "")
        if said != b"OK":
            raise JournalBroken(
                f"{self.where}: Redis reads its file with the rights of the user default, and {said.decode()};"
                " switch it off and leave it its rights (user default off resetpass ~* &* +@all)"
            )

    async def is_same(self, name: str, value: str) -> bool:
        """Whether every node that asked before gave the same value under this name; the first one's stands."""
        before = await self.call("SET", f"{PREFIX}:same:{name}", value, "NX", "GET")
        return before is None or before == value.encode()

    async def close(self) -> None:
        await self._commands.aclose()
        await self._waiting.aclose()

    async def _linked(self, connection: AbstractConnection) -> None:
        self.links += 1
        await connection.on_connect()

    async def _within_words(self, answering: Awaitable[Any]) -> Any:
        cancelled = _cancellations()
        try:
            return self._heard(await answering)
        except NoScriptError:
            raise
        except (RedisError, OSError) as error:
            raise await self._told(error) from error
        finally:
            if _cancellations() > cancelled:  # redis-py 8 loses a cancellation that comes while it connects
                raise asyncio.CancelledError

    def _heard(self, answer: Any) -> Any:
        if self._away_since is not None:
            self._away_since = None
            log.info("redis_is_back", where=self.where)
        return answer

    async def _told(self, error: Exception) -> Exception:
        """The failure in the port's terms, and noted."""
        told = in_words(self.where, error)
        if isinstance(told, JournalBusy):
            self._note_away(str(told))
        if isinstance(error, ReadOnlyError):  # a replica now: the address may lead to the new primary
            await _leave(self._commands.connection_pool)
            await _leave(self._waiting.connection_pool)
        return told

    def _note_away(self, trouble: str) -> None:
        self._trouble = trouble
        if self._away_since is None:
            self._away_since = time.monotonic()
            log.warning("redis_away", reason=trouble)


def _cancellations() -> int:
    """How often the running task was asked to end."""
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0


def _send(client: Redis, *command: Argument) -> Awaitable[Any]:
    answering: Awaitable[Any] = client.execute_command(*command)  # type: ignore[no-untyped-call]
    return answering


async def _leave(pool: ConnectionPool) -> None:
    """Every command from now on goes over a new connection; those under way end on the one they have.

    A private name, with a test that fails when the library moves: its own way of closing what is idle waits for the far
    end, and whoever is handed a connection meanwhile has it closed under his command.
    """
    await pool.update_active_connections_for_reconnect()  # type: ignore[no-untyped-call]
    for connection in list(pool._available_connections):
        await connection.disconnect(nowait=True)


def in_words(where: str, error: Exception) -> Exception:
    """Redis' failure in the port's terms."""
    if isinstance(error, OutOfMemoryError):
        return JournalFull(f"{where}: the memory of Redis is full ({error})")
    if isinstance(error, ResponseError) and str(error).startswith("MISCONF"):
        return JournalFull(f"{where}: Redis cannot write to its disk ({error})")
    if isinstance(error, NoPermissionError):
        return JournalBroken(f"{where}: Redis does not let this user do it ({error})")
    if isinstance(error, AuthenticationError) or isinstance(error.__cause__, AuthenticationError):
        return JournalBusy(f"{where}: Redis does not know this user and password ({error})")
    if isinstance(error, AWAY) or str(error).startswith(PASSING_ERRORS):
        return JournalBusy(f"{where}: Redis cannot be reached ({error or type(error).__name__})")
    return JournalBroken(f"{where}: {error}")


def _open(
    url: str,
    connections: int,
    answer_s: float,
    linked: Callable[[AbstractConnection], Awaitable[None]] | None = None,
) -> Redis:
    """`linked` is called with each connection that was made, to greet Redis on it."""
    pool = BlockingConnectionPool.from_url(
        url,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_connect_timeout=CONNECT_S,
        socket_timeout=answer_s,
        max_connections=connections,
        timeout=answer_s,
        redis_connect_func=linked,
    )
    client = Redis.from_pool(pool)
    client.response_callbacks.clear()  # answers as they come: bytes, numbers and lists
    return client
