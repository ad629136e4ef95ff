"""Settings: each is documented where it is declared, and a wrong one stops the start with a sentence."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import BadSetting, Settings, about, explain, load, spelled

EXAMPLE = (Path(__file__).parents[1] / "config" / "diemcau.toml").read_text(encoding="utf-8")
NAMES = [setting.name for setting in fields(Settings)]
COUNTS = [
    (setting.name, about(setting).least, about(setting).most)
    for setting in fields(Settings)
    if about(setting).least is not None
]


def test_the_example_names_each_setting_with_its_default() -> None:
    """Law: config/diemcau.toml holds every setting once, commented out, at the value it has without a file."""
    lines = re.findall(r"^# (\w+) = (.+)$", EXAMPLE, re.MULTILINE)

    expected = {name: spelled(getattr(Settings(), name)) for name in NAMES}

    assert expected == dict(lines)
    assert len(NAMES) == len(lines)


def test_the_example_uncommented_gives_the_defaults(tmp_path: Path) -> None:
    """Law: what the example says is what the server would use anyway."""
    path = tmp_path / "diemcau.toml"
    path.write_text(re.sub(r"^# (\w+ = )", r"\1", EXAMPLE, flags=re.MULTILINE), encoding="utf-8")

    assert tomllib.loads(path.read_text(encoding="utf-8")).keys() == set(NAMES)
    assert load(path, {}) == Settings()


@pytest.mark.parametrize("name", NAMES)
def test_each_setting_says_its_unit_bound_and_reason(name: str) -> None:
    """Law: `explain` prints name, environment name, unit, bound and reason of each setting."""
    note = next(about(setting) for setting in fields(Settings) if setting.name == name)

    printed = explain()

    assert note.unit and note.why and note.bound
    assert f"{name} = " in printed and f"DIEMCAU_{name.upper()} · {note.unit} · {note.bound}" in printed


@pytest.mark.parametrize(("name", "least", "most"), COUNTS)
def test_a_count_is_held_within_its_bound(name: str, least: int, most: int) -> None:
    """Law: the bounds themselves are taken, one below and one above are refused with the setting's name."""
    for taken in (least, most):
        assert getattr(load(None, {f"DIEMCAU_{name.upper()}": str(taken)}), name) == taken
    for refused in (least - 1, most + 1):
        with pytest.raises(BadSetting, match=name):
            load(None, {f"DIEMCAU_{name.upper()}": str(refused)})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """Law: file first, then environment; what neither names keeps its default."""
    path = tmp_path / "diemcau.toml"
    path.write_text('port = 9000\ndata = "/srv/diemcau"\n', encoding="utf-8")

    settings = load(path, {"DIEMCAU_PORT": "9001", "HOME": "/root"})

    assert settings.port == 9001
    assert settings.data == Path("/srv/diemcau")
    assert settings.host == Settings().host


def test_networks_are_read_from_a_list_and_from_the_environment(tmp_path: Path) -> None:
    """Law: a list in TOML and a comma-separated variable give the same networks."""
    path = tmp_path / "diemcau.toml"
    path.write_text('trusted_proxies = ["10.0.0.0/8", "::1"]\n', encoding="utf-8")

    expected = ("10.0.0.0/8", "::1/128")

    assert load(path, {}).trusted_proxies == expected
    assert load(None, {"DIEMCAU_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}).trusted_proxies == expected


@pytest.mark.parametrize(
    "environment",
    [
        {"DIEMCAU_PROT": "80"},
        {"DIEMCAU_PORT": "eighty"},
        {"DIEMCAU_JOURNAL": "mysql"},
        {"DIEMCAU_LOG_LEVEL": "loud"},
        {"DIEMCAU_TRUSTED_PROXIES": "everybody"},
        {"DIEMCAU_PUBLIC_URL": "hoinghi.example.vn"},
        {"DIEMCAU_PUBLIC_URL": "https://hoinghi.example.vn/path"},
    ],
    ids=["no such name", "no number", "no choice", "no level", "no network", "no scheme", "a path"],
)
def test_a_value_nobody_can_use_stops_the_start(environment: dict[str, str]) -> None:
    """Law: an unknown name or a wrong value is refused in a sentence that names the setting."""
    name = next(iter(environment)).removeprefix("DIEMCAU_").lower()

    with pytest.raises(BadSetting, match=name):
        load(None, environment)


@pytest.mark.parametrize("text", ["port = ", "port = true", "port = 1.5", "host = 5", "trusted_proxies = 5"])
def test_a_file_of_the_wrong_types_is_refused(tmp_path: Path, text: str) -> None:
    """Law: TOML that does not parse, or gives another type, is refused and never guessed at."""
    path = tmp_path / "diemcau.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadSetting):
        load(path, {})


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Law: a named settings file must exist; defaults are not used in its place."""
    with pytest.raises(BadSetting, match="cannot be read"):
        load(tmp_path / "none.toml", {})


def test_the_public_url_is_kept_as_an_origin() -> None:
    """Law: a trailing slash and capitals go, so that it compares equal to what browsers send."""
    assert (
        load(None, {"DIEMCAU_PUBLIC_URL": "https://HoiNghi.example.vn/"}).public_url
        == "https://hoinghi.example.vn"
    )


def test_settings_that_do_not_go_together_are_refused() -> None:
    """Law: a certificate of one's own needs both files and the https:// origin it is for."""
    files = {
        "DIEMCAU_TLS": "files",
        "DIEMCAU_TLS_CERT": "/c",
        "DIEMCAU_TLS_KEY": "/k",
        "DIEMCAU_PUBLIC_URL": "https://h",
    }

    assert load(None, files).tls == "files"
    for missing in ("DIEMCAU_TLS_CERT", "DIEMCAU_TLS_KEY", "DIEMCAU_PUBLIC_URL"):
        with pytest.raises(BadSetting, match="tls is files"):
            load(None, {name: value for name, value in files.items() if name != missing})


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("turn:turn.example.vn", True),
        ("turns:turn.example.vn:5349?transport=tcp", True),
        ("turn:203.0.113.7:3478?transport=udp,turn:[2001:db8::7]:3478", True),
        ("stun:turn.example.vn", False),
        ("turn:turn.example.vn?transport=sctp", False),
        ("turn:name:word@turn.example.vn", False),
        ("https://turn.example.vn", False),
    ],
)
def test_turn_addresses_are_what_browsers_take(said: str, taken: bool) -> None:
    """Law: RFC 7065, and nothing that would make RTCPeerConnection throw on every page."""
    if taken:
        assert load(None, {"DIEMCAU_TURN_URLS": said}).turn_urls == tuple(said.split(","))
    else:
        with pytest.raises(BadSetting, match="turn_urls"):
            load(None, {"DIEMCAU_TURN_URLS": said})


@pytest.mark.parametrize(
    "address",
    [
        "sqlite",
        "redis://127.0.0.1",
        "redis://who:sesame@redis.example.vn:6379/3",
        "rediss://[2001:db8::1]:6380/0",
        "unix:///run/redis/redis.sock?db=2",
        "rediss://who:secret@redis.example.vn/0?ssl_ca_certs=/etc/diemcau/ca.crt",
    ],
    ids=["files", "plain", "password", "tls", "socket", "authority"],
)
def test_a_journal_is_files_or_the_address_of_a_redis(address: str) -> None:
    """Law: the address is kept as given, and shown without who and password."""
    settings = load(None, {"DIEMCAU_JOURNAL": address})
    assert settings.journal == address
    assert not any(word in explain(settings) for word in ("who:", "sesame", ":secret"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "postgres://who:sesame@host/0",
        "redis://",
        "redis://who:sesame@host:port",
        "redis://who:sesame@host:0",
        "unix://",
        "redis://host/0?password=secret",
        "rediss://host/0?ssl_cert_reqs=none",
    ],
    ids=[
        "nothing",
        "scheme",
        "no host",
        "no port",
        "port 0",
        "no path",
        "a password behind the ?",
        "no check",
    ],
)
def test_a_journal_nobody_can_open_is_refused_without_repeating_it(address: str) -> None:
    """Law: a password in a mistyped address does not end up on the screen."""
    with pytest.raises(BadSetting, match="journal must be sqlite, or the address") as said:
        load(None, {"DIEMCAU_JOURNAL": address})
    assert "sesame" not in str(said.value)
