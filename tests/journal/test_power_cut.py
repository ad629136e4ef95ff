"""A power cut at any moment: what was acknowledged is there afterwards, and nothing else has crept in."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random

import apsw
import pytest

from server.journal import sqlite_writer
from server.journal.chain import Chain
from server.journal.port import JournalFull
from server.journal.sqlite import SqliteJournal, open_sqlite_journal
from tests.journal.given import bytes_under, history, text
from tests.journal.power import Disk

LIVES = 6
"""Cuts in a row on one disk: damage that heals itself at the next start would hide otherwise."""


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Disk]:
    """A disk whose journals checkpoint after a few pages, so that cuts fall into checkpoints too."""
    monkeypatch.setattr(sqlite_writer, "CHECKPOINT_PAGES", 8)
    disk = Disk(request.node.name)
    yield disk
    disk.unregister()


class Story:
    """What was asked of the journal over all lives, and what of it was acknowledged."""

    def __init__(self) -> None:
        self.asked: dict[bytes, int] = {}
        self.entries: dict[int, bytes] = {}
        self.names: dict[bytes, bytes] = {}
        self.erased: dict[bytes, bytes] = {}
        self.count = 0

    async def append(self, journal: SqliteJournal, random: Random) -> None:
        texts, entries = [], []
        for _ in range(random.choice([1, 1, 1, 3, 40])):
            self.count += 1
            body = b"name %d " % self.count * random.choice([1, 5, 60])
            texts.append(text(self.count, body))
            entries.append(b"entry %d " % self.count + random.randbytes(random.choice([0, 60, 3_000])))
        self.asked |= dict.fromkeys(entries, len(entries))
        last = await journal.append(entries, texts)
        self.entries |= dict(enumerate(entries, last - len(entries) + 1))
        self.names |= {text.subject: text.body for text in texts}

    async def erase(self, journal: SqliteJournal, random: Random) -> None:
        if self.names:
            chosen = random.choice(sorted(self.names))
            body = self.names.pop(chosen)
            await journal.erase([chosen])
            self.erased[chosen] = body

    async def is_kept_by(self, journal: SqliteJournal) -> list[bytes]:
        found = await history(journal)
        assert {seq: found[seq - 1] for seq in self.entries} == self.entries
        assert set(found) <= self.asked.keys() and len(set(found)) == len(found)
        assert await journal.texts(list(self.names)) == self.names
        assert await journal.texts(list(self.erased)) == {}
        return found


async def live_until_the_cut(journal: SqliteJournal, story: Story, random: Random) -> None:
    """Several callers at once, each going on until the journal fails it."""

    async def caller() -> None:
        while True:
            await (story.erase if random.random() < 0.1 else story.append)(journal, random)

    for ended in await asyncio.gather(*(caller() for _ in range(4)), return_exceptions=True):
        assert isinstance(ended, JournalFull)


@pytest.mark.parametrize("seed", range(25))
async def test_whatever_was_acknowledged_survives_a_power_cut_at_any_call(
    disk: Disk, tmp_path: Path, seed: int
) -> None:
    """Acknowledged entries and texts are there, in place; nothing else but whole appends; the chain only grows."""
    random, story, path = Random(seed), Story(), tmp_path / "one.journal"
    before = Chain()
    for _ in range(LIVES):
        journal = await open_sqlite_journal(path, vfs=disk.name)
        found = await story.is_kept_by(journal)
        assert Chain().feed_all(found[: before.seq]) == before.digest
        before = Chain()
        before.feed_all(found)
        disk.calls_left = random.randrange(1, 400)
        await live_until_the_cut(journal, story, random)
        await journal.close()
        disk.restart(random)
    journal = await open_sqlite_journal(path, vfs=disk.name)
    await story.is_kept_by(journal)
    assert await journal.append([b"life goes on"]) == await journal.last()
    await journal.close()
    held = bytes_under(tmp_path)
    assert story.entries
    assert not [name for name, body in story.erased.items() if body in held]
    assert apsw.Connection(str(path)).pragma("integrity_check") == "ok"


@pytest.mark.parametrize("calls", range(1, 40))
async def test_a_cut_while_the_journal_is_being_made_leaves_one_that_can_be_made(
    disk: Disk, tmp_path: Path, calls: int
) -> None:
    path = tmp_path / "one.journal"
    disk.calls_left = calls
    try:
        journal = await open_sqlite_journal(path, vfs=disk.name)
        with pytest.raises(JournalFull):
            while True:
                await journal.append([b"one"])
        await journal.close()
    except JournalFull:
        assert disk.is_off
    disk.restart(Random(calls))
    journal = await open_sqlite_journal(path, vfs=disk.name)
    assert await journal.append([b"one"]) == await journal.last()
    await journal.close()


async def test_the_disk_of_these_tests_does_lose_what_nobody_synced(disk: Disk, tmp_path: Path) -> None:
    """With synchronous=OFF the same story loses acknowledged rows: the proof can fail."""
    lost = 0
    for seed in range(10):
        connection = apsw.Connection(str(tmp_path / f"{seed}"), vfs=disk.name)
        connection.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE t (x)"
        ).fetchall()
        for number in range(20):
            connection.execute("INSERT INTO t VALUES (?)", (number,))
        disk.calls_left = 0
        try:
            connection.close()
        except apsw.IOError:
            disk.restart(Random(seed))
        try:
            rows = (
                apsw.Connection(str(tmp_path / f"{seed}"), vfs=disk.name)
                .execute("SELECT x FROM t")
                .fetchall()
            )
        except apsw.Error:
            rows = []
        lost += 20 - len(rows)
    assert lost > 0
