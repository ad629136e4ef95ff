"""What a bench may be asked for: flags, defaults, bounds."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_SOCKETS = 28_000
"""Half of the ports Linux opens outwards from one address (net.ipv4.ip_local_port_range, 32768 to 60999)."""


@dataclass(frozen=True)
class Asked:
    """One bench as asked for on the command line."""

    bench: str
    """"checkins" or "board"."""
    people: int
    points: int
    desks: int
    """Sockets that check people in; each has an operator's right over its own part of the points."""
    watchers: int
    """Sockets that watch a board; 0 in `checkins`."""
    rate: int
    """Check-ins a second, open loop; 0: as many as are answered, with few unanswered."""
    seconds: int
    journal: str
    folder: Path | None
    """Where the temporary data folder is made; None: the system's place for such."""


@dataclass(frozen=True)
class AskedRelay:
    """The bench of the bridge as asked for on the command line."""

    bench: str
    subscribers: int
    seconds: int
    against: str | None
    """"janus": the same load on it, in the same run."""

    @property
    def arguments(self) -> list[str]:
        """What to write after `relay` to ask for the same again."""
        against = ["--against", self.against] if self.against else []
        return ["--subscribers", str(self.subscribers), "--seconds", str(self.seconds), *against]


@dataclass(frozen=True)
class AskedRooms:
    """A bench of one sender and many rooms as asked for on the command line."""

    bench: str
    """"floor" or "recover"."""
    rooms: int
    """Rooms that receive what the one on air sends."""
    rounds: int
    folder: Path | None


@dataclass(frozen=True)
class AskedJoin:
    """The bench of the first picture as asked for on the command line."""

    bench: str
    rounds: int
    folder: Path | None


@dataclass(frozen=True)
class AskedStorm:
    """The bench of everybody's return as asked for on the command line."""

    bench: str
    points: int
    """Desks with a socket each."""
    folder: Path | None


@dataclass(frozen=True)
class AskedSockets:
    """The bench of idle sockets as asked for on the command line."""

    bench: str
    count: int
    folder: Path | None


AnyAsked = Asked | AskedRelay | AskedRooms | AskedJoin | AskedStorm | AskedSockets


def read(arguments: Sequence[str] | None = None) -> AnyAsked:
    """The bench asked for. Ends the program with a sentence when it cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    benches = parser.add_subparsers(
        dest="bench", required=True, metavar="checkins|board|relay|floor|join|recover|storm|sockets"
    )
    _add_relay(benches)
    _add_media(benches)
    _add_sockets(benches)
    for name, about, rate, seconds in (
        ("checkins", "acknowledged check-ins a second, their latency, and a restart", 0, 60),
        ("board", "how old a check-in is when a watcher of a board sees it", 3300, 30),
    ):
        one = benches.add_parser(name, help=about, description=about)
        one.add_argument("--people", type=_within(1, 4_000_000), default=2_000_000)
        one.add_argument("--points", type=_within(1, 100_000), default=31_000)
        one.add_argument("--desks", type=_within(1, MOST_SOCKETS), default=1_000)
        one.add_argument("--rate", type=_within(0, 1_000_000), default=rate, help="a second; 0: closed loop")
        one.add_argument("--seconds", type=_within(1, 86_400), default=seconds)
        one.add_argument(
            "--journal", choices=("sqlite", "redis"), default="sqlite", help="redis: one of its own"
        )
        one.add_argument("--folder", type=Path, help="where the temporary data folder is made")
        if name == "board":
            one.add_argument("--watchers", type=_within(1, MOST_SOCKETS), default=1_000)
    given = vars(parser.parse_args(arguments))
    own = {"relay": AskedRelay, "floor": AskedRooms, "join": AskedJoin, "recover": AskedRooms,
           "storm": AskedStorm, "sockets": AskedSockets}.get(given["bench"])  # fmt: skip
    if own is not None:
        asked_for: AnyAsked = own(**given)
        return asked_for
    asked = Asked(**{"watchers": 0, **given})
    if asked.points > asked.people:
        parser.error("there must be at least as many people as points")
    if asked.desks > asked.points:
        parser.error("there must be at least as many points as desks")
    if asked.desks + asked.watchers > MOST_SOCKETS:
        parser.error(f"one machine opens at most {MOST_SOCKETS} sockets here")
    return asked


def _add_relay(benches: Any) -> None:
    about = "CPU of the bridge per packet relayed, and of Janus under the same load"
    relay = benches.add_parser("relay", help=about, description=about)
    relay.add_argument("--subscribers", type=_within(1, 2_000), default=200)
    relay.add_argument("--seconds", type=_within(1, 3_600), default=10)
    relay.add_argument("--against", choices=("janus",))


def _add_media(benches: Any) -> None:
    for name, about, rounds in (
        ("floor", "from the host's release to the last packet any room receives", 50),
        ("join", "from the click to the first picture in Chromium", 40),
        ("recover", "from the return of a killed bridge to the picture at every room", 10),
    ):
        one = benches.add_parser(name, help=about, description=about)
        if name != "join":
            one.add_argument("--rooms", type=_within(1, 500), default=10 if name == "floor" else 50)
        one.add_argument("--rounds", type=_within(1, 1_000), default=rounds)
        one.add_argument("--folder", type=Path, help="where the temporary data folder is made")


def _add_sockets(benches: Any) -> None:
    for name, flag, about in (
        ("storm", "--points", "a server killed and started: until every desk is live again at its position"),
        ("sockets", "--count", "memory of one idle desk's socket, the kernel's included"),
    ):
        one = benches.add_parser(name, help=about, description=about)
        one.add_argument(flag, type=_within(1, MOST_SOCKETS), default=10_000)
        one.add_argument("--folder", type=Path, help="where the temporary data folder is made")


class _within:
    """An argparse type: a whole number in a range."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, text: str) -> int:
        number = int(text.replace("_", ""))
        if not self.least <= number <= self.most:
            raise argparse.ArgumentTypeError(f"must be within {self.least} … {self.most}")
        return number

    __name__ = "number"
