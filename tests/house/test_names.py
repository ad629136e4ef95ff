"""A name says what a thing is. These words say that nobody knew."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.reading import Function, files, name, tree

EMPTY = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "handler", "handlers"}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
DECLARED = re.compile(
    r"^(?:export )?(?:default )?(?:async )?(?:function|class|interface|type)\s+(\w+)", re.MULTILINE
)


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def named(path: Path) -> Iterator[str]:
    """The file's own name and those of its functions and classes."""
    yield path.stem
    if path.suffix == ".py":
        yield from (node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef | Function))
    else:
        yield from DECLARED.findall(path.read_text(encoding="utf-8"))


def test_no_name_is_an_empty_word() -> None:
    """Law: no file, function or class is called utils, helpers, common, manager or handler."""
    written = files("server", "bridge", "bench", "tests", ".ci") + files("web_client", suffixes=(".ts", ".tsx"))
    empty = [f"{name(path)}: {it}" for path in written for it in named(path) if words(it) & EMPTY]
    assert not empty


def test_every_folder_of_code_says_what_it_is() -> None:
    """Law: each module of the server begins with a docstring: what it is, what it is not, its rules."""
    assert not [name(path) for path in files("server", "bridge", "bench") if ast.get_docstring(tree(path)) is None]
