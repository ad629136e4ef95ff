"""How long from the click to the first picture: Chromium joins a programme that another Chromium publishes.

Signalling is open before, as on the pages. The clock runs in the page, from before its offer is made to its first
decoded frame. The offer goes page, bench, server, bridge and back the same way.
"""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

from bench.arguments import AskedJoin
from bench.meeting import Meeting, MeetingLine, meeting
from bench.seed import say

MEDIA_HOST = "127.0.0.1"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run", "--disable-background-networking",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
JOINS_OF_A_PAGE = 20
"""Below what one socket may ask in a minute (wire/limits: JOINS_PER_MINUTE)."""

ORIGIN = "https://bench.test/"

SCRIPT = """
const lines = ["audio", "video", "video", "audio", "video"];
let own = null, connection = null;
const printOf = (sdp) => {
  const [, how, hex] = sdp.match(/a=fingerprint:(\\S+) (\\S+)/);
  return `${how} ${hex.toUpperCase()}`;
};
async function open(publishes) {
  connection = new RTCPeerConnection();
  for (const kind of lines) connection.addTransceiver(kind, {direction: "recvonly"});
  if (publishes) for (const track of [own.getAudioTracks()[0], own.getVideoTracks()[0]])
    connection.addTransceiver(track, {direction: "sendonly"});
  await connection.setLocalDescription();
  const {sdp} = connection.localDescription;
  await connection.setRemoteDescription({type: "answer", sdp: await window.join(sdp, printOf(sdp))});
}
window.publish = async () => {
  own = await navigator.mediaDevices.getUserMedia({audio: true, video: {width: 640, height: 360}});
  await open(true);
};
window.watch = async () => {
  connection?.close();
  const video = document.querySelector("video");
  const began = performance.now();
  await open(false);
  const shown = new Promise((done) => video.requestVideoFrameCallback(() => done(performance.now())));
  video.srcObject = new MediaStream([connection.getTransceivers()[1].receiver.track]);
  return await shown - began;
};
"""


async def measure_join(asked: AskedJoin, folder: Path) -> dict[str, Any]:
    """The figures of `asked.rounds` joins, by key."""
    pages = -(-asked.rounds // JOINS_OF_A_PAGE)
    async with meeting(folder, pages, MEDIA_HOST) as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium(), headless=True, args=FLAGS)
        publisher = await running.host()
        stage = await _page(browser, publisher)
        await stage.evaluate("publish()")
        publisher.publish("programme")
        await publisher.told("programme")
        joined_ms: list[float] = []
        for number in range(pages):
            joined_ms += await _joins(running, browser, number, asked.rounds - len(joined_ms))
        await browser.close()
    say(f"joins took {' '.join(f'{one:.0f}' for one in joined_ms)} ms")
    p50, p95 = np.percentile(joined_ms, (50, 95))
    return {
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "max_ms": round(max(joined_ms), 1),
    }


async def _joins(running: Meeting, browser: Browser, number: int, left: int) -> list[float]:
    """Milliseconds of each join of one page; its first one, which loads Chromium's media code, is not counted."""
    page = await _page(browser, await running.room(number))
    await page.evaluate("watch()")
    found = [float(await page.evaluate("watch()")) for _ in range(min(left, JOINS_OF_A_PAGE))]
    await page.close()
    return found


async def _page(browser: Browser, line: MeetingLine) -> Page:
    page = await browser.new_page()
    await page.route(
        ORIGIN, lambda route: route.fulfill(body="<video muted autoplay>", content_type="text/html")
    )
    await page.expose_function("join", line.join)
    await page.goto(ORIGIN)
    await page.add_script_tag(content=SCRIPT)
    return page


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("This bench drives the system's Chromium: apt-get install -y chromium")
