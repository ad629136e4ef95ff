"""A full disk: the submitter is told, nothing of the append is written, and all goes on when space returns."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.journal.port import JournalFull
from server.journal.sqlite import open_sqlite_journal
from tests.journal.given import history, numbered, subject, text
from tests.journal.power import Disk


@contextmanager
def file_size_limit(size_bytes: int) -> Iterator[None]:
    """No file of this process grows beyond it: the real system's refusal (EFBIG), without being root."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_an_append_refused_by_the_real_file_system_leaves_nothing_and_the_next_one_works(
    tmp_path: Path,
) -> None:
    path = tmp_path / "one.journal"
    journal = await open_sqlite_journal(path)
    await journal.append(numbered(3), [text(1, b"Nguyen")])
    with file_size_limit(200_000):
        for _ in range(3):
            with pytest.raises(JournalFull, match="disk is full"):
                await journal.append([bytes(300_000)], [text(2, b"Tran")])
        assert await journal.last() == 3
        assert await journal.append([b"small"]) == 4
    assert await journal.append([bytes(300_000)], [text(3, b"Le")]) == 5
    texts = await journal.texts([subject(number) for number in range(9)])
    await journal.close()
    again = await open_sqlite_journal(path)
    assert texts == {subject(1): b"Nguyen", subject(3): b"Le"}
    assert await history(again) == [*numbered(3), b"small", bytes(300_000)]
    await again.close()


async def test_a_disk_filled_to_the_last_page_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    disk = Disk("small disk")
    disk.room = 1_000_000
    path = tmp_path / "one.journal"
    journal = await open_sqlite_journal(path, vfs=disk.name)
    acknowledged: list[bytes] = []
    with pytest.raises(JournalFull):
        for number in range(10_000):
            entry = b"%d " % number * 500
            await journal.append([entry], [text(number, entry)])
            acknowledged.append(entry)
    assert await history(journal) == acknowledged
    disk.room += 1_000_000
    assert await journal.append([b"space is back"]) == len(acknowledged) + 1
    assert len(await journal.texts([subject(number) for number in range(10_000)])) == len(acknowledged)
    await journal.close()
    again = await open_sqlite_journal(path, vfs=disk.name)
    assert await history(again) == [*acknowledged, b"space is back"]
    await again.close()
    disk.unregister()


async def test_one_append_too_large_for_the_disk_does_not_take_others_of_its_commit_down(
    tmp_path: Path,
) -> None:
    journal = await open_sqlite_journal(tmp_path / "one.journal")
    with file_size_limit(1_000_000):
        asked = [journal.append([b"small %d" % number]) for number in range(20)]
        asked.insert(10, journal.append([bytes(3_000_000)]))
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(answers.pop(10), JournalFull)
    assert answers == list(range(1, 21))
    assert await history(journal) == [b"small %d" % number for number in range(20)]
    await journal.close()
