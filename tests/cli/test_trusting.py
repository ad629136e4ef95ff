"""`diemcau up --tls`: HTTPS and WSS by itself, a bridge that believes its CA alone, and the way devices come to trust it."""

import asyncio
import signal
import ssl
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from server import certificates
from server.certificates import Names
from server.cli import main
from server.cli.local_bridge import NAME
from server.cli.screen import console
from server.cli.trusting import STEPS
from server.cli.words import WORDS
from tests.cli.running import trusting, up
from tests.end_to_end.server import free_port


async def test_up_serves_https_and_its_bridge_links_over_it(tmp_path: Path) -> None:
    """Law: one flag: pages over https, the bridge linked over wss, the fingerprint that /ca.crt has in the terminal."""
    data = tmp_path / "data"
    async with up(data, "--tls") as started:
        assert started.url.startswith("https://")
        await started.ready(lambda said: said["bridges"] == {NAME: True})
        async with (
            aiohttp.ClientSession() as web,
            web.get(f"{started.url}/ca.crt", ssl=started.trusted) as answer,
        ):
            ca = await answer.read()
            headers = answer.headers
        printed = "\n".join(started.lines)
        assert sha256(ca).hexdigest().upper() in printed.replace(":", "")
        assert f"{started.url}/ca.crt" in printed
        assert all(WORDS[step][1].split()[0] in printed for step in STEPS)
        assert headers["Content-Type"] == "application/x-x509-ca-cert"
        assert "Strict-Transport-Security" not in headers
        started.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await started.process.wait() == 0
    assert trusting(data / "keys" / "ca.crt").get_ca_certs()


async def test_a_certificate_of_ones_own_is_shown_and_believed_by_the_bridge(tmp_path: Path) -> None:
    """Law: with --tls-cert, --tls-key and public_url the bridge links by that name, trusting that certificate."""
    port, shown = free_port(), tmp_path / "own.pem"
    names = Names(("localhost",), (), frozenset())
    shown.write_bytes(certificates.issue(names, datetime.now(UTC)).pem)
    shown.chmod(0o600)
    (tmp_path / "diemcau.toml").write_text(
        f'public_url = "https://localhost:{port}"\nport = {port}\nlog_level = "warning"\n'
    )
    own = ("--tls-cert", str(shown), "--tls-key", str(shown), "--config", str(tmp_path / "diemcau.toml"))
    async with up(tmp_path / "data", *own, port=port) as started:
        started.trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        started.trusted.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        started.trusted.load_verify_locations(shown)
        await started.ready(lambda said: said["bridges"] == {NAME: True})
        async with (
            aiohttp.ClientSession() as web,
            web.get(f"{started.url}/ca.crt", ssl=started.trusted) as answer,
        ):
            assert answer.status == 404
            assert "Strict-Transport-Security" in answer.headers


def test_a_certificate_of_ones_own_without_its_name_is_refused(tmp_path: Path) -> None:
    """Law: --tls-cert needs --tls-key and public_url; the sentence says so, and nothing is begun."""
    said = CliRunner().invoke(
        main, ["server", "--tls-cert", "/x.pem", "--data", str(tmp_path / "data"), "--lang", "en"]
    )

    assert said.exit_code == 1 and "tls_cert and tls_key must both" in said.output
    assert not (tmp_path / "data").exists()


def test_a_key_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    """Law: a key file that others may read stops the start with its name and the next step."""
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "tls.pem").write_bytes(b"x")
    (keys / "tls.pem").chmod(0o644)

    said = CliRunner().invoke(
        main, ["server", "--tls", "--port", "0", "--data", str(tmp_path), "--lang", "en"]
    )

    assert said.exit_code == 1 and "tls.pem may be read by others" in said.output


def test_a_fingerprint_is_shown_letter_by_letter(capsys: pytest.CaptureFixture[str]) -> None:
    """Law: what has to be compared is never made prettier, whatever its letters spell."""
    fingerprint = "AB:CL:VS:9B:AB:27"
    console().print(f"  SHA-256  {fingerprint}", soft_wrap=True)
    assert fingerprint in capsys.readouterr().out
