"""A file fits in a head and a function on a screen. What does not stands here with its reason."""

from tests.house.reading import files, functions, name, tree

FILE_LINES = 400
FUNCTION_LINES = 60

LONG_FILES: dict[str, str] = {}
"""File -> why it is one file all the same."""

LONG_FUNCTIONS: dict[str, str] = {}
"""file:function -> why it is one function all the same."""


def test_no_file_is_longer_than_a_head_can_hold() -> None:
    """Law: 400 lines at most, unless its reason stands here; a reason that is no longer needed goes."""
    written = files("server", "bridge", "bench", "tests", ".ci") + files(
        "web_client", suffixes=(".ts", ".tsx", ".css")
    )
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {file: count for file, count in lines.items() if count > FILE_LINES}.keys() == LONG_FILES.keys()


def test_no_function_is_longer_than_a_screen() -> None:
    """Law: 60 lines at most, docstring included, unless its reason stands here."""
    long = {
        f"{name(path)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path in files("server", "bridge", "bench", "tests", ".ci")
        for function in functions(tree(path))
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES
    }
    assert long.keys() == LONG_FUNCTIONS.keys(), long
