"""The CA of a local network, as devices fetch it."""

from pathlib import Path

import aiohttp

from server import app
from server.edge.trust import NAME
from server.settings import Settings
from tests.cli.running import trusting
from tests.edge.given import House


async def test_without_a_ca_of_ours_there_is_nothing_to_trust(house: House) -> None:
    """Law: behind a proxy the address is no page."""
    assert (await (await house.browser()).get("/ca.crt")).status == 404


async def test_over_our_own_tls_cookies_are_secure_and_the_ca_can_be_fetched(tmp_path: Path) -> None:
    """Law: what came over https is bound to it (__Host-, Secure); the CA is the one that verifies the connection."""
    settings = Settings(data=tmp_path, pages=tmp_path, host="127.0.0.1", port=0, tls="local")
    async with app.running(settings) as running, aiohttp.ClientSession() as web:
        trusted = trusting(tmp_path / "keys" / "ca.crt")
        origin = f"https://localhost:{running.port}"
        assert running.url == origin
        async with web.get(f"{origin}/ca.crt", ssl=trusted) as fetched:
            assert await fetched.read() == (tmp_path / "keys" / "ca.crt").read_bytes()
            assert NAME in fetched.headers["Content-Disposition"]
        setup = {"code": running.setup_code, "name": "quantri", "password": "mười hai chữ cái"}
        headers = {"Origin": origin}
        async with web.post(f"{origin}/api/setup", json=setup, headers=headers, ssl=trusted) as answer:
            assert answer.status == 200
            cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-dc_account=") and "Secure" in cookie
