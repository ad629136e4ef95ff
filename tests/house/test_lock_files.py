"""A clone installs the same packages everywhere, from whatever registry its own machine uses."""

import json
import re

from tests.house.reading import ROOT

LOCK = json.loads((ROOT / "web_client" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
CHOOSES_A_REGISTRY = re.compile(r"index-url|find-links|--registry|registry\s*=|trusted-host")


def test_the_lock_file_names_no_registry() -> None:
    """Law: no download address is written down: the machine's own settings choose the registry."""
    assert not [package for package, locked in LOCK.items() if "resolved" in locked]


def test_the_lock_file_is_whole() -> None:
    """Law: every package that any platform needs is locked, or `npm ci` refuses to install anything."""
    locked = {package.rpartition("node_modules/")[2] for package in LOCK}
    asked = {
        dependency
        for package in LOCK.values()
        for kind in ("dependencies", "optionalDependencies")
        for dependency in package.get(kind, {})
    }
    assert asked <= locked


def test_what_is_locked_is_checked() -> None:
    """Law: each locked package carries the checksum of its bytes."""
    assert not [package for package, locked in LOCK.items() if package and "integrity" not in locked]


def test_no_script_chooses_a_registry() -> None:
    """Law: neither a script nor a settings file points at a registry."""
    scripts = [
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
        ROOT / ".ci" / "run",
        *(ROOT / "config").rglob("*.sh"),
    ]
    choosing = [path.name for path in scripts if CHOOSES_A_REGISTRY.search(path.read_text(encoding="utf-8"))]
    assert not choosing
    assert not [path for path in (ROOT / ".npmrc", ROOT / "web_client" / ".npmrc") if path.exists()]
