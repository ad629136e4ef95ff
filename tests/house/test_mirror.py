"""The tests mirror the house: who changes a module finds its tests in the room of the same name."""

import ast
from functools import cache

from tests.house.reading import ROOT, files, imports, name, tree

TESTED_ELSEWHERE: dict[str, str] = {
    "server/journal/sqlite_texts.py": "a part of the adapter: tests/journal/test_contract.py, test_erase.py",
    "server/journal/recent.py": "a part of both adapters: tests/journal/test_contract.py",
    "server/journal/redis_scripts.py": "a part of the adapter: tests/journal/test_contract.py, test_redis.py",
    "server/journal/marks.py": "a mark is evidence or none: tests/live/test_history.py",
    "server/journal/targets.py": "filled by the commands, with real engines: tests/cli/test_moves.py",
    "server/journal/moving.py": "whole houses, with real engines: tests/cli/test_moves.py",
}
"""Module -> where its law is tested, and why there."""


def has_code(module: ast.Module) -> bool:
    """A package's empty __init__, or one that only re-exports, holds no law of its own."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for node in module.body
    )


def test_each_module_of_the_server_is_tested_in_its_room() -> None:
    """Law: server/<room>/<module>.py is imported by a test in tests/<room>/, or has its test_<module>.py there."""
    untested = []
    for path in files("server"):
        if not has_code(tree(path)):
            continue
        room = path.parent.name if path.parent != ROOT / "server" else ""
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module not in imported_in(room) and not (ROOT / "tests" / room / f"test_{path.stem}.py").exists():
            untested.append(name(path))
    assert set(untested) == TESTED_ELSEWHERE.keys()


@cache
def imported_in(room: str) -> set[str]:
    """Every module that a test of the room imports."""
    return {asked for test in files(f"tests/{room}" if room else "tests") for asked in imported(tree(test))}


def imported(module: ast.Module) -> set[str]:
    """Modules imported, also as `from server.room import module`."""
    found = set(imports(module))
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
