"""What a page of the product receives: read from the statistics of its own peer connection."""

import asyncio

from playwright.async_api import Page, expect

from tests.end_to_end.browser import EXPECTED_WITHIN_MS

PROGRAMME_SOUND, PROGRAMME_CAMERA, SLIDES, FLOOR_SOUND, FLOOR_CAMERA = range(5)
"""The lines of PROTOCOL.md, "Media"."""

WATCH = """
const made = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...how) { super(...how); made.push(this); }
};
window.received = async (line) => {
  const peer = made.findLast((one) => one.signalingState !== "closed");
  const receiver = peer?.getTransceivers()[line]?.receiver;
  for (const report of receiver ? (await receiver.getStats()).values() : [])
    if (report.type === "inbound-rtp")
      return {peer: made.indexOf(peer), frames: report.framesDecoded || 0, packets: report.packetsReceived,
              energy: report.totalAudioEnergy || 0};
  return {peer: made.indexOf(peer), frames: 0, packets: 0, energy: 0};
};
window.more = async (line, field, count) => {
  let before = await received(line);
  for (;;) {
    const now = await received(line);
    if (now.peer !== before.peer) before = {...now, [field]: 0};
    if (now[field] > before[field] + count) return now[field];
    await new Promise((done) => setTimeout(done, 20));
  }
};
window.anew = async (line, before) => {
  for (;;) {
    const now = await received(line);
    if (now.peer > before && now.frames > 0) return now.frames;
    await new Promise((done) => setTimeout(done, 20));
  }
};
window.quiet = async (line) => {
  let before = -1;
  for (let same = 0; same < 30;) {
    const now = (await received(line)).packets;
    same = now === before ? same + 1 : 0;
    before = now;
    await new Promise((done) => setTimeout(done, 20));
  }
  return before;
};
"""
"""Our own eye on the page's peer connections; the page does not know of it."""


class Seen:
    """One page, watched. Made before it opens its link."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def by(cls, page: Page) -> "Seen":
        await page.add_init_script(WATCH)
        return cls(page)

    async def session(self) -> int:
        """Which of its media sessions the page has now."""
        number: int = await self.page.evaluate("received(0).then((got) => got.peer)")
        return number

    async def sees(self, line: int, frames: int = 10) -> None:
        """Returns when so many more frames of the line were decoded."""
        await self._more(line, "frames", frames)

    async def sees_in_another_session(self, line: int, before: int) -> None:
        """Returns when a frame of the line was decoded in a later session than `before`."""
        async with asyncio.timeout(2 * EXPECTED_WITHIN_MS / 1000):
            await self.page.evaluate(f"anew({line}, {before})")

    async def hears(self, line: int) -> None:
        """Returns when sound of the line was played that is not silence."""
        await self._more(line, "energy", 0)

    async def _more(self, line: int, field: str, count: int) -> None:
        async with asyncio.timeout(2 * EXPECTED_WITHIN_MS / 1000):
            await self.page.evaluate(f"more({line}, '{field}', {count})")

    async def gets_nothing_more(self, line: int) -> int:
        """Returns how many packets there were once none came for more than half a second."""
        async with asyncio.timeout(2 * EXPECTED_WITHIN_MS / 1000):
            count: int = await self.page.evaluate(f"quiet({line})")
            return count

    async def packets(self, line: int) -> int:
        count: int = await self.page.evaluate(f"received({line}).then((got) => got.packets)")
        return count

    async def shows(self, label: str) -> None:
        """The picture of this name moves on the page."""
        picture = self.page.locator(".picture[data-moves=true]").filter(has=self.page.get_by_label(label))
        await expect(picture.first).to_be_visible()

    async def shows_no_more(self, label: str) -> None:
        picture = self.page.locator(".picture[data-moves=true]").filter(has=self.page.get_by_label(label))
        await expect(picture).to_have_count(0)
