"""kill -9 in a burst of appends, several times on one journal: every acknowledged entry is found."""

import asyncio
import sys
from pathlib import Path

from server.journal.sqlite import open_sqlite_journal
from server.journal.sqlite_file import read_journal
from tests.journal.given import history, subject


async def acknowledged_until_killed(where: str, name: str, count: int) -> dict[int, str]:
    """What the process `name` was told, by seq; it is killed once `count` acknowledgements have been read."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.journal.burst", where, name, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(count)]
    process.kill()
    lines += (await process.stdout.read()).splitlines(keepends=True)
    assert await process.wait() == -9
    told = [line.decode().split() for line in lines if line.endswith(b"\n")]
    return {int(seq): mark for seq, mark in told}


async def test_every_entry_acknowledged_before_kill_9_is_found_by_a_separate_reader(tmp_path: Path) -> None:
    path = tmp_path / "one.journal"
    told: dict[int, str] = {}
    for life, count in enumerate([1, 57, 400, 1_000]):
        told |= await acknowledged_until_killed(str(path), f"life{life}", count)
        found = [entry for block in read_journal(path) for entry in block.entries]
        for seq, mark in told.items():
            assert found[seq - 2 : seq] == [b"first of " + mark.encode(), b"second of " + mark.encode()]
        assert [entry.replace(b"first", b"second") for entry in found[::2]] == found[1::2]
    assert len(told) >= 1_458
    journal = await open_sqlite_journal(path)
    texts = await journal.texts([subject(seq) for seq in told])
    assert texts == {subject(seq): mark.encode() for seq, mark in told.items()}
    assert await history(journal) == found
    await journal.close()
