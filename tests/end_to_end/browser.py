"""The system's Chromium, driven as people use it. A `Person` is one browser of its own: own cookies, own screen."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, async_playwright

OUT = Path(__file__).resolve().parents[1] / "out"
UNWANTED = [
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
]
"""The address bar's suggestions: two pages of Chromium's own for every window, loaded although nobody types there; they
cost more than ours (measured: 1.4 s of processor time a window with them, 0.6 s without). And a process kept ready for
the next page, which costs more than it spares where each page has a window of its own."""

DRIVERS = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
"""What Playwright itself turns off (chromiumSwitches.ts). Chromium goes by the last list it is given, which is ours."""

QUIET = [
    f"--disable-features={','.join([*UNWANTED, *DRIVERS])}",
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


class Chromium:
    """One Chromium for many tests, who share its process and nothing else. Owned by its fixture, which ends it."""

    def __init__(self, playwright: Playwright, *flags: str) -> None:
        self._playwright = playwright
        self._flags = flags
        self._browser: Browser | None = None

    async def browser(self) -> Browser:
        """The process that runs; one that has ended took a test with it, and the next test gets another."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = await self._playwright.chromium.launch(
                executable_path=chromium(), headless=True, args=[*QUIET, *self._flags]
            )
        return self._browser

    async def ends(self) -> None:
        if self._browser is not None:
            await self._browser.close()


@asynccontextmanager
async def chromium_with(*flags: str) -> AsyncIterator[Chromium]:
    """A Chromium started with these flags, too, when it is first asked for; it ends with the block."""
    async with async_playwright() as playwright:
        started = Chromium(playwright, *flags)
        try:
            yield started
        finally:
            await started.ends()


@asynccontextmanager
async def crowd_in(started: Chromium, base_url: str) -> AsyncIterator[Crowd]:
    """The browsers of one test: each has cookies, storage and cache of its own, and leaves with the block."""
    gathered = Crowd(await started.browser(), base_url)
    try:
        yield gathered
    finally:
        await gathered.leaves()


@asynccontextmanager
async def crowd(base_url: str, *flags: str) -> AsyncIterator[Crowd]:
    """The same in a Chromium of the test's own, for flags that others must not have."""
    async with chromium_with(*flags) as started, crowd_in(started, base_url) as gathered:
        yield gathered
