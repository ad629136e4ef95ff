"""HTTP.md says all there is: routes and codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import server.edge
from server.edge.routes import table

EDGE = Path(server.edge.__file__).parent
DOCUMENT = (EDGE / "HTTP.md").read_text(encoding="utf-8")


def codes() -> Iterator[str]:
    """Every code a Problem is made with, anywhere in the edge."""
    for path in EDGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Problem", "demand"}
            ):
                yield from (one.value for one in node.args[1:2] if isinstance(one, ast.Constant))


@pytest.mark.parametrize("route", table(), ids=lambda route: f"{route.method} {route.path}")
def test_each_route_stands_in_the_document(route) -> None:  # type: ignore[no-untyped-def]
    """Law: method and pattern are written as the table has them."""
    assert f"`{route.method} {route.path.replace(':.*', '')}`" in DOCUMENT


def test_the_document_has_no_route_that_is_gone() -> None:
    """Law: every row of the table of routes is served."""
    served = {f"{route.method} {route.path.replace(':.*', '')}" for route in table()}
    assert set(re.findall(r"^\| `((?:GET|POST) /[^`]*)`", DOCUMENT, re.MULTILINE)) == served


def test_each_code_stands_in_the_document() -> None:
    """Law: a code a page may get is explained, with whose turn it is."""
    found = set(codes())

    assert len(found) > 30
    assert {code for code in found if f"`{code}`" not in DOCUMENT} == set()
