"""The built web client: pages asked for again, assets kept, nothing outside the folder."""

from pathlib import Path

import pytest

from server.edge.pages import ASK_AGAIN, FOR_EVER
from tests.edge.given import House


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A small build, and a secret beside it."""
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("<!doctype html><title>Điểm Cầu</title>", encoding="utf-8")
    (pages / "assets" / "index-abc123.js").write_text("export {};", encoding="utf-8")
    (pages / "sw.js").write_text("self;", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (pages / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return pages


@pytest.mark.parametrize("path", ["/", "/control/0ABCDEFG/h0", "/board/0ABCDEFG/v3/7?wall", "/setup"])
async def test_every_page_address_gets_the_one_page(house: House, built: Path, path: str) -> None:
    """Law: addresses of pages give index.html, which browsers ask for again each time."""
    answer = await (await house.browser()).get(path)

    assert (answer.status, answer.raw) == (200, (built / "index.html").read_bytes())
    assert answer.headers["Cache-Control"] == ASK_AGAIN
    assert answer.headers["Content-Type"].startswith("text/html")


async def test_hashed_assets_are_kept_for_ever(house: House, built: Path) -> None:
    """Law: what has its hash in its name never changes; the service worker does."""
    browser = await house.browser()

    asset, worker = await browser.get("/assets/index-abc123.js"), await browser.get("/sw.js")

    assert (asset.status, asset.headers["Cache-Control"]) == (200, FOR_EVER)
    assert (worker.status, worker.headers["Cache-Control"]) == (200, ASK_AGAIN)
    assert asset.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.js",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/leak.txt",
        "/a%00b.js",
    ],
)
async def test_nothing_outside_the_folder_is_served(house: House, built: Path, path: str) -> None:
    """Law: neither dots nor links lead out; a missing file is no page."""
    answer = await (await house.browser()).get(path)

    assert answer.status in {400, 404}
    assert b"secret" not in answer.raw


async def test_an_unknown_address_of_the_api_is_no_page(house: House, built: Path) -> None:
    """Law: below /api a wrong address is told as JSON, not shown a page."""
    answer = await (await house.browser()).get("/api/none")

    assert (answer.status, answer.code) == (404, "NO_SUCH_PAGE")


async def test_an_unbuilt_client_is_told_in_words(house: House) -> None:
    """Law: without a build the page says what to run, in both languages, and the server is not at fault."""
    answer = await (await house.browser()).get("/")

    text = answer.raw.decode()
    assert answer.status == 503
    assert text.count("make pages") == 2
    assert "Chưa dựng trang web" in text
