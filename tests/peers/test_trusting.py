"""What `tls = "local"` shows, as others see it: Chromium with the CA in its store, and openssl."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Error, async_playwright

from tests.end_to_end.browser import EXPECTED_WITHIN_MS, QUIET, chromium
from tests.end_to_end.host import Host
from tests.end_to_end.server import Server


class SecureServer(Server):
    """Asked for by https; ready when its port takes connections."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, tls="local", host="127.0.0.1")
        self.url = f"https://localhost:{self.port}"

    async def _is_ready(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[SecureServer]:
    started = SecureServer(tmp_path / "data")
    async with started.running():
        yield started


def certutil(home: Path, *asked: str) -> None:
    """On the store that Chromium reads on Linux."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True, exist_ok=True)
    subprocess.run(["certutil", "-d", f"sql:{store}", *asked], check=True, capture_output=True)


async def test_chromium_that_trusts_the_ca_signs_in_over_https_and_wss(
    server: SecureServer, tmp_path: Path
) -> None:
    """Law: no warning is clicked away and no flag given: the page opens, its socket is wss, devices are offered."""
    home = tmp_path / "home"
    certutil(home, "-N", "--empty-password")
    certutil(home, "-A", "-t", "C,,", "-n", "diemcau", "-i", str(server.data / "keys" / "ca.crt"))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=QUIET, env={"HOME": str(home)}
        )
        context = await browser.new_context(base_url=server.url, locale="vi-VN")
        context.set_default_timeout(EXPECTED_WITHIN_MS)
        host = Host(await context.new_page())
        sockets: list[str] = []
        host.page.on("websocket", lambda socket: sockets.append(socket.url))
        await host.sets_the_password(server.setup_link())
        await host.plans("Hội nghị")
        await host.has_no_roster()
        async with asyncio.timeout(20):
            while not sockets:
                await host.page.evaluate("new Promise(requestAnimationFrame)")
        assert await host.page.evaluate("isSecureContext && !!navigator.mediaDevices")
        assert [cookie["name"] for cookie in await context.cookies() if not cookie["secure"]] == []
        await browser.close()
    assert sockets[0] == f"wss://localhost:{server.port}/socket"


async def test_chromium_that_does_not_is_warned(server: SecureServer, tmp_path: Path) -> None:
    """Law: trust is the person's to give: without it the browser says that the authority is unknown."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=QUIET, env={"HOME": str(tmp_path / "nobody")}
        )
        page = await browser.new_page()
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            await page.goto(server.url)
        await browser.close()


def openssl(*asked: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["openssl", *map(str, asked)], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


async def test_openssl_verifies_the_machine_and_nobody_else(server: SecureServer, tmp_path: Path) -> None:
    """Law: chain, purpose, name and constraint hold for another library's eyes; another name does not."""
    shown, ca = server.data / "keys" / "tls.pem", tmp_path / "ca.pem"
    assert (
        openssl("x509", "-inform", "der", "-in", server.data / "keys" / "ca.crt", "-out", ca).returncode == 0
    )
    verify = ("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", ca)

    ours = openssl(*verify, "-verify_hostname", "localhost", shown)
    other = openssl(*verify, "-verify_hostname", "bank.example.vn", shown)

    assert ours.returncode == 0, ours.stderr
    assert other.returncode != 0 and "hostname mismatch" in other.stderr
