"""The state cache: whole and of this history, or not there at all."""

import asyncio
import os
import signal
import stat
from array import array
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from server.journal.chain import Chain
from server.journal.folder import DataFolder
from server.journal.snapshots import SnapshotKey, load, save, write

CORE = 3
STATE: dict[str, Any] = {
    "title": "Hội nghị",
    "codes": {"DB-0001": 1, "DB-0002": 2},
    "sessions": [["Sáng", 1, 2, None], ["Chiều", 3, 4, True]],
    "people": array("i", range(50_000)).tobytes(),
    "none": b"",
    "flags": bytearray(b"\x00\x01" * 1000),
}


def key_at(*entries: bytes) -> SnapshotKey:
    chain = Chain()
    chain.feed_all(entries)
    return SnapshotKey.at(CORE, 0, chain)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "AB000001.snapshot"


def test_what_was_written_is_loaded(path: Path) -> None:
    write(path, key_at(b"one", b"two"), STATE)
    found = load(path, CORE)
    assert found is not None
    assert found.state == STATE
    assert found.key == key_at(b"one", b"two")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_snapshot_knows_its_own_history_by_one_entry() -> None:
    key = key_at(b"one", b"two")
    assert key.is_of(b"two")
    assert not key.is_of(b"three")


def test_no_snapshot_of_another_core_is_loaded(path: Path) -> None:
    write(path, key_at(b"one"), STATE)
    assert load(path, CORE + 1) is None
    assert load(path.with_name("not there"), CORE) is None


def test_a_snapshot_with_any_byte_changed_or_missing_is_none(path: Path) -> None:
    write(path, key_at(b"one"), STATE | {"people": bytes(1_000)})
    whole = path.read_bytes()
    random = Random(1)
    for at in [
        *range(200),
        *(random.randrange(len(whole)) for _ in range(300)),
        *range(len(whole) - 40, len(whole)),
    ]:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << random.randrange(8)]) + whole[at + 1 :])
        assert load(path, CORE) is None
        path.write_bytes(whole[:at])
        assert load(path, CORE) is None
    path.write_bytes(whole + b"x")
    assert load(path, CORE) is None
    path.write_bytes(whole)
    assert load(path, CORE) is not None


def test_a_write_that_fails_leaves_the_older_snapshot_and_no_rest(path: Path) -> None:
    write(path, key_at(b"one"), STATE)
    with pytest.raises(TypeError):
        write(path, key_at(b"one", b"two"), {"odd": object()})
    found = load(path, CORE)
    assert found is not None and found.key.seq == 1
    assert os.listdir(path.parent) == [path.name]


async def test_a_child_writes_the_state_of_the_moment_while_the_fold_goes_on(path: Path) -> None:
    state = {"people": bytearray(b"then")}
    saving = asyncio.create_task(save(path, lambda: (key_at(b"one"), state)))
    await asyncio.sleep(0)
    state["people"][:] = b"now!"
    assert await saving
    found = load(path, CORE)
    assert found is not None and found.state == {"people": b"then"}


async def test_a_child_that_fails_says_so_and_leaves_the_older_snapshot(path: Path) -> None:
    write(path, key_at(b"one"), STATE)

    def fails() -> tuple[SnapshotKey, Mapping[str, Any]]:
        raise RuntimeError("in the child")

    assert not await save(path, fails)
    found = load(path, CORE)
    assert found is not None and found.key.seq == 1


async def test_the_child_keeps_no_file_of_the_server_open(path: Path, tmp_path: Path) -> None:
    """A child that outlives a killed server must hold neither its port nor its data folder."""
    listing = tmp_path / "listing"

    def open_files() -> tuple[SnapshotKey, Mapping[str, Any]]:
        listing.write_text(" ".join(os.listdir("/proc/self/fd")))
        return key_at(b"one"), {}

    with DataFolder.take(tmp_path / "data"):
        assert await save(path, open_files)
    assert {int(number) for number in listing.read_text().split()} <= {0, 1, 2, 3, 4}


async def test_a_save_that_is_cancelled_ends_its_child_and_leaves_the_older_snapshot(path: Path) -> None:
    write(path, key_at(b"one"), STATE)

    def never_ends() -> tuple[SnapshotKey, Mapping[str, Any]]:
        while True:
            signal.pause()

    saving = asyncio.create_task(save(path, never_ends))
    await asyncio.sleep(0)
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    found = load(path, CORE)
    assert found is not None and found.key.seq == 1
    assert os.listdir(path.parent) == [path.name]
