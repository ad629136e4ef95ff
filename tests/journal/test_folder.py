"""The data folder and its keys: one server at a time, private, and no id that becomes another path."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from server.core.ids import ConferenceId
from server.journal.folder import DataFolder
from server.journal.keys import KEY_BYTES, KeyUnusable, read_or_make_key
from server.journal.port import FolderTaken

HOLD = """
import sys
from pathlib import Path
from server.journal.folder import DataFolder
with DataFolder.take(Path(sys.argv[1]), "server"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holding(folder: Path) -> subprocess.Popen[bytes]:
    """Another process that holds the folder until its input ends or it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_server_on_the_folder_is_refused_in_words_that_name_the_first(tmp_path: Path) -> None:
    with holding(tmp_path) as other:
        with pytest.raises(
            FolderTaken, match=rf"{tmp_path} is in use by server, process {other.pid}; stop it"
        ):
            DataFolder.take(tmp_path)
        other.kill()
    with DataFolder.take(tmp_path):
        pass


def test_the_folder_is_taken_within_one_process_too_and_free_after_release(tmp_path: Path) -> None:
    with DataFolder.take(tmp_path, "import") as folder:
        with pytest.raises(FolderTaken, match=rf"import, process {os.getpid()}"):
            DataFolder.take(tmp_path)
        folder.release()
        DataFolder.take(tmp_path).release()


def test_everything_in_the_folder_is_its_owners_alone_even_if_it_was_open_before(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    with DataFolder.take(data):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [data, *data.iterdir()]}
    assert modes == {"data": 0o700, "conferences": 0o700, "keys": 0o700, "cache": 0o700, "lock": 0o600}


def test_conferences_are_listed_by_their_journals(tmp_path: Path) -> None:
    with DataFolder.take(tmp_path) as folder:
        for name in ("ZZ000001", "AB000002"):
            folder.conference_journal(ConferenceId(name)).touch()
        assert folder.conferences() == ["AB000002", "ZZ000001"]


@pytest.mark.parametrize("name", ["", "..", "../house", "a/b", "a.b", "\x00", "I", "x" * 33, "AB\n"])
def test_what_is_no_conference_id_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with DataFolder.take(tmp_path) as folder:
        for path_of in (folder.conference_journal, folder.snapshot):
            with pytest.raises(ValueError, match="is not a conference id"):
                path_of(ConferenceId(name))


def test_a_key_is_made_once_private_and_read_ever_after(tmp_path: Path) -> None:
    path = tmp_path / "link.key"
    key = read_or_make_key(path)
    assert len(key) == KEY_BYTES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make_key(path, random_bytes=bytes) == key
    assert [file.name for file in tmp_path.iterdir()] == ["link.key"]


def test_of_two_processes_that_make_a_key_at_once_the_first_ones_stands(tmp_path: Path) -> None:
    path = tmp_path / "link.key"

    def slowly(count: int) -> bytes:
        read_or_make_key(path, random_bytes=lambda count: b"1" * count)
        return b"2" * count

    assert read_or_make_key(path, random_bytes=slowly) == b"1" * KEY_BYTES


def test_a_key_that_others_may_read_or_of_another_length_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "link.key"
    read_or_make_key(path)
    path.chmod(0o640)
    with pytest.raises(KeyUnusable, match=f"chmod 600 {path}"):
        read_or_make_key(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(KeyUnusable, match="holds 5 bytes, not 32"):
        read_or_make_key(path)
