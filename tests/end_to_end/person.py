"""What the administrator does with a written request in hand: finds the person, looks, gives a copy, erases."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect


class PersonPage:
    """The administrator at the page of one person's data."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opens(self) -> None:
        """From the control page, by the card that says how long names are kept."""
        await self.page.get_by_role("link", name="Một người…").click()
        await expect(self.page.get_by_role("heading", name="Dữ liệu của một người")).to_be_visible()

    async def finds(self, typed: str) -> None:
        await self.page.get_by_label("Họ tên hoặc mã đại biểu").fill(typed)
        await self.page.get_by_role("button", name="Tìm", exact=True).click()

    async def picks(self, name: str) -> None:
        """One of those found; everything held about her is then shown."""
        await self.page.get_by_role("button", name=name).click()
        await expect(self.page.get_by_role("heading", name=name)).to_be_focused()

    def part(self, title: str) -> Locator:
        return self.page.locator(".person-part").filter(has_text=title)

    async def downloads(self, folder: Path) -> Path:
        async with self.page.expect_download() as asked:
            await self.page.get_by_role("link", name="Tải bản sao (JSON)").click()
        download = await asked.value
        path = folder / download.suggested_filename
        await download.save_as(path)
        return path

    async def asks_to_erase(self) -> Locator:
        """The question, not answered yet."""
        await self.page.get_by_role("button", name="Xoá dữ liệu của người này…").click()
        return self.page.get_by_role("dialog")

    async def is_sure(self) -> None:
        question = self.page.get_by_role("dialog")
        await question.get_by_label("Đã đối chiếu đúng người").check()
        await question.get_by_role("button", name="Xoá vĩnh viễn").click()
