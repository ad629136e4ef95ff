"""The commands as people type them: words in two languages, files checked, settings told, the server started."""

import asyncio
import os
import re
import signal
import socket
import sys
from dataclasses import fields
from pathlib import Path

import click
import pytest

from server.cli import failing, persons, rosters, screen, start
from server.cli.asked import Asked, Failed, listens
from server.cli.main import main
from server.cli.settings_words import VIETNAMESE
from server.cli.words import WORDS, language_of, said
from server.journal.port import JournalBroken
from server.roster.template import write_template
from server.settings import Settings
from tests.cli.given import Made, asked
from tests.roster.given import POINTS, UNITS, people, workbook

ROOT = Path(__file__).resolve().parents[2]


def test_roster_check_lists_what_is_wrong_by_cell(tmp_path: Path) -> None:
    """Law: each problem with sheet, cell and words; exit code 1."""
    path = workbook(tmp_path / "x.xlsx", units=UNITS, points=POINTS, people=people(["A1", "", "", "X", "P9"]))
    told = asked("roster", "check", path)
    assert told.exit_code == 1
    assert "2 lỗi trong tệp x.xlsx" in told.output
    assert re.search(r"Đại biểu +B2 +Thiếu tên\.", told.output)
    assert "There is no connection point" in asked("roster", "check", path, "--lang", "en").output


def test_roster_check_counts_what_it_does_not_list(tmp_path: Path) -> None:
    """Law: past the first 200 the number of the rest is said."""
    path = workbook(
        tmp_path / "x.xlsx",
        units=UNITS,
        points=POINTS,
        people=people(*[[n, "", "", "X", "P1"] for n in range(1203)]),
    )
    told = asked("roster", "check", path)
    assert "1.203 lỗi" in told.output
    assert "và 1.003 lỗi nữa" in told.output


def test_roster_check_of_a_good_file_shows_what_it_holds(tmp_path: Path) -> None:
    """Law: counts, notices and the first rows; exit code 0; nothing is saved anywhere."""
    rows = people(["A[1]", "Trần Văn Bích", "Bí thư", "X", "P1", "", "Phiên chiều"])
    path = workbook(
        tmp_path / "x.xlsx", units=UNITS, points=POINTS, people=[[*rows[0], "Ngày sinh"], rows[1]]
    )
    told = asked("roster", "check", path, "--session", "Phiên sáng", "--session", "Phiên chiều")
    assert told.exit_code == 0, told.output
    assert re.search(r"Đại biểu +1 +0 +0", told.output)
    assert "A[1]" in told.output and "Trần Văn Bích" in told.output
    assert "Không dùng các cột: Ngày sinh." in told.output
    assert asked("roster", "check", path, "--session", "Phiên sáng").exit_code == 1
    assert [file.name for file in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_file_that_is_not_there_is_told_in_the_language_asked_for(tmp_path: Path) -> None:
    """Law: errors are in the user's words; the library's own are English alone."""
    nowhere = tmp_path / "không có.xlsx"
    for command in (("roster", "check", nowhere), ("restore", nowhere, "--none-erased", "--data", tmp_path)):
        vi, en = (asked(*command, "--lang", language) for language in ("vi", "en"))
        assert (vi.exit_code, en.exit_code) == (1, 1)
        assert f"Không có tệp {nowhere}." in vi.stderr
        assert f"There is no file {nowhere}." in en.stderr


def test_roster_check_tells_what_is_wrong_with_a_whole_file_without_an_empty_table(tmp_path: Path) -> None:
    """Law: what stands in no cell is a sentence of its own."""
    path = tmp_path / "ghi chép.csv"
    path.write_text("không phải danh sách\n", encoding="utf-8")
    told = asked("roster", "check", path)
    assert told.exit_code == 1
    assert "dòng tiêu đề" in told.output
    assert "Trang tính" not in told.output


def test_roster_template_writes_the_file_to_fill_in(tmp_path: Path) -> None:
    """Law: the same template the page offers."""
    told = asked("roster", "template", tmp_path / "mau.xlsx", "--session", "Phiên sáng")
    assert told.exit_code == 0 and "mau.xlsx" in told.output
    assert "NOTHING" not in asked("roster", "check", tmp_path / "mau.xlsx").output
    assert asked("roster", "check", tmp_path / "mau.xlsx").exit_code == 1
    assert rosters.write_template is write_template


def test_settings_are_told_and_explained() -> None:
    """Law: one line each; with --explain also unit, bound and reason."""
    short = asked("settings").output
    assert "port = 8080" in short and "DIEMCAU_PORT" not in short
    assert "DIEMCAU_PORT" in asked("settings", "--explain").output


def test_each_setting_is_explained_in_both_languages() -> None:
    """Law: Vietnamese for every setting and for none that is gone; English where it is asked for."""
    assert list(VIETNAMESE) == [setting.name for setting in fields(Settings)]
    told = {language: asked("settings", "--explain", "--lang", language).output for language in ("vi", "en")}
    assert "đường dẫn đặt mật khẩu đã in dùng được bao lâu" in told["vi"]
    assert "how long the printed set-up link is good" in told["en"]
    assert "any" not in told["vi"].split()


def test_options_win_over_environment_and_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: option, then environment, then file, then the command's own default."""
    config = tmp_path / "diemcau.toml"
    config.write_text('port = 1111\nlog_level = "error"\n', encoding="utf-8")
    assert Asked("vi", config, None).settings().port == 1111
    assert Asked("vi", config, tmp_path, 3333).settings() == Settings(
        port=3333, data=tmp_path, log_level="error"
    )
    monkeypatch.setenv("DIEMCAU_PORT", "2222")
    assert Asked("vi", config, None).settings().port == 2222
    assert Asked("vi", None, None).settings(log_level="warning").log_level == "warning"
    assert Asked("vi", config, None).settings(log_level="warning").log_level == "error"
    with pytest.raises(Failed, match="Thiết lập sai"):
        monkeypatch.setenv("DIEMCAU_PORT", "x")
        Asked("vi", None, None).settings()


@pytest.mark.parametrize(
    ("wish", "environment", "language"),
    [
        ("en", {"LANG": "vi_VN.UTF-8"}, "en"), ("vi", {"LANG": "en_US.UTF-8"}, "vi"), (None, {"LANG": "en_GB"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "vi"), (None, {}, "vi"), (None, {"LC_ALL": "vi_VN", "LANG": "en_US"}, "vi"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_asked_for_or_the_terminals(
    monkeypatch: pytest.MonkeyPatch, wish: str | None, environment: dict[str, str], language: str
) -> None:
    """Law: --lang, then LC_ALL and LANG; Vietnamese where nothing says English."""
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of(wish) == language


@pytest.mark.parametrize("word", sorted(WORDS))
def test_each_word_is_there_in_both_languages(word: str) -> None:
    """Law: the gaps of a sentence are the same in both languages."""
    vi, en = WORDS[word]
    assert vi and en
    assert sorted(re.findall(r"{(\w+)}", vi)) == sorted(re.findall(r"{(\w+)}", en))
    gaps = dict.fromkeys(re.findall(r"{(\w+)}", vi), "@")
    assert "{" not in said(word, "vi", **gaps) + said(word, "en", **gaps)


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    """Law: the number and what to do about it, not a traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = asked("server", "--port", port, "--data", tmp_path)
    assert (told.exit_code, f"Cổng {port} đang được dùng" in told.output) == (1, True)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (JournalBroken("x.journal: format 9"), "Nhật ký không đọc được: x.journal: format 9"),
        (PermissionError(13, "denied", "data/lock"), "Không có quyền đọc hoặc ghi data/lock"),
        (OSError(5, "I/O error", "data/lock"), "Không đọc hoặc ghi được"),
        (PermissionError(13, "denied"), "Không được phép mở cổng 8080"),
        (
            OSError(28, "No space left on device"),
            "Không đọc hoặc ghi được: [Errno 28] No space left on device",
        ),
    ],
)
def test_what_the_system_refuses_is_said_in_words(error: Exception, words: str) -> None:
    """Law: every expected failure ends in a sentence."""
    with pytest.raises(Failed) as failed, failing.holding(Settings(), Asked("vi", None, None)):
        raise error
    assert words in failed.value.format_message()


def test_links_are_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Law: a link longer than the line is still one word."""
    link = "http://localhost:8080/desk#" + "x" * 300
    screen.console().print(screen.links([("Bàn", link), ("Điều hành", "y")]), soft_wrap=True)
    assert link in capsys.readouterr().out
    assert screen.count(46_540, "vi") == "46.540"


def test_each_command_listens_to_language_settings_and_data() -> None:
    """Law: --lang, --config and --data mean the same everywhere."""
    commands = [
        start.up,
        start.server,
        start.demo,
        *persons.person.commands.values(),
        *rosters.roster.commands.values(),
    ]
    for command in commands:
        assert {"lang", "config", "data"} <= {option.name for option in command.params}

    @click.command()
    @listens
    def probe(asked: Asked) -> None:
        click.echo(f"{asked.language} {asked.data}")

    main.add_command(probe, "probe")
    try:
        assert asked("probe", "--lang", "en", "--data", "d").output == "en d\n"
    finally:
        del main.commands["probe"]


class Process:
    """`diemcau …` as a process of its own: what it printed until it was up, and how it ended."""

    def __init__(self, *words: str | Path) -> None:
        self.words = [str(word) for word in words]

    async def runs(self) -> tuple[str, str, int | None]:
        """(stdout up to the last line of the table, stderr, exit code after SIGTERM)."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server.cli", *self.words),
            cwd=ROOT,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "", "PYTHONUNBUFFERED": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        out = ""
        while "Ctrl+C" not in out and (line := await process.stdout.readline()):
            out += line.decode()
        if process.returncode is None and "Ctrl+C" in out:
            process.send_signal(signal.SIGTERM)
        rest, error = await process.communicate()
        return out + rest.decode(), error.decode(), process.returncode


def links_in(out: str) -> list[str]:
    return [re.sub(r":\d+/", "/", link) for link in re.findall(r"http://localhost:\d+/\S+", out)]


async def test_up_makes_the_demo_once_and_prints_the_same_links_again(tmp_path: Path) -> None:
    """Law: an empty folder becomes the demo; a second start prints the same links and makes nothing."""
    first, error, ended = await Process("up", "--port", "0", "--data", tmp_path / "data").runs()
    again, _, _ = await Process("up", "--port", "0", "--data", tmp_path / "data").runs()

    assert ended == 0, error
    pages = [re.sub(r"http://localhost/(\w+)[?#].*", r"\1", link) for link in links_in(first)]
    assert pages == ["control", "desk", "board", "board", "setup"]
    assert links_in(first)[:4] == links_in(again)[:4]
    assert links_in(first)[4] != links_in(again)[4]
    assert "Traceback" not in error


async def test_server_serves_what_is_there_and_makes_nothing(tmp_path: Path, made: Made) -> None:
    """Law: `server` prints the links of the first conference; on an empty folder it makes none."""
    out, error, ended = await Process("server", "--port", "0", "--data", made.data).runs()
    assert ended == 0, error
    assert f"desk#{made.id}.o2." in out and "Hội nghị nhỏ" in out
    out, error, _ = await Process("server", "--port", "0", "--data", tmp_path / "empty").runs()
    assert "Chưa có hội nghị nào." in out and len(links_in(out)) == 1
