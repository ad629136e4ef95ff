"""Every setting of the server: one frozen table, filled from a TOML file, then from the environment.

Rule 1: a setting has a unit, a default, a bound and a reason, all here; `explain()` prints them and
config/diemcau.toml names each one (tests/test_settings.py).
Rule 2: the environment wins over the file: `port` is DIEMCAU_PORT; a list is separated by commas.
Rule 3: a value outside its bound stops the start with a sentence that says what would do (BadSetting).
"""

import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

Value: TypeAlias = int | str | Path | tuple[str, ...]

ENVIRONMENT_PREFIX = "DIEMCAU_"
SQLITE = "sqlite"
REDIS_SCHEMES = frozenset({"redis", "rediss", "unix"})
REDIS_OPTIONS = frozenset({"db", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile"})
"""What may stand behind the ? of a Redis address; a password there would be shown with the rest."""


class BadSetting(ValueError):
    """A setting that cannot be used; the message is a whole sentence for the person who starts the server."""


class About(NamedTuple):
    """What a person must know of one setting."""

    unit: str
    why: str
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    unbounded: str = "any"
    """What is said where there is no bound."""

    @property
    def bound(self) -> str:
        if self.choices:
            return " | ".join(self.choices)
        if self.least is None:
            return self.unbounded
        return f"{self.least} … {self.most}"


def _setting(default: Value, unit: str, why: str, **bounds: Any) -> Any:
    return field(default=default, metadata={"about": About(unit, why, **bounds)})


def _count(default: int, unit: str, least: int, most: int, why: str) -> Any:
    return _setting(default, unit, why, least=least, most=most)


def _folder(default: str, why: str) -> Any:
    return _setting(Path(default), "folder", why)


@dataclass(frozen=True, slots=True)
class Settings:
    """One server's settings; made once by `load` and never changed."""

    # Where it stands
    host: str = _setting(
        "127.0.0.1", "address", "where it listens; another machine reaches it only through a proxy or 0.0.0.0"
    )
    port: int = _count(8080, "port", 0, 65_535, "0 takes a free one")
    node_name: str = _setting(
        "", "name", "what the operations page calls this node; empty: its machine and port"
    )
    data: Path = _folder("data", "journals, texts, keys; one server at a time")
    pages: Path = _folder("web_client/dist", "the built web client")
    journal: str = _setting(
        SQLITE,
        "sqlite, or the address of a Redis",
        "where entries are made durable: files of the data folder, or redis://, rediss:// (TLS) or unix:// for "
        "several nodes; an address with a password belongs in the environment",
    )
    public_url: str = _setting(
        "", "origin", 'what browsers see, as "https://hoinghi.example.vn"; empty: the Host they ask for'
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (), "networks", "only these may say X-Forwarded-For, -Proto and -Host, as 10.0.0.0/8; empty: nobody"
    )
    tls: str = _setting(
        "no",
        "whose certificate",
        "no: a proxy holds it; local: a CA made here, for a local network; files: tls_cert and tls_key",
        choices=("no", "local", "files"),
    )
    tls_cert: str = _setting("", "PEM file", "certificate and what signed it; read again when it is renewed")
    tls_key: str = _setting("", "PEM file", "its key; readable by the server's user only")
    observers: tuple[str, ...] = _setting(
        ("127.0.0.0/8", "::1/128"),
        "networks",
        "who may read /metrics, asking directly and not through a proxy",
    )
    log_level: str = _setting(
        "info", "level", "what the JSON log on stderr holds", choices=("debug", "info", "warning", "error")
    )

    # Signing in
    account_days: int = _count(7, "days", 1, 90, "an administrator signs in again after so long")
    device_days: int = _count(120, "days", 1, 400, "how long a browser keeps its device; browsers cut at 400")
    hashes_at_once: int = _count(2, "hashes", 1, 16, "each argon2 hash holds 64 MiB and a core for 50 ms")
    hashes_waiting: int = _count(32, "requests", 1, 1_000, "past that a sign-in is told to come back")
    setup_hours: int = _count(24, "hours", 1, 168, "how long the printed set-up link is good")
    failures_per_address: int = _count(10, "failures", 1, 1_000, "wrong passwords in a row; 1 more a minute")
    failures_per_name: int = _count(
        50, "failures", 1, 10_000, "wrong passwords for one name; 1 more a minute"
    )

    # What one address or one link may ask
    requests_per_second: int = _count(
        200, "requests/s per address", 1, 100_000, "a ministry's hundreds of rooms may share one address"
    )
    requests_burst: int = _count(4_000, "requests", 1, 1_000_000, "how many at once before that rate holds")
    sockets_per_address: int = _count(
        4_096, "sockets", 1, 1_000_000, "half of what one machine opens outwards"
    )
    sockets: int = _count(60_000, "sockets", 1, 1_000_000, "keep it below the process's open files")
    handshakes_per_second: int = _count(
        2_000,
        "handshakes/s",
        1,
        100_000,
        "after a restart everybody comes back; more is told 503 Retry-After",
    )
    drain_seconds: int = _count(
        0,
        "s",
        0,
        600,
        "after SIGTERM /readyz says no for so long before pages are sent away: two checks of a proxy",
    )
    enrolments_per_link: int = _count(
        30,
        "devices in a row",
        1,
        10_000,
        "host and operator links; 1 more in 10 s: a leaked link fills no journal",
    )

    # Phones
    phones_per_link: int = _count(
        2_000,
        "phones in a row",
        1,
        1_000_000,
        "a room's or the online QR, a board's link; a hall of 330 scans it at once",
    )
    phones_per_second: int = _count(50, "phones/s per link", 1, 10_000, "how many more after that")
    tries_per_phone: int = _count(5, "tries", 1, 100, "wrong card numbers or codes in a row; 1 more a minute")
    tries_per_address: int = _count(
        120, "tries", 1, 100_000, "of one address at one point, whatever phones; all again in ten minutes"
    )

    # Picture and sound: the bridge that `diemcau up` runs on this machine
    media_bridge: str = _setting(
        "own", "who runs it", "own: up starts it; none: bridges elsewhere enrol", choices=("own", "none")
    )
    media_port: int = _count(7_000, "UDP port", 0, 65_535, "all media of the bridge; 0 takes a free one")
    media_public_addresses: tuple[str, ...] = _setting(
        (), "addresses", "told to browsers before this machine's own: what the far side of a NAT reaches"
    )
    media_loopback: str = _setting(
        "no",
        "yes or no",
        "whether 127.0.0.1 is told to browsers: tests on one machine",
        choices=("no", "yes"),
    )

    # TURN: for pages whose network lets no UDP out
    turn_urls: tuple[str, ...] = _setting(
        (), "TURN addresses", "told to pages, as turn:turn.example.vn:3478?transport=udp; empty: no TURN"
    )
    turn_secret_file: str = _setting(
        "", "file", "holds coturn's static-auth-secret, 0600; empty: keys/turn.secret in the data folder"
    )
    turn_minutes: int = _count(720, "minutes", 5, 2_880, "how long what a page gets opens the TURN server")
    turn_only: str = _setting(
        "no", "yes or no", "yes: pages use nothing but TURN, to try it before the day", choices=("no", "yes")
    )

    # Uploads
    upload_mib: int = _count(64, "MiB", 1, 1_024, "2,000,000 rows of XLSX are about 60 MiB")
    upload_seconds: int = _count(120, "s", 1, 3_600, "reading one roster, in a process of its own")
    upload_memory_mib: int = _count(1_536, "MiB", 128, 65_536, "what that process may hold")
    previews: int = _count(4, "rosters", 1, 64, "read and not yet committed; the oldest is dropped")
    paper_mib: int = _count(32, "MiB", 1, 256, "one PDF to read: a resolution with scanned pages is under 20")
    paper_seconds: int = _count(20, "s", 1, 600, "looking at one PDF, in a process of its own")
    paper_memory_mib: int = _count(512, "MiB", 128, 8_192, "what that process may hold")
    preview_minutes: int = _count(30, "minutes", 1, 1_440, "how long a preview may wait for its commit")


def about(setting: Field[Any]) -> About:
    found: About = setting.metadata["about"]
    return found


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of `path` (None: no file), then of the environment. Raises BadSetting."""
    given = _from_file(path) if path is not None else {}
    given |= _from_environment(os.environ if environment is None else environment)
    known = {setting.name: setting for setting in fields(Settings)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise BadSetting(f"There is no setting {unknown[0]!r}. `diemcau settings --explain` lists them.")
    checked: dict[str, Any] = {name: _checked(known[name], value) for name, value in given.items()}
    return _fitting(Settings(**checked))


def _fitting(settings: Settings) -> Settings:
    """The settings, if they go together. Raises BadSetting."""
    if settings.tls != "files":
        return settings
    if not settings.tls_cert or not settings.tls_key:
        raise BadSetting("tls is files: tls_cert and tls_key must both name one.")
    if not settings.public_url.startswith("https://"):
        raise BadSetting("tls is files: public_url must be the https:// origin that the certificate is for.")
    return settings


def explain(settings: Settings | None = None, told: Callable[[str, About], About] | None = None) -> str:
    """Every setting with its value, unit, bound and reason, as plain text for a terminal.

    `told` says a setting of this name in another language; without it the words are English.
    """
    shown = settings or Settings()
    return "\n".join(
        f"{name} = {spelled(_shown(shown, name))}\n"
        f"    {ENVIRONMENT_PREFIX}{name.upper()} · {note.unit} · {note.bound}\n"
        f"    {note.why}"
        for name, note in _notes(told)
    )


def _notes(told: Callable[[str, About], About] | None) -> Iterator[tuple[str, About]]:
    for setting in fields(Settings):
        note = about(setting)
        yield setting.name, note if told is None else told(setting.name, note)


def _shown(settings: Settings, name: str) -> Value:
    value: Value = getattr(settings, name)
    return without_password(value) if name == "journal" and isinstance(value, str) else value


def spelled(value: Value) -> str:
    """`value` as TOML writes it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise BadSetting(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"The settings file {path} is not TOML: {error}.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    start = len(ENVIRONMENT_PREFIX)
    return {
        name[start:].lower(): value
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX)
    }


def _checked(setting: Field[Any], value: Any) -> Value:
    """`value` as the setting's own type, inside its bound."""
    note, default = about(setting), setting.default
    if isinstance(default, int):
        return _whole_number(setting.name, value, note)
    if isinstance(default, tuple):
        read = _LISTS[note.unit]
        return read(setting.name, value.split(",") if isinstance(value, str) else value)
    if not isinstance(value, str):
        raise BadSetting(f"{setting.name} must be text, not {value!r}.")
    if isinstance(default, Path):
        return Path(value).expanduser()
    if note.choices and value not in note.choices:
        raise BadSetting(f"{setting.name} must be one of {note.bound}, not {value!r}.")
    if setting.name == "journal":
        return _journal(value)
    return _origin(value) if setting.name == "public_url" else value


def _whole_number(name: str, value: Any, note: About) -> int:
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadSetting(f"{name} must be a whole number ({note.unit}), not {value!r}.")
    if note.least is not None and note.most is not None and not note.least <= number <= note.most:
        raise BadSetting(f"{name} must be within {note.bound} {note.unit}, not {number}.")
    return number


def _networks(name: str, value: Any) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_network(one.strip())) for one in value if one.strip())
    except (ValueError, TypeError, AttributeError) as error:
        raise BadSetting(f"{name} must be a list of networks such as 10.0.0.0/8: {error}.") from error


def _addresses(name: str, value: Any) -> tuple[str, ...]:
    try:
        return tuple(str(ipaddress.ip_address(one.strip())) for one in value if one.strip())
    except (ValueError, TypeError, AttributeError) as error:
        raise BadSetting(f"{name} must be a list of addresses such as 203.0.113.7: {error}.") from error


def _turn_addresses(name: str, value: Any) -> tuple[str, ...]:
    listed = [one.strip() if isinstance(one, str) else "" for one in value] if value else []
    if not all(_TURN.fullmatch(one) for one in listed):
        raise BadSetting(
            f"{name} must be a list of addresses such as turn:turn.example.vn:3478?transport=udp."
        )
    return tuple(listed)


_TURN = re.compile(
    r"turns?:[A-Za-z0-9.\-]+(:[0-9]{1,5})?(\?transport=(udp|tcp))?|turns?:\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?(\?transport=(udp|tcp))?"
)
"""RFC 7065, section 3.1."""

_LISTS = {"networks": _networks, "addresses": _addresses, "TURN addresses": _turn_addresses}


def _journal(value: str) -> str:
    """Never repeats the value: a password may stand in it."""
    try:
        parts = urlsplit(value)
        is_redis = parts.scheme in REDIS_SCHEMES and bool(
            parts.path if parts.scheme == "unix" else parts.hostname
        )
        is_redis = is_redis and (parts.port is None or parts.port > 0)
        usable = value == SQLITE or (is_redis and parse_qs(parts.query).keys() <= REDIS_OPTIONS)
    except ValueError:
        usable = False
    if not usable:
        raise BadSetting(
            "journal must be sqlite, or the address of a Redis such as redis://user:password@host:6379/0, "
            "rediss://… with TLS or unix:///path/to/redis.sock."
        )
    return value


def has_password(value: str) -> bool:
    return "@" in urlsplit(value).netloc and ":" in urlsplit(value).netloc.rpartition("@")[0]


def without_password(value: str) -> str:
    """An address as anybody may read it; what is no address stays as it is."""
    parts = urlsplit(value)
    _, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"…@{host}").geturl() if at else value


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if value and (
        parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or parts.query
    ):
        raise BadSetting(f"public_url must be an origin such as https://hoinghi.example.vn, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc.lower()}" if value else ""
