"""What a host does on the page of all points."""

from playwright.async_api import Locator, Page, expect


class Points:
    """The points page, in a host's browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opens(self) -> None:
        await self.page.get_by_role("link", name="Điểm cầu", exact=True).click()
        await expect(self.page.get_by_role("table")).to_be_visible()

    async def searches(self, typed: str) -> None:
        await self.page.get_by_label("Tìm theo tên, mã, đơn vị").fill(typed)

    async def finds_only(self, name: str) -> None:
        await expect(self.page.locator(".points-name")).to_have_text([name])

    async def picks(self, name: str) -> None:
        await self.page.get_by_role("button", name=name).click()

    @property
    def panel(self) -> Locator:
        return self.page.locator(".points-panel")

    async def says_of_the_point(self, state: str) -> None:
        await expect(self.panel.locator(".points-facts")).to_contain_text(state)

    async def shows_the_link(self) -> str:
        """The desk's link as the panel shows it, beside its drawing."""
        await self.panel.get_by_role("button", name="Hiện đường").click()
        await expect(self.panel.get_by_role("img")).to_be_visible()
        return await self.panel.get_by_label("Đường dẫn", exact=True).input_value()

    async def revokes(self) -> None:
        await self.panel.get_by_role("button", name="Thu hồi đường dẫn…").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="Thu hồi", exact=True).click()
        await expect(self.page.get_by_text("Đã thu hồi. Đường dẫn mới đã sẵn sàng.").first).to_be_visible()
