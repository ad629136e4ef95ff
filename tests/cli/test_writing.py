"""Commands that write: refused in words beside a running server, and exact about what they do."""

import asyncio
from pathlib import Path

import pytest

from server.cli import demo, folder
from server.cli.demo import make_demo, needs_demo
from server.core.choices import QuestionState
from server.core.commands import MoveQuestion, NoteListed, OpenSession, TextsErased
from server.core.ids import GrantId, SessionNo
from server.core.refusals import is_refusal
from server.core.state import Phase, SessionState
from server.journal.chain import Chain
from server.journal.folder import DataFolder
from server.journal.sqlite_file import read_journal
from server.live import conference
from server.live.conference import LiveConference
from server.live.hub import Hub, Refused
from server.roster.people import People
from server.roster.preview import Preview
from server.wire.codec import decode_entry
from tests.cli.given import (
    QUESTION,
    REASON,
    ROSTER,
    SLIP,
    Made,
    asked,
    folded,
    settings_over,
    small_preview,
    staged,
)


def journals(data: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(data.rglob("*.journal")))


def everything(data: Path) -> bytes:
    """All bytes of all files below the data folder."""
    return b"".join(path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file())


def test_an_erased_person_is_in_no_file_and_no_figure_changes(made: Made) -> None:
    """Law: name, post, phone and the reasons about her are gone from every byte; figures stay, and
    what was in the journal stays as it was: two entries that say so follow."""
    before = folded(made)
    assert SLIP.encode() in everything(made.data)

    told = asked("person", "erase", "A1", "--yes", "--data", made.data)

    assert told.exit_code == 0, told.output
    assert "Đã xoá 2 mục" in told.output
    left = everything(made.data)
    assert SLIP.encode() not in left
    assert ROSTER[0][3].encode() + b"\xa0" not in left and b"A1\xafTr" not in left
    assert REASON.encode() in left and ROSTER[1][1].encode() in left
    after = folded(made)
    path = folder.paths(made.data).conference_journal(made.id)
    raws = [raw for block in read_journal(path) for raw in block.entries]
    assert Chain().feed_all(raws[: before.chain.seq]) == before.chain.digest
    assert [type(decode_entry(raw).body) for raw in raws[before.chain.seq :]] == [NoteListed, TextsErased]
    figures = [whole.state.sessions[0].figures.place(0) for whole in (before, after)]
    assert figures[0] == figures[1]


def test_what_an_erased_person_asked_is_erased_with_her(made: Made) -> None:
    """Law: the question stays counted, without a word of it in any file."""
    assert QUESTION[9:].encode() in everything(made.data)

    told = asked("person", "erase", "A3", "--yes", "--data", made.data)

    assert "Đã xoá 2 mục" in told.output
    assert QUESTION[9:].encode() not in everything(made.data)
    after = folded(made)
    assert len(after.state.questions_of(0)) == 1


def test_erasing_removes_what_a_killed_server_left_of_an_upload(made: Made) -> None:
    """Law: a roster that was read and never committed holds names too; no server runs that could need it."""
    left = made.data / "tmp" / "0" / "commands"
    left.parent.mkdir(parents=True)
    left.write_text(ROSTER[0][1], encoding="utf-8")

    assert asked("person", "erase", "A1", "--yes", "--data", made.data).exit_code == 0

    assert not left.exists()


def test_erasing_takes_the_name_out_of_an_import_that_never_took_effect(made: Made) -> None:
    """Law: what was staged before a power cut is nobody's row, and holds names all the same."""
    preview = small_preview()
    preview.points[0].contact[:] = ["", "", ""]
    staged(made, preview, commit=False)

    asked("person", "erase", "A1", "--yes", "--data", made.data)

    assert everything(made.data).count(b"\xa2A1") == 0


def test_a_contact_read_in_again_is_erased_with_the_person_it_named(made: Made) -> None:
    """Law: who does what the hint says finds the name gone: the contact's older words are no longer anybody's."""
    preview = Preview(units=[], points=small_preview().points, people=People())
    preview.points[0].contact[:] = ["Võ Bình", "0000 9", ""]
    staged(made, preview, commit=True)

    told = asked("person", "erase", "A1", "--yes", "--data", made.data)

    assert "điểm cầu P" not in told.output
    assert ROSTER[0][1].encode() not in everything(made.data)


def test_erasing_hints_at_contacts_that_name_the_person(made: Made) -> None:
    """Law: a chair's name in a point's contact is another text, and the one who erases is told where."""
    assert "điểm cầu P" in asked("person", "erase", "A1", "--yes", "--data", made.data).output
    assert "điểm cầu P" not in asked("person", "erase", "A3", "--yes", "--data", made.data).output


@pytest.mark.parametrize(("answer", "kept"), [("n\n", True), ("y\n", False)])
def test_erasing_asks_first(made: Made, answer: str, kept: bool) -> None:
    """Law: without --yes the name and the number of texts are shown, and only yes erases."""
    told = asked("person", "erase", "#1", "--data", made.data, answer=answer)
    assert "A2 · Lê Thị Hoà · Kế toán (2 mục)" in told.output
    assert (REASON.encode() in everything(made.data)) is kept


def test_erasing_twice_finds_nothing_the_second_time(made: Made) -> None:
    """Law: there is nothing to erase of somebody who is erased."""
    asked("person", "erase", "#0", "--yes", "--data", made.data)
    again = asked("person", "erase", "#0", "--yes", "--data", made.data)
    assert (again.exit_code, "Không tìm thấy" in again.output) == (1, True)


@pytest.mark.parametrize("words", [("demo",), ("server", "--port", "0"), ("up", "--port", "0")])
def test_a_writing_command_beside_a_server_is_refused_in_words(made: Made, words: tuple[str, ...]) -> None:
    """Law: the holder of the folder is named, nothing is changed, exit code 1."""
    before = journals(made.data)
    with DataFolder.take(made.data, "server"):
        told = asked(*words, "--data", made.data)
    assert told.exit_code == 1
    assert "đang do một tiến trình khác giữ (server, process" in told.output
    assert journals(made.data) == before


@pytest.mark.parametrize("words", [("A1", "--yes"), ("A1",), ("nobody",)])
def test_an_erasure_beside_a_server_is_told_where_it_is_done(made: Made, words: tuple[str, ...]) -> None:
    """Law: nothing is looked for, asked or changed; the words name the page, and that no server need be stopped."""
    before = journals(made.data)
    with DataFolder.take(made.data, "server"):
        told = asked("person", "erase", *words, "--data", made.data)
    assert told.exit_code == 1
    assert "Máy chủ đang chạy (server, process" in told.output and "Dữ liệu cá nhân" in told.output
    assert "Chưa xoá gì" in told.output
    assert journals(made.data) == before


def test_a_name_that_only_begins_so_is_nobodys_to_erase(made: Made) -> None:
    """Law: the command line erases whom it was told, never who is near."""
    assert asked("person", "erase", "tran van", "--yes", "--data", made.data).exit_code == 1
    assert ROSTER[0][1].encode() in everything(made.data)


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of three people instead of 46,540."""
    monkeypatch.setattr(demo, "demo_preview", small_preview)


async def _is_running(hub: Hub, live: LiveConference) -> bool:
    state = live.state
    return (
        state.phase == Phase.LIVE and state.sessions[0].state == SessionState.OPEN and state.roster_count == 3
    )


@pytest.mark.usefixtures("small_demo")
def test_the_demo_is_launched_with_its_morning_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: `demo` says what it made in one line, and desks can check in at once."""
    monkeypatch.setattr(conference, "SAVE_AT_CLOSE_BYTES", 0)
    told = asked("demo", "--data", tmp_path)
    assert len(told.output.splitlines()) == 1
    assert told.exit_code == 0, told.output
    assert "1 điểm cầu, 3 đại biểu" in told.output

    async def look() -> tuple[bool, bool]:
        async with folder.writing(settings_over(tmp_path), "test") as hub:
            (id,) = hub.conference_ids()
            return await needs_demo(hub), await _is_running(hub, await hub.open(id))

    assert asyncio.run(look()) == (False, True)


@pytest.mark.usefixtures("small_demo")
@pytest.mark.parametrize("stop_before", [1, 2, 3])
def test_a_demo_that_was_stopped_half_way_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_before: int
) -> None:
    """Law: wherever the first attempt ended, the next start completes that conference and makes no other."""
    asks, ask = 0, LiveConference.ask

    async def stopping(live: LiveConference, command: object, **how: object) -> object:
        nonlocal asks
        asks += 1
        if asks == stop_before:
            raise KeyError("power cut")
        return await ask(live, command, **how)  # type: ignore[arg-type]

    async def twice() -> tuple[int, bool, bool]:
        async with folder.writing(settings_over(tmp_path), "test") as hub:
            with monkeypatch.context() as cut:
                cut.setattr(LiveConference, "ask", stopping)
                with pytest.raises(KeyError):
                    await make_demo(hub)
        async with folder.writing(settings_over(tmp_path), "test") as hub:
            needed = await needs_demo(hub)
            live = await hub.open(await make_demo(hub))
            return len(hub.conference_ids()), needed, await _is_running(hub, live)

    assert asyncio.run(twice()) == (1, True, True)


@pytest.mark.usefixtures("small_demo")
def test_a_demo_that_is_refused_is_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: a refusal ends the command with its reason."""
    monkeypatch.setattr(demo, "OpenSession", lambda session: OpenSession(SessionNo(9)))
    told = asked("demo", "--data", tmp_path)
    assert (told.exit_code, "NO_SUCH_SESSION" in told.output) == (1, True)
    assert issubclass(Refused, Exception)


def test_every_answer_to_an_erased_person_goes_with_the_question(made: Made) -> None:
    """Law: answers that were replaced, and what was refused, lie in the vault and go all the same."""
    asyncio.run(_answered_twice(made))
    assert everything(made.data).count(ANSWER.encode()) == 2

    assert asked("person", "erase", "A3", "--yes", "--data", made.data).exit_code == 0

    assert ANSWER.encode() not in everything(made.data)


ANSWER = "Theo hướng dẫn số 12"


async def _answered_twice(made: Made) -> None:
    async with folder.writing(settings_over(made.data), "test") as hub:
        live = await hub.open(made.id)
        (question,) = live.state.questions_of(0)
        for to in (QuestionState.IN_WRITING, QuestionState.IN_WRITING):
            body = MoveQuestion(question.id, to, b"")
            told = await live.ask(body, grant=GrantId("h0"), texts=[[f"{ANSWER} {to}"]])
            assert not is_refusal(told.verdict)
