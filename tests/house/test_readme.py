"""What the documents tell people to type and to look at is there."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from server.cli import main
from tests.house.reading import ROOT, files

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
CODE = re.compile(r"```sh\n(.*?)```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
PICTURE_BYTES = 250 * 1024


def typed() -> str:
    """Everything that stands as code in a document, one piece a line."""
    pieces = [
        piece
        for path in DOCUMENTS
        for pair in CODE.findall(path.read_text(encoding="utf-8"))
        for piece in pair
    ]
    return "\n".join(pieces)


def test_every_make_target_a_document_names_exists() -> None:
    """Law: `make X` in a document is a target of the Makefile, and run and test are told."""
    named = set(re.findall(r"^\s*make ([a-z]+)", typed(), re.MULTILINE))
    assert {"run", "test"} <= named <= TARGETS


def test_every_command_a_document_names_exists() -> None:
    """Law: `diemcau X` in a document is a command of the command line."""
    named = set(re.findall(r"diemcau ([a-z]+)", typed()))
    assert named, "the README tells the commands"
    assert named <= set(main.commands)


def test_a_table_of_commands_names_what_each_needs() -> None:
    """Law: whoever types a row of a table as it stands is not told that something is missing."""
    rows = re.findall(r"^\| (`diemcau .*?`) \|", "\n".join(map(Path.read_text, DOCUMENTS)), re.MULTILINE)
    shown = [piece.split() for row in rows for piece in re.findall(r"`diemcau ([^`]+)`", row)]
    assert len(shown) > 15
    for words in shown:
        command: click.Command = main
        while isinstance(command, click.Group):
            command, words = command.commands[words[0]], words[1:]
        needed = [one for one in command.params if isinstance(one, click.Argument) and one.required]
        named = [word for word in words if word.isupper()]
        assert len(named) >= len(needed), (command.name, words)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_explains_itself(command: str) -> None:
    """Law: `--help` answers for each command and says what it is for."""
    shown = CliRunner().invoke(main, [command, "--help"])
    assert shown.exit_code == 0
    assert len(shown.output.splitlines()) > 3


def test_every_link_between_documents_leads_somewhere() -> None:
    """Law: a relative link or picture in a document is a file of the house."""
    broken = [
        f"{path.name}: {link}"
        for path in DOCUMENTS
        for link in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / link).exists()
    ]
    assert not broken


def test_pictures_are_small_and_shown() -> None:
    """Law: a picture is at most 250 KiB, and a document shows it."""
    pictures = files("docs", suffixes=(".png",))
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert pictures
    assert all(picture.stat().st_size <= PICTURE_BYTES and picture.name in text for picture in pictures)
