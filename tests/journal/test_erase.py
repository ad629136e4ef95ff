"""An erased name stands in no file of the journal any more; entries, chain and everybody else's name stay."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import apsw
import pytest

from server.core.ids import Seq
from server.journal import sqlite_file
from server.journal.chain import Chain
from server.journal.port import JournalBusy, Text
from server.journal.sqlite import SqliteJournal, open_sqlite_journal
from tests.journal.given import bytes_under, history, numbered, subject, text

MARK = re.compile(rb"<[0-9]{6,7}[.][01]>")


def named(number: int, random: Random, version: int = 0) -> Text:
    """A text of a mark nobody else has, repeated, so that any piece of it twice as long gives it away."""
    return text(number, b"<%d.%d>" % (number, version) * random.choice([2, 3, 7, 20, 900]))


def mark_of(text: Text) -> bytes:
    return text.body[: text.body.index(b">") + 1]


def marks_in(folder: Path) -> set[bytes]:
    """The marks of all texts of which something stands in any file below the folder."""
    return set(MARK.findall(bytes_under(folder)))


async def vault_with_a_past(journal: SqliteJournal, random: Random) -> dict[bytes, list[Text]]:
    """Texts of 3,000 subjects, in imports and one by one, many revised, with reads in between."""
    vault: dict[bytes, list[Text]] = {}
    numbers = iter(random.sample(range(100_000, 999_999), 3_000))
    for size in [1_000, 500, 1, 1, 1, 497, 900, 100]:
        batch = [named(next(numbers), random) for _ in range(size)]
        await journal.append(numbered(3), batch)
        vault |= {text.subject: [text] for text in batch}
        for old in random.sample(batch, size // 5):
            number = mark_of(old)[1:].split(b".")[0]
            vault[old.subject].append(named(int(number), random, version=1))
            await journal.revise(vault[old.subject][-1])
        await journal.texts(random.sample(sorted(vault), 300 if len(vault) > 300 else 1))
    return vault


@pytest.mark.parametrize("seed", range(3))
async def test_no_file_holds_an_erased_name_in_any_version_and_all_others_are_held(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    journal = await open_sqlite_journal(tmp_path / "one.journal")
    following = journal.follow(Seq(0))
    await journal.append([b"start"])
    await anext(following)
    vault = await vault_with_a_past(journal, random)
    chain = Chain().feed_all(await history(journal))
    for share in [1, 40, 1_000, len(vault) - 1_041]:
        chosen = random.sample(sorted(vault), share)
        erased = {mark_of(text) for subject in chosen for text in vault.pop(subject)}
        assert erased <= marks_in(tmp_path)
        assert await journal.erase(chosen) == share
        assert marks_in(tmp_path) == {mark_of(text) for versions in vault.values() for text in versions}
        assert await journal.texts(chosen) == {}
        walk_ins = [named(1_000_000 + share + number, random) for number in range(50)]
        await journal.append([b"life goes on"], walk_ins)
        await journal.erase([text.subject for text in walk_ins])
    assert Chain().feed_all((await history(journal))[:25]) == chain
    await journal.close()


async def test_an_erasure_says_so_while_another_program_keeps_the_log_alive_and_works_when_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_MS", 0)
    path = tmp_path / "one.journal"
    journal = await open_sqlite_journal(path)
    await journal.append([b"one"], [text(1, b"Nguyen Van An")])
    with reading(path):
        await journal.append([b"two"])
        with pytest.raises(JournalBusy):
            await journal.erase([subject(1)])
        assert await journal.texts([subject(1)]) == {}
    await journal.erase([subject(1)])
    assert b"Nguyen" not in bytes_under(tmp_path)
    await journal.close()


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Another program in the middle of a long read of the journal."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.execute("BEGIN; SELECT first FROM block").fetchall()
    yield
    connection.close()
