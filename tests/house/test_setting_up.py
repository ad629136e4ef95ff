"""What `make run` does on a machine where something is missing: one line that helps, and nothing half made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.reading import ROOT

SYSTEM_PYTHON = shutil.which("python3") or "python3"


def machine(tmp_path: Path, **programs: str) -> dict[str, str]:
    """An environment whose PATH begins with these programs, each a shell script."""
    programs_folder = tmp_path / "bin"
    programs_folder.mkdir()
    for program, script in programs.items():
        (programs_folder / program).write_text(f"#!/bin/sh\n{script}\n")
        (programs_folder / program).chmod(0o755)
    return {**os.environ, "PATH": f"{programs_folder}:/usr/bin:/bin", "PYTHON": ""}


def set_up(script: str, *arguments: str, here: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "config" / "setup" / script), *arguments]
    return subprocess.run(command, cwd=here, env=env, capture_output=True, text=True, timeout=60, check=False)


WITHOUT_VENV = f'case "$*" in *ensurepip*) exit 1;; esac; exec "{SYSTEM_PYTHON}" "$@"'
TOO_OLD = "exit 1"


@pytest.mark.parametrize(
    ("python", "line"),
    [(WITHOUT_VENV, "apt-get install -y python3-venv"), (TOO_OLD, "apt-get install -y python3 python3-venv")],
    ids=["without ensurepip", "too old"],
)
def test_a_python_that_will_not_do_gets_the_one_line_that_helps(
    tmp_path: Path, python: str, line: str
) -> None:
    """Law: setting up stops before it has made anything, and its last line can be pasted."""
    others = {f"python3.{minor}": TOO_OLD for minor in (11, 12, 13, 14)}
    ended = set_up("python.sh", "run", here=tmp_path, env=machine(tmp_path, python3=python, **others))
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].strip().removeprefix("sudo ") == line
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("version", "usable"),
    [
        ("18.20.4", False),
        ("20.18.3", False),
        ("20.19.0", True),
        ("22.11.0", False),
        ("22.12.0", True),
        ("24.1.0", True),
    ],
)
def test_the_systems_node_is_taken_from_the_version_the_build_needs(
    tmp_path: Path, version: str, usable: bool
) -> None:
    """Law: a node that is too old is passed over for PyPI's, never tried."""
    wheel = tmp_path / ".venv" / "bin"
    wheel.mkdir(parents=True)
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    system = machine(tmp_path, npm="echo 11", node="")
    (tmp_path / "bin" / "node").write_text(fake_node(node, version))
    (wheel / "node").write_text(fake_node(node, "24.0.0"))
    (wheel / "npm").write_text("#!/bin/sh\necho 11\n")
    for program in wheel.iterdir():
        program.chmod(0o755)
    ended = set_up("node.sh", here=tmp_path, env=system)
    assert ended.stdout.strip() == str(tmp_path / "bin" if usable else wheel)


def fake_node(node: str, version: str) -> str:
    """A node that runs scripts but says it is `version`."""
    lie = f"Object.defineProperty(process,'versions',{{value:{{node:'{version}'}}}});"
    return f'#!/bin/sh\n[ "$1" = -e ] && exec "{node}" -e "{lie}$2"\nexec "{node}" "$@"\n'


HELD = {
    "chromium": "",
    "redis-cli": "",
    "redis-server": "echo 'Redis server v=7.0.15 sha=0'",
    "sudo": "exit 1",
    "id": "echo 1000",
}
"""Programs of a machine that has what tests need, and whose user may not install anything."""


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"chromium": None}, "apt-get install -y --no-install-recommends chromium libatomic1"),
        ({"redis-server": None}, "apt-get install -y --no-install-recommends redis-server"),
        ({"redis-cli": None}, "apt-get install -y --no-install-recommends redis-server"),
        (
            {"redis-server": "echo 'Redis server v=6.2.7 sha=0'"},
            "apt-get install -y --no-install-recommends redis-server",
        ),
        ({}, None),
        ({"redis-server": "echo 'Redis server v=10.0.0 sha=0'"}, None),
    ],
    ids=["no browser", "no redis", "no redis-cli", "redis too old", "all there", "a redis to come"],
)
def test_what_tests_need_is_named_in_one_line(
    tmp_path: Path, changed: dict[str, str | None], line: str | None
) -> None:
    """Law: who may not install anything gets a line to paste that names what is missing and nothing else."""
    here = {name: script for name, script in (HELD | changed).items() if script is not None}
    env = machine(tmp_path, **here)
    basics = ("sh", "grep", "printf", "env")
    for basic in basics:
        (tmp_path / "bin" / basic).symlink_to(shutil.which(basic) or basic)
    driver = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages" / "playwright" / "driver" / "node"
    driver.parent.mkdir(parents=True)
    driver.write_text("#!/bin/sh\n")
    driver.chmod(0o755)
    ended = set_up("programs.sh", here=tmp_path, env=env | {"PATH": str(tmp_path / "bin")})
    if line is None:
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    else:
        assert ended.returncode == 1
        assert ended.stderr.strip().splitlines()[-1].strip() == f"sudo {line}"
