"""Snapshots: a restart from one is the same conference as a fold of everything, or it is not used at all."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.core.commands import CheckIn, EnrolDevice, PeopleRun, StagePeople
from server.core.ids import ConferenceId, DeviceId, GrantId, ImportId, NodeNo, PersonNo, SessionNo
from server.core.snapshot import digest
from server.journal import snapshots
from server.live import conference as conferences
from server.live.conference import TICKS_PER_SECOND, LiveConference
from server.live.keeping import SAVE_GAP_MS
from tests.edge.given import House, open_house

DESK, DEVICE = GrantId("o2"), DeviceId(b"desk0001")


async def given_a_kept_conference(house: House) -> ConferenceId:
    """One check-in in the snapshot, one in the tail behind it."""
    live = await house.running()
    await live.ask(EnrolDevice(DESK, 1, DEVICE, bytes(32), "Windows"))
    await live.ask(CheckIn(SessionNo(0), PersonNo(0), NodeNo(2)), grant=DESK, device=DEVICE)
    await live.keep()
    await live.ask(CheckIn(SessionNo(0), PersonNo(1), NodeNo(2)), grant=DESK, device=DEVICE)
    return live.id


def snapshot_of(folder: Path) -> Path:
    return next((folder / "cache").glob("*.snapshot"))


async def folded(folder: Path, id: ConferenceId, *, from_snapshot: bool) -> tuple[bytes, object, bytes]:
    """(digest, position, heads) of the conference as a new life of the server has it."""
    async with open_house(folder) as house:
        live = await house.hub.open(id)
        assert from_snapshot == (live.restored_seq > 0)
        return digest(live.state), live.spine.position(), bytes(live.spine.heads)


async def test_snapshot_and_tail_are_the_full_fold(tmp_path: Path) -> None:
    """The cache changes the time of a start, nothing else: state, chain and every older position agree."""
    async with open_house(tmp_path) as house:
        id = await given_a_kept_conference(house)

    cached = await folded(tmp_path, id, from_snapshot=True)
    snapshot_of(tmp_path).unlink()

    assert cached == await folded(tmp_path, id, from_snapshot=False)


@pytest.mark.parametrize("harm", ["torn", "altered"])
async def test_a_snapshot_that_does_not_fit_is_not_used(tmp_path: Path, harm: str) -> None:
    """A torn or altered file is folded past. One of another history: see test_history.py."""
    async with open_house(tmp_path) as house:
        id = await given_a_kept_conference(house)
    right = await folded(tmp_path, id, from_snapshot=True)
    file = snapshot_of(tmp_path)
    whole = file.read_bytes()
    if harm == "torn":
        file.write_bytes(whole[: len(whole) // 2])
    else:
        file.write_bytes(whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:])

    assert right == await folded(tmp_path, id, from_snapshot=False)


async def import_people(live: LiveConference, people: int) -> None:
    """Few entries, each of 500 people: long to fold."""
    group = StagePeople(ImportId(b"another import 1"), [PeopleRun("XA1", "DC1", 255, 500)], b"")
    names = [["", f"Người {at}", "", ""] for at in range(500)]
    await live.ask_all([(group, names)] * (people // 500), grant=GrantId("h0"), device=DeviceId(bytes(8)))


async def test_an_import_is_kept_at_the_close_however_few_its_entries(tmp_path: Path) -> None:
    """Law: what a start takes decides, which goes by bytes: a roster is few entries, and seconds to fold."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        await import_people(live, 40_000)
        id, entries = live.id, live.state.seq
        assert entries < 200
    async with open_house(tmp_path) as house:
        assert (await house.hub.open(id)).restored_seq == entries


async def test_what_piles_up_is_kept_while_the_server_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is killed has not to fold its whole evening again; and what is kept is not kept once more."""
    async with open_house(tmp_path) as house:
        live = await house.running()
        assert live.saved_ms() is None
        monkeypatch.setattr(conferences, "SAVE_EVERY_BYTES", live.spine.folded_bytes)
        await live._tick(TICKS_PER_SECOND)
        saving = live._saving
        assert saving is not None
        await saving
        assert live.saved_ms() is not None and live.unsaved == 0
        await live._tick(2 * TICKS_PER_SECOND)
        assert live._saving is None


async def test_two_snapshots_lie_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To fork a large server holds its loop: however much comes in, it is not done again at once."""
    monkeypatch.setattr(conferences, "SAVE_EVERY_BYTES", 1)
    async with open_house(tmp_path) as house:
        live = await house.running()
        await live._tick(TICKS_PER_SECOND)
        assert live._saving is not None
        await live._saving
        await live.ask(EnrolDevice(DESK, 1, DEVICE, bytes(32), "Windows"))
        await live._tick(2 * TICKS_PER_SECOND)
        assert live._saving is None and live.unsaved
        house.clock.ahead_ms += SAVE_GAP_MS
        await live._tick(3 * TICKS_PER_SECOND)
        assert live._saving is not None
        await live._saving
        assert live.unsaved == 0


async def test_conferences_are_kept_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: a snapshot is a process with a copy of all memory; after a start many are due in the same second."""
    real, under_way, most = snapshots.save, 0, 0

    async def counted(path: Path, freeze: Callable[[], Any]) -> bool:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            return await real(path, freeze)
        finally:
            under_way -= 1

    monkeypatch.setattr(snapshots, "save", counted)
    async with open_house(tmp_path) as house:
        lives = [await house.running() for _ in range(3)]
        await asyncio.gather(*(live.keep() for live in lives))
        assert most == 1
        assert all(live.unsaved == 0 and live.saved_ms() is not None for live in lives)
