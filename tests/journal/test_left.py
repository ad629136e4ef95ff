"""What a command leaves beside a running server: in its place before anything is shown, taken in once."""

from pathlib import Path

from server.core.ids import ConferenceId, Millis, NodeNo
from server.journal.left import AT_ONCE, LeftNote, leave, left, taken_in

NOTE = LeftNote(ConferenceId("ABCD2345"), 6, 1, NodeNo(2), Millis(1_700_000_000_000))


def test_what_was_left_is_found_until_it_is_taken_in(tmp_path: Path) -> None:
    """Law: the same note, under an id of its own, for nobody else to read."""
    assert list(left(tmp_path)) == []
    leave(tmp_path, NOTE)
    leave(tmp_path, NOTE._replace(count=7))
    found = dict(left(tmp_path))
    assert sorted(note.count for note in found.values()) == [1, 7]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "left").iterdir()} == {0o600}
    assert (tmp_path / "left").stat().st_mode & 0o777 == 0o700
    for id in found:
        taken_in(tmp_path, id)
        taken_in(tmp_path, id)
    assert list((tmp_path / "left").iterdir()) == []


def test_what_is_no_note_is_put_aside(tmp_path: Path) -> None:
    """Law: a damaged file stops nobody's note, and is not thrown away."""
    leave(tmp_path, NOTE)
    for name, content in (
        ("zz.note", b""),
        (f"{'0' * 32}.note", b"\x95"),
        (f"{'1' * 30}.note", b""),
        ("x.part", b""),
    ):
        (tmp_path / "left" / name).write_bytes(content)
    assert [note for _, note in left(tmp_path)] == [NOTE]
    assert len(list((tmp_path / "left").glob("*.bad"))) == 3


def test_so_many_are_taken_in_at_one_look(tmp_path: Path) -> None:
    """Law: the rest waits for the next one."""
    for _ in range(AT_ONCE + 1):
        leave(tmp_path, NOTE)
    assert len(list(left(tmp_path))) == AT_ONCE
