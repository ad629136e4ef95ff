"""docs/security.md names its proofs, and they exist."""

import ast
import re

from tests.house.reading import ROOT, files, functions, tree

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_each_proof_named_is_a_test() -> None:
    """Law: a line of the document that no test proves is a wish."""
    named = set(PROOF.findall(TEXT))
    assert len(named) > 60
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or test not in {one.name for one in functions(tree(ROOT / file))}
    ]
    assert missing == []


def test_each_threat_has_a_bound_an_item_and_a_proof() -> None:
    """Law: every row of every table says what stops it, which ASVS item it is, and what proves it."""
    rows = [
        line.strip("|").split(" | ")
        for line in TEXT.splitlines()
        if line.startswith("| ") and "threat" not in line
    ]
    assert len(rows) > 25
    assert [row[0] for row in rows if len(row) != 4 or not re.search(r"\d+\.\d", row[2])] == []
    assert [row[0] for row in rows if not PROOF.search(row[3])] == []


def test_no_answer_sends_a_browser_elsewhere() -> None:
    """Law: the server redirects nobody; an open redirect needs a redirect."""
    raised = [
        (path.name, node.attr)
        for path in files("server/edge")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and re.match(r"HTTP(Found|SeeOther|Moved|Temporary|Permanent)", node.attr)
    ]
    assert raised == []
    assert not [
        path.name for path in files("server/edge") if '"Location"' in path.read_text(encoding="utf-8")
    ]
