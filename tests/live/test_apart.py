"""Two conferences never leak: whatever is said in both, no page of one is told a word, an id or a count of the other."""

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core import access, snapshot
from server.core.commands import (
    AddPaper,
    AddWalkIn,
    AskQuestion,
    CheckIn,
    ConfirmPhone,
    EnrolDevice,
    Excuse,
    GiveFloor,
    ImportCommitted,
    Launch,
    LinkPhone,
    MoveQuestion,
    NoteListed,
    NoteOnline,
    NotePaperOpened,
    OpenSession,
    PeopleRun,
    PlanConference,
    PointRow,
    RaiseHand,
    SessionPlan,
    SetPrivacy,
    StagePeople,
    StagePoints,
    StageUnits,
    TextsErased,
    UnitRow,
    VoteQuestion,
)
from server.core.conference import Conference
from server.core.ids import (
    CommandId,
    DeviceId,
    GrantId,
    ImportId,
    Millis,
    NodeNo,
    PaperId,
    PersonNo,
    Place,
    SessionNo,
)
from server.live.conference import TICKS_PER_SECOND, LiveConference
from server.wire.codec import decode_entry
from tests.edge.given import House, open_house
from tests.live.test_views import Page

S0, POINT, HOST, SERVER = SessionNo(0), NodeNo(2), GrantId("h0"), GrantId("s0")
GRANTS = ("h0", "o2", "o1", "v0", "w0", "q2", "q0")
TOPICS = (
    "conference", "board/0/0", "board/2/0", "roster/2/0", "latest/0", "attention/0", "devices/o2", "presence/0",
    "floor/0", "questions/0", "papers", "phones/2", "me", "programme", "privacy", "listings",
)  # fmt: skip
MARKS = ("Axyzzy", "Bplugh")
"""One stands in every word of the first conference, the other in every word of the second."""


class Step(NamedTuple):
    where: int
    act: str
    number: int


ACTS = ("in", "walk in", "excuse", "ask", "ask by phone", "move", "vote", "hand", "give", "paper", "opened", "link",
        "confirm", "online", "enrol", "listed", "keep", "erase")  # fmt: skip
steps = st.lists(st.builds(Step, st.integers(0, 1), st.sampled_from(ACTS), st.integers(0, 5)), max_size=30)


class Eavesdropper(Page):
    """A page that keeps every byte it was sent."""

    def __init__(self, grant: str, device: bytes) -> None:
        super().__init__(grant, device)
        self.heard: list[bytes] = []

    def send(self, frame: bytes) -> None:
        self.heard.append(frame)
        super().send(frame)


class Room:
    """One conference with somebody of every audience looking at everything she may see."""

    def __init__(self, number: int, live: LiveConference) -> None:
        self.number, self.live, self.mark = number, live, MARKS[number]
        self.pages: list[Eavesdropper] = []
        self.drawn = 0

    def id(self) -> bytes:
        self.drawn += 1
        return f"{self.mark}{self.drawn:010d}".encode()

    def device(self, grant: str) -> DeviceId:
        return DeviceId(f"{self.mark[:3]}{grant:>5}".encode()) if grant[0] in "oqvw" else DeviceId(b"")

    async def says(self, body, *text: str, grant: str = "s0") -> None:
        """Whatever comes of it: a refusal leaks nothing either."""
        texts = [[f"{word} {self.mark}" for word in text]] if text else []
        await self.live.ask(
            body, grant=GrantId(grant), device=self.device(grant), texts=texts, id=CommandId(self.id())
        )

    def watch(self) -> None:
        for grant in GRANTS:
            page = Eavesdropper(grant, self.device(grant))
            self.pages.append(page)
            for topic in TOPICS:
                if access.sees(grant, topic, self.live.state):
                    assert page.watches(self.live, topic), (grant, topic)

    async def ticks(self) -> None:
        """Every topic has its turn."""
        for tick in range(1, 2 * TICKS_PER_SECOND + 1):
            await self.live._watching.deal(tick)

    async def takes(self, step: Step) -> None:
        n, person, state = step.number, PersonNo(step.number % 4), self.live.state
        asked = state.questions.ids
        question = CommandId(asked[n % len(asked)] if asked else bytes(16))
        paper, phone = PaperId(f"{self.mark:>14}{n:02d}".encode()), self.device("q2")
        match step.act:
            case "in":
                await self.says(CheckIn(S0, person, POINT), grant="o2")
            case "walk in":
                await self.says(AddWalkIn(S0, POINT, b""), "", "Khách", "", "", "Xã", grant="o2")
            case "excuse":
                await self.says(Excuse(S0, person, b""), "Ốm", grant="o2")
            case "ask":
                await self.says(AskQuestion(S0, Place("n2"), b""), "Vì sao", grant="o2")
            case "ask by phone":
                await self.says(AskQuestion(S0, Place("n2"), b"", PersonNo(0)), "Bao giờ", grant="q2")
            case "move":
                await self.says(MoveQuestion(question, 1 + n % 5, b""), "Đáp", grant="h0")
            case "vote":
                await self.says(VoteQuestion(question), grant="q2")
            case "hand":
                await self.says(RaiseHand(S0, Place("p1" if n % 2 else "n2")), grant="q0" if n % 2 else "o2")
            case "give":
                await self.says(GiveFloor(S0, Place("p1" if n % 2 else "n2")), grant="h0")
            case "paper":
                await self.says(AddPaper(paper, b"", 1, bytes([1]) * 32, True), "Giấy", "a.pdf", grant="h0")
            case "opened":
                await self.says(NotePaperOpened(paper, POINT, phone))
            case "link":
                await self.says(LinkPhone(S0, phone, person, Place("n2"), 0, False))
            case "confirm":
                await self.says(ConfirmPhone(phone, person, bool(n % 2)), grant="o2")
            case "online":
                await self.says(NoteOnline(S0, PersonNo(1), bool(n % 2), self.live.clock()))
            case "enrol":
                device = DeviceId(f"{self.mark[:3]}{n:5d}".encode())
                await self.says(EnrolDevice(GrantId("o2"), 1, device, bytes(32), f"Máy {self.mark}"))
            case "listed":
                await self.says(NoteListed(n, n, POINT, HOST, self.device("o2")))
            case "keep":
                await self.says(SetPrivacy(30 + n, self.mark, self.mark, self.mark), grant="h0")
            case _:
                await self.live.erase([state.subject_of_person(person)])
                await self.says(TextsErased(1, person))


async def opened(house: House, number: int) -> Room:
    """Its own tree, people and devices; the same numbers as the other's."""
    mark = MARKS[number]
    start = house.clock()
    plan = [SessionPlan(f"Sáng {mark}", start, Millis(start + 3_600_000))]
    live = await house.hub.open(await house.hub.create(PlanConference(f"Hội nghị {mark}", plan)))
    room = Room(number, live)
    name = ImportId(f"{mark:>16}".encode())
    point = PointRow(f"D{mark}", f"X{mark}", f"Phòng {mark}", address=mark)
    people = [[f"{n}{mark}", f"Tên {mark}", mark, mark] for n in range(3)]
    for body, texts in (
        (StageUnits(name, [UnitRow(f"X{mark}", "", f"Xã {mark}", mark)]), []),
        (StagePoints(name, [point], b""), [[mark, mark, mark]]),
        (StagePeople(name, [PeopleRun(f"X{mark}", f"D{mark}", 255, 3)], b""), people),
        (ImportCommitted(name, 1, 1, 3), []),
        (Launch(), []),
        (OpenSession(S0), []),
    ):
        await live.ask(body, grant=HOST, texts=texts)
    for grant in GRANTS[1:]:
        await live.ask(EnrolDevice(GrantId(grant), 1, room.device(grant), bytes(32), mark))
    await live.ask(LinkPhone(S0, room.device("q0"), PersonNo(1), Place("p1"), 2, True))
    return room


def names_of(room: Room) -> Iterable[bytes]:
    """What may never be read elsewhere: its id, its words, its ids, as they are and as the wire spells them."""
    yield from (room.live.id.encode(), room.mark.encode(), room.mark.encode().hex().encode())
    for grant in GRANTS[1:]:
        yield from (room.device(grant), room.device(grant).hex().encode())


async def play(story: list[Step], data: Path) -> None:
    async with open_house(data) as house:
        rooms = [await opened(house, number) for number in (0, 1)]
        for room in rooms:
            room.watch()
            await room.ticks()
        for step in story:
            await rooms[step.where].takes(step)
        for room in rooms:
            await room.ticks()
        for room, other in (rooms, rooms[::-1]):
            heard = b"".join(frame for page in room.pages for frame in page.heard)
            assert room.mark.encode() in heard
            assert [name for name in names_of(other) if name in heard] == []
            assert snapshot.digest(room.live.state) == snapshot.digest(await folded_alone(room))


async def folded_alone(room: Room) -> Conference:
    """What the conference is by its own journal, read anew: every count in it comes from there."""
    alone, journal = Conference(), room.live.spine.journal
    last = await journal.last()
    async for block in journal.follow(0):
        for at, raw in enumerate(block.entries):
            alone.apply(block.first + at, decode_entry(raw))
        if alone.seq >= last:
            break
    return alone


@given(steps)
@settings(max_examples=20)
def test_no_page_is_told_anything_of_another_conference(story: list[Step]) -> None:
    """Law: for every audience, every topic it may see, and every byte of every frame."""
    with tempfile.TemporaryDirectory() as data:
        asyncio.run(play(story, Path(data)))
