"""How much one address, one name or one link may ask. Every table here is bounded itself (L2)."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from server.edge.errors import Problem
from server.settings import Settings

JSON_BYTES = 64 * 1024
"""The body of any request that is not an upload (OWASP REST: bound it; the largest real one is 12 KiB)."""

KEYS = 100_000
"""Buckets kept per table, 200 B each; the least lately used is dropped, and it is the likeliest to be full again."""

MINUTE_S = 60.0

HANDSHAKES_BURST_S = 5
"""So many seconds' worth of handshakes at once: the gate paces who comes back, this keeps a flood from the loop."""

SAID_AGAIN_S = 600.0
"""Of one device and one kind of list, one note in ten minutes (audit.py)."""


class Hits:
    """How often a limit turned somebody away in this life of the server, and when it last did (None: never)."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self.count = 0
        self._clock_s = clock_s
        self._at_s: float | None = None

    def note(self) -> None:
        self.count += 1
        self._at_s = self._clock_s()

    def ago_s(self) -> float | None:
        return None if self._at_s is None else self._clock_s() - self._at_s


class Buckets:
    """Token buckets by key: `burst` at once, then `rate` a second. Never more than `keys` of them."""

    __slots__ = ("_burst", "_clock_s", "_keys", "_left", "_rate", "hits")

    def __init__(
        self, rate: float, burst: int, *, keys: int = KEYS, clock_s: Callable[[], float] = monotonic
    ) -> None:
        self._rate, self._burst, self._keys, self._clock_s = rate, float(burst), keys, clock_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.hits = Hits(clock_s)

    def take(self, key: str) -> float:
        """0 and one token less, or the seconds until there is one again."""
        left, now = self._level(key), self._clock_s()
        wait_s = max(0.0, (1 - left) / self._rate)
        if wait_s:
            self.hits.note()
        self._left[key] = (left if wait_s else left - 1, now)
        self._left.move_to_end(key)
        if len(self._left) > self._keys:
            self._left.popitem(last=False)
        return wait_s

    def left(self, key: str) -> int:
        """How many could be taken now."""
        return int(self._level(key))

    def give_back(self, key: str) -> None:
        """Undoes one `take`: what it was taken for did not happen."""
        self._left[key] = (min(self._burst, self._level(key) + 1), self._clock_s())

    def __len__(self) -> int:
        return len(self._left)

    def _level(self, key: str) -> float:
        left, at = self._left.get(key, (self._burst, 0.0))
        return min(self._burst, left + (self._clock_s() - at) * self._rate)


class Seats:
    """Open sockets, counted in all and by address."""

    def __init__(self, per_address: int, in_all: int, clock_s: Callable[[], float] = monotonic) -> None:
        self._per_address, self.in_all = per_address, in_all
        self.full, self.address_full = Hits(clock_s), Hits(clock_s)
        self._taken: dict[str, int] = {}
        self.count = 0

    @contextmanager
    def seat(self, address: str) -> Iterator[None]:
        """A place for one socket while the block runs. Raises Problem 503 (house full) or 429 (address full)."""
        if self.count >= self.in_all:
            self.full.note()
            raise Problem(503, "BUSY", retry_after_s=5)
        if self._taken.get(address, 0) >= self._per_address:
            self.address_full.note()
            raise Problem(429, "TOO_MANY_SOCKETS", {"most": self._per_address}, retry_after_s=30)
        self._taken[address] = self._taken.get(address, 0) + 1
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


class Limits:
    """All limits of one server; owned by the application."""

    def __init__(self, settings: Settings, clock_s: Callable[[], float] = monotonic) -> None:
        a_minute = 1 / MINUTE_S
        self.requests = Buckets(settings.requests_per_second, settings.requests_burst, clock_s=clock_s)
        self.failures = Buckets(a_minute, settings.failures_per_address, clock_s=clock_s)
        self.names = Buckets(a_minute, settings.failures_per_name, clock_s=clock_s)
        self.enrolments = Buckets(0.1, settings.enrolments_per_link, clock_s=clock_s)
        self.phones = Buckets(settings.phones_per_second, settings.phones_per_link, clock_s=clock_s)
        self.tries = Buckets(a_minute, settings.tries_per_phone, clock_s=clock_s)
        self.room_tries = Buckets(
            settings.tries_per_address / 600, settings.tries_per_address, clock_s=clock_s
        )
        self.listings = Buckets(1 / SAID_AGAIN_S, 1, clock_s=clock_s)
        self.handshakes = Buckets(
            settings.handshakes_per_second,
            HANDSHAKES_BURST_S * settings.handshakes_per_second,
            keys=1,
            clock_s=clock_s,
        )
        self.sockets = Seats(settings.sockets_per_address, settings.sockets, clock_s)

    def hits(self) -> dict[str, Hits]:
        """By the setting that sets the limit."""
        return {
            "requests_per_second": self.requests.hits,
            "failures_per_address": self.failures.hits,
            "failures_per_name": self.names.hits,
            "enrolments_per_link": self.enrolments.hits,
            "phones_per_link": self.phones.hits,
            "tries_per_phone": self.tries.hits,
            "tries_per_address": self.room_tries.hits,
            "handshakes_per_second": self.handshakes.hits,
            "sockets_per_address": self.sockets.address_full,
            "sockets": self.sockets.full,
        }


def demand(wait_s: float, code: str = "TOO_FAST") -> None:
    """Raises Problem 429 when a bucket says to wait."""
    if wait_s > 0:
        raise Problem(429, code, {"retry_after_s": int(wait_s) + 1}, retry_after_s=wait_s)


def admit(wait_s: float) -> None:
    """Raises Problem 503 when more handshakes come than the node takes: it is the node that is busy, not who asks."""
    if wait_s > 0:
        raise Problem(503, "BUSY", retry_after_s=wait_s)
