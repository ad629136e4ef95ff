"""The systemd units: systemd reads them as they are meant, they are hardened, and the server lives with it."""

import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.end_to_end.server import DIEMCAU, Server
from tests.house.reading import ROOT

UNITS = ROOT / "config" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSED = 15
"""Tenths, of systemd-analyze's 0 (safe) to 100 (unsafe); below 20 it says OK. A step down from here is a decision."""

WRITES_CODE = "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)"


def analysed(*asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *asked], capture_output=True, text=True, check=False)


def test_systemd_reads_every_line(tmp_path: Path) -> None:
    """Law: no line is unknown or misspelt, every program and unit that is named is there."""
    (tmp_path / "units").mkdir()
    (tmp_path / "opt").symlink_to(ROOT)
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/diemcau", f"{tmp_path}/opt")
        (tmp_path / "units" / unit.name).write_text(text, encoding="utf-8")

    checked = analysed("verify", *map(str, sorted((tmp_path / "units").iterdir())))

    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_is_as_closed_as_it_was(unit: Path) -> None:
    """Law: its exposure is not above what was reached."""
    checked = analysed("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit))

    assert checked.returncode == 0, checked.stdout[-2_000:]


def test_the_hardening_of_all_units_is_the_same() -> None:
    """Law: what differs between them is said where it differs."""
    hardened = {
        unit.stem: unit.read_text(encoding="utf-8").partition("NoNewPrivileges")[2] for unit in SERVICES
    }
    differing = {
        (name, line)
        for name, text in hardened.items()
        for line in re.findall(r"^(\w+=.*)$", text, re.MULTILINE)
        if any(line not in other for other in hardened.values())
    }

    assert {line.partition("=")[0] for _, line in differing} <= {
        "MemoryDenyWriteExecute",
        "RestrictAddressFamilies",
        "WantedBy",
    }


def test_the_filter_refuses_what_systemd_would() -> None:
    """Law: the next test means something: code made at run time is refused there."""
    command = [sys.executable, "-m", "tests.peers.hardened", sys.executable, "-c", WRITES_CODE]
    refused = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)

    assert b"PermissionError" in refused.stderr


async def test_the_server_lives_without_memory_that_is_written_and_executed(tmp_path: Path) -> None:
    """Law: MemoryDenyWriteExecute=yes is true of the server: a password is hashed, a roster read, a report written."""
    server = Server(tmp_path / "data", command=(sys.executable, "-m", "tests.peers.hardened", str(DIEMCAU)))
    async with server.running(), aiohttp.ClientSession(server.url, headers={"Origin": server.url}) as web:
        asked = {
            "code": server.setup_link().partition("#")[2],
            "name": "quantri",
            "password": "mười hai chữ cái",
        }
        async with web.post("/api/setup", json=asked) as answer:
            assert answer.status == 200
        sessions = [{"name": "Sáng", "starts_ms": 1, "ends_ms": 2}]
        async with web.post("/api/conferences", json={"title": "Hội nghị", "sessions": sessions}) as answer:
            id = (await answer.json())["id"]
        async with web.get(f"/api/c/{id}/h0/template.xlsx") as answer:
            template = await answer.read()
        form = aiohttp.FormData()
        form.add_field("file", template, filename="mau.xlsx")
        async with web.post(f"/api/c/{id}/h0/roster", data=form) as answer:
            assert "NOTHING_TO_IMPORT" in await answer.text()  # read, and found to hold examples only
        async with web.get(f"/api/c/{id}/h0/export/place.xlsx") as answer:
            assert answer.status == 200
