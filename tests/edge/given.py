"""A real server on a free port over a real hub, and browsers that speak to it. Nothing here is a fake but the clock."""

import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.app import engine
from server.core.commands import (
    ImportCommitted,
    Launch,
    OpenSession,
    PeopleRun,
    PlanConference,
    PointRow,
    SessionPlan,
    StagePeople,
    StagePoints,
    StageUnits,
    UnitRow,
)
from server.core.ids import ConferenceId, DeviceId, GrantId, ImportId, Millis, SessionNo
from server.core.refusals import is_refusal
from server.edge.bridges import Enrolments
from server.edge.links import Links
from server.edge.routes import make_app
from server.edge.sign_in import issue_setup_code
from server.edge.signing import Signer
from server.journal.folder import DataFolder
from server.journal.keys import read_or_make_key
from server.live.conference import LiveConference
from server.live.hub import Hub
from server.settings import Settings
from tests.engines import engine_under_test

NAME, PASSWORD = "Nguyễn Văn Quản", "mười hai chữ cái"
IMPORT = ImportId(bytes(16))
POINTS = ("Hội trường Ủy ban xã Ea Wy", "Trường Tiểu học Nơ Trang Lơng", "Nhà văn hoá buôn Kõ Siêr")
PEOPLE = ("Trần Văn Bích", "Lê Thị Hồng", "Y Blang Niê")


@dataclass
class Clock:
    """The world's time, and as much ahead of it as a test says."""

    ahead_ms: int = 0

    def __call__(self) -> Millis:
        return Millis(time.time_ns() // 1_000_000 + self.ahead_ms)

    def monotonic_s(self) -> float:
        return time.monotonic() + self.ahead_ms / 1000


@dataclass
class Answer:
    """What came back: status, headers, JSON (None for anything else) and the raw text."""

    status: int
    headers: Any
    json: Any
    raw: bytes

    @property
    def code(self) -> str:
        return str(self.json["error"])


@dataclass
class Browser:
    """One browser with its own cookies. `origin`: what it says as Origin; None says nothing."""

    session: aiohttp.ClientSession
    url: str
    origin: str | None
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, headers=headers)

    async def post(self, path: str, json: object = None, **headers: str) -> Answer:
        body = {} if json is None else json
        return await self._ask("POST", path, headers=headers, json=body)

    async def upload(self, path: str, content: bytes, name: str = "danh-sach.xlsx", **texts: str) -> Answer:
        form = aiohttp.FormData(quote_fields=False)  # as browsers do: the name as it is
        for field_name, text in texts.items():
            form.add_field(field_name, text)
        form.add_field("file", BytesIO(content), filename=name)
        return await self._ask("POST", path, data=form)

    async def enters(self, link: str) -> Answer:
        """Opens a whole link as its page does."""
        return await self.post("/api/enter", {"link": link.partition("#")[2]})

    async def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, **body: Any
    ) -> Answer:
        said = {"Origin": self.origin} if self.origin and method != "GET" else {}
        said |= self.headers | {name.replace("_", "-"): text for name, text in (headers or {}).items()}
        async with self.session.request(
            method, self.url + path, headers=said, allow_redirects=False, **body
        ) as got:
            raw = await got.read()
            is_json = got.content_type == "application/json"
            return Answer(got.status, got.headers, await got.json() if is_json else None, raw)

    def cookies(self) -> dict[str, Any]:
        return {cookie.key: cookie for cookie in self.session.cookie_jar}

    def carries(self) -> str:
        """The Cookie header of its requests: what it was given, and what the test says it has."""
        given = [f"{name}={cookie.value}" for name, cookie in self.cookies().items()]
        return "; ".join([*given, *filter(None, [self.headers.get("Cookie")])])


@dataclass
class House:
    """One running server."""

    app: web.Application
    hub: Hub
    links: Links
    url: str
    clock: Clock
    stack: AsyncExitStack

    async def browser(self, **headers: str) -> Browser:
        jar = aiohttp.CookieJar(unsafe=True)  # the test server is an address, not a name
        session = await self.stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        return Browser(
            session, self.url, self.url, {name.replace("_", "-"): text for name, text in headers.items()}
        )

    async def administrator(self) -> Browser:
        """A browser that has set the password and is signed in."""
        browser = await self.browser()
        code = await issue_setup_code(self.app)
        answer = await browser.post("/api/setup", {"code": code, "name": NAME, "password": PASSWORD})
        assert answer.status == 200, answer.raw
        return browser

    async def conference(self, title: str = "Học tập, quán triệt Nghị quyết") -> LiveConference:
        """A draft with one session, one unit and three points, three people summoned to the first."""
        start = self.clock()
        sessions = [SessionPlan("Sáng", start, Millis(start + 4 * 3_600_000))]
        id = await self.hub.create(PlanConference(title, sessions))
        live = await self.hub.open(id)
        points = [PointRow(f"DC{at}", "XA1", name) for at, name in enumerate(POINTS, start=1)]
        people = [[f"DB{at}", name, "Bí thư", ""] for at, name in enumerate(PEOPLE, start=1)]
        commands: list[tuple[Any, Sequence[Sequence[str]]]] = [
            (StageUnits(IMPORT, [UnitRow("XA1", "", "Xã Ea Wy", "Xã")]), []),
            (StagePoints(IMPORT, points, b""), [["Ông Chủ Trì", "0900000001", ""]] + [["", "", ""]] * 2),
            (StagePeople(IMPORT, [PeopleRun("XA1", "DC1", 255, 3)], b""), people),
            (ImportCommitted(IMPORT, 1, 3, 3), []),
        ]
        judgements = await live.ask_all(commands, grant=GrantId("h0"), device=DeviceId(bytes(8)))
        assert not [one for one in judgements if is_refusal(one.verdict)], judgements
        return live

    async def running(self, title: str = "Học tập, quán triệt Nghị quyết") -> LiveConference:
        """The same conference, launched, its session open."""
        live = await self.conference(title)
        for command in (Launch(), OpenSession(SessionNo(0))):
            judgement = await live.ask(command, grant=GrantId("h0"))
            assert not is_refusal(judgement.verdict), judgement
        return live

    def link(self, conference: ConferenceId, grant: str, version: int = 1) -> str:
        return self.url + self.links.path(conference, GrantId(grant), version)


@asynccontextmanager
async def open_house(folder: Path, **changes: Any) -> AsyncIterator[House]:
    """A server over `folder`; `changes` are settings."""
    settings = Settings(data=folder, pages=folder / "pages", **{"journal": engine_under_test(), **changes})
    clock = Clock()
    async with AsyncExitStack() as stack:
        held = stack.enter_context(DataFolder.take(folder))
        signer = Signer(read_or_make_key(held.key("media")))
        lasting = await stack.enter_async_context(engine(settings, held, clock.monotonic_s))
        hub = Hub(lasting.stores, clock, secrets.token_bytes, signer.sign, lasting.sharing)
        enrolments = Enrolments(read_or_make_key(held.key("bridge")))
        links = Links(read_or_make_key(held.key("link")))
        app = make_app(
            settings=settings,
            hub=hub,
            passing=lasting.passing,
            papers_shared=lasting.papers,
            links=links,
            clock=clock,
            signer=signer,
            enrolments=enrolments,
        )
        await hub.start()
        stack.push_async_callback(hub.close)
        server = TestServer(app, port=changes.get("port", 0) or None)
        await server.start_server()
        stack.push_async_callback(server.close)
        stack.callback(hub.say_farewell)
        yield House(app, hub, links, str(server.make_url("")).rstrip("/"), clock, stack)
