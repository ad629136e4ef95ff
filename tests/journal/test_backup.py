"""The file of a backup by itself; what commands make of it is told in tests/cli/test_moves.py."""

from pathlib import Path

import pytest

from server.core.ids import Seq
from server.journal import backup as backups
from server.journal.chain import Chain
from server.journal.port import Block, Text


def test_a_part_that_would_be_too_large_is_written_in_several(tmp_path: Path) -> None:
    """Law: whatever an engine hands over at once, the file is one that `read` takes."""
    entries = [bytes([n]) * 3_000_000 for n in range(7)]
    texts = [Text(b"s%d" % n, b"", b"x" * 5_000_000) for n in range(3)]
    chain = Chain()
    chain.feed_all(entries)
    writer = backups.Writer(tmp_path / "a.backup")
    for part in (
        backups.JournalBegins("house"),
        Block(Seq(1), entries),
        backups.Texts(texts),
        backups.JournalEnds(chain.seq, chain.digest),
    ):
        writer.add(part)
    writer.finish()

    found = list(backups.read(tmp_path / "a.backup"))

    assert [one for part in found if isinstance(part, Block) for one in part.entries] == entries
    assert [one for part in found if isinstance(part, backups.Texts) for one in part.texts] == texts


def test_what_no_backup_can_hold_is_refused_while_it_is_written(tmp_path: Path) -> None:
    """Law: nobody learns at the restore that there is no backup; nor that another one was overwritten."""
    writer = backups.Writer(tmp_path / "a.backup")
    with pytest.raises(backups.BadBackup, match="larger than"):
        writer.add(Block(Seq(1), [b"x" * (backups.MOST_BYTES + 1)]))
    (tmp_path / "a.backup").write_bytes(b"came meanwhile")
    with pytest.raises(FileExistsError):
        writer.finish()
    writer.discard()

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"came meanwhile"]
