"""What a host does: the one-time link, three steps to a conference, opening, closing, links and reports."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, expect

PASSWORD = "nắng sớm trên sông Ba"


class Host:
    """One host at one browser; reads like what she would say she did."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def _button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    # Setting up and signing in

    async def sets_the_password(
        self,
        link: str,
        *,
        name: str = "quantri",
        password: str = PASSWORD,
        seeing: str = "Chưa có hội nghị nào",
    ) -> None:
        """By the one-time link; then the list of conferences stands there, `seeing` in it."""
        await self.page.goto(link)
        await self.page.get_by_label("Tên đăng nhập").fill(name)
        await self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        await self.page.get_by_label("Nhập lại mật khẩu").fill(password)
        await self._button("Lưu và đăng nhập").click()
        await expect(self.page.get_by_text(seeing).first).to_be_visible()

    async def signs_in(self, *, name: str = "quantri", password: str = PASSWORD) -> None:
        await self.page.goto("/")
        await self.page.get_by_label("Tên đăng nhập").fill(name)
        await self.page.get_by_label("Mật khẩu").fill(password)
        await self._button("Đăng nhập").click()

    async def enters(self, title: str) -> None:
        """Opens a conference from the list."""
        await self.page.get_by_role("listitem").filter(has_text=title).get_by_role("link").click()

    # Three steps from nothing to a conference that can be launched

    async def plans(self, title: str) -> None:
        """Step 1: the title, and the two sessions the page proposes."""
        await self.page.get_by_role("link", name="Tạo hội nghị").click()
        await self.page.get_by_label("Tên hội nghị").fill(title)
        await self._button("Lưu và tiếp tục").click()

    async def offers(self, file: Path) -> None:
        """Step 2, the file: read and shown, nothing saved."""
        await self.page.locator("input[type=file]").set_input_files(file)

    async def is_shown_a_mistake(self, said: str, cell: str = "") -> None:
        """What to mend, in words; with the cell where it stands. Nothing can be saved."""
        preview = self.page.get_by_role("region", name="Trong tệp")
        mistakes = preview.get_by_role("row").or_(preview.get_by_role("listitem"))
        mistake = mistakes.filter(has_text=said).filter(has_text=cell)
        await expect(mistake.first).to_be_visible()
        await expect(self._button("Nạp danh sách")).not_to_be_visible()

    async def has_no_roster(self) -> None:
        await expect(self.page.get_by_text("Cần ít nhất một điểm cầu và một đại biểu")).to_be_visible()
        await expect(self._button("Tiếp tục")).to_be_disabled()

    async def imports(self, file: Path) -> None:
        """Step 2: the file is read, previewed and taken."""
        await self.offers(file)
        await self._button("Nạp danh sách").click()
        await expect(self.page.get_by_text("Đã nạp xong.").first).to_be_visible()
        await self._button("Tiếp tục").click()

    async def launches(self) -> None:
        """Step 3: the review, then the question, then launched."""
        await self._button("Khởi động hội nghị").click()
        await self._asked("Khởi động")
        await self.sees_state("ĐÃ KHỞI ĐỘNG")

    async def _asked(self, act: str) -> None:
        """Presses `act` in the question that says what will happen."""
        await self.page.get_by_role("dialog").get_by_role("button", name=act, exact=True).click()

    async def sees_state(self, state: str) -> None:
        await expect(self.page.locator(".control-state")).to_have_text(state)

    # Links

    async def link(self, node: int, role: str) -> str:
        """The link of `role` at `node`, asked for as the points page does, with the page's own rights."""
        return await self.page.evaluate(
            """async ([node, role]) => {
                const [, , conference, grant] = location.pathname.split("/");
                const answer = await fetch(`/api/c/${conference}/${grant}/links`, {
                    method: "POST",
                    headers: { "content-type": "application/json" },
                    body: JSON.stringify({ node, role }),
                });
                return (await answer.json()).url;
            }""",
            [node, role],
        )

    async def desk_links(self) -> list[str]:
        """The link of every point, as the sheets to print get them."""
        return await self.page.evaluate(
            """async () => {
                const [, , conference, grant] = location.pathname.split("/");
                const answer = await fetch(`/api/c/${conference}/${grant}/links/sheet`, {
                    method: "POST",
                    headers: { "content-type": "application/json" },
                    body: JSON.stringify({ unit: 0 }),
                });
                return (await answer.json()).rows.map((row) => row.url);
            }"""
        )

    # The day itself

    async def opens(self, session: str) -> None:
        await self._button(f"Mở điểm danh {session}").click()
        await self._asked("Mở điểm danh")
        await self.sees_state("ĐANG DIỄN RA")

    async def closes_the_session(self) -> None:
        await self._button("Đóng phiên…").click()
        await self._asked("Đóng phiên")

    async def looks_at(self, session: str) -> None:
        """Chooses the session whose figures and reports the page shows."""
        chosen = self.page.locator(".control-session").filter(has_text=session)
        await chosen.click()
        await expect(chosen).to_have_attribute("aria-pressed", "true")

    async def closes_the_conference(self) -> None:
        await self._button("Đóng hội nghị…").click()
        await self._asked("Đóng hội nghị")
        await self.sees_state("ĐÃ ĐÓNG")

    async def downloads(self, by: str, folder: Path) -> Path:
        """The report `by` ("Theo điểm cầu", "Theo đơn vị", "Theo người") as a file in `folder`."""
        async with self.page.expect_download() as asked:
            await self.page.get_by_role("link", name=by, exact=True).click()
        download = await asked.value
        path = folder / download.suggested_filename
        await download.save_as(path)
        return path
