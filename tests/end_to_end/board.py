"""What a viewer sees on the board of a unit, and a room full of people on the wall."""

from playwright.async_api import Page, expect


class Board:
    """One viewer of one board."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opens(self, link: str) -> None:
        await self.page.goto(link)

    async def shows(self, *, present: int, summoned: int) -> None:
        await expect(self.page.locator(".board-big")).to_contain_text(f"{present} / {summoned}")

    async def reports(self, reporting: int, points: int) -> None:
        await expect(self.page.get_by_text(f"{reporting}/{points} điểm cầu báo cáo").first).to_be_visible()

    async def goes_to(self, unit: str) -> None:
        await self.page.get_by_role("link", name=unit).click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(unit)

    async def counts(self, label: str, number: int) -> None:
        """One of the figures that stand apart from the share."""
        figure = self.page.locator(".board-figure").filter(has_text=label)
        await expect(figure.locator("b")).to_have_text(str(number))

    async def chooses(self, choice: str) -> None:
        """How it is counted: "Theo điểm cầu" or "Theo đơn vị"."""
        await (
            self.page.get_by_role("link", name=choice)
            .or_(self.page.get_by_role("button", name=choice))
            .first.click()
        )
        await expect(self.page.locator(".board-main .heading")).to_contain_text(choice)


class Wall:
    """One projector: nobody touches it after its link was opened."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def opens(self, link: str) -> None:
        await self.page.goto(link)

    async def shows(self, *, present: int, summoned: int) -> None:
        await expect(self.page.locator(".wall-big")).to_have_text(str(present))
        await expect(self.page.locator(".wall-of")).to_contain_text(f"/ {summoned}")

    async def says(self, state: str) -> None:
        await expect(self.page.locator(".wall-state")).to_have_text(state)

    async def names_nobody(self, *people: str) -> None:
        words = await self.page.locator("body").inner_text()
        assert not [person for person in people if person in words]
