"""TLS at the server's own doors, for a local network: setting `tls`. On the internet a proxy does this (config/proxy).

Rule 1: `local` has a certificate of our own making (certificates.py). It is made again when a name people use is not in
it, at a start in its last month, or while running in its last two days: devices must trust the new one, so never sooner.
Rule 2: `files` shows tls_cert with tls_key, and follows them when they are renewed.
Rule 3: asyncio holds some 256 KiB for each TLS connection (research: two buffers each way): hundreds, not thousands.
"""

import asyncio
import datetime
import re
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import ifaddr
import structlog

from server import certificates
from server.certificates import Address, Issued, Names
from server.journal.keys import KeyUnusable
from server.settings import Settings

LAST_MONTH = datetime.timedelta(days=30)
LAST_DAYS = datetime.timedelta(days=2)
LOOK_S = 3_600

INNER = ("docker", "br-", "veth", "virbr", "lxc", "cni", "podman")
"""Interfaces behind which only this machine's own containers are: they come and go, and no page is asked there."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_ELSEWHERE = ("192.0.2.1", 9)
"""RFC 5737: nobody. Connecting a UDP socket sends nothing, and tells which address leads outwards."""

log = structlog.get_logger("tls")

Clock = Callable[[], datetime.datetime]


class Tls:
    """What the doors speak. Owned by app.running, which runs `keep`."""

    def __init__(
        self, settings: Settings, clock: Clock = lambda: datetime.datetime.now(datetime.UTC)
    ) -> None:
        """Ready to listen. Raises KeyUnusable."""
        self._settings, self._clock = settings, clock
        self.issued = self._issued(LAST_MONTH) if settings.tls == "local" else None
        self._files = self._shown()
        self._read = _stamps(self._files)
        self.context = certificates.context(*self._files)

    def authority(self) -> bytes | None:
        """The CA that devices are to trust now, DER; None where it is not ours."""
        return self.issued.ca if self.issued else None

    async def keep(self) -> None:
        """Looks every hour, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            self.refresh()

    def refresh(self) -> None:
        """Shows what is to be shown now; what cannot be used is logged, and the former stays."""
        try:
            if self.issued is not None:
                self.issued = self._issued(LAST_DAYS)
            if (stamps := _stamps(self._files)) != self._read:
                certificates.context(*self._files)  # half a pair would spoil the context that is in use
                certificates.load(self.context, *self._files)
                self._read = stamps
                log.warning("certificate_renewed")
        except (KeyUnusable, OSError) as error:
            log.error("certificate_not_renewed", raised=type(error).__name__)

    def _shown(self) -> tuple[Path, Path | None]:
        """Raises KeyUnusable for a key that everybody on this machine may read; a group may, as Debian's ssl-cert does."""
        if self.issued is not None:
            return self._settings.data / certificates.TLS_FILE, None
        key = Path(self._settings.tls_key)
        if key.exists() and key.stat().st_mode & 0o007:
            raise KeyUnusable(f"{key} may be read by everybody; if nobody did: chmod o= {key}")
        return Path(self._settings.tls_cert), key

    def _issued(self, spare: datetime.timedelta) -> Issued:
        """The kept certificate while it will do, else a new one."""
        names, now = names_of_machine(self._settings), self._clock()
        kept = certificates.read(self._settings.data)
        if kept is not None and kept.covers(names) and kept.ends - now > spare:
            return kept
        made = certificates.issue(names, now)
        certificates.keep(self._settings.data, made)
        return made


def names_of_machine(settings: Settings) -> Names:
    """What browsers may call this machine: its host name, its IPv4 addresses, and the host of public_url.

    IPv6 addresses change by themselves from day to day; by name the machine is reached over IPv6 as well.
    """
    public = urlsplit(settings.public_url).hostname or ""
    name = socket.gethostname().lower()
    said = [name, f"{name.partition('.')[0]}.local", public, settings.host, "localhost"]
    outward = outward_address()
    addresses: list[Address] = [outward] if outward else []
    addresses += [*_addresses(said), *_own_addresses(), IPv4Address("127.0.0.1"), IPv6Address("::1")]
    hosts = [one for one in said if _HOST.fullmatch(one) and not _addresses([one])]
    needed = {*[one for one in (name, public) if one in hosts], *_addresses([public])}
    used = tuple(one for one in dict.fromkeys(addresses) if not one.is_unspecified)
    return Names(tuple(dict.fromkeys(hosts)), used, frozenset(needed | ({outward} if outward else set())))


def outward_address() -> IPv4Address | None:
    """The address by which this machine is known on its network; None where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_ELSEWHERE)
        except OSError:
            return None
        return IPv4Address(asked.getsockname()[0])


def _own_addresses() -> list[IPv4Address]:
    return [
        IPv4Address(one.ip)
        for adapter in ifaddr.get_adapters()
        for one in adapter.ips
        if isinstance(one.ip, str) and not adapter.name.startswith(INNER)
    ]


def _addresses(said: Iterable[str]) -> list[Address]:
    found: list[Address] = []
    for one in said:
        try:
            found.append(ip_address(one))
        except ValueError:
            continue
    return found


def _stamps(files: tuple[Path, Path | None]) -> list[int]:
    return [path.stat().st_mtime_ns for path in files if path is not None and path.exists()]
