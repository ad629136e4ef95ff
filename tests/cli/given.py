"""Builders: a data folder with one small conference in it, made through the same door as the commands use."""

import asyncio
import os
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner, Result

from server.app import archive
from server.cli import folder, main
from server.core.choices import Proof
from server.core.commands import (
    AddWalkIn,
    AskQuestion,
    CheckIn,
    EnrolDevice,
    Excuse,
    Launch,
    LinkPhone,
    NoteOnline,
    OpenSession,
    PlanConference,
    PointRow,
    SessionPlan,
    Undo,
    UnitRow,
)
from server.core.entries import KIND_OF, Entry
from server.core.ids import (
    CommandId,
    ConferenceId,
    DeviceId,
    GrantId,
    ImportId,
    Millis,
    NodeNo,
    PersonNo,
    Place,
    SessionNo,
)
from server.core.refusals import Judgement, is_refusal
from server.live.conference import LiveConference
from server.live.hub import Hub
from server.roster.chunks import chunks
from server.roster.people import People
from server.roster.preview import Preview, StagedPoint
from server.settings import Settings, load

ROSTER = (
    ("A1", "Trần Văn Bích", "Bí thư", "0000 1"),
    ("A2", "Lê Thị Hoà", "Kế toán", "0000 2"),
    ("A3", "Lê Thị Hoà", "Văn thư", "0000 3"),
)
TITLE = "Hội nghị nhỏ"
REASON = "bị ốm, có giấy của Trạm Y tế"
QUESTION = "Bao giờ có phụ cấp cho văn thư?"
SLIP = "quét nhầm người ngồi cạnh"


class Made(NamedTuple):
    data: Path
    id: ConferenceId


def settings_over(data: Path) -> Settings:
    """What a command would use on this folder, on the engine the test runs on."""
    return load(None, {**os.environ, "DIEMCAU_DATA": str(data)})


def folded(made: Made) -> folder.Folded:
    with archive(settings_over(made.data)) as journals:
        return folder.fold(journals, made.id)


def small_preview() -> Preview:
    people = People()
    for text in ROSTER:
        people.add("X", "P", 255, text)
    point = StagedPoint(PointRow("P", "X", "Hội trường"), ["Trần Văn Bích", "0000 9", "Võ Bình"])
    return Preview(units=[UnitRow("X", "", "Xã X", "Xã")], points=[point], people=people)


def conference(data: Path, title: str = TITLE) -> Made:
    """Three people at one point, a session open: A1 came, was undone and came again; A2 is excused; A3 asks online."""
    return Made(data, asyncio.run(_make(data, title)))


async def _make(data: Path, title: str) -> ConferenceId:
    async with folder.writing(settings_over(data), "test") as hub:
        return await _tell(hub, title)


async def _tell(hub: Hub, title: str) -> ConferenceId:
    now = hub.clock()
    plans = [
        SessionPlan(name, Millis(now), Millis(now + 3_600_000)) for name in ("Phiên sáng", "Phiên chiều")
    ]
    id = await hub.create(PlanConference(title, plans))
    live = await hub.open(id)
    await live.ask_all(
        chunks(small_preview(), ImportId(b"i" * 16)), grant=GrantId("s0"), device=DeviceId(b"")
    )
    point = live.state.point_of_code("P")
    desk, device = GrantId(f"o{point}"), DeviceId(b"d" * 8)
    for step in (
        Launch(),
        OpenSession(SessionNo(0)),
        EnrolDevice(desk, 1, device, bytes(32), "Chrome · Windows"),
    ):
        assert not is_refusal((await live.ask(step)).verdict)
    await _check_in(live, point, desk, device)
    await _ask_online(live)
    return id


async def _check_in(live: LiveConference, point: NodeNo, desk: GrantId, device: DeviceId) -> None:
    came = CheckIn(SessionNo(0), PersonNo(0), point)
    first = CommandId(b"1" * 16)
    who = {"grant": desk, "device": device}
    for judgement in (
        await live.ask(came, id=first, **who),
        await live.ask(Undo(first, b""), texts=[[SLIP]], **who),
        await live.ask(came, **who),
        await live.ask(Excuse(SessionNo(0), PersonNo(1), b""), texts=[[REASON]], **who),
    ):
        assert not is_refusal(judgement.verdict)


async def _ask_online(live: LiveConference) -> None:
    """A3 is online with a phone of her own, and asks."""
    phone, grant, place = DeviceId(b"p" * 8), GrantId("q0"), Place("p2")
    for step in (
        EnrolDevice(grant, 1, phone, bytes(32), "Safari · iPhone"),
        LinkPhone(SessionNo(0), phone, PersonNo(2), place, Proof.PERSONAL_LINK, True),
        NoteOnline(SessionNo(0), PersonNo(2), True, live.clock()),
    ):
        assert not is_refusal((await live.ask(step)).verdict)
    question = AskQuestion(SessionNo(0), place, b"", PersonNo(2))
    judgement = await live.ask(question, texts=[[QUESTION[:9], QUESTION[9:]]], grant=grant, device=phone)
    assert not is_refusal(judgement.verdict)


def staged(made: Made, preview: Preview, commit: bool) -> None:
    """One more import: whole, or stopped before its last step as by a power cut."""
    asyncio.run(_staged(made, preview, commit))


async def _staged(made: Made, preview: Preview, commit: bool) -> None:
    async with folder.writing(settings_over(made.data), "test") as hub:
        live = await hub.open(made.id)
        steps = list(chunks(preview, ImportId(b"j" * 16)))
        verdicts = await live.ask_all(
            steps if commit else steps[:-1], grant=GrantId("s0"), device=DeviceId(b"")
        )
        assert not [one for one in verdicts if is_refusal(one.verdict)]


def walk_in(made: Made, *text: str) -> None:
    """Somebody who is not on the roster comes to the point, typed at its desk as name, post and unit."""
    asyncio.run(_walk_in(made, list(text)))


async def _walk_in(made: Made, text: list[str]) -> None:
    async with folder.writing(settings_over(made.data), "test") as hub:
        live, now = await hub.open(made.id), hub.clock()
        point = live.state.point_of_code("P")
        body = AddWalkIn(SessionNo(0), point, b"")
        entry = Entry(
            *(KIND_OF[AddWalkIn], CommandId(b"w" * 16), GrantId(f"o{point}"), DeviceId(b"d" * 8)),
            *(now, 0, now, 0, body),
        )
        answered: asyncio.Future[Judgement] = asyncio.get_running_loop().create_future()
        live.submit(entry, [text], lambda judgement, seq: answered.set_result(judgement))
        assert not is_refusal((await answered).verdict)


def asked(*words: str | Path, answer: str = "") -> Result:
    """What `diemcau …` says, in Vietnamese unless the words choose."""
    return CliRunner().invoke(
        main, [str(word) for word in words], input=answer, env={"LANG": "C.UTF-8", "LC_ALL": ""}
    )
