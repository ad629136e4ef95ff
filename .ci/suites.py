"""Runs every lint, type check and test of the house, as many suites side by side as there are cores.

Each suite is a process of its own and takes nothing from another: folders, ports and databases are made by each test for
itself. They begin in the order they stand in, the long ones before the short ones, so that no core idles at the end.
A suite that fails does not stop the others: one run shows all that is wrong. Its whole output is shown when it has ended;
a suite that passes shows its last lines. Ends with one line that counts suites.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
WEB = ["sh", "config/setup/web.sh", "exec"]
PYTEST = [str(BIN / "python"), "-m", "pytest", "-q"]
JANUS = [
    str(BIN / "python"),
    "-m",
    "bench",
    "relay",
    "--subscribers",
    "20",
    "--seconds",
    "3",
    "--against",
    "janus",
]
"""Small: that it runs beside the real Janus. Figures are for a quiet machine and a larger number."""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


ON_REDIS = [
    "tests/end_to_end/test_story.py",
    "tests/edge/test_socket.py",
    "tests/edge/test_conferences.py",
    "tests/edge/test_enter.py",
]
"""The stories told on the second engine too, on every run: the whole conference in Chromium, and the doors' own."""


PARTS = {
    "bridge": ["tests/bridge"],
    "edge": ["tests/edge"],
    "nodes and cli": ["tests/nodes", "tests/cli", "tests/soak"],
    "bench and core": ["tests/bench", "tests/core"],
}
"""Rooms of tests that are a suite of their own; all other rooms are one together (`the rest`)."""

APART = ["tests/end_to_end", "tests/peers", *(room for rooms in PARTS.values() for room in rooms)]


class Suite(NamedTuple):
    name: str
    kind: str
    """lint, test or peers: what `--only` picks by; peers, which needs other programs, only when it is asked for."""
    command: list[str]
    tail: int = 1
    """How many of its last lines are worth showing when it passes."""


SUITES = [
    Suite("end to end", "test", [*PYTEST, "tests/end_to_end"], tail=10),
    Suite("the rest", "test", [*PYTEST, *(f"--ignore={room}" for room in APART)], tail=30),
    *(Suite(name, "test", [*PYTEST, *rooms], tail=30) for name, rooms in PARTS.items()),
    Suite("same on Redis", "test", ["env", "TEST_JOURNAL=redis", *PYTEST, *ON_REDIS], tail=10),
    Suite("vitest", "test", [*WEB, "npm", "run", "--silent", "test"], tail=6),
    Suite("mypy", "lint", [str(BIN / "mypy"), "--strict", "server", "bridge", "bench"]),
    Suite("layers", "lint", [str(BIN / "lint-imports")], tail=2),
    Suite("tsc", "lint", [*WEB, "npx", "--no-install", "tsc", "--noEmit"]),
    Suite("biome", "lint", [*WEB, "npm", "run", "--silent", "lint"], tail=2),
    Suite("ruff check", "lint", [str(BIN / "ruff"), "check", "."]),
    Suite("ruff format", "lint", [str(BIN / "ruff"), "format", "--check", "."]),
    Suite("peers", "peers", [*PYTEST, "tests/peers"], tail=10),
    Suite("janus", "peers", [*JANUS]),
]


class Result(NamedTuple):
    suite: Suite
    seconds: float
    passed: bool


PRINTING = Lock()
"""What one suite says is not torn by another."""


def run(suite: Suite) -> Result:
    """The suite's result; its output goes to our stdout when it has ended."""
    print(f"… {suite.name}", flush=True)
    began = time.monotonic()
    ended = subprocess.run(
        suite.command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    result = Result(suite, time.monotonic() - began, ended.returncode == 0)
    lines = [line for line in COLOUR.sub("", ended.stdout).splitlines() if line.strip()]
    shown = lines[-suite.tail :] if result.passed else lines
    verdict = f"{'ok' if result.passed else 'FAILED'} in {result.seconds:.1f} s"
    with PRINTING:
        print("\n".join([f"» {suite.name}", *(f"  {line}" for line in [*shown, verdict])]), flush=True)
    return result


def run_all(suites: list[Suite], lanes: int) -> list[Result]:
    """Their results in the order of `suites`, so many of which run at a time. Interrupted, none begins any more."""
    with ThreadPoolExecutor(lanes) as lane:
        running = [lane.submit(run, suite) for suite in suites]
        try:
            return [one.result() for one in running]
        except BaseException:
            lane.shutdown(wait=False, cancel_futures=True)
            raise


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> int:
    """0 when every suite passed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=["lint", "test", "peers"], help="only the suites of this kind")
    asked.add_argument(
        "--lanes", type=int, default=cores(), help="how many run side by side; as many as cores"
    )
    told = asked.parse_args()
    # Other programs' ports and figures are not ours to keep apart: peers run one after the other.
    lanes = 1 if told.only == "peers" else max(1, told.lanes)
    began = time.monotonic()
    results = run_all(
        [one for one in SUITES if one.kind == told.only or (told.only is None and one.kind != "peers")], lanes
    )
    print("\nsuite            seconds")
    for result in results:
        print(f"{result.suite.name:<16} {result.seconds:>7.1f}  {'' if result.passed else 'FAILED'}".rstrip())
    failed = sum(not result.passed for result in results)
    print(f"all, {lanes} at a time {time.monotonic() - began:>6.1f}\n")
    print(f"{len(results) - failed} passed, {failed} failed")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
