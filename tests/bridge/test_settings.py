"""The bridge's settings: bounds, and the addresses it tells."""

from pathlib import Path

import pytest

from bridge.settings import BadSetting, Settings, explain, load


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """Law: file, then environment; lists by commas."""
    file = tmp_path / "bridge.toml"
    file.write_text('udp_port = 7001\npublic_addresses = ["203.0.113.7"]\n')
    found = load(file, {"DIEMCAU_BRIDGE_UDP_PORT": "7002", "OTHER": "x"})
    assert (found.udp_port, found.public_addresses) == (7_002, ("203.0.113.7",))
    listed = load(None, {"DIEMCAU_BRIDGE_PUBLIC_ADDRESSES": "203.0.113.7, 203.0.113.8"})
    assert listed.public_addresses == ("203.0.113.7", "203.0.113.8")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UDP_PORT", "65536"),
        ("UDP_PORT", "-1"),
        ("UDP_PORT", "many"),
        ("UDP_HOST", "example.vn"),
        ("PUBLIC_ADDRESSES", "203.0.113.7,nowhere"),
        ("LOOPBACK", "perhaps"),
        ("LATE_MS", "19"),
        ("NO_SUCH", "1"),
    ],
)
def test_a_value_outside_its_bound_is_said_in_a_sentence(name: str, value: str) -> None:
    """Law: BadSetting ends with a full stop and stops the start."""
    with pytest.raises(BadSetting, match=r"\.$"):
        load(None, {f"DIEMCAU_BRIDGE_{name}": value})


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    """Law: missing and malformed files are told apart."""
    with pytest.raises(BadSetting, match="cannot be read"):
        load(tmp_path / "none.toml", {})
    (tmp_path / "bad.toml").write_text("= 3")
    with pytest.raises(BadSetting, match="not TOML"):
        load(tmp_path / "bad.toml", {})


def test_loopback_is_told_only_when_asked_for() -> None:
    """Law: browsers get addresses they may use; the public ones come first."""
    told = Settings(public_addresses=("203.0.113.7",)).addresses()
    assert told[0] == "203.0.113.7"
    assert not any(one.startswith("127.") for one in told)
    assert "127.0.0.1" in Settings(loopback="yes").addresses()
    assert Settings(udp_host="127.0.0.1").addresses() == ("127.0.0.1",)


def test_every_setting_explains_itself() -> None:
    """Law: name, environment name, unit, bound and reason for each."""
    text = explain()
    for name in Settings.__slots__:
        assert f"DIEMCAU_BRIDGE_{name.upper()} · " in text
