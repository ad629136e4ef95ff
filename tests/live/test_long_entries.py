"""Entries that touch everybody: folded in slices, the loop given back in between, and still one entry."""

import asyncio
from pathlib import Path

import pytest

from server.core.commands import CloseSession, NoteOnline
from server.core.ids import GrantId, Millis, PersonNo, SessionNo
from server.core.snapshot import digest
from server.live import spine as spines
from tests.edge.given import House, open_house

HOST = GrantId("h0")


async def given_people_online(house: House):
    live = await house.running()
    for person in range(3):
        await live.ask(NoteOnline(SessionNo(0), PersonNo(person), True, Millis(house.clock())))
    return live


async def test_others_come_in_between_while_everybody_is_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: between two slices the loop is free; the position moves once, and who asked is answered after it."""
    async with open_house(tmp_path) as house, asyncio.timeout(30):
        live = await given_people_online(house)
        before = live.spine.position()
        monkeypatch.setattr(spines, "SLICE_S", 0.0)
        closing = asyncio.create_task(live.ask(CloseSession(SessionNo(0)), grant=HOST))
        between = []
        while not closing.done():
            await asyncio.sleep(0)
            if live.state.sessions[0].closed_ms and live.spine.position() == before:
                between.append(closing.done())

        assert between == [False] * 3
        assert live.spine.position().seq == before.seq + 1
        assert live.spine.holds(before) and live.spine.holds(live.spine.position())


async def test_half_an_entry_is_in_no_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a snapshot asked for in the middle waits for the end; the next life is the same conference."""
    async with open_house(tmp_path) as house, asyncio.timeout(30):
        live = await given_people_online(house)
        monkeypatch.setattr(spines, "SLICE_S", 0.0)
        closing = asyncio.create_task(live.ask(CloseSession(SessionNo(0)), grant=HOST))
        while not live.state.sessions[0].closed_ms:  # noqa: ASYNC110 (the middle of an entry tells nobody that it is here)
            await asyncio.sleep(0)
        assert not closing.done()
        await live.keep()
        await closing
        id, told = live.id, digest(live.state)
    async with open_house(tmp_path) as house, asyncio.timeout(30):
        live = await house.hub.open(id)
        assert live.restored_seq == live.state.seq
        assert digest(live.state) == told
