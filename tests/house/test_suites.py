"""`make test` leaves no test out and hides no failure, however its suites are cut and side by side."""

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.house.reading import ROOT, files, name


@pytest.fixture(scope="module")
def suites() -> ModuleType:
    """.ci/suites.py, which lies in no package."""
    spec = importlib.util.spec_from_file_location("ci_suites", ROOT / ".ci" / "suites.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def takes(command: list[str], file: str) -> bool:
    """Whether this pytest runs the tests of the file: by the paths it is given, or, given none, by those it ignores."""
    ignored = [word.removeprefix("--ignore=") for word in command if word.startswith("--ignore=")]
    given = [word for word in command if word.startswith("tests/")]
    assert bool(ignored) != bool(given), command
    within = any(file == path or file.startswith(f"{path}/") for path in given or ignored)
    return within if given else not within


def test_every_file_of_tests_is_run_once(suites: ModuleType) -> None:
    """Law: in exactly one suite; what is told on Redis again is besides."""
    commands = [one.command for one in suites.SUITES if "pytest" in one.command and "env" not in one.command]
    written = [name(path) for path in files("tests") if path.name.startswith("test_")]
    times = {file: sum(takes(command, file) for command in commands) for file in written}
    assert written
    assert {file: count for file, count in times.items() if count != 1} == {}


def test_every_path_a_suite_names_is_there(suites: ModuleType) -> None:
    """Law: a room that was renamed is missed, not passed over."""
    words = {word.removeprefix("--ignore=") for one in suites.SUITES for word in one.command}
    assert [word for word in sorted(words) if word.startswith("tests/") and not (ROOT / word).exists()] == []


def said(script: str) -> list[str]:
    return [sys.executable, "-c", script]


@pytest.mark.parametrize("lanes", [1, 2])
def test_a_suite_that_fails_is_shown_whole_and_stops_no_other(
    suites: ModuleType, lanes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Law: results in their order; of a failure every line, in one piece; of a success the last lines."""
    three_lines = "print('first\\nsecond\\nthird')"
    asked = [
        suites.Suite("good", "test", said(three_lines), tail=1),
        suites.Suite("bad", "test", said(f"{three_lines}; raise SystemExit(3)"), tail=1),
        suites.Suite("last", "test", said(three_lines), tail=2),
    ]

    results = suites.run_all(asked, lanes)

    assert [(one.suite.name, one.passed) for one in results] == [
        ("good", True),
        ("bad", False),
        ("last", True),
    ]
    told = capsys.readouterr().out
    assert "» good\n  third\n  ok in" in told
    assert "» bad\n  first\n  second\n  third\n  FAILED in" in told
    assert "» last\n  second\n  third\n  ok in" in told
