"""Runs every lint, type check and test of the house, one after the other, and says how long each took.

A suite that fails does not stop the others: one run shows all that is wrong. Its whole output is shown;
a suite that passes shows its last lines. Ends with one line that counts suites.
"""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path
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


class Suite(NamedTuple):
    name: str
    kind: str
    """lint, test or peers: what `--only` picks by; peers, which needs other programs, only when it is asked for."""
    command: list[str]
    tail: int = 1
    """How many of its last lines are worth showing when it passes."""


SUITES = [
    Suite("ruff check", "lint", [str(BIN / "ruff"), "check", "."]),
    Suite("ruff format", "lint", [str(BIN / "ruff"), "format", "--check", "."]),
    Suite("mypy", "lint", [str(BIN / "mypy"), "--strict", "server", "bridge", "bench"]),
    Suite("layers", "lint", [str(BIN / "lint-imports")], tail=2),
    Suite("biome", "lint", [*WEB, "npm", "run", "--silent", "lint"], tail=2),
    Suite("tsc", "lint", [*WEB, "npx", "--no-install", "tsc", "--noEmit"]),
    Suite("vitest", "test", [*WEB, "npm", "run", "--silent", "test"], tail=6),
    Suite("pytest", "test", [*PYTEST, "--ignore=tests/end_to_end", "--ignore=tests/peers"], tail=30),
    Suite("end to end", "test", [*PYTEST, "tests/end_to_end"], tail=10),
    Suite("peers", "peers", [*PYTEST, "tests/peers"], tail=10),
    Suite("janus", "peers", [*JANUS]),
    Suite("same on Redis", "test", ["env", "TEST_JOURNAL=redis", *PYTEST, *ON_REDIS], tail=10),
]


class Result(NamedTuple):
    suite: Suite
    seconds: float
    passed: bool


def run(suite: Suite) -> Result:
    """The suite's result; its output goes to our stdout when it has ended."""
    print(f"» {suite.name}", flush=True)
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
    for line in lines[-suite.tail :] if result.passed else lines:
        print(f"  {line}")
    print(f"  {'ok' if result.passed else 'FAILED'} in {result.seconds:.1f} s", flush=True)
    return result


def main() -> int:
    """0 when every suite passed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=["lint", "test", "peers"], help="only the suites of this kind")
    only = asked.parse_args().only
    results = [
        run(suite) for suite in SUITES if suite.kind == only or (only is None and suite.kind != "peers")
    ]
    print("\nsuite          seconds")
    for result in results:
        print(f"{result.suite.name:<14} {result.seconds:>7.1f}  {'' if result.passed else 'FAILED'}".rstrip())
    failed = sum(not result.passed for result in results)
    print(f"total          {sum(result.seconds for result in results):>7.1f}\n")
    print(f"{len(results) - failed} passed, {failed} failed")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
