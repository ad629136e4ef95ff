"""The container file and the compose example: linted, and their commands run where no engine is: in a clean folder."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.settings import ENVIRONMENT_PREFIX, load
from tests.end_to_end.server import Server, free_port
from tests.house.reading import ROOT
from tests.peers.containerfile import carry_out, stages
from tests.peers.program import placed, program

CONTAINER = ROOT / "config" / "container"
BIN = Path(sys.executable).parent


def ran(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_container_file_has_no_fault_that_hadolint_knows() -> None:
    """Law: the linter of Dockerfiles is silent, and no line is excused from it."""
    assert "hadolint" not in (CONTAINER / "Containerfile").read_text().partition("FROM")[2]
    linted = ran(BIN / "hadolint", CONTAINER / "Containerfile")
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_compose_example_is_one() -> None:
    """Law: it is what the Compose specification's own schema takes."""
    checked = ran(
        BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", CONTAINER / "compose.yaml"
    )
    assert checked.returncode == 0, checked.stdout


def test_the_compose_example_names_settings_that_there_are() -> None:
    """Law: each variable of the server is a setting with a value it takes."""
    text = (CONTAINER / "compose.yaml").read_text()
    told = dict(re.findall(rf"^\s+({ENVIRONMENT_PREFIX}(?!BRIDGE|ENROLMENT)\w+): (\S+)$", text, re.MULTILINE))
    filled = {name: value.replace("${NAME}", "hoinghi.example.vn") for name, value in told.items()}

    assert len(filled) >= 4
    assert load(None, filled).trusted_proxies == ("172.30.7.2/32",)


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """config/ as it is, made ready for one house."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    made = ran("sh", "config/container/prepare.sh", "hop.xa.vn", "203.0.113.9", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path / "config" / "container"


def test_what_is_prepared_is_secret_and_made_once(prepared: Path) -> None:
    """Law: 256 bits each, for their program's eyes; a second run changes nothing."""
    before = {path: path.read_bytes() for path in (prepared / "secrets").iterdir()}
    again = ran("sh", "prepare.sh", "khac.vn", "203.0.113.10", cwd=prepared)

    assert again.returncode == 0 and again.stdout == ""
    assert {path: path.read_bytes() for path in (prepared / "secrets").iterdir()} == before
    assert {path.stat().st_mode & 0o077 for path in before} == {0}
    turn, password = ((prepared / "secrets" / name).read_text() for name in ("turn.secret", "redis.password"))
    assert re.fullmatch("[0-9a-f]{64}", turn) and re.fullmatch("[0-9a-f]{64}", password) and turn != password


def test_what_is_prepared_fits_together(prepared: Path) -> None:
    """Law: the same password at both ends, the same secret at both ends, this house's names, and no example left."""
    said = {path.name: path.read_text() for path in (prepared / "secrets").iterdir()}
    assert f"redis://diemcau:{said['redis.password']}@redis:6379/0" in said["server.env"]
    assert f">{said['redis.password']} " in said["redis.conf"]
    assert f"static-auth-secret={said['turn.secret']}\n" in said["turnserver.conf"]
    assert "allowed-peer-ip=203.0.113.9\n" in said["turnserver.conf"]
    assert "hop.xa.vn {" in said["Caddyfile"] and "server-a:8080 server-b:8080" in said["Caddyfile"]
    assert (prepared / ".env").read_text() == "NAME=hop.xa.vn\nADDRESS=203.0.113.9\n"
    settings = "\n".join(
        line for text in said.values() for line in text.splitlines() if not line.lstrip().startswith("#")
    )
    assert not re.search(r"CHANGE-ME|change-this|example\.vn|/etc/letsencrypt", settings)
    caddyfile = prepared / "secrets" / "Caddyfile"
    checked = ran("caddy", "adapt", "--adapter", "caddyfile", "--config", caddyfile)
    upstreams = re.findall(r'"dial":"([^"]+)"', json.dumps(json.loads(checked.stdout), separators=(",", ":")))
    assert upstreams == ["server-a:8080", "server-b:8080"]


async def test_a_server_runs_on_the_redis_that_was_prepared(prepared: Path, tmp_path: Path) -> None:
    """Law: the two files of one password fit: a real Redis lets the server in, and refuses whoever has no password."""
    port, conf = free_port(), prepared / "secrets" / "redis.conf"
    places = {
        "\ndir /data": f"\ndir {tmp_path}",
        "\nport 6379": f"\nport {port}",
        "\nbind * -::*": "\nbind 127.0.0.1",
    }
    conf.write_text(placed(conf, places))
    address = (prepared / "secrets" / "server.env").read_text().strip().partition("=")[2]
    async with program(tmp_path / "redis.log", "redis-server", str(conf), port=port):
        server = Server(tmp_path / "data", journal=address.replace("redis:6379", f"127.0.0.1:{port}"))
        async with server.running():
            assert server.setup_link()
        told = ran("redis-cli", "-p", str(port), "ping")
        assert "NOAUTH" in told.stdout + told.stderr


def test_who_forgets_a_name_is_told(tmp_path: Path) -> None:
    """Law: without name and address nothing is made."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    told = ran("sh", "config/container/prepare.sh", cwd=tmp_path)
    assert told.returncode == 2 and "prepare.sh NAME ADDRESS" in told.stderr
    assert not (tmp_path / "config" / "container" / "secrets").exists()


@pytest.mark.timeout(600)
async def test_its_lines_make_a_server_that_runs_and_is_healthy(tmp_path: Path) -> None:
    """Law: from what is copied and nothing else, pages are built, packages installed, and its command serves."""
    pages, packages, last = stages(CONTAINER / "Containerfile")
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    carry_out(pages, tmp_path / "pages", environment)
    carry_out(packages, tmp_path / "packages", environment)
    installed = tmp_path / "packages" / "opt" / "diemcau" / ".venv" / "bin"
    assert not (installed / "pip").exists()

    program, *words = json.loads(last.said("CMD"))
    assert words == ["server"] and last.said("USER") == "10001:10001"
    known = {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): value for name, value in last.environment().items()
    }
    assert known["pages"] == "/opt/diemcau/pages" and known["data"] == "/var/lib/diemcau"
    built = tmp_path / "pages" / "src" / "web_client" / "dist"
    server = Server(tmp_path / "data", command=(str(installed / program),), pages=str(built))
    async with server.running():
        check = json.loads(last.said("HEALTHCHECK").partition("CMD ")[2])
        asked = check[2].replace("8080", str(server.port))
        assert ran(installed / "python", "-c", asked).returncode == 0
        assert ran(installed / "python", "-m", "bridge", "--explain", cwd=tmp_path).returncode == 0
    assert ran(installed / "python", "-c", check[2].replace("8080", str(server.port))).returncode == 1
