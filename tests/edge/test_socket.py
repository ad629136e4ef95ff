"""The websocket door, spoken to by an independent client: the story of a desk and a board, and hostile frames."""

import asyncio
import gc
from typing import Any

import msgpack
import pytest
import websockets
from websockets.frames import Frame, Opcode

from server.core.commands import ApproveDevice, PlanConference, RevokeDevice, RevokeLink, SessionPlan
from server.core.ids import ROOT, DeviceId, GrantId
from server.core.reading import SAID_MOST
from server.core.refusals import Verdict
from server.edge.socket import Door
from server.journal.port import JournalBusy
from server.wire import limits
from server.wire.codes import Close
from tests.edge.given import House, open_house
from tests.edge.pages import (
    BEAT,
    CHECK_IN,
    COMMAND,
    DEVICE,
    FAULT,
    HEAD_COUNT,
    REFUSED_TOPIC,
    ROWS,
    UNDO,
    WALK_IN,
    WATCH,
    WELCOME,
    connected,
    now_ms,
    opened,
    silent,
)

HOST = GrantId("h0")
POINT = 2
"""The first point of the given conference: three people are summoned to it."""

HERE_OWN = 1


async def test_a_check_in_is_answered_and_stands_on_the_board(house: House) -> None:
    """The main job: a desk checks a person in, is told so, and every board above shows it."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk, opened(house, live, "w0") as wall:
        roster = await desk.watches(f"roster/{POINT}/0")
        board = await wall.watches("board/0/0")
        assert sorted(row[2] for row in roster.rows.values()) == [
            "Lê Thị Hồng",
            "Trần Văn Bích",
            "Y Blang Niê",
        ]
        person = next(key for key, row in roster.rows.items() if row[2] == "Trần Văn Bích")

        assert await desk.checks_in(person, POINT) == Verdict.ACCEPTED

        await desk.until(lambda: roster.rows[person][5] == 1)
        await wall.until(lambda: board.rows[0][4][HERE_OWN] == 1)


async def test_the_second_check_in_says_who_did_the_first(house: House) -> None:
    """Who checks in twice is told when, where and on which device the first was."""
    live = await house.running()
    browser = await house.browser(
        User_Agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0.0.0 Safari/537.36"
    )
    async with opened(house, live, f"o{POINT}", browser) as desk:
        await desk.checks_in(0, POINT)

        outcome = await desk.asks(CHECK_IN, [0, 0, POINT, 0])

        point, name, at_ms, label = outcome[3]
        assert outcome[1] == Verdict.ALREADY_PRESENT
        assert (POINT, live.state.name_of(POINT)) == (point, name)
        assert at_ms > 0 and "Windows" in label


async def test_a_retry_has_one_effect_and_one_answer(house: House) -> None:
    """The same command id again is told the first outcome; the same id with another body is ID_REUSED."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        assert await desk.checks_in(0, POINT, id=b"r" * 16) == Verdict.ACCEPTED
        seq = live.state.seq

        assert await desk.checks_in(0, POINT, id=b"r" * 16) == Verdict.ACCEPTED
        assert await desk.checks_in(1, POINT, id=b"r" * 16) == Verdict.ID_REUSED

        assert seq == live.state.seq


async def test_a_walk_in_is_named_on_the_roster_and_taken_back_with_a_reason(house: House) -> None:
    """Somebody not on the roster is present at once; undone, the room's count is as before."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        roster = await desk.watches(f"roster/{POINT}/0")
        walked_in = await desk.asks(WALK_IN, [0, POINT, b"", -1, -1], ["H' Linh Niê", "Khách mời", "Xã bên"])
        person = walked_in[4]
        await desk.until(lambda: person in roster.rows)
        assert (roster.rows[person][2], roster.rows[person][5]) == ("H' Linh Niê", 1)
        assert roster.rows[person][4] == "Xã bên"

        undone = await desk.asks(UNDO, [walked_in[0], b""], ["nhập nhầm"])

        assert undone[1] == Verdict.ACCEPTED
        await desk.until(lambda: roster.rows[person][5] == 7)


async def test_rows_whose_names_could_not_be_read_come_with_the_next_tick(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: while the vault cannot be read beats go on; afterwards every row is there, also those of that time."""
    live = await house.running()
    texts, failed = live.spine.journal.texts, 0

    async def failing(subjects: Any) -> dict[bytes, bytes]:
        nonlocal failed
        failed += 1
        if failed < 3:
            raise JournalBusy("a backup holds the file")
        return await texts(subjects)

    async with opened(house, live, f"o{POINT}") as desk:
        roster = await desk.watches(f"roster/{POINT}/0")
        monkeypatch.setattr(live.spine.journal, "texts", failing)
        walked_in = await desk.asks(WALK_IN, [0, POINT, b"", -1, -1], ["H' Linh Niê", "", ""])

        await desk.until(lambda: walked_in[4] in roster.rows)

        assert roster.rows[walked_in[4]][2] == "H' Linh Niê"
        assert failed >= 3


async def test_a_walk_in_without_a_name_and_an_undo_without_a_reason_are_refused(house: House) -> None:
    """Nothing reaches the journal that would later stand there without its words."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        done = await desk.asks(CHECK_IN, [0, 0, POINT, 0])
        seq = live.state.seq

        assert (await desk.asks(WALK_IN, [0, POINT, b"", -1, -1], [" ", "", ""]))[1] == Verdict.BAD_TEXT
        assert (await desk.asks(UNDO, [done[0], b""], [""]))[1] == Verdict.BAD_TEXT

        assert seq == live.state.seq


async def test_a_page_that_comes_back_gets_only_what_is_newer(house: House) -> None:
    """Resuming from a position gives the same rows as a fresh load, without sending the rest again."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        roster = await desk.watches(f"roster/{POINT}/0")
        position, rows = list(roster.position), dict(roster.rows)
    absent = 1
    async with opened(house, live, f"o{POINT}") as other:
        # a second browser of the link waits: the host approves it first
        device = DeviceId(bytes.fromhex(other.welcome[7]))
        await live.ask(ApproveDevice(device), grant=HOST)
        await other.until(lambda: [DEVICE, 0] in other.told)
        await other.checks_in(absent, POINT)

        other.tables[roster.topic] = roster
        await other.sends(WATCH, roster.topic, position)
        while (frame := await other.hears())[0] != ROWS:
            pass

        assert frame[4] is False
        assert [absent] == [row[0] for row in frame[5]]
        assert {**rows, absent: roster.rows[absent]} == roster.rows


async def test_what_comes_with_hello_or_follows_it_at_once_is_answered_after_welcome(house: House) -> None:
    """A page need not wait for WELCOME to ask for what it watches; who is not welcomed is given nothing."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, f"o{POINT}"))
    async with silent(house, browser) as page:
        await page.greets(live.id, f"o{POINT}", "conference", "latest/0")
        await page.sends(WATCH, f"board/{POINT}/0", None)
        heard = [(await page.hears())[:2] for _ in range(4)]
        assert heard[0][0] == WELCOME
        assert sorted(heard[1:]) == [
            [ROWS, f"board/{POINT}/0"],
            [ROWS, "conference"],
            [REFUSED_TOPIC, "latest/0"],
        ]
    async with silent(house, await house.browser()) as page:
        await page.greets(live.id, f"o{POINT}", "conference")
        await page.sends(WATCH, f"board/{POINT}/0", None)
        assert (await page.hears())[0] == FAULT
        assert await page.ends() == Close.NOT_SIGNED_IN
        assert page.tables == {}


async def test_a_draft_planned_anew_reloads_its_watchers(house: House) -> None:
    """A session that is no more takes no other page down, and boards that stay are given whole again."""
    live = await house.conference()
    now = now_ms()
    plans = [SessionPlan("Sáng", now, now + 1), SessionPlan("Chiều", now + 1, now + 2)]
    await live.ask(PlanConference("Hai buổi", plans), grant=HOST)
    async with opened(house, live, "h0") as host:
        stays, goes = await host.watches("board/0/0"), await host.watches("board/0/1")
        position = stays.position

        await live.ask(PlanConference("Một buổi", plans[:1]), grant=HOST)

        await host.until(lambda: stays.position != position)
        assert stays.rows[0][3] == "Một buổi"
        assert goes.rows[0][3] == "Hai buổi"
        assert (await host.watches("conference")).rows[0][1] == "Một buổi"


async def test_a_restart_keeps_positions_and_devices(tmp_path) -> None:
    """After a restart the same cookie opens a socket and the old position resumes."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        browser = await house.browser()
        async with opened(house, live, f"o{POINT}", browser) as desk:
            await desk.checks_in(0, POINT)
            roster = await desk.watches(f"roster/{POINT}/0")
            kept, id = list(roster.position), live.id
        cookies = {name: one.value for name, one in browser.cookies().items()}
    async with open_house(tmp_path) as house:
        live = await house.hub.open(id)
        again = await house.browser(Cookie="; ".join(f"{name}={value}" for name, value in cookies.items()))
        async with connected(house, again, id, f"o{POINT}") as page:
            await page.hears()
            await page.sends(WATCH, f"roster/{POINT}/0", kept)
            frame = await page.hears()
            while frame[0] != 12:
                frame = await page.hears()
            assert (frame[4], frame[5]) == (False, [])


async def test_two_conferences_never_leak(house: House) -> None:
    """A desk of one conference sees and changes nothing of another, whatever topic or number it names."""
    ours, theirs = await house.running(), await house.running()
    async with opened(house, ours, f"o{POINT}") as desk, opened(house, theirs, "h0") as host:
        board = await host.watches("board/0/0")

        assert await desk.checks_in(0, POINT) == Verdict.ACCEPTED
        for topic in ("roster/3/0", "latest/0", "attention/0", "board/0/0", "devices/h0", "roster/999/0"):
            await desk.sends(WATCH, topic, None)
        await desk.until(lambda: len([one for one in desk.told if one[0] == REFUSED_TOPIC]) == 6)

        assert theirs.state.sessions[0].figures.place(ROOT)[HERE_OWN] == 0
        assert board.rows[0][4][HERE_OWN] == 0


async def test_a_viewer_may_ask_for_nothing_and_see_no_names(house: House) -> None:
    """A board's link shows figures; rosters and commands are refused."""
    live = await house.running()
    async with opened(house, live, "v0") as viewer:
        assert await viewer.checks_in(0, POINT) == Verdict.NOT_ALLOWED
        await viewer.sends(WATCH, f"roster/{POINT}/0", None)
        await viewer.until(lambda: [REFUSED_TOPIC, f"roster/{POINT}/0", Verdict.NOT_ALLOWED] in viewer.told)


async def test_a_waiting_device_may_do_nothing_until_it_is_approved(house: House) -> None:
    """The second browser of a link is told it waits; approved, it works in the same socket."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}"), opened(house, live, f"o{POINT}") as second:
        assert second.welcome[8] == 1
        assert await second.checks_in(0, POINT) == Verdict.NOT_ALLOWED

        await live.ask(ApproveDevice(DeviceId(bytes.fromhex(second.welcome[7]))), grant=HOST)

        await second.until(lambda: [DEVICE, 0] in second.told)
        assert await second.checks_in(0, POINT) == Verdict.ACCEPTED


@pytest.mark.parametrize("by", ["device", "link"])
async def test_revoking_closes_open_sockets(house: House, by: str) -> None:
    """A revoked device or link ends its sockets at once, with the code that says why."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        device = DeviceId(bytes.fromhex(desk.welcome[7]))
        await live.ask(
            RevokeDevice(device) if by == "device" else RevokeLink(GrantId(f"o{POINT}")), grant=HOST
        )

        assert await desk.ends() == Close.REVOKED
        assert [DEVICE, 2] in desk.told


async def test_a_point_is_linked_while_a_desk_is_open(house: House) -> None:
    """Presence: never, then linked, seen by the host as it happens."""
    live = await house.running()
    async with opened(house, live, "h0") as host:
        presence = await host.watches("presence/0")
        assert presence.rows[0][1:5] == [3, 0, 0, 3]
        async with opened(house, live, f"o{POINT}"):
            await host.until(lambda: presence.rows[0][1:5] == [3, 1, 0, 2])


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\xc1", Close.BAD_FRAME),
        (b"", Close.BAD_FRAME),
        (msgpack.packb([99]), Close.BAD_FRAME),
        (msgpack.packb([0, 1, "7K2M9QXW", "v0", 1, []]), Close.BAD_FRAME),
        (msgpack.packb([COMMAND, 21, b"i" * 16, 1, 1, [1, 1, 1], []]), Close.BAD_FRAME),
        (b"\x00" * (limits.FRAME_IN_BYTES + 1), Close.FRAME_TOO_LARGE),
        ("text", Close.BAD_FRAME),
    ],
)
async def test_a_hostile_frame_closes_its_own_socket_only(house: House, frame, code: Close) -> None:
    """Bad bytes get a FAULT and a close code; the neighbour's socket goes on."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as good, opened(house, live, "v0") as bad:
        await bad.ws.send(frame)

        assert code == await bad.ends()
        assert bad.told[-1][0] == 15
        assert await good.checks_in(0, POINT) == Verdict.ACCEPTED


async def test_a_desk_that_says_the_same_for_ever_does_not_stop_the_conference(house: House) -> None:
    """Law: what is said of one person or one room in a session is bounded, or each word would cost more than the
    last, now and at every restart; retries of what was taken are answered as ever, and others go on."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        ids = [at.to_bytes(16, "big") for at in range(SAID_MOST + 1)]
        for id in ids:
            last = await desk.asks(CHECK_IN, [0, 0, POINT, 0], id=id)
        heads = [(await desk.asks(HEAD_COUNT, [0, POINT, at]))[1] for at in range(SAID_MOST + 1)]

        assert last[1] == heads[-1] == Verdict.BAD_COUNT
        assert heads[-2] == Verdict.ACCEPTED
        assert await desk.checks_in(0, POINT, id=ids[-2]) == Verdict.ALREADY_PRESENT
        assert (await desk.asks(UNDO, [ids[0], b""], ["nhập nhầm"]))[1] == Verdict.ACCEPTED
        assert await desk.checks_in(1, POINT) == Verdict.ACCEPTED


@pytest.mark.parametrize("frame", [[WATCH, "conference", None], [3, "conference"], [4, 0], [6]])
async def test_a_flood_is_stopped(house: House, frame: list) -> None:
    """More frames than an outbox needs, of whatever kind, close it as too fast; nothing of it breaks the server."""
    live = await house.running()
    async with opened(house, live, f"o{POINT}") as desk:
        flood = Frame(Opcode.BINARY, msgpack.packb(frame)).serialize(mask=True) * (4 * limits.UNANSWERED)
        desk.ws.transport.write(flood)

        assert await desk.ends() == Close.TOO_FAST


async def test_a_socket_that_ended_is_freed_without_the_collector(house: House) -> None:
    """Law: whoever ends it. The collector looks at what lives long only seldom (app.GARBAGE)."""
    live = await house.running()

    def doors() -> int:
        return sum(type(one) is Door for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        async with opened(house, live, f"o{POINT}") as desk:
            assert doors() == 1
        async with opened(house, live, f"o{POINT}") as desk:
            await desk.ws.send(b"\xc1")
            assert await desk.ends() == Close.BAD_FRAME
        async with opened(house, live, f"o{POINT}") as desk:
            desk.ws.transport.abort()
        async with asyncio.timeout(15):
            while doors():  # noqa: ASYNC110 what the interpreter holds, looked at again
                await asyncio.sleep(0)
    finally:
        gc.enable()


@pytest.mark.parametrize("origin", ["http://evil.example", ""])
async def test_a_foreign_origin_opens_no_socket(house: House, origin: str) -> None:
    """A page from elsewhere cannot use a browser's cookies through a websocket; nor can who does not say where from."""
    live, browser = await house.running(), await house.browser()
    await browser.enters(house.link(live.id, "v0"))

    with pytest.raises(websockets.InvalidStatus) as refused:
        async with connected(house, browser, live.id, "v0", origin=origin):
            pass

    assert refused.value.response.status_code == 403


async def test_beats_tell_the_age_of_an_idle_page(house: House) -> None:
    """Once a second a page hears how fresh what it shows is, though nothing changes."""
    live = await house.running()
    async with opened(house, live, "w0") as wall:
        async with asyncio.timeout(10):
            while (frame := await wall.hears())[0] != BEAT:
                pass
        assert abs(frame[1] - now_ms()) < 5_000
