"""The system's Chromium, driven as people use it. A `Person` is one browser of its own: own cookies, own screen."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

OUT = Path(__file__).resolve().parents[1] / "out"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
]
"""Chromium asks nobody but our server; as root (CI) it has no sandbox of its own."""

CAMERAS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
"""A fake camera, microphone and window, allowed without a question; and media to this machine itself."""

SCREENS = {"laptop": (1366, 768), "phone": (360, 740), "wall": (1920, 1080)}
EXPECTED_WITHIN_MS = 15_000
EXCUSED = re.compile(r"net::ERR_|WebSocket connection to|Failed to load resource")
"""What Chromium itself writes when the server is away or says no: the pages must live with it."""


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise AssertionError("Chromium is not installed: `make test` says which line helps")


class Crowd:
    """Every browser of one test. What a page threw, or logged as an error, fails the test at its end."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser = browser
        self._base_url = base_url
        self._contexts: list[tuple[str, BrowserContext]] = []
        self.faults: list[str] = []

    async def page(self, who: str, *, screen: str = "laptop", language: str = "vi-VN") -> Page:
        """The first page of a new browser, nothing opened yet."""
        width, height = SCREENS[screen]
        context = await self._browser.new_context(
            base_url=self._base_url,
            locale=language,
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(EXPECTED_WITHIN_MS)
        self._contexts.append((who, context))
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{who}: {error}"))
        page.on("console", lambda message: self._hears(who, message))
        return page

    def _hears(self, who: str, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXCUSED.search(message.text):
            self.faults.append(f"{who}: {message.text}")

    async def is_pictured(self, test: str) -> None:
        """Every open page as a picture in tests/out, for whoever looks why `test` failed."""
        OUT.mkdir(parents=True, exist_ok=True)
        for who, context in self._contexts:
            for number, page in enumerate(context.pages):
                await page.screenshot(path=OUT / f"{test}-{who}-{number}.png")

    async def leaves(self) -> None:
        await asyncio.gather(*(context.close() for _, context in self._contexts))


@asynccontextmanager
async def crowd(base_url: str, *flags: str) -> AsyncIterator[Crowd]:
    """A Chromium for one test, started with these flags, too; it ends with it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=[*QUIET, *flags]
        )
        gathered = Crowd(browser, base_url)
        try:
            yield gathered
        finally:
            await gathered.leaves()
            await browser.close()
