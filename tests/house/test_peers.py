"""`make peers` on a machine where other programs are missing: the one line that helps, and nothing begun."""

import subprocess
from pathlib import Path

from tests.house.reading import ROOT

SCRIPT = ROOT / "config" / "setup" / "peers.sh"


def asked(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)], env={"PATH": str(path)}, capture_output=True, text=True, check=False
    )


def test_what_is_missing_is_one_line_to_paste(tmp_path: Path) -> None:
    """Law: every missing program is named by its Debian package, in one command; what is there is not."""
    for program in ("id", "caddy", "turnserver"):
        (tmp_path / program).write_text("#!/bin/sh\necho 1000\n")
        (tmp_path / program).chmod(0o755)

    ended = asked(tmp_path)

    line = ended.stderr.strip().splitlines()[-1].split()
    assert ended.returncode == 1
    assert line[:3] == ["sudo", "apt-get", "install"]
    assert {"janus", "libnss3-tools"} <= set(line) and not {"caddy", "coturn"} & set(line)


def test_every_program_a_test_of_peers_starts_is_asked_for() -> None:
    """Law: a program that tests/peers names as a command is looked for before they run."""
    needed = {line.split()[1] for line in SCRIPT.read_text().splitlines() if line.startswith("need ")}
    assert {"nginx", "caddy", "turnserver", "janus", "systemd-analyze", "certutil", "openssl"} <= needed
    written = "\n".join(path.read_text() for path in (ROOT / "tests" / "peers").glob("*.py"))
    assert all(f'"{program}"' in written for program in needed - {"janus", "ip"})
