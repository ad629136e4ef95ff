"""Reads a Containerfile as far as ours goes, and runs a stage's COPY and RUN lines in a clean folder instead of an image."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.house.reading import ROOT


class Line(NamedTuple):
    word: str
    rest: str


class Stage(NamedTuple):
    """What stands between one FROM and the next."""

    name: str
    lines: list[Line]

    def environment(self) -> dict[str, str]:
        return dict(
            pair.split("=", 1) for line in self.lines if line.word == "ENV" for pair in line.rest.split()
        )

    def said(self, word: str) -> str:
        return next(line.rest for line in self.lines if line.word == word)


def stages(path: Path) -> list[Stage]:
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found: list[Stage] = []
    for raw in text.replace("\\\n", " ").splitlines():
        word, _, rest = raw.strip().partition(" ")
        if word == "FROM":
            found.append(Stage(rest.partition(" AS ")[2], []))
        elif word:
            found[-1].lines.append(Line(word, " ".join(rest.split())))
    return found


def carry_out(stage: Stage, root: Path, environment: Mapping[str, str]) -> None:
    """The stage's lines, with `root` for /. A line that fails fails the test with what it printed."""
    here = root
    for line in stage.lines:
        if line.word == "WORKDIR":
            here = root / line.rest.lstrip("/")
            here.mkdir(parents=True)
        elif line.word == "COPY":
            *sources, target = line.rest.split()
            for source in sources:
                _copy(ROOT / source, here / target)
        elif line.word == "RUN":
            command = line.rest.replace("/opt/", f"{root}/opt/")
            ran = subprocess.run(
                ["sh", "-c", command], cwd=here, env=environment, capture_output=True, check=False
            )
            assert ran.returncode == 0, f"{line.rest}\n{(ran.stdout + ran.stderr).decode()[-4_000:]}"


def _copy(source: Path, target: Path) -> None:
    """A folder's content into the target, a file into it or as it (COPY's own rule)."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)
