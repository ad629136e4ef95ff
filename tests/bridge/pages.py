"""Pages of real Chromium with a fake camera and microphone, joined to a bridge of the test.

The page's origin is answered by the test itself; signalling is a function call. Only media touches a socket.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bridge.bridge import Bridge
from bridge.stage import Line, PeerId, Slot
from tests.bridge.given import fingerprint_of, ticket
from tests.end_to_end.browser import EXPECTED_WITHIN_MS, QUIET, chromium

FAKE_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
LOOPBACK_TOO = "--allow-loopback-in-peer-connection"
ORIGIN = "https://room.test/"

SCRIPT = """
const lines = ["audio", "video", "video", "audio", "video"];
let connection;
window.enter = async (publishes, codec) => {
  connection = new RTCPeerConnection();
  for (const kind of lines) connection.addTransceiver(kind, {direction: "recvonly"});
  if (publishes) {
    const own = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 640, height: 360}});
    connection.addTransceiver(own.getAudioTracks()[0], {direction: "sendonly"});
    connection.addTransceiver(own.getVideoTracks()[0], {direction: "sendonly"});
    connection.addTransceiver(slides(), {direction: "sendonly"});
    const video = RTCRtpSender.getCapabilities("video").codecs.filter((one) => one.mimeType === `video/${codec}`);
    for (const line of [6, 7]) connection.getTransceivers()[line].setCodecPreferences(video);
  }
  await connection.setLocalDescription();
  const sdp = await window.join(connection.localDescription.sdp);
  await connection.setRemoteDescription({type: "answer", sdp});
};
window.restart = async () => {
  await connection.setLocalDescription(await connection.createOffer({iceRestart: true}));
  const sdp = await window.join(connection.localDescription.sdp);
  await connection.setRemoteDescription({type: "answer", sdp});
};
function slides() {
  const canvas = document.createElement("canvas");
  canvas.width = 320; canvas.height = 180;
  const pen = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => { pen.fillStyle = `hsl(${turn++ % 360} 80% 50%)`; pen.fillRect(0, 0, 320, 180); }, 100);
  return canvas.captureStream(10).getVideoTracks()[0];
}
window.received = async (line) => {
  const receiver = connection.getTransceivers()[line].receiver;
  for (const report of (await receiver.getStats()).values())
    if (report.type === "inbound-rtp")
      return {frames: report.framesDecoded || 0, packets: report.packetsReceived, lost: report.packetsLost,
              freezes: report.freezeCount || 0, energy: report.totalAudioEnergy || 0};
  return {frames: 0, packets: 0, lost: 0, freezes: 0, energy: 0};
};
window.more = async (line, field, count) => {
  const before = (await window.received(line))[field];
  while ((await window.received(line))[field] < before + count) await new Promise(requestAnimationFrame);
  return true;
};
window.quiet = async (line) => {
  let before = -1;
  for (let same = 0; same < 30;) {
    const now = (await window.received(line)).packets;
    same = now === before ? same + 1 : 0;
    before = now;
    await new Promise((done) => setTimeout(done, 20));
  }
  return before;
};
"""

LINES = list(Line)


class Room:
    """One page in the room. It leaves with its browser."""

    def __init__(self, page: Page, peer: PeerId) -> None:
        self.page = page
        self.peer = peer

    async def received(self, line: Line) -> dict[str, Any]:
        got: dict[str, Any] = await self.page.evaluate(f"received({LINES.index(line)})")
        return got

    async def sees(self, line: Line, frames: int = 10) -> None:
        """Returns when so many more frames of the line were decoded."""
        await self.page.evaluate(f"more({LINES.index(line)}, 'frames', {frames})")

    async def hears(self, line: Line, packets: int = 25) -> None:
        """Returns when so many more packets of the line have come."""
        await self.page.evaluate(f"more({LINES.index(line)}, 'packets', {packets})")

    async def looks_for_another_path(self) -> None:
        """An ICE restart, as after a change of network."""
        await self.page.evaluate("restart()")

    async def gets_nothing_more(self, line: Line) -> int:
        """Returns the count of packets once it has stood still for half a second of looking."""
        count: int = await self.page.evaluate(f"quiet({LINES.index(line)})")
        return count


class Doors:
    """Lets pages into the rooms of one bridge."""

    def __init__(self, browser: Browser, bridge: Bridge) -> None:
        self._browser = browser
        self._bridge = bridge

    async def enter(self, peer: str, *slots: Slot, place: str | None = None, codec: str = "VP8") -> Room:
        """A page that has joined: it publishes when it may have a slot, its pictures in `codec`."""
        page = await self._browser.new_page()
        page.set_default_timeout(EXPECTED_WITHIN_MS)
        await page.route(
            ORIGIN, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html")
        )

        async def join(offer: str) -> str:
            return await self._bridge.join(ticket(peer, fingerprint_of(offer), *slots, place=place), offer)

        await page.expose_function("join", join)
        await page.goto(ORIGIN)
        await page.add_script_tag(content=SCRIPT)
        await page.evaluate(f"enter({'true' if slots else 'false'}, '{codec}')")
        return Room(page, PeerId(peer))


@asynccontextmanager
async def doors(bridge: Bridge, *, loopback: bool = True) -> AsyncIterator[Doors]:
    """A Chromium for one test."""
    flags = [*QUIET, *FAKE_DEVICES, *([LOOPBACK_TOO] if loopback else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
        try:
            yield Doors(browser, bridge)
        finally:
            await browser.close()
