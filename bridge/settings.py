"""Every setting of the bridge: one frozen table, filled from a TOML file, then from the environment.

Rule 1: a setting has a unit, a default, a bound and a reason, all here; `explain()` prints them.
Rule 2: the environment wins over the file: `udp_port` is DIEMCAU_BRIDGE_UDP_PORT; a list is separated by commas.
Rule 3: a value outside its bound stops the start with a sentence that says what would do (BadSetting).
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import ifaddr

Value: TypeAlias = int | str | tuple[str, ...]

ENVIRONMENT_PREFIX = "DIEMCAU_BRIDGE_"


class BadSetting(ValueError):
    """A setting that cannot be used; the message is a whole sentence for the person who starts the bridge."""


class About(NamedTuple):
    """What a person must know of one setting."""

    unit: str
    why: str
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    @property
    def bound(self) -> str:
        return " | ".join(self.choices) or (f"{self.least} … {self.most}" if self.most else "any")


def _setting(default: Value, unit: str, why: str, **bounds: Any) -> Any:
    return field(default=default, metadata={"about": About(unit, why, **bounds)})


@dataclass(frozen=True, slots=True)
class Settings:
    """One bridge's settings; made once by `load` and never changed."""

    udp_host: str = _setting("0.0.0.0", "address", "where media comes in; :: takes IPv6 and IPv4")
    udp_port: int = _setting(
        7000, "port", "the one UDP port of all media; 0 takes a free one", least=0, most=65_535
    )
    public_addresses: tuple[str, ...] = _setting(
        (), "addresses", "told to browsers before the machine's own: what the far side of a NAT reaches"
    )
    loopback: str = _setting(
        "no",
        "yes or no",
        "whether 127.0.0.1 is told to browsers: tests on one machine",
        choices=("no", "yes"),
    )
    peers: int = _setting(3_000, "peers", "more are refused; one core serves fewer", least=1, most=100_000)
    handshake_s: int = _setting(
        15, "s", "a peer that has not finished DTLS by then is dropped", least=1, most=120
    )
    camera_kbps: int = _setting(
        1_500, "kb/s", "what each camera or slides may send up", least=100, most=20_000
    )
    sound_kbps: int = _setting(64, "kb/s", "what each microphone may send up", least=6, most=510)
    late_ms: int = _setting(
        250,
        "ms",
        "video older than this is dropped to the end of its frame; sound never",
        least=20,
        most=5_000,
    )

    def addresses(self) -> tuple[str, ...]:
        """Every address told to browsers, best first: the public ones, then this machine's."""
        family = 6 if ":" in self.udp_host else 4
        if self.udp_host not in ("0.0.0.0", "::"):
            return (*self.public_addresses, self.udp_host)
        own = [one for one in _own_addresses(family) if self.loopback == "yes" or not one.is_loopback]
        return tuple(dict.fromkeys([*self.public_addresses, *map(str, own)]))


def _own_addresses(family: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """This machine's addresses, loopback last; link-local ones left out."""
    found = [
        ipaddress.ip_address(one.ip if isinstance(one.ip, str) else one.ip[0])
        for adapter in ifaddr.get_adapters()
        for one in adapter.ips
    ]
    usable = [one for one in found if not one.is_link_local and (family == 6 or one.version == 4)]
    return sorted(usable, key=lambda one: one.is_loopback)


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of `path` (None: no file), then of the environment. Raises BadSetting."""
    surroundings = os.environ if environment is None else environment
    start = len(ENVIRONMENT_PREFIX)
    given: dict[str, Any] = _from_file(path) if path is not None else {}
    given |= {
        name[start:].lower(): value
        for name, value in surroundings.items()
        if name.startswith(ENVIRONMENT_PREFIX)
    }
    known = {setting.name: setting for setting in fields(Settings)}
    if unknown := sorted(set(given) - set(known)):
        raise BadSetting(f"There is no setting {unknown[0]!r} of the bridge.")
    checked: dict[str, Any] = {
        name: _checked(name, value, known[name].default, known[name].metadata["about"])
        for name, value in given.items()
    }
    return Settings(**checked)


def explain(settings: Settings | None = None) -> str:
    """Every setting with its value, unit, bound and reason, as plain text for a terminal."""
    shown = settings or Settings()
    notes = [(setting.name, setting.metadata["about"]) for setting in fields(Settings)]
    return "\n".join(
        f"{name} = {getattr(shown, name)!r}\n"
        f"    {ENVIRONMENT_PREFIX}{name.upper()} · {note.unit} · {note.bound}\n"
        f"    {note.why}"
        for name, note in notes
    )


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise BadSetting(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"The settings file {path} is not TOML: {error}.") from error


def _checked(name: str, value: Any, default: Any, note: About) -> Value:
    """`value` as the setting's own type, inside its bound."""
    if isinstance(default, int):
        return _whole_number(name, value, note)
    if isinstance(default, tuple):
        listed = value.split(",") if isinstance(value, str) else value
        return tuple(_address(name, one) for one in listed if str(one).strip())
    if note.choices and value not in note.choices:
        raise BadSetting(f"{name} must be one of {note.bound}, not {value!r}.")
    return str(value) if note.choices else _address(name, value)


def _whole_number(name: str, value: Any, note: About) -> int:
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        number = None
    if not isinstance(number, int) or isinstance(number, bool):
        raise BadSetting(f"{name} must be a whole number ({note.unit}), not {value!r}.")
    if not note.least <= number <= note.most:
        raise BadSetting(f"{name} must be within {note.bound} {note.unit}, not {number}.")
    return number


def _address(name: str, value: Any) -> str:
    try:
        return str(ipaddress.ip_address(str(value).strip()))
    except ValueError as error:
        raise BadSetting(f"{name} must be an address such as 203.0.113.7: {error}.") from error
