"""coturn on the example of config/coturn, and a room whose pages reach the bridge through it alone.

`python -m tests.peers.coturn ADDRESS TRANSPORT` is a story of its own process: run in a network namespace by test_coturn.py.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page

from server import certificates
from server.certificates import Issued, Names
from server.edge.bridges import Enrolments
from server.journal.keys import read_or_make_key
from tests.end_to_end.browser import Crowd, crowd
from tests.end_to_end.server import Server, free_port
from tests.end_to_end.stage import open_conference
from tests.house.reading import ROOT
from tests.peers.program import placed, program

SECRET = "mot-bi-mat-cua-bai-kiem-tra-nay"
FAKE_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
REMEMBERED = """
const Real = RTCPeerConnection;
window.peers = [];
window.RTCPeerConnection = class extends Real { constructor(...asked) { super(...asked); window.peers.push(this); } };
"""
DECODED = """async () => {
  for (;;) {
    for (const peer of window.peers) for (const report of (await peer.getStats()).values())
      if (report.type === "inbound-rtp" && report.framesDecoded >= 10) return report.framesDecoded;
    await new Promise(requestAnimationFrame);
  }
}"""
PATH = """async () => {
  const reports = await window.peers.at(-1).getStats();
  const transport = [...reports.values()].find((report) => report.type === "transport");
  const local = reports.get(reports.get(transport.selectedCandidatePairId).localCandidateId);
  return `${local.candidateType} ${local.relayProtocol}`;
}"""


@asynccontextmanager
async def turn_server(folder: Path, address: str, peer: str) -> AsyncIterator[tuple[int, int, Issued]]:
    """coturn at `address`, that sends to `peer` alone: its port, its port of TLS, and whom to trust there."""
    port, tls_port, certificate = free_port(), free_port(), folder / "turn.pem"
    issued = certificates.issue(
        Names(("turn.example.vn",), (ip_address(address),), frozenset()), datetime.now(UTC)
    )
    certificate.write_bytes(issued.pem)
    own = f"listening-ip={address}\nrelay-ip={address}\nuserdb={folder}/turndb\npidfile={folder}/turn.pid\n"
    places = {
        "listening-port=3478": f"{own}listening-port={port}",
        "tls-listening-port=5349": f"tls-listening-port={tls_port}",
        "CHANGE-ME-openssl-rand-hex-32": SECRET,
        "allowed-peer-ip=203.0.113.7": f"allowed-peer-ip={peer}",
        "/etc/letsencrypt/live/turn.example.vn/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/turn.example.vn/privkey.pem": str(certificate),
        "proc-user=turnserver\nproc-group=turnserver\nsyslog\n": "log-file=stdout\n",
    }
    conf = folder / "turnserver.conf"
    conf.write_text(placed(ROOT / "config" / "coturn" / "turnserver.conf", places), encoding="utf-8")
    async with program(folder / "turn.log", "turnserver", "-c", str(conf), port=port, host=address):
        yield port, tls_port, issued


@asynccontextmanager
async def bridge(folder: Path, server: Server, address: str) -> AsyncIterator[None]:
    """A bridge of the server, taking media at `address`."""
    code = Enrolments(read_or_make_key(server.data / "keys" / "bridge.key")).new_code()
    code_file = folder / "code"
    code_file.write_text(code)
    settings = {"DIEMCAU_BRIDGE_UDP_PORT": "0", "DIEMCAU_BRIDGE_UDP_HOST": address}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bridge", "--server", server.url, "--folder", str(folder / "bridge"), "--name", "hall",
        cwd=ROOT, env={**os.environ, **settings, "DIEMCAU_ENROLMENT_CODE_FILE": str(code_file)},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert (await process.stdout.readline()).startswith(b"media: ")
        yield
    finally:
        process.terminate()
        await process.wait()


async def sees_through_turn(page: Page) -> str:
    """The path of the page's media, once it has decoded ten frames."""
    await page.evaluate(DECODED)
    return str(await page.evaluate(PATH))


async def room(server: Server, people: Crowd) -> tuple[Page, Page]:
    """The host's page, sending; and the screen of a room."""
    host = await open_conference(server, people, REMEMBERED)
    await host.page.get_by_role("button", name="Mở camera, micrô").click()
    await host.page.get_by_role("button", name="Phát", exact=True).click()
    point = int((await host.desk_links())[0].split(".o")[1].partition(".")[0])
    link = await host.link(point, "w")
    screen = await people.page("screen", screen="wall")
    await screen.add_init_script(REMEMBERED)
    await screen.goto(f"/screen#{link.partition('#')[2]}")
    return host.page, screen


async def story(address: str, transport: str) -> None:
    """A screen decodes the programme; both pages reach the bridge by relay alone. Prints its path and the host's."""
    with TemporaryDirectory() as named:
        folder = Path(named)
        async with turn_server(folder, address, address) as (port, _, _):
            secret = folder / "turn.secret"
            secret.write_text(SECRET)
            secret.chmod(0o600)
            urls = f"turn:{address}:{port}?transport={transport}"
            server = Server(folder / "data", turn_urls=urls, turn_secret_file=str(secret), turn_only="yes")
            async with (
                server.running(),
                bridge(folder, server, address),
                crowd(server.url, *FAKE_DEVICES) as people,
            ):
                host, screen = await room(server, people)
                print(await sees_through_turn(screen), "·", await host.evaluate(PATH))


if __name__ == "__main__":
    asyncio.run(story(sys.argv[1], sys.argv[2]))
