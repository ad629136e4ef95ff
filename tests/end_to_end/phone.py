"""What an attendee does with one hand on a phone: scans, says who, reads, asks."""

from playwright.async_api import Locator, Page, expect


class Phone:
    """One attendee at one phone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def scans(self, link: str) -> None:
        await self.page.goto(link)

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    async def accepts_the_notice(self) -> None:
        """Reads what is kept and ticks it; nothing is ticked before."""
        tick = self.page.get_by_label("Tôi đã đọc và đồng ý.")
        if not await tick.is_checked():
            await tick.check()

    async def types_the_card(self, number: str, *, act: str = "Điểm danh") -> None:
        await self.accepts_the_notice()
        await self.page.get_by_label("Số thẻ đại biểu").fill(number)
        await self._button(act).click()

    async def types_the_name(self, name: str, digits: str) -> None:
        await self.accepts_the_notice()
        await self._button("Không có thẻ? Dùng họ tên và 4 số cuối").click()
        await self.page.get_by_label("Họ và tên").fill(name)
        await self.page.get_by_label("Bốn số cuối của mã đại biểu").fill(digits)
        await self._button("Điểm danh").click()

    async def is_told(self, words: str) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible()

    async def is_refused(self, words: str) -> None:
        await expect(self.page.locator(".field-error").filter(has_text=words)).to_be_visible()

    async def is_checked_in(self, name: str) -> None:
        present = self.page.locator(".phone-present")
        await expect(present).to_contain_text("Bạn đã được điểm danh")
        await expect(present).to_contain_text(name)

    async def waits_for_the_desk(self) -> None:
        await expect(self.page.get_by_text("Chờ bàn điểm danh xác nhận")).to_be_visible()

    async def turns_to(self, tab: str) -> None:
        await self.page.get_by_role("navigation").get_by_role("button", name=tab).click()

    async def asks(self, text: str) -> None:
        await self._button("Gửi câu hỏi").click()
        asking = self.page.get_by_role("dialog")
        await asking.get_by_label("Câu hỏi, ý kiến của bạn").fill(text)
        await asking.get_by_role("button", name="Gửi", exact=True).click()

    async def reads_of(self, question: str, state: str) -> None:
        asked = self.page.locator(".asked-text").filter(has_text=question)
        row = self.page.locator(".asked-row").filter(has=asked)
        await expect(row).to_contain_text(state)

    async def asks_along(self, question: str) -> None:
        await self.page.get_by_role("button", name=f"Cùng hỏi: {question}").click()

    async def sees_being_answered(self, question: str) -> None:
        await expect(self.page.locator(".phone-answering")).to_contain_text(question)

    async def opens_the_paper(self, title: str) -> None:
        """Returns when its first page is drawn."""
        await self._button(f"Mở {title}").click()
        page = self.page.locator(".paper-page canvas").first
        await expect(page).to_have_attribute("aria-label", "Nghi quyet 27")

    async def closes_the_paper(self) -> None:
        await self._button("Đóng").click()

    async def keeps_the_paper(self) -> int:
        """How many ways there are to keep the open paper as a file."""
        return await self.page.get_by_role("link", name="Tải về").count()
