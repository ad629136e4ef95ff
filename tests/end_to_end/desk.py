"""What an operator does at the desk of one point: opens the link, types a name, presses Enter."""

from playwright.async_api import Locator, Page, expect


class Desk:
    """One operator at one browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opens(self, link: str) -> None:
        await self.page.goto(link)

    @property
    def search(self) -> Locator:
        return self.page.get_by_role("combobox", name="Tìm người để điểm danh")

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=name)

    async def is_linked(self) -> None:
        await expect(self.page.get_by_text("Đã kết nối", exact=True)).to_be_visible()

    async def checks_in(self, typed: str) -> None:
        """Types into the search and presses Enter; what comes of it is asked by `is_told`."""
        await self.search.fill(typed)
        await self.search.press("Enter")

    async def is_told(self, what: str, name: str) -> None:
        """The card under the search says `what` ("Có mặt", "Chờ gửi khi có mạng") of `name`."""
        said = self.page.locator(".said").filter(has_text=name).filter(has_text=what)
        await expect(said.first).to_be_visible()

    async def confirmed(self, name: str) -> None:
        """The journal has it: the row says present with its time, and nothing of it waits."""
        await expect(self.row(name)).to_contain_text("Có mặt · ")
        await expect(self.row(name)).not_to_contain_text("Chờ gửi")

    async def stands_first(self, name: str) -> None:
        """The card under the search says that `name` is in, and no longer that it is on its way."""
        await expect(self.page.locator(".said").filter(has_text=name)).to_contain_text("Có mặt")

    async def queued(self, name: str) -> None:
        await expect(self.row(name)).to_contain_text("Chờ gửi")

    async def shows(self, *, present: int, summoned: int) -> None:
        """The room's figures, as the server counts them."""
        await expect(self.page.locator(".figures .figure")).to_have_text(f"{present} / {summoned}")

    async def stands(self, name: str, state: str) -> None:
        """The row says `state` of `name`, and the journal has it."""
        await expect(self.row(name)).to_contain_text(state)
        await expect(self.row(name)).not_to_contain_text("Chờ gửi")

    async def counts(self, label: str, number: int) -> None:
        """One of the smaller figures beside the list."""
        figure = self.page.locator(".figures-more > div").filter(has_text=label)
        await expect(figure.locator("dd")).to_have_text(str(number))

    async def is_turned_away(self) -> None:
        await expect(self.page.get_by_text("Chưa vào được")).to_be_visible()

    async def is_signed_out(self) -> None:
        await expect(self.page.get_by_text("Bàn này không dùng được nữa")).to_be_visible()
        await expect(self.search).not_to_be_visible()

    async def chooses(self, typed: str, act: str) -> None:
        """Finds somebody by typing and presses one of the rarer buttons of that row."""
        await self.search.fill(typed)
        chosen = self.page.locator("[role=row][aria-selected=true]")
        await chosen.get_by_role("button", name=act).click()

    async def checks_out(self, typed: str) -> None:
        await self.chooses(typed, "Ra về")
        await self.search.fill("")

    async def undoes(self, typed: str, reason: str) -> None:
        await self.chooses(typed, "Hoàn tác…")
        asked = self.page.get_by_role("dialog")
        await asked.get_by_label(reason, exact=True).check()
        await asked.get_by_role("button", name="Hoàn tác").click()
        await self.search.fill("")

    async def excuses(self, typed: str, reason: str) -> None:
        await self.chooses(typed, "Vắng có lý do…")
        asked = self.page.get_by_role("dialog")
        await asked.get_by_label(reason, exact=True).check()
        await asked.get_by_role("button", name="Ghi vắng có lý do").click()
        await self.search.fill("")

    async def shows_the_personal_link(self, typed: str) -> str:
        """The link with which the person found by typing takes part online."""
        await self.chooses(typed, "Dự trực tuyến…")
        asked = self.page.get_by_role("dialog")
        await asked.get_by_role("button", name="Hiện đường dẫn").click()
        return await asked.get_by_label("Đường dẫn", exact=True).input_value()

    async def shows_the_code(self) -> str:
        """The link in the room's QR."""
        await self.page.get_by_role("button", name="Mã QR của phòng").click()
        return await self.page.get_by_role("dialog").get_by_label("Đường dẫn", exact=True).input_value()

    async def renews_the_code(self, *, phones: int) -> str:
        """The link in the new QR; `phones` is what the question says stays in."""
        shown = self.page.get_by_role("dialog").get_by_label("Đường dẫn", exact=True)
        old = await shown.input_value()
        await self.page.get_by_role("button", name="Đổi mã QR…").click()
        asked = self.page.get_by_role("dialog", name="Đổi mã QR của")
        await expect(asked).to_contain_text(f"{phones} điện thoại đã vào vẫn dùng tiếp")
        await asked.get_by_role("button", name="Đổi mã", exact=True).click()
        await expect(shown).not_to_have_value(old)
        return await shown.input_value()

    async def closes_the_dialog(self) -> None:
        await self.page.get_by_role("dialog").get_by_role("button", name="Đóng", exact=True).click()

    async def adds_a_walk_in(self, name: str, *, post: str = "", unit: str = "") -> None:
        await self.page.get_by_role("button", name="Thêm người phát sinh").last.click()
        asked = self.page.get_by_role("dialog")
        await asked.get_by_label("Họ và tên").fill(name)
        await asked.get_by_label("Chức vụ").fill(post)
        await asked.get_by_label("Đơn vị").fill(unit)
        await asked.get_by_role("button", name="Ghi có mặt").click()

    async def reports_a_head_count(self, count: int) -> None:
        await self.page.get_by_role("button", name="Báo số người").click()
        asked = self.page.get_by_role("dialog")
        await asked.get_by_label("Số người đang có mặt trong phòng").fill(str(count))
        await asked.get_by_role("button", name="Báo số").click()

    async def waits_for_approval(self) -> str:
        """The code this device shows, for comparing over the table."""
        await expect(self.page.get_by_text("Thiết bị này chờ duyệt")).to_be_visible()
        return await self.page.locator(".device-code").inner_text()

    async def approves(self, code: str) -> None:
        asking = self.page.locator(".device").filter(has_text=f"mã {code}")
        await asking.get_by_role("button", name="Duyệt").click()
