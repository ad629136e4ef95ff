"""Topics of talk as a page gets them: its own rows, with words, and the same as a fresh load whenever it looks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgpack
import pytest

from server.core.choices import Proof, QuestionState
from server.core.commands import (
    AddPaper,
    AskQuestion,
    ConfirmPhone,
    EnrolDevice,
    GiveFloor,
    LinkPhone,
    MoveQuestion,
    NoteOnline,
    NotePaperOpened,
    RaiseHand,
    RemovePaper,
)
from server.core.entries import Command
from server.core.ids import CommandId, DeviceId, GrantId, NodeNo, PaperId, PersonNo, Place, SessionNo
from server.core.refusals import Judgement, is_refusal
from server.core.talk_rows import Audience
from server.live.conference import LiveConference
from server.live.texts import NO_TEXT, seal
from server.live.views import group_of
from server.wire.tables import Table
from tests.edge.given import open_house

S0, POINT, OTHER = SessionNo(0), NodeNo(2), NodeNo(3)
DESK, HOST, SERVER = GrantId("o2"), GrantId("h0"), GrantId("s0")
ROOM, PHONE, ONLINE = DeviceId(b"desk0002"), DeviceId(b"phone001"), DeviceId(b"online01")
PAPER = PaperId(b"paper of sixteen")
LONG = "ộ" * 700


class Page:
    """One open socket, as its conference knows it."""

    def __init__(self, grant: str, device: bytes = b"") -> None:
        self.grant, self.device = GrantId(grant), DeviceId(device)
        self.tables: dict[str, Table] = {}
        self._came = asyncio.Event()

    def ready(self) -> bool:
        return True

    def beat(self, frame: bytes) -> None:
        self.send(frame)

    def rights_changed(self) -> None:
        """Nothing: the test asks for no rights."""

    def stop(self, after_ms: int) -> None:
        """Nothing: the page is closed with its conference."""

    def send(self, frame: bytes) -> None:
        told = msgpack.unpackb(frame, strict_map_key=False)
        if told[0] == 12:
            self.tables[told[1]].apply(told)
            self._came.set()

    def watches(self, live: LiveConference, topic: str) -> bool:
        self.tables[topic] = Table(topic)
        return live.watch(self, topic, None)

    def rows(self, topic: str) -> list[list]:
        return [list(row) for row in self.tables[topic].rows.values()]

    async def shows(self, topic: str, what: Callable[[list[list]], bool]) -> list[list]:
        """The rows of the topic, once they are as wanted."""
        while self.tables[topic].position is None or not what(self.rows(topic)):
            self._came.clear()
            await self._came.wait()
        return self.rows(topic)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[LiveConference]:
    """A running conference: a desk at its first point, person 0 there by phone, person 1 online."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        for grant, device in ((DESK, ROOM), (GrantId("q2"), PHONE), (GrantId("q0"), ONLINE)):
            await says(live, EnrolDevice(grant, 1, device, bytes(32), "Safari · iPhone"))
        await says(live, LinkPhone(S0, PHONE, PersonNo(0), Place("n2"), Proof.CARD_NUMBER, False))
        await says(live, LinkPhone(S0, ONLINE, PersonNo(1), Place("p1"), Proof.PERSONAL_LINK, True))
        yield live


async def says(live: LiveConference, body: Command, text: list[str] | None = None, **who) -> Judgement:
    judgement = await live.ask(body, texts=[text] if text else [], **({"grant": SERVER} | who))
    assert not is_refusal(judgement.verdict), judgement
    return judgement


async def asks(live: LiveConference, text: list[str], person: int, place: str, **who) -> CommandId:
    id = CommandId(bytes([person + 1]) * 16)
    await says(live, AskQuestion(S0, Place(place), b"", PersonNo(person)), text, id=id, **who)
    return id


async def test_the_floor_names_who_is_on_air_and_a_person_s_hand_to_the_host_alone(
    live: LiveConference,
) -> None:
    """Rooms by name, a person by her text; how each is linked stands beside the hand."""
    host, wall = Page("h0"), Page("w0")
    for page in (host, wall):
        assert page.watches(live, "floor/0")
    await says(live, NoteOnline(S0, PersonNo(1), True, live.clock()))
    await says(live, RaiseHand(S0, Place("n2")), grant=DESK, device=ROOM)
    await says(live, RaiseHand(S0, Place("p1")), grant=GrantId("q0"), device=ONLINE)
    told = await host.shows("floor/0", lambda rows: len(rows) == 3)
    public = await wall.shows("floor/0", lambda rows: len(rows) == 3)
    assert [row[3] for row in told[1:]] == ["Hội trường Ủy ban xã Ea Wy", "Lê Thị Hồng"]
    assert [(row[3], row[7]) for row in public[1:]] == [("Hội trường Ủy ban xã Ea Wy", 0), ("", 1)]
    await says(live, GiveFloor(S0, Place("p1")), grant=HOST)
    (first, hand) = await wall.shows("floor/0", lambda rows: bool(rows[0][1]))
    assert (first[1:3], first[7], hand[2]) == (["p1", "Lê Thị Hồng"], 1, "n2")
    await says(live, NoteOnline(S0, PersonNo(1), False, live.clock()))
    fresh = Page("w0")
    assert fresh.watches(live, "floor/0")
    assert await fresh.shows("floor/0", bool) == await wall.shows("floor/0", bool)


async def test_each_sees_its_own_questions_and_what_was_approved(live: LiveConference) -> None:
    """A long text comes together again; a question that is declined leaves those whose it is not."""
    pages = {
        "host": Page("h0"), "desk": Page(DESK, ROOM), "other": Page("o3"), "phone": Page("q2", PHONE),
        "online": Page("q0", ONLINE), "wall": Page("v0"),
    }  # fmt: skip
    for page in pages.values():
        assert page.watches(live, "questions/0")
    mine = await asks(
        live, [LONG[:300], LONG[300:600], LONG[600:]], 0, "n2", grant=GrantId("q2"), device=PHONE
    )
    theirs = await asks(live, ["Khi nào?"], 1, "p1", grant=GrantId("q0"), device=ONLINE)
    (row,) = await pages["phone"].shows("questions/0", lambda rows: len(rows) == 1)
    assert row[:2] + row[3:7] == [mine.hex(), 0, "n2", "Hội trường Ủy ban xã Ea Wy", "Trần Văn Bích", LONG]
    assert row[12]
    (row,) = await pages["desk"].shows("questions/0", lambda rows: len(rows) == 1)
    assert (row[0], row[5], row[12]) == (mine.hex(), "Trần Văn Bích", True)
    await says(live, MoveQuestion(theirs, QuestionState.ON_SCREEN, b""), [""], grant=HOST)
    (row,) = await pages["wall"].shows("questions/0", lambda rows: len(rows) == 1)
    assert (row[0], row[4], row[5], row[6], row[12]) == (theirs.hex(), "", "", "Khi nào?", False)
    await pages["other"].shows("questions/0", lambda rows: len(rows) == 1)
    await says(live, MoveQuestion(theirs, QuestionState.DECLINED, b""), ["Ngoài nội dung"], grant=HOST)
    for name, count in (("wall", 0), ("other", 0), ("desk", 1), ("phone", 1), ("host", 2)):
        rows = await pages[name].shows("questions/0", lambda rows, count=count: len(rows) == count)
        assert len(rows) == count
    (row,) = await pages["online"].shows("questions/0", lambda rows: bool(rows) and rows[0][1] == 5)
    assert (row[4], row[5], row[8]) == ("Lê Thị Hồng", "Lê Thị Hồng", "Ngoài nội dung")


async def test_a_phone_that_changes_hands_forgets_what_it_saw(live: LiveConference) -> None:
    """Confirmed for another person, it is reset, and shows no question of the first."""
    phone, me = Page("q2", PHONE), Page("q2", PHONE)
    assert phone.watches(live, "questions/0")
    assert me.watches(live, "me")
    await asks(live, ["Của tôi"], 0, "n2", grant=GrantId("q2"), device=PHONE)
    await phone.shows("questions/0", lambda rows: len(rows) == 1)
    (row,) = await me.shows("me", bool)
    assert row[1:6] == [0, "Trần Văn Bích", "n2", 1, 0]
    await says(live, LinkPhone(S0, PHONE, PersonNo(2), Place("n2"), Proof.CARD_NUMBER, False))
    await says(live, ConfirmPhone(PHONE, PersonNo(2), True), grant=DESK, device=ROOM)
    assert await phone.shows("questions/0", lambda rows: not rows) == []
    (row,) = await me.shows("me", lambda rows: rows[0][1] == 2)
    assert row[2] == "Y Blang Niê"


async def test_the_desk_s_list_of_phones_follows_what_it_decides(live: LiveConference) -> None:
    """Who waits, by name; declined, it leaves; phones online stand at the point of their person."""
    desk = Page(DESK, ROOM)
    assert desk.watches(live, "phones/2")
    rows = await desk.shows("phones/2", lambda rows: len(rows) == 2)
    assert [(row[3], row[4], row[8]) for row in rows] == [
        ("Trần Văn Bích", False, False),
        ("Lê Thị Hồng", False, True),
    ]
    await says(live, LinkPhone(S0, PHONE, PersonNo(2), Place("n2"), Proof.CARD_NUMBER, False))
    waiting = await desk.shows("phones/2", lambda rows: len(rows) == 3)
    assert (waiting[2][1:5], waiting[2][7]) == ([PHONE.hex(), 2, "Y Blang Niê", True], "Safari · iPhone")
    await says(live, ConfirmPhone(PHONE, PersonNo(2), False), grant=DESK, device=ROOM)
    assert await desk.shows("phones/2", lambda rows: len(rows) == 2) == rows


async def test_papers_come_with_title_and_count_and_go_when_taken_down(live: LiveConference) -> None:
    """Everybody lists them; the host alone who opened them where."""
    host, phone = Page("h0"), Page("q2", PHONE)
    await says(live, AddPaper(PAPER, b"", 1000, bytes([1]) * 32, False), ["Nghị quyết", "nq.pdf"], grant=HOST)
    assert phone.watches(live, "papers")
    assert host.watches(live, f"opened/{PAPER.hex()}")
    (row,) = await phone.shows("papers", bool)
    assert (row[0], row[1], row[2], row[3], row[5], row[6]) == (
        PAPER.hex(),
        "Nghị quyết",
        1000,
        False,
        0,
        "nq.pdf",
    )
    await says(live, NotePaperOpened(PAPER, POINT, PHONE))
    (row,) = await phone.shows("papers", lambda rows: rows[0][5] == 1)
    assert await host.shows(f"opened/{PAPER.hex()}", bool) == [[2, "Hội trường Ủy ban xã Ea Wy", 1]]
    await says(live, RemovePaper(PAPER), grant=HOST)
    assert await phone.shows("papers", lambda rows: not rows) == []


@pytest.mark.parametrize(
    "topic",
    [
        "floor/1",
        "floor",
        "questions/x",
        "papers/1",
        "opened/zz",
        f"opened/{PAPER.hex()}",
        "phones/1",
        "phones/99",
        "me/1",
    ],
)
async def test_a_topic_that_is_not_there_is_not_watched(live: LiveConference, topic: str) -> None:
    """No such session, paper or point: the door refuses the topic."""
    assert not Page("h0").watches(live, topic)


@pytest.mark.parametrize(
    ("topic", "apart", "together"),
    [
        ("floor/0", [("h0", ""), ("o2", "")], [("o2", ""), ("q0", "a")]),
        ("questions/0", [("h0", ""), ("o2", ""), ("q2", "a"), ("q2", "b"), ("v0", "")], [("v0", ""), ("w4", "")]),
        ("papers", [], [("h0", ""), ("q2", "a")]),
        ("me", [("q2", "a"), ("q2", "b"), ("q0", "a")], []),
        ("board/0/0", [], [("h0", ""), ("v0", "")]),
    ],
)  # fmt: skip
def test_who_sees_the_same_rows_shares_them(topic: str, apart: list, together: list) -> None:
    """A frame is encoded once per group, and no group sees another's."""
    groups = [group_of(topic, Audience(grant, DeviceId(device.encode()))) for grant, device in apart]
    assert len(set(groups)) == len(apart)
    assert (
        len({group_of(topic, Audience(grant, DeviceId(device.encode()))) for grant, device in together}) <= 1
    )


@pytest.mark.parametrize(
    "body",
    [
        AskQuestion(S0, Place("n2"), b""),
        MoveQuestion(CommandId(bytes(16)), 5, b""),
        AddPaper(PAPER, b"", 1, bytes(32), True),
    ],
)
def test_what_is_said_is_sealed(body: Command) -> None:
    """The entry gets a digest, the vault the words; nothing said is zeros and no row."""
    sealed, texts = seal(body, CommandId(b"c" * 16), [["lời"]], lambda size: b"s" * size)
    assert (len(sealed.digest), any(sealed.digest), len(texts)) == (32, True, 1)
    empty, none = seal(body, CommandId(b"c" * 16), [[""]], lambda size: b"s" * size)
    assert (empty.digest, none) == (NO_TEXT, [])
