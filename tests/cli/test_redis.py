"""The same commands on journals in Redis: exact about what they do, silent about the password."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from server.app import archive, nodes_live
from server.cli import demo, folder
from server.journal.archive import SqliteArchive
from server.journal.chain import Chain
from tests.cli.given import (
    QUESTION,
    REASON,
    ROSTER,
    SLIP,
    Made,
    asked,
    conference,
    folded,
    settings_over,
    small_preview,
)
from tests.cli.running import DIEMCAU
from tests.engines import on_redis
from tests.journal.cutter import cutter
from tests.journal.given import bytes_under
from tests.journal.redis_server import PASSWORD, RedisServer


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with on_redis("--rdbcompression", "no") as server:  # so that a file holds words as they are
        yield server


@pytest.fixture
def made(redis: RedisServer, tmp_path: Path) -> Made:
    return conference(tmp_path / "data")


def test_the_small_conference_lies_in_redis_and_not_in_the_folder(made: Made, redis: RedisServer) -> None:
    """Law: the setting picks the engine for every command."""
    assert SqliteArchive(made.data).names() == []
    assert ROSTER[0][1].encode() in bytes_under(redis.folder)


def test_verify_prints_length_counts_and_chain(made: Made) -> None:
    """Law: the fold and the chain are those of any engine."""
    told = asked("journal", "verify", "--data", made.data, "--lang", "en")
    whole = folded(made)
    assert told.exit_code == 0, told.output
    row = next(line for line in told.output.splitlines() if made.id in line).split()
    assert row == [made.id, str(whole.chain.seq), "0", "1", "1", "3", "2", whole.chain.digest.hex()]
    assert "house" in told.output


def test_exports_and_person_export_read_texts(made: Made, tmp_path: Path) -> None:
    """Law: reports are the same files, a person's words come from the vault."""
    told = asked("export", "--data", made.data, "--out", tmp_path / "out")
    assert told.exit_code == 0, told.output
    assert len(list((tmp_path / "out").iterdir())) == 6
    person = asked("person", "export", "A1", "--data", made.data)
    assert (person.exit_code, ROSTER[0][1] in person.output, SLIP in person.output) == (0, True, True)


def test_an_erased_person_is_in_no_file_of_redis_and_no_figure_changes(
    made: Made, redis: RedisServer
) -> None:
    """Law: name and reasons are gone from every byte; figures, and what was in the journal, stay."""
    before = folded(made)
    assert SLIP.encode() in bytes_under(redis.folder)
    told = asked("person", "erase", "A1", "--yes", "--data", made.data)
    assert told.exit_code == 0, told.output
    assert "Đã xoá 2 mục" in told.output
    left = bytes_under(redis.folder)
    assert SLIP.encode() not in left
    assert REASON.encode() in left and QUESTION[:9].encode() in left
    after = folded(made)
    with archive(settings_over(made.data)) as archived:
        entries = [entry for block in archived.blocks(made.id) for entry in block.entries]
    assert Chain().feed_all(entries[: before.chain.seq]) == before.chain.digest
    assert [whole.state.sessions[0].figures.place(0) for whole in (before, after)] == [
        before.state.sessions[0].figures.place(0)
    ] * 2
    assert asked("person", "erase", "A1", "--yes", "--data", made.data).exit_code == 1


def test_the_demo_is_made_in_redis(
    redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law: `demo` says what it made, and the next command finds it."""
    monkeypatch.setattr(demo, "demo_preview", small_preview)
    told = asked("demo", "--data", tmp_path)
    assert told.exit_code == 0, told.output

    async def look() -> int:
        async with folder.writing(settings_over(tmp_path), "test") as hub:
            return len(hub.conference_ids())

    assert asyncio.run(look()) == 1


@pytest.mark.parametrize(
    "words",
    [("journal", "verify"), ("export",), ("person", "export", "A1"), ("demo",), ("server", "--port", "0")],
)
def test_a_redis_that_is_not_there_is_said_without_the_password(
    redis: RedisServer, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Law: exit code 1, the address in words, the next command works when Redis does."""
    redis.kill()
    told = asked(*words, "--data", tmp_path)
    assert (told.exit_code, str(redis.socket) in told.output) == (1, True), told.output
    assert PASSWORD not in told.output


def settings_told(*words: str) -> Result:
    return asked("settings", *words, "--lang", "en")


@pytest.mark.parametrize("words", [(), ("--explain",)], ids=["short", "explained"])
def test_settings_show_the_address_without_who_and_password(
    redis: RedisServer, words: tuple[str, ...]
) -> None:
    """Law: what is printed may be read by anybody."""
    told = settings_told(*words).output
    assert f'journal = "unix://…@{redis.socket}?db=0"' in told
    assert PASSWORD not in told


def test_a_password_on_the_command_line_is_refused(tmp_path: Path) -> None:
    """Law: what everybody on the machine can read in `ps` holds no secret; the words say where it belongs."""
    told = asked("settings", "--journal", "redis://who:secret@127.0.0.1:6379/0", "--lang", "en")
    assert (told.exit_code, "DIEMCAU_JOURNAL" in told.output, "secret" in told.output) == (1, True, False)
    plain = asked("settings", "--journal", "redis://127.0.0.1:6379/0", "--lang", "en")
    assert 'journal = "redis://127.0.0.1:6379/0"' in plain.output


async def test_a_server_that_waits_for_its_store_while_it_starts_ends_when_it_is_told_to(
    redis: RedisServer, tmp_path: Path
) -> None:
    """Law: SIGTERM is enough, whatever is away."""
    async with cutter(redis) as wire:
        wire.lose_the_answer_to(b"{house}:journal", always=True)
        process = await asyncio.create_subprocess_exec(
            str(DIEMCAU), "server", "--port", "0", "--data", str(tmp_path),
            env={**os.environ, "DIEMCAU_JOURNAL": wire.url}, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(60):
                while not wire.lost:  # noqa: ASYNC110 a count, asked again
                    await asyncio.sleep(0)
                process.send_signal(signal.SIGTERM)
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def test_a_server_that_waits_for_the_conference_it_announces_ends_when_it_is_told_to(
    made: Made, redis: RedisServer, tmp_path: Path
) -> None:
    """Law: the doors are open and the first conference is not: SIGTERM is enough there as well."""
    async with cutter(redis) as wire:
        wire.lose_the_answer_to(f"{{{made.id}}}:journal".encode(), always=True)
        process = await asyncio.create_subprocess_exec(
            str(DIEMCAU), "server", "--port", "0", "--data", str(tmp_path / "data"),
            env={**os.environ, "DIEMCAU_JOURNAL": wire.url},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            async with asyncio.timeout(40):
                while b"http://" not in await process.stdout.readline():
                    pass
                process.send_signal(signal.SIGTERM)
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def test_a_copy_is_refused_beside_a_running_server(made: Made, tmp_path: Path) -> None:
    """Law: a house is not moved while somebody writes it: what came afterwards would stay behind."""
    process = await asyncio.create_subprocess_exec(
        str(DIEMCAU), "server", "--port", "0", "--data", str(tmp_path / "node"), stderr=asyncio.subprocess.DEVNULL
    )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while not await asyncio.to_thread(nodes_live, settings_over(made.data)):  # noqa: ASYNC110 a process, asked again
                await asyncio.sleep(0)
        copied = await asyncio.to_thread(
            asked, "journal", "copy", "redis", f"sqlite:{tmp_path / 'new'}", "--data", made.data
        )
    finally:
        process.kill()
        await process.wait()
    assert (copied.exit_code, "Dừng mọi máy chủ" in copied.output) == (1, True)
    assert not (tmp_path / "new").exists()
