"""Histories that fork between two lives of a server: an older copy of a journal was put back."""

import shutil
from pathlib import Path

import pytest

from server.core.commands import CheckIn, EnrolDevice
from server.core.ids import ConferenceId, DeviceId, GrantId, NodeNo, PersonNo, SessionNo
from server.journal.marks import MarkFile
from server.wire.frames import Position
from tests.edge.given import House, open_house

DESK, DEVICE = GrantId("o2"), DeviceId(b"desk0001")


async def given_a_desk(house: House) -> ConferenceId:
    live = await house.running()
    await live.ask(EnrolDevice(DESK, 1, DEVICE, bytes(32), "Windows"))
    return live.id


async def checks_in(house: House, id: ConferenceId, person: int) -> None:
    live = await house.hub.open(id)
    await live.ask(CheckIn(SessionNo(0), PersonNo(person), NodeNo(2)), grant=DESK, device=DEVICE)


def put_back(copy: Path, data: Path) -> None:
    """What an administrator does with a copy of the journals: keys and cache stay."""
    for file in copy.rglob("*.journal"):
        shutil.copy(file, data / file.relative_to(copy))


async def given_a_lost_tail(data: Path) -> tuple[ConferenceId, Position]:
    """Two people came; the journals from before the second stand in the folder. Where the lost history stood."""
    async with open_house(data) as house:
        id = await given_a_desk(house)
        await checks_in(house, id, 0)
    shutil.copytree(data, data.with_name("copy"))
    async with open_house(data) as house:
        await checks_in(house, id, 1)
        stood = (await house.hub.open(id)).spine.position()
    put_back(data.with_name("copy"), data)
    return id, stood


async def test_an_older_copy_put_back_begins_an_epoch_once(tmp_path: Path) -> None:
    """Law: the first start notices, begins the next epoch, and no later start begins another."""
    id, stood = await given_a_lost_tail(tmp_path / "data")

    for _ in range(2):
        async with open_house(tmp_path / "data") as house:
            spine = (await house.hub.open(id)).spine
            assert (spine.state.epoch, spine.state.seq) == (2, stood.seq)
            assert not spine.holds(stood)
            assert house.hub.house.state.epoch == 1


async def test_a_lost_tail_is_noticed_also_when_the_new_history_is_longer(tmp_path: Path) -> None:
    """Law: it is the chain that tells, not the length."""
    id, stood = await given_a_lost_tail(tmp_path / "data")
    mark = tmp_path / "data" / "cache" / f"{id}.mark"
    noted = mark.read_bytes()
    mark.unlink()
    async with open_house(tmp_path / "data") as house:  # nobody remembers: two other people come
        await checks_in(house, id, 2)
        await checks_in(house, id, 0)
        assert (await house.hub.open(id)).spine.state.epoch == 1
    mark.write_bytes(noted)

    async with open_house(tmp_path / "data") as house:
        spine = (await house.hub.open(id)).spine
        assert spine.state.seq > stood.seq
        assert spine.state.epoch == 2


async def test_a_snapshot_that_the_journal_does_not_contain_is_the_same_evidence(tmp_path: Path) -> None:
    """Law: it is not used, and the epoch that follows its own begins."""
    data, copy = tmp_path / "data", tmp_path / "copy"
    async with open_house(data) as house:
        id = await given_a_desk(house)
    shutil.copytree(data, copy)
    async with open_house(data) as house:
        await checks_in(house, id, 0)
        await (await house.hub.open(id)).keep()
    put_back(copy, data)
    for mark in (data / "cache").glob("*.mark"):
        mark.unlink()

    async with open_house(data) as house:
        live = await house.hub.open(id)
        assert live.restored_seq == 0
        assert live.state.epoch == 2
        assert len(live.state.evidence) == 0


async def test_an_older_house_begins_an_epoch_of_its_own(tmp_path: Path) -> None:
    """Law: the house forks by itself; its conferences are as they were."""
    data, copy = tmp_path / "data", tmp_path / "copy"
    async with open_house(data) as house:
        id = await given_a_desk(house)
    shutil.copytree(data, copy)
    async with open_house(data) as house:
        await house.administrator()
    shutil.copy(copy / "house.journal", data / "house.journal")

    async with open_house(data) as house:
        assert house.hub.house.state.epoch == 2
        assert not house.hub.house.has_administrator()
        assert (await house.hub.open(id)).state.epoch == 1


async def test_evidence_older_than_the_epoch_begins_nothing(tmp_path: Path) -> None:
    """Law: of two nodes that saw one fork the second finds the epoch begun, however late it comes."""
    id, stood = await given_a_lost_tail(tmp_path / "data")
    async with open_house(tmp_path / "data") as house:
        assert (await house.hub.open(id)).state.epoch == 2
    MarkFile(tmp_path / "data" / "cache" / f"{id}.mark").note(stood)

    async with open_house(tmp_path / "data") as house:
        assert (await house.hub.open(id)).state.epoch == 2


@pytest.mark.parametrize("content", [b"", b"\x93", b"\xc0", b"\x93\xff\xff\xff", bytes(64)])
async def test_a_mark_that_is_none_is_no_evidence(tmp_path: Path, content: bytes) -> None:
    """Law: a torn note of this node alone makes nobody reload."""
    async with open_house(tmp_path) as house:
        id = await given_a_desk(house)
    (tmp_path / "cache" / f"{id}.mark").write_bytes(content)

    async with open_house(tmp_path) as house:
        assert (await house.hub.open(id)).state.epoch == 1
