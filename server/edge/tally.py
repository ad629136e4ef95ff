"""What this node noticed lately, for the administrator: counts of a day by five minutes, and the last few times.

Rule 1: memory only, bounded, gone with the process; what must last is in the log.
Rule 2: never a name, a password, a code or a link; of an address its network alone.
"""

import ipaddress
from collections import deque
from typing import NamedTuple

from server.core.ids import Millis

STEP_MS = 300_000
DAY_STEPS = 288
LAST = 20
"""Times kept with what is known of them."""

NETWORKS = 256
"""Networks counted at once; a flood from more of them than this is told by its number alone."""

HOUR_MS = 3_600_000

SIGN_INS = {
    "WRONG_NAME_OR_PASSWORD": "password",
    "TOO_MANY_FAILURES": "password",
    "WRONG_CODE": "code",
    "NOT_PROVEN": "bridge",
    "LINK_UNKNOWN": "link",
    "LINK_REVOKED": "link",
    "NOT_RECOGNISED": "phone",
    "TOO_MANY_TRIES": "phone",
}
"""The code of a refusal -> what was tried, where it says that somebody did not prove who they are."""


class Happening(NamedTuple):
    at_ms: Millis
    what: str
    where: str
    """The network it came from, as `shortened` writes it; "" where there is none."""


class Lately:
    """How often one thing happened in the last 24 hours, and the last few times."""

    def __init__(self) -> None:
        self.total = 0
        """Since the process began."""
        self.last: deque[Happening] = deque(maxlen=LAST)
        self._steps: deque[tuple[int, int]] = deque(maxlen=DAY_STEPS)
        """(number of the five minutes since the epoch, times in them), in order."""

    def note(self, at_ms: Millis, what: str = "", where: str = "") -> None:
        step = at_ms // STEP_MS
        before = self._steps[-1] if self._steps else (step, 0)
        if before[0] >= step:  # also when the clock was set back: it is counted, a little late
            if self._steps:
                self._steps.pop()
            self._steps.append((before[0], before[1] + 1))
        else:
            self._steps.append((step, 1))
        self.total += 1
        self.last.append(Happening(at_ms, what, where))

    def within(self, now_ms: Millis, ms: int) -> int:
        """Times in the last `ms`, to five minutes."""
        since = (now_ms - ms) // STEP_MS
        return sum(times for step, times in self._steps if step > since)

    def by_hour(self, now_ms: Millis) -> list[int]:
        """Times in each of the last 24 hours, the oldest first; the last one is the hour that runs."""
        hours = [0] * 24
        newest = now_ms // HOUR_MS
        for step, times in self._steps:
            back = newest - step * STEP_MS // HOUR_MS
            if 0 <= back < 24:
                hours[23 - back] += times
        return hours


class Tally:
    """One node's. Owned by the application."""

    def __init__(self) -> None:
        self.failed = Lately()
        """Sign-ins that failed; `what` is what was tried."""
        self.slow = Lately()
        """Sockets closed because they did not drain."""
        self.incidents = Lately()
        """Requests that failed by our own fault; `what` is the route."""
        self.behind: set[object] = set()
        """Sockets that cannot take another frame now."""
        self.networks: dict[str, tuple[int, Millis]] = {}
        """Network -> failed sign-ins and the last; the longest unheard is forgotten first."""

    def failed_sign_in(self, at_ms: Millis, what: str, address: str) -> None:
        network = shortened(address)
        self.failed.note(at_ms, what, network)
        times, _ = self.networks.pop(network, (0, at_ms))
        self.networks[network] = (times + 1, at_ms)
        if len(self.networks) > NETWORKS:
            del self.networks[next(iter(self.networks))]


def shortened(address: str) -> str:
    """The network of an address: enough to tell a room's router from the far side of the world, not who it is."""
    try:
        one = ipaddress.ip_network(address, strict=False).network_address
    except ValueError:
        return "?"
    bits = 24 if one.version == 4 else 48
    return str(ipaddress.ip_network((one, bits), strict=False))
