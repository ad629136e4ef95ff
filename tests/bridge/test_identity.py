"""Who a bridge is: kept in one file that only its user reads; what is wrong with it is said in a sentence."""

import asyncio
from pathlib import Path

import pytest

from bridge import identity
from bridge.identity import NotEnrolled
from server.edge.keys import ENROLMENTS, SIGNER
from tests.edge.given import House


async def test_an_identity_is_made_once_and_kept(house: House, tmp_path: Path) -> None:
    """Law: the file is 0600, holds the server's key, and is read again as it was."""
    code = house.app[ENROLMENTS].new_code()
    made = await asyncio.to_thread(identity.enrol, house.url, code, "hall", tmp_path / "own")
    kept = identity.read(tmp_path / "own")
    assert kept is not None and kept.bridge == made.bridge == bytes.fromhex(code[:16])
    assert kept.server_key.public_bytes_raw() == house.app[SIGNER].public
    assert (tmp_path / "own" / identity.FILE).stat().st_mode & 0o777 == 0o600

    with pytest.raises(NotEnrolled, match="wrong, used or too old"):
        await asyncio.to_thread(identity.enrol, house.url, code, "other", tmp_path / "second")
    assert identity.read(tmp_path / "second") is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"bridge": "zz", "key": "", "server_key": ""}', "\x00"])
def test_a_damaged_identity_stops_the_start_with_a_sentence(tmp_path: Path, content: str) -> None:
    """Law: nothing is guessed; the sentence names the file."""
    path = tmp_path / identity.FILE
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(NotEnrolled, match=identity.FILE):
        identity.read(tmp_path)


def test_an_identity_others_may_read_is_refused(tmp_path: Path) -> None:
    """Law: a key others may have read is no key."""
    path = tmp_path / identity.FILE
    path.write_text("{}")
    path.chmod(0o644)
    with pytest.raises(NotEnrolled, match="chmod 600"):
        identity.read(tmp_path)


def test_a_server_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    """Law: no traceback for a wrong address."""
    with pytest.raises(NotEnrolled, match="did not answer"):
        identity.enrol("http://127.0.0.1:9", "code", "hall", tmp_path)
