"""Who may what, asked of the house itself: writes docs/rights.md.

    python -m tests.edge.rights > docs/rights.md

Commands and topics are asked of core/access, routes of a running server; nothing here knows an answer.
"""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.core import commands as c
from server.core.access import may, sees
from server.core.conference import LAWS
from server.core.entries import KIND_OF, Command
from server.core.ids import (
    CommandId,
    DeviceId,
    GrantId,
    ImportId,
    Millis,
    NodeNo,
    PaperId,
    PersonNo,
    SessionNo,
)
from server.core.places import attendee, room
from server.edge.routes import BELOW, table
from server.live.conference import LiveConference
from tests.edge.given import Browser, House, open_house

S0, ROOM, DIGEST = SessionNo(0), NodeNo(2), b"\x07" * 32
QUESTION, CAME = CommandId(b"question........"), CommandId(b"came............")
IMPORT, PAPER = ImportId(bytes(16)), PaperId(b"paper of sixteen")
HERE, HOME = room(ROOM), attendee(1)

ROLES = {
    "host": "h0",
    "server": "s0",
    "operator of the room": "o2",
    "operator above": "o1",
    "operator elsewhere": "o3",
    "viewer": "v0",
    "wall": "w0",
    "phone in the room": "q2",
    "phone online": "q0",
    "phone of nobody": "q2",
}

DOORS = {"administrator": "h0"} | {role: grant for role, grant in ROLES.items() if role != "server"}
"""Who comes to an address: those with a link, and who is signed in and needs none."""


@dataclass
class Scene:
    """A running conference with somebody of each role, and something there to act on."""

    live: LiveConference
    browsers: dict[str, Browser]
    devices: dict[str, DeviceId]

    def may(self, role: str, command: Command) -> bool:
        return may(ROLES[role], command, self.live.state, self.devices[role])

    def sees(self, role: str, topic: str) -> bool:
        return sees(ROLES[role], topic, self.live.state)


async def scene(house: House) -> Scene:
    live = await house.running()
    browsers = {"administrator": await house.administrator()}
    devices = {"server": DeviceId(b"")}
    for role, grant in ROLES.items():
        if role != "server":
            browsers[role] = browser = await house.browser()
            await browser.enters(house.link(live.id, grant))
            kept = browser.cookies()[f"dc_{live.id}_{grant}"].value
            devices[role] = DeviceId(bytes.fromhex(kept.split(".")[0]))
    room_phone, home_phone = devices["phone in the room"], devices["phone online"]
    for waiting, grant in ((b"waits o2", "o2"), (b"waits q2", "q2"), (b"waits q0", "q0")):
        await live.ask(c.EnrolDevice(GrantId(grant), 1, DeviceId(waiting), bytes(32), ""))
    for device, person, place, online in (
        (room_phone, 0, HERE, False),
        (home_phone, 1, HOME, True),
        (b"waits q2", 0, HERE, False),
        (b"waits q0", 1, HOME, True),
    ):
        await live.ask(c.LinkPhone(S0, DeviceId(device), PersonNo(person), place, 0, online))
    desk = {"grant": GrantId("o2"), "device": devices["operator of the room"]}
    await live.ask(c.AskQuestion(S0, HERE, b""), texts=[["Hỏi"]], id=QUESTION, **desk)
    await live.ask(c.MoveQuestion(QUESTION, 1, b""), grant=GrantId("h0"))
    await live.ask(c.CheckIn(S0, PersonNo(2), ROOM), id=CAME, **desk)
    return Scene(live, browsers, devices)


def samples() -> list[tuple[str, Command]]:
    """Each command a conference knows, about the room, a person summoned there, or a person online; by what it is about."""
    me, person = PersonNo(1), PersonNo(0)
    return [
        ("", c.PlanConference("Tên", [c.SessionPlan("Sáng", Millis(1), Millis(2))])),
        ("", c.StageUnits(IMPORT, [])),
        ("", c.StagePoints(IMPORT, [], b"")),
        ("", c.StagePeople(IMPORT, [], b"")),
        ("", c.ImportCommitted(IMPORT, 0, 0, 0)),
        ("", c.Launch()),
        ("", c.OpenSession(S0)),
        ("in the room", c.CheckIn(S0, person, ROOM)),
        ("in the room", c.CheckOut(S0, person, ROOM)),
        ("said in the room", c.Undo(CAME, DIGEST)),
        ("in the room", c.AddWalkIn(S0, ROOM, DIGEST)),
        ("in the room", c.ReportHeadCount(S0, ROOM, 5)),
        ("summoned to the room", c.Excuse(S0, person, DIGEST)),
        ("summoned to the room", c.Exempt(S0, person, DIGEST)),
        ("", c.EnrolDevice(GrantId("v3"), 1, DeviceId(b"12345678"), bytes(32), "")),
        ("of the room's grant", c.ApproveDevice(DeviceId(b"waits o2"))),
        ("of the room's grant", c.RevokeDevice(DeviceId(b"waits o2"))),
        ("", c.RevokeLink(GrantId("v3"))),
        ("of the room", c.RenewCode(GrantId("q2"))),
        ("of the conference online", c.RenewCode(GrantId("q0"))),
        ("", c.NotePoint(ROOM, 0, Millis(1))),
        ("", c.RulesAdopted(1)),
        ("", c.EpochBegan(2)),
        ("the room", c.RaiseHand(S0, HERE)),
        ("the person online", c.RaiseHand(S0, HOME)),
        ("the room", c.LowerHand(S0, HERE)),
        ("the person online", c.LowerHand(S0, HOME)),
        ("", c.CuePlace(S0, HERE)),
        ("", c.GiveFloor(S0, HERE)),
        ("the room", c.ReleaseFloor(S0, HERE)),
        ("the person online", c.ReleaseFloor(S0, HOME)),
        ("for the room", c.AskQuestion(S0, HERE, DIGEST)),
        ("for oneself in the room", c.AskQuestion(S0, HERE, DIGEST, person)),
        ("for oneself online", c.AskQuestion(S0, HOME, DIGEST, me)),
        ("", c.MoveQuestion(QUESTION, 1, DIGEST)),
        ("", c.VoteQuestion(QUESTION)),
        ("", c.ClaimQuestion(QUESTION, True)),
        ("", c.AddPaper(PAPER, DIGEST, 1, DIGEST, True)),
        ("", c.RemovePaper(PAPER)),
        ("", c.NotePaperOpened(PAPER, ROOM, DeviceId(b"waits q2"))),
        ("", c.LinkPhone(S0, DeviceId(b"waits q2"), person, HERE, 0, False)),
        ("in the room", c.ConfirmPhone(DeviceId(b"waits q2"), person, False)),
        ("online, summoned to the room", c.ConfirmPhone(DeviceId(b"waits q0"), me, False)),
        ("", c.NoteOnline(S0, me, True, Millis(1))),
        ("", c.SetPrivacy(30)),
        ("", c.AnnounceErasure()),
        ("", c.BeginErasure()),
        ("", c.TextsErased(1)),
        ("", c.NoteListed(0, 1, ROOM, GrantId("h0"), DeviceId(b""))),
        ("", c.CloseSession(S0)),
        ("", c.CloseConference()),
    ]


TOPICS = (
    "conference", "board/0/0", "board/2/0", "roster/2/0", "latest/0", "attention/0", "devices/o2", "presence/0",
    "presence/2", "programme", "floor/0", "questions/0", "papers", "opened/00", "phones/2", "me", "privacy", "listings",
)  # fmt: skip


def routes() -> list[tuple[str, str]]:
    """Method and pattern of every address of a conference."""
    return [(route.method, route.path) for route in table() if route.path.startswith(BELOW)]


async def is_for(scene: Scene, role: str, method: str, pattern: str) -> bool:
    """Whether the route is for the role: it answers anything but "your role may not"."""
    filled = {
        "conference": scene.live.id,
        "grant": DOORS[role],
        "upload": "0" * 32,
        "paper": "0" * 32,
        "by": "place",
        "person": "0",
    }
    path = pattern.format(**filled) + ("?node=2" if pattern.endswith("/phone-link") else "")
    browser = scene.browsers[role]
    answer = await (browser.get(path) if method == "GET" else browser.post(path))
    assert answer.status != 401, (role, path)
    return not (answer.status == 403 and answer.code == "NOT_ALLOWED" and "role" in answer.json["detail"])


def lines(head: str, rows: list[tuple[str, list[bool]]], roles: list[str]) -> list[str]:
    told = [f"| {head} | {' | '.join(roles)} |", f"|---|{':-:|' * len(roles)}"]
    return told + [f"| {name} | {' | '.join('✓' if one else '·' for one in cells)} |" for name, cells in rows]


HEAD = """# Who may what

Written by `python -m tests.edge.rights`, which asks the house itself; `tests/edge/test_rights.py` fails when this page is
not what it says, and drives each cell through a real server. ✓ may, · may not. *The room* is one point; *above* is the unit
it is under, *elsewhere* another point. The law in prose stands on top of `server/core/access.py`.
"""


async def document(house: House) -> str:
    """The whole page."""
    one = await scene(house)
    by_command = [
        (f"{type(body).__name__}{f' ({about})' if about else ''}", [one.may(role, body) for role in ROLES])
        for about, body in samples()
    ]
    assert {KIND_OF[type(body)] for _, body in samples()} == set(LAWS)
    devices = [role for role in ROLES if role != "server"]
    by_topic = [(f"`{topic}`", [one.sees(role, topic) for role in devices]) for topic in TOPICS]
    by_route = [
        (
            f"`{method} …{path.removeprefix(BELOW)}`",
            [await is_for(one, role, method, path) for role in DOORS],
        )
        for method, path in routes()
    ]
    parts = [
        HEAD,
        "## Commands\n\n" + "\n".join(lines("command", by_command, list(ROLES))),
        "\n## What is seen\n\n" + "\n".join(lines("topic", by_topic, devices)),
        f"\n## Addresses below `{BELOW}`\n\nA role a route is for may still be told that something is not there, or not of "
        "its point. *Administrator*: signed in, as host; *host*: by a link.\n\n"
        + "\n".join(lines("route", by_route, list(DOORS))),
    ]
    return "\n".join(parts) + "\n"


def spelled(value: Any) -> Any:
    """A body as a page sends it: lists, and digests empty."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        named = zip(value._fields, value, strict=True)
        return [b"" if "digest" in name else spelled(one) for name, one in named]
    return [spelled(one) for one in value] if isinstance(value, list | tuple) else value


async def _print() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            house = await stack.enter_async_context(open_house(Path(folder)))
            print(await document(house), end="")


if __name__ == "__main__":
    import structlog

    structlog.configure(processors=[lambda *_: (_ for _ in ()).throw(structlog.DropEvent)])
    asyncio.run(_print())
