"""The button that turns the sound on: asked for by a browser that nobody has pressed yet, and it hides no words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.browser import SCREENS, Crowd, crowd
from tests.end_to_end.host import Host
from tests.end_to_end.roster_file import SONG_HINH, TUY_AN
from tests.end_to_end.server import Server
from tests.end_to_end.stage import open_conference

UNPRESSED = ["--allow-loopback-in-peer-connection", "--autoplay-policy=document-user-activation-required"]
"""As browsers are that people start; media to this machine itself is allowed besides."""

TELLS = """
new MutationObserver(() => {
  if (document.querySelector(".listen")) console.log("listen");
}).observe(document, {childList: true, subtree: true});
"""
"""Every question the driver asks of a page counts as a press: the page must tell by itself."""

COVERED = """button => {
  const box = button.getBoundingClientRect();
  const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const covered = [];
  while (all.nextNode()) {
    const words = all.currentNode;
    if (button.contains(words) || !words.data.trim() || !words.parentElement.checkVisibility()) continue;
    if (words.parentElement.closest(".room-acts, .find, .toasts, audio")) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    for (const one of range.getClientRects())
      if (one.left < box.right && one.right > box.left && one.top < box.bottom && one.bottom > box.top)
        covered.push(words.data);
  }
  return covered;
}"""
"""The words on the page that lie under a box. What stays at an edge while one scrolls may pass over anything."""


@pytest_asyncio.fixture(name="scene", loop_scope="session")
async def conference_with_a_bridge(tmp_path: Path) -> AsyncIterator[tuple[Crowd, Host]]:
    """An open conference whose programme nobody sends yet, in browsers that play nothing before a press."""
    server = Server(tmp_path / "data")
    async with server.running(), crowd(server.url, *UNPRESSED) as people:
        host = await open_conference(server, people)
        await server.goes_up()
        yield people, host
    assert not people.faults


async def asks_for_a_press(page: Page, address: str) -> None:
    """Opens the page and returns when it shows the button."""
    await page.add_init_script(TELLS)
    async with page.expect_console_message(lambda message: message.text == "listen"):
        await page.goto(address)
    await expect(page.locator(".listen")).to_be_visible()


@pytest.mark.parametrize(("language", "node"), [("vi-VN", TUY_AN), ("en-GB", SONG_HINH)])
async def test_the_button_for_sound_covers_no_words(
    language: str, node: int, scene: tuple[Crowd, Host]
) -> None:
    """Law: before the programme begins, desk and room screen are read whole beside the button, on every screen."""
    people, host = scene
    desk = await people.page("operator", language=language)
    await asks_for_a_press(desk, await host.link(node, "o"))
    screen = await desk.context.new_page()
    await asks_for_a_press(screen, desk.url.replace("/desk/", "/screen/"))
    covered = {}
    for page in (desk, screen):
        for name, (width, height) in SCREENS.items():
            await page.set_viewport_size({"width": width, "height": height})
            button = page.locator(".listen")
            await button.scroll_into_view_if_needed()
            await expect(button).to_be_in_viewport(ratio=1)
            if found := await button.evaluate(COVERED):
                covered[f"{page.url} {name}"] = found
    assert not covered
    await screen.locator(".listen").get_by_role("button").click()
    await expect(screen.locator(".listen")).to_have_count(0)
