"""A conference in which something was said of one person in every way words can come in, and something of others."""

from pathlib import Path

from server.core.choices import Proof, QuestionState
from server.core.commands import (
    AddWalkIn,
    AskQuestion,
    CheckIn,
    EnrolDevice,
    Excuse,
    LinkPhone,
    MoveQuestion,
    Undo,
)
from server.core.entries import Command
from server.core.ids import CommandId, DeviceId, GrantId, NodeNo, PersonNo, Place, SessionNo
from server.core.refusals import is_refusal
from server.live.conference import LiveConference
from tests.edge.given import PEOPLE, Answer, Browser, House
from tests.journal.given import bytes_under

S0, POINT = SessionNo(0), NodeNo(2)
HOST, DESK, PHONE = GrantId("h0"), GrantId("o2"), GrantId("q2")
DEVICE, HANDSET = DeviceId(b"desk0002"), DeviceId(b"phone001")
BICH, HONG = PersonNo(0), PersonNo(1)
CAME, ASKED = CommandId(b"came............"), CommandId(b"question........")
HERS = (PEOPLE[0], "Bao giờ xong cầu treo?", "Chờ vốn quý ba", "Quý tư có vốn", "quét nhầm thẻ", "đi viện")
"""Every word of and about her: name, question, two answers, a reason for taking back, one that was refused."""
OTHERS = (*PEOPLE[1:], "Khách của xã", "bận họp huyện")


async def lived(house: House) -> LiveConference:
    """A running conference in which something was said of person 0 in every way, and something of others."""
    live = await house.running()
    await says(live, EnrolDevice(DESK, 1, DEVICE, bytes(32), "Chrome · Windows"), GrantId("s0"))
    await says(live, EnrolDevice(PHONE, 1, HANDSET, bytes(32), "Safari · iPhone"), GrantId("s0"))
    await says(live, CheckIn(S0, BICH, POINT), id=CAME)
    await says(live, Undo(CAME, b""), text=HERS[4])
    await says(live, LinkPhone(S0, HANDSET, BICH, Place("n2"), Proof.CARD_NUMBER, False, 1), GrantId("s0"))
    await says(live, AskQuestion(S0, Place("n2"), b"", BICH), PHONE, HERS[1], ASKED)
    for to, words in ((QuestionState.IN_WRITING, HERS[2]), (QuestionState.IN_WRITING, HERS[3])):
        await says(live, MoveQuestion(ASKED, to, b""), HOST, words)
    refused = await live.ask_all([(Excuse(SessionNo(3), BICH, b""), [[HERS[5]]])], grant=DESK, device=DEVICE)
    assert is_refusal(refused[0].verdict)
    await says(live, Excuse(S0, HONG, b""), text=OTHERS[3])
    await says(live, AddWalkIn(S0, POINT, b""), text=OTHERS[2])
    return live


async def says(
    live: LiveConference,
    body: Command,
    grant: GrantId = DESK,
    text: str = "",
    id: CommandId | None = None,
) -> None:
    texts = [["", text, "", "", ""] if isinstance(body, AddWalkIn) else [text]] if text else []
    device = {DESK: DEVICE, PHONE: HANDSET}.get(grant, DeviceId(b""))
    judgement = await live.ask(body, grant=grant, device=device, texts=texts, id=id)
    assert not is_refusal(judgement.verdict), (body, judgement)


def held_in(files: tuple[Path, ...], words: tuple[str, ...]) -> list[str]:
    """Which of the words stand in any byte of any file."""
    everything = b"".join(map(bytes_under, files))
    return [word for word in words if word.encode() in everything]


async def administrator(house: House, live: LiveConference) -> tuple[Browser, str]:
    return await house.administrator(), f"/api/c/{live.id}/h0"


async def erase(browser: Browser, below: str, person: int) -> Answer:
    return await browser.post(f"{below}/people/{person}/erase", {"sure": True})
