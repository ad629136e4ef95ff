"""Debian's coturn on config/coturn/turnserver.conf: a whole room through it, and nothing but the bridge behind it."""

import asyncio
import os
import ssl
import sys
import time
from base64 import b64encode
from hmac import digest
from pathlib import Path

import pytest
from aioice import stun, turn

from server.core.ids import DeviceId
from server.edge.turn import Turn
from server.settings import Settings
from tests.house.reading import ROOT
from tests.peers.coturn import SECRET, turn_server

ADDRESS = "10.213.7.1"
MAKE = f"""ip link set lo up && ip link add veth0 type veth peer name veth1 &&
ip address add {ADDRESS}/24 dev veth0 && ip link set veth0 up && ip link set veth1 up && exec "$@" """
HERE, BRIDGE, ELSEWHERE = "127.0.0.1", "127.0.0.7", "127.0.0.8"
"""coturn takes no loopback peer by itself: below, the addresses stand for a network, and only refusals are looked at."""


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_room_sees_the_programme_through_turn_alone(transport: str) -> None:
    """Law: pages that may use nothing but TURN publish and decode; the bridge is reached over the relay."""
    root = [] if os.geteuid() == 0 else ["--map-root-user"]
    process = await asyncio.create_subprocess_exec(
        "unshare", *root, "--net", "sh", "-c", MAKE, "sh",
        sys.executable, "-m", "tests.peers.coturn", ADDRESS, transport,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, complained = await process.communicate()
    assert process.returncode == 0, complained.decode()[-4_000:]
    assert printed.decode().splitlines()[-1] == f"relay {transport} · relay {transport}"


def credentials(tmp_path: Path, minutes: int = 60) -> tuple[str, str]:
    """What the server hands a page."""
    secret = tmp_path / "turn.secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    made = Turn.of(Settings(turn_urls=("turn:x",), turn_secret_file=str(secret), turn_minutes=minutes)).told(
        DeviceId(b"12345678"), time.time_ns() // 1_000_000
    )
    server = made["ice_servers"][0]  # type: ignore[index]
    return server["username"], server["credential"]


async def allocated(
    port: int, name: str, password: str, tls: ssl.SSLContext | None = None
) -> turn.TurnTransport:
    transport, _ = await turn.create_turn_endpoint(
        asyncio.DatagramProtocol, server_addr=(HERE, port), username=name, password=password,
        transport="tcp" if tls else "udp", ssl=tls or False,
    )  # fmt: skip
    return transport


async def test_what_the_server_hands_out_opens_it_over_udp_and_tls(tmp_path: Path) -> None:
    """Law: coturn takes our names and passwords, on both ports, and its TLS shows the certificate it was given."""
    async with turn_server(tmp_path, HERE, BRIDGE) as (port, tls_port, issued):
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusted.load_verify_locations(cadata=issued.ca)
        for opened in (
            await allocated(port, *credentials(tmp_path)),
            await allocated(tls_port, *credentials(tmp_path), tls=trusted),
        ):
            assert opened.get_extra_info("sockname")[0] == HERE
            opened.close()


async def test_nobody_else_is_let_in(tmp_path: Path) -> None:
    """Law: a name that has ended, a password of another secret, or a longer end than was signed opens nothing."""
    name, password = credentials(tmp_path)
    ended = f"{int(time.time()) - 60}:{name.partition(':')[2]}"
    theirs = b64encode(digest(b"another secret", name.encode(), "sha1")).decode()
    ours = b64encode(digest(SECRET.encode(), ended.encode(), "sha1")).decode()
    longer = f"{int(time.time()) + 10**6}:{name.partition(':')[2]}"
    async with turn_server(tmp_path, HERE, BRIDGE) as (port, _, _):
        for tried in ((ended, ours), (name, theirs), (longer, password)):
            with pytest.raises(stun.TransactionFailed):
                await allocated(port, *tried)


@pytest.mark.parametrize("peer", [ELSEWHERE, "10.0.0.1", "192.168.1.1", "169.254.169.254", "203.0.113.9"])
async def test_it_sends_to_the_bridge_and_nowhere_else(tmp_path: Path, peer: str) -> None:
    """Law: with good credentials, too: inside, metadata and outside are forbidden (403); the bridge's address is not."""
    async with turn_server(tmp_path, HERE, "198.51.100.7") as (port, _, _):
        opened = await allocated(port, *credentials(tmp_path))
        inner = opened._TurnTransport__inner_protocol  # type: ignore[attr-defined]
        with pytest.raises(stun.TransactionFailed, match="403"):
            await permitted(inner, peer)
        await permitted(inner, "198.51.100.7")
        opened.close()


async def permitted(inner: turn.TurnClientMixin, peer: str) -> None:
    """Asks for a channel to the peer (RFC 8656, section 12). Raises TransactionFailed."""
    await inner.channel_bind(0x4000, (peer, 7_000))
