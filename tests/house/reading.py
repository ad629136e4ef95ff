"""The house as text: which files it has, and what stands in them. Reads only; knows no rule."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {"node_modules", "dist", "__pycache__", "out"}
"""Folders that are made, not written."""


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    """Every written file of these suffixes below these folders of the house, in order."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    return sorted(path for path in found if path.is_file() and not MADE & set(path.parts))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Parsed once a run; not to be changed."""
    return ast.parse(path.read_text(encoding="utf-8"))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.Module) -> Iterator[Function]:
    for node in ast.walk(module):
        if isinstance(node, Function):
            yield node


def imports(module: ast.Module) -> Iterator[str]:
    """Every module named by an import anywhere in the file, functions included."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
