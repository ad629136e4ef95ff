"""What is opened as a journal and what is refused, in which words."""

import stat
from pathlib import Path

import apsw
import pytest

from server.core.ids import Seq
from server.journal.port import JournalBroken
from server.journal.sqlite import open_sqlite_journal
from server.journal.sqlite_file import APPLICATION_ID, FORMAT, read_journal
from tests.journal.given import history, numbered


async def a_journal(path: Path, entries: int = 3) -> Path:
    journal = await open_sqlite_journal(path)
    for start in range(1, entries + 1):
        await journal.append(numbered(1, start))
    await journal.close()
    return path


def rewritten(path: Path, sql: str) -> Path:
    connection = apsw.Connection(str(path))
    connection.execute(sql).fetchall()
    connection.close()
    return path


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def test_a_journal_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = rewritten(await a_journal(tmp_path / "one.journal"), f"PRAGMA user_version = {FORMAT + 1}")
    held = path.read_bytes()
    with pytest.raises(JournalBroken, match="newer version"):
        await open_sqlite_journal(path)
    assert path.read_bytes() == held


async def test_a_file_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    foreign = rewritten(tmp_path / "foreign.db", "CREATE TABLE notes (x)")
    text = tmp_path / "text"
    text.write_text("a letter, long enough to be more than the first bytes of anything\n" * 30)
    for path in (foreign, text):
        held = path.read_bytes()
        with pytest.raises(JournalBroken, match=r"no journal|not a journal"):
            await open_sqlite_journal(path)
        assert path.read_bytes() == held


async def test_a_journal_that_is_not_there_is_made_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "one.journal"
    with pytest.raises(JournalBroken, match="no journal here"):
        await open_sqlite_journal(path, create=False)
    assert not path.exists()
    await a_journal(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    journal = await open_sqlite_journal(path, create=False)
    assert await journal.last() == 3
    await journal.close()


async def test_every_file_of_an_open_journal_is_its_owners_alone(tmp_path: Path) -> None:
    journal = await open_sqlite_journal(tmp_path / "one.journal")
    await journal.append([b"one"])
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files_in(tmp_path)}
    assert modes == {"one.journal": 0o600, "one.journal-wal": 0o600, "one.journal-shm": 0o600}
    await journal.close()


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        (
            "UPDATE block SET body = CAST(substr(body, 1, length(body) - 1) || 'X' AS BLOB) WHERE first = 2",
            "entries 2 to 2",
        ),
        ("UPDATE block SET count = 2 WHERE first = 2", "entries 2 to 3"),
        ("UPDATE block SET crc = crc + 1 WHERE first = 2", "entries 2 to 2"),
        ("UPDATE block SET first = 7 WHERE first = 2", "entries 7 to 7|2 to 2 are missing"),
        ("DELETE FROM block WHERE first = 2", "entries 2 to 2 are missing"),
    ],
)
async def test_a_damaged_history_is_read_up_to_the_damage_which_is_named(
    tmp_path: Path, damage: str, where: str
) -> None:
    path = rewritten(await a_journal(tmp_path / "one.journal"), damage)
    with pytest.raises(JournalBroken, match=where):
        list(read_journal(path))
    journal = await open_sqlite_journal(path)
    with pytest.raises(JournalBroken, match=where):
        await history(journal)
    await journal.close()


async def test_pages_written_over_are_a_broken_journal_not_other_entries(tmp_path: Path) -> None:
    path = await a_journal(tmp_path / "one.journal", entries=300)
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(JournalBroken):
        list(read_journal(path))


async def test_a_separate_reader_reads_beside_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "one.journal"
    journal = await open_sqlite_journal(path)
    await journal.append(numbered(10))
    assert [entry for block in read_journal(path, Seq(4)) for entry in block.entries] == numbered(6, start=5)
    await journal.append([b"more"])
    await journal.close()


def test_the_mark_of_the_format_is_for_ever() -> None:
    """A changed mark or a forgotten version number would lock people out of their own data."""
    assert (APPLICATION_ID, FORMAT) == (0x44634A31, 1)
