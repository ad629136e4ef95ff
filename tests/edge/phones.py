"""A phone in somebody's hand: opens a QR's link and says whose it is."""

from dataclasses import dataclass

from server.core.ids import PersonNo
from server.edge.links import ONLINE
from server.live.conference import LiveConference
from tests.edge.given import Answer, Browser, House

ROOM = "q2"
"""The first point, to which everybody of the small conference is summoned."""


@dataclass
class Phone:
    """One phone at one conference; `grant`: the room's or the online one."""

    browser: Browser
    live: LiveConference
    grant: str

    @property
    def below(self) -> str:
        return f"/api/c/{self.live.id}/{self.grant}"

    async def says(self, **told: object) -> Answer:
        consent = {"consent": self.live.state.privacy.version}
        return await self.browser.post(f"{self.below}/identify", consent | told)

    async def reads(self, paper: str, query: str = "", **headers: str) -> Answer:
        return await self.browser.get(f"{self.below}/papers/{paper}{query}", **headers)

    @property
    def person(self) -> int:
        """Whose it is in the first session; -1 while it is nobody's."""
        cookie = self.browser.cookies()[f"dc_{self.live.id}_{self.grant}"].value
        number = self.live.state.links.number_of[bytes.fromhex(cookie.split(".")[0])]
        return self.live.state.sessions[0].phones.person_of(number)


async def phone(house: House, live: LiveConference, grant: str = ROOM) -> Phone:
    browser = await house.browser()
    answer = await browser.enters(house.link(live.id, grant))
    assert answer.status == 200, answer.raw
    return Phone(browser, live, grant)


async def personal_phone(house: House, live: LiveConference, person: int) -> Phone:
    browser = await house.browser()
    path = house.links.personal_path(live.id, live.state.link_version(ONLINE), PersonNo(person))
    answer = await browser.enters(house.url + path)
    assert answer.status == 200, answer.raw
    return Phone(browser, live, "q0")
