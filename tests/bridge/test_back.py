"""A bridge whose server is away: it tries again for as long as that takes."""

import socket
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.holding import Holding
from bridge.identity import Identity
from bridge.link import BACK_AT_MOST_S, Link
from tests.pauses import Enough, without_pauses


async def test_a_bridge_whose_server_is_away_for_long_still_tries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law (link.py, rule 1): rooms outlive the link, however long it is away."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen: whoever comes is refused
        key = Ed25519PrivateKey.generate()
        identity = Identity(bytes(8), key, key.public_key())
        link = Link(f"http://127.0.0.1:{nobody.getsockname()[1]}", identity, [], Holding())
        pauses = without_pauses(monkeypatch)
        with pytest.raises(Enough):
            await link.run(None)  # type: ignore[arg-type]  # it never comes so far

    assert max(pauses) == BACK_AT_MOST_S
