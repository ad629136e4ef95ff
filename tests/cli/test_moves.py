"""Backup, restore and copies: a whole house through the real commands, and archives that are none."""

import asyncio
import stat
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgpack
import pytest
from click.testing import Result

from server.cli import folder
from server.core.ids import ConferenceId
from server.journal import backup as backups
from server.journal.archive import UNLOCKED, Archive, SqliteArchive
from server.journal.folder import DataFolder
from server.journal.moving import chain_of
from server.journal.redis_archive import RedisArchive
from server.journal.sqlite import open_sqlite_journal
from server.wire import limits
from tests.cli.given import ROSTER, SLIP, Made, asked, conference
from tests.journal.given import bytes_under
from tests.journal.redis_server import RedisServer, redis_server

NAME = ROSTER[0][1]
PAPER = "0123456789abcdef" * 2
UNCHANGED = "--none-erased"


@pytest.fixture
def house(made: Made) -> Made:
    """The small conference, with a paper and a key."""
    papers = made.data / "papers" / made.id
    papers.mkdir(parents=True)
    (papers / PAPER).write_bytes(b"%PDF-1.7 " + b"x" * 3_000_000)
    (made.data / "keys" / "link.key").write_bytes(b"k" * 32)
    (made.data / "keys" / "link.key").chmod(0o600)
    return made


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return str(result.output)


def backed_up(data: Path, file: Path, *more: str) -> Path:
    said(asked("backup", str(file), "--data", str(data), "--lang", "en", *more))
    return file


def restored(file: Path, data: Path, *more: str) -> str:
    return said(asked("restore", str(file), "--data", str(data), "--lang", "en", *(more or (UNCHANGED,))))


def folded(data: Path, id: ConferenceId) -> folder.Folded:
    return folder.fold(SqliteArchive(data), id)


def entries(journals: Archive, name: str) -> list[bytes]:
    return [entry for block in journals.blocks(name) for entry in block.entries]


def names_in(journals: Archive, id: ConferenceId) -> list[list[str] | None]:
    """The text of everybody on the roster, in their order."""
    state = folder.fold(journals, id).state
    people = iter(range(state.person_count))
    return [text for _, text in folder.Texts(journals, id).of_people(state, people)]


def test_a_backup_holds_everything_and_begins_an_epoch_when_it_is_restored(
    house: Made, tmp_path: Path
) -> None:
    """Law: entries, texts and papers are as they were; one entry follows, in the house and in each conference."""
    file = backed_up(house.data, tmp_path / "evening.backup")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    printed = restored(file, tmp_path / "new")

    old, new = folded(house.data, house.id), folded(tmp_path / "new", house.id)
    assert new.chain.seq == old.chain.seq + 1
    assert new.chain.before == old.chain.digest
    assert old.state.epoch == 1 < new.state.epoch
    assert folder.fold_house(SqliteArchive(tmp_path / "new"))[0].epoch > 1
    assert new.chain.digest.hex() in printed
    told = names_in(SqliteArchive(house.data), house.id)
    assert told == names_in(SqliteArchive(tmp_path / "new"), house.id)
    assert NAME in str(told)
    paper = tmp_path / "new" / "papers" / house.id / PAPER
    assert paper.read_bytes() == (house.data / "papers" / house.id / PAPER).read_bytes()
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600


def test_two_restores_of_one_backup_are_two_epochs(house: Made, tmp_path: Path) -> None:
    """Law: a page that slept through the first history knows the second one by its number."""
    file = backed_up(house.data, tmp_path / "evening.backup")
    restored(file, tmp_path / "first")
    restored(file, tmp_path / "second")

    first, second = (folded(tmp_path / name, house.id).state.epoch for name in ("first", "second"))

    assert 1 < first < second <= limits.POSITION_NUMBER


def test_a_backup_is_made_beside_a_running_server(house: Made, tmp_path: Path) -> None:
    """Law: it takes no lock, and what it holds is a prefix of the history."""
    with DataFolder.take(house.data):
        backed_up(house.data, tmp_path / "evening.backup")

    assert "taken" not in restored(tmp_path / "evening.backup", tmp_path / "new")


def test_keys_are_in_a_file_of_their_own_or_nowhere(house: Made, tmp_path: Path) -> None:
    """Law: who finds a backup cannot make a link with it."""
    file = backed_up(house.data, tmp_path / "a.backup", "--keys", str(tmp_path / "a.keys"))
    assert b"k" * 32 not in file.read_bytes()
    assert stat.S_IMODE((tmp_path / "a.keys").stat().st_mode) == 0o600

    restored(file, tmp_path / "new", UNCHANGED, "--keys", str(tmp_path / "a.keys"))

    assert (tmp_path / "new" / "keys" / "link.key").read_bytes() == b"k" * 32
    assert stat.S_IMODE((tmp_path / "new" / "keys" / "link.key").stat().st_mode) == 0o600


def test_who_was_erased_before_the_backup_stays_erased(house: Made, tmp_path: Path) -> None:
    """Law: the text is not in the backup, and the restored vault takes none of the subject again."""
    said(asked("person", "erase", "A1", "--yes", "--data", str(house.data)))
    file = backed_up(house.data, tmp_path / "a.backup")
    assert SLIP.encode() not in file.read_bytes()

    restored(file, tmp_path / "new")

    assert SLIP.encode() not in bytes_under(tmp_path / "new" / "conferences")
    assert "Nobody" in said(
        asked("person", "export", "A1", "--data", str(tmp_path / "new"), "--lang", "en"), 1
    )


@pytest.mark.parametrize("witness", ["the old folder", "a newer backup"])
def test_who_was_erased_since_the_backup_is_erased_again(house: Made, tmp_path: Path, witness: str) -> None:
    """Law: whatever place still knows of the erasure keeps the text from coming back."""
    file = backed_up(house.data, tmp_path / "a.backup")
    assert SLIP.encode() in file.read_bytes()
    said(asked("person", "erase", "A1", "--yes", "--data", str(house.data)))
    where = str(house.data) if witness == "the old folder" else str(backed_up(house.data, tmp_path / "b"))

    restored(file, tmp_path / "new", "--erased", where)

    assert SLIP.encode() not in bytes_under(tmp_path / "new" / "conferences")


def test_a_restore_asks_what_was_erased_since(house: Made, tmp_path: Path) -> None:
    """Law: nobody brings a name back by not thinking of it."""
    file = backed_up(house.data, tmp_path / "a.backup")

    assert "--erased" in said(asked("restore", str(file), "--data", str(tmp_path / "new"), "--lang", "en"), 1)
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_over_a_house(house: Made, tmp_path: Path) -> None:
    file = backed_up(house.data, tmp_path / "a.backup")
    before = bytes_under(house.data / "conferences")

    result = asked("restore", str(file), UNCHANGED, "--data", str(house.data), "--lang", "en")

    assert "already" in said(result, 1)
    assert bytes_under(house.data / "conferences") == before


def test_no_backup_is_overwritten(house: Made, tmp_path: Path) -> None:
    file = backed_up(house.data, tmp_path / "a.backup")
    before = file.read_bytes()

    printed = said(asked("backup", str(file), "--data", str(house.data)), 1)

    assert "không ghi đè" in printed
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.backup", "data"]


def test_a_copy_has_the_same_chain(house: Made, tmp_path: Path) -> None:
    """Law: a move changes no history: positions stay good, no epoch begins."""
    source, target = f"sqlite:{house.data}", f"sqlite:{tmp_path / 'new'}"
    printed = said(asked("journal", "copy", source, target, "--lang", "en"))

    old, new = folded(house.data, house.id), folded(tmp_path / "new", house.id)
    assert old.chain.digest == new.chain.digest and old.chain.digest.hex() in printed
    assert (tmp_path / "new" / "papers" / house.id / PAPER).exists()


def test_a_copy_is_refused_beside_a_running_server(house: Made, tmp_path: Path) -> None:
    with DataFolder.take(house.data):
        result = asked(
            "journal", "copy", f"sqlite:{house.data}", f"sqlite:{tmp_path / 'new'}", "--lang", "en"
        )

    assert "in use" in said(result, 1)


# Archives that are none


def spoiled(whole: bytes, how: str) -> bytes:
    cut = len(whole) // 2
    return {
        "empty": b"",
        "cut": whole[:cut],
        "cut before its end": whole[:-37],
        "altered": whole[:cut] + bytes([whole[cut] ^ 1]) + whole[cut + 1 :],
        "something else": b"PK\x03\x04" + whole[4:],
        "longer": whole + b"x",
        "a length of gigabytes": whole[: len(backups.MAGIC)] + b"B\xff\xff\xff\xff" + whole,
    }[how]


def forged(*parts: tuple[bytes, object]) -> bytes:
    """An archive whose digest is right: made by somebody who means harm."""
    content = backups.MAGIC
    for letter, body in parts:
        packed = msgpack.packb(body)
        content += letter + len(packed).to_bytes(4, "big") + packed
    return content + b"Z" + (32).to_bytes(4, "big") + sha256(content).digest()


HOUSE = (b"J", ["house"])
EMPTY = (b"E", [0, bytes(32)])
FORGED = {
    "a path as a conference": forged((b"J", ["../../etc/cron"]), EMPTY),
    "a path as a paper": forged(HOUSE, EMPTY, (b"P", ["7K2M9QXW", "../../../x", 1]), (b"D", [b"x"])),
    "a paper of a path": forged(HOUSE, EMPTY, (b"P", ["..", PAPER, 1]), (b"D", [b"x"])),
    "more paper than was said": forged(HOUSE, EMPTY, (b"P", ["7K2M9QXW", PAPER, 1]), (b"D", [b"xx"])),
    "entries that are missing": forged(HOUSE, (b"B", [2, [b"x"]]), EMPTY),
    "a chain of another journal": forged(HOUSE, (b"B", [1, [b"x"]]), (b"E", [1, bytes(32)])),
    "a journal twice": forged(HOUSE, EMPTY, HOUSE, EMPTY),
    "a journal in a journal": forged(HOUSE, (b"J", ["7K2M9QXW"]), EMPTY),
    "a journal without its end": forged(HOUSE),
    "texts of nobody": forged((b"T", [[[b"s", b"", b""]]])),
    "a subject without a name": forged(HOUSE, (b"T", [[[b"", b"", b""]]]), EMPTY),
    "what is no part": forged((b"?", [])),
    "a part of another shape": forged((b"J", [1])),
    "keys": forged((b"K", ["link", b"k" * 32])),
}


def demand_refused(file: Path, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    data = tmp_path / "new"
    result = asked("restore", str(file), UNCHANGED, "--data", str(data), "--lang", "en")
    assert "Nothing was written" in said(result, 1)
    assert "Traceback" not in result.output
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "how",
    ["empty", "cut", "cut before its end", "altered", "something else", "longer", "a length of gigabytes"],
)
def test_a_damaged_file_is_refused_and_nothing_is_written(house: Made, tmp_path: Path, how: str) -> None:
    file = backed_up(house.data, tmp_path / "a.backup")
    bad = tmp_path / "bad.backup"
    bad.write_bytes(spoiled(file.read_bytes(), how))

    demand_refused(bad, tmp_path)


def test_what_is_wrong_with_a_file_is_said_in_the_readers_language(house: Made, tmp_path: Path) -> None:
    file, keys = tmp_path / "a.backup", tmp_path / "a.keys"
    said(asked("backup", str(file), "--keys", str(keys), "--data", str(house.data)))
    told = {"cut": "cắt ngang", "something else": "không phải bản sao lưu", "altered": "tệp hỏng"}
    for how, words in told.items():
        bad = tmp_path / "bad.backup"
        bad.write_bytes(spoiled(file.read_bytes(), how))
        assert words in said(asked("restore", str(bad), UNCHANGED, "--data", str(tmp_path / "new")), 1)
    assert "giữ khoá" in said(asked("restore", str(keys), UNCHANGED, "--data", str(tmp_path / "new")), 1)


@pytest.mark.parametrize("how", FORGED)
def test_a_hostile_file_is_refused_and_nothing_is_written(tmp_path: Path, how: str) -> None:
    bad = tmp_path / "bad.backup"
    bad.write_bytes(FORGED[how])

    demand_refused(bad, tmp_path)


def test_a_restore_that_fails_leaves_nothing(house: Made, tmp_path: Path) -> None:
    """Law: the house comes last; without it the folder is empty, and the next try finds it so."""
    file = backed_up(house.data, tmp_path / "a.backup")
    blocked = tmp_path / "new" / "papers"
    blocked.parent.mkdir()
    blocked.write_bytes(b"a file where a folder must be")

    result = asked("restore", str(file), UNCHANGED, "--data", str(tmp_path / "new"), "--lang", "en")
    assert result.exit_code == 1, result.output
    assert not (tmp_path / "new" / "house.journal").exists()
    assert not (tmp_path / "new" / "tmp" / "moving").exists()

    blocked.unlink()
    restored(file, tmp_path / "new")


def test_a_file_of_many_conferences_and_large_journals_keeps_each(tmp_path: Path) -> None:
    """Law: every conference of the house, each with its own chain; a journal of several blocks stays dense."""
    first = conference(tmp_path / "data")
    second = conference(tmp_path / "data", "Hội nghị thứ hai")

    async def fill() -> None:
        path = DataFolder(first.data, UNLOCKED).conference_journal(second.id)
        journal = await open_sqlite_journal(path)
        for _ in range(5):
            await journal.append([bytes([0x99]) + b"." * 60_000 for _ in range(20)])
        await journal.close()

    asyncio.run(fill())

    said(asked("journal", "copy", f"sqlite:{first.data}", f"sqlite:{tmp_path / 'new'}"))

    for id in (first.id, second.id):
        assert entries(SqliteArchive(first.data), id) == entries(SqliteArchive(tmp_path / "new"), id)


# From one engine into the other


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A real Redis, which the environment names."""
    with redis_server() as server:
        monkeypatch.setenv("DIEMCAU_JOURNAL", server.url)
        yield server


def test_a_house_moves_to_redis_and_back(house: Made, tmp_path: Path, redis: RedisServer) -> None:
    """Law: chain, texts, erasures and papers are the same after both moves."""
    said(asked("person", "erase", "A1", "--yes", "--data", house.data, "--journal", "sqlite"))
    there = said(asked("journal", "copy", f"sqlite:{house.data}", "redis", "--data", house.data))
    back = said(asked("journal", "copy", "redis", f"sqlite:{tmp_path / 'new'}", "--data", house.data))

    old, new = SqliteArchive(house.data), SqliteArchive(tmp_path / "new")
    with closing(RedisArchive(redis.url)) as between:
        assert old.names() == between.names() == new.names()
        for name in old.names():
            assert entries(old, name) == entries(between, name) == entries(new, name)
        told = names_in(old, house.id)
        assert told == names_in(between, house.id) == names_in(new, house.id)
        assert None in told
        assert all(chain_of(old, name).digest.hex() in there + back for name in old.names())
        assert [*old.papers()] == [*between.papers()] == [*new.papers()] != []
        gone = [
            sorted(one for some in place.erased(house.id) for one in some) for place in (old, between, new)
        ]
        assert gone[0] and gone[0] == gone[1] == gone[2]


def test_a_backup_of_a_file_is_restored_into_redis(house: Made, tmp_path: Path, redis: RedisServer) -> None:
    """Law: a backup is of no engine; a second restore finds the place taken, and a bad one leaves it empty."""
    file = tmp_path / "a.backup"
    said(asked("backup", file, "--data", house.data, "--journal", "sqlite"))
    cut = tmp_path / "cut.backup"
    cut.write_bytes(file.read_bytes()[:-1])
    more = (UNCHANGED, "--data", tmp_path / "node", "--lang", "en")
    assert "Nothing was written" in said(asked("restore", cut, *more), 1)
    with closing(RedisArchive(redis.url)) as journals:
        assert journals.names() == []

        said(asked("restore", file, *more))

        assert "already" in said(asked("restore", file, *more), 1)
        assert folder.fold(journals, house.id).state.epoch > 1
        assert NAME in str(names_in(journals, house.id))
        said(asked("journal", "verify", "--data", tmp_path / "node"))


def test_a_password_on_the_command_line_is_refused(house: Made) -> None:
    """Law: who lists the machine's processes learns no password."""
    result = asked("journal", "copy", f"sqlite:{house.data}", "redis://diemcau:secret@127.0.0.1:1/0")

    assert "secret" not in said(result, 1)
