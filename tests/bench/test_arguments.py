"""What a bench may be asked for: defaults of the issue, each bound one below and one above."""

import pytest

from bench import arguments


def test_defaults_are_the_real_size() -> None:
    """Law: without flags a bench runs at the size the server is made for."""
    asked = arguments.read(["checkins"])
    assert (asked.people, asked.points, asked.desks, asked.rate) == (2_000_000, 31_000, 1_000, 0)
    assert (asked.seconds, asked.journal, asked.watchers) == (60, "sqlite", 0)
    asked = arguments.read(["board"])
    assert (asked.watchers, asked.rate, asked.seconds) == (1_000, 3_300, 30)


def test_the_commands_of_the_readme_are_understood() -> None:
    """Law: every flag of the documented commands exists."""
    flags = {"--people": "5_000", "--points": "50", "--desks": "10", "--watchers": "20", "--rate": "100"}
    flags |= {"--seconds": "2", "--journal": "sqlite"}
    asked = arguments.read(["board", *(word for flag in flags.items() for word in flag)])
    assert (asked.bench, asked.people, asked.points, asked.desks) == ("board", 5_000, 50, 10)
    assert (asked.watchers, asked.rate, asked.seconds) == (20, 100, 2)


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        (["--people", "4000000"], ["--people", "4000001"]),
        (["--points", "1", "--people", "1", "--desks", "1"], ["--points", "0"]),
        (["--points", "100000"], ["--points", "100001"]),
        (["--desks", "1"], ["--desks", "0"]),
        (["--desks", "27000"], ["--desks", "27001"]),
        (["--watchers", "1"], ["--watchers", "0"]),
        (["--watchers", "27000"], ["--watchers", "27001"]),
        (["--rate", "0"], ["--rate", "-1"]),
        (["--rate", "1000000"], ["--rate", "1000001"]),
        (["--seconds", "1"], ["--seconds", "0"]),
        (["--seconds", "86400"], ["--seconds", "86401"]),
        (["--journal", "sqlite"], ["--journal", "paper"]),
        (["--people", "31000"], ["--people", "30999"]),
        (["--points", "1000"], ["--points", "999"]),
        (["--seconds", "1"], ["--seconds", "one"]),
    ],
)
def test_a_flag_outside_its_bound_ends_with_a_sentence(
    inside: list[str], outside: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Law: a bench that cannot be run says so before it does anything."""
    arguments.read(["board", *inside])
    with pytest.raises(SystemExit) as ended:
        arguments.read(["board", *outside])
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_bench_has_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Law: there is no bench by default."""
    for given in ([], ["dance"], ["checkins", "--watchers", "5"]):
        with pytest.raises(SystemExit):
            arguments.read(given)
    assert "checkins|board" in capsys.readouterr().err
