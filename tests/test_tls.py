"""When the server's certificate is made, kept, made again, and followed."""

import contextlib
import datetime
import os
import socket
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from server import certificates, tls
from server.certificates import TLS_FILE
from server.journal.keys import KeyUnusable
from server.settings import Settings
from server.tls import LAST_DAYS, LAST_MONTH, Tls, names_of_machine

DAY = datetime.timedelta(days=1)


class Calendar:
    """The day it is; a test turns the page."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "keys").mkdir()
    return Settings(data=tmp_path, tls="local", public_url="https://hoinghi.lan:8443")


def fingerprint(opened: Tls) -> str:
    assert opened.issued is not None
    return opened.issued.fingerprint


def test_the_machine_is_named_as_people_name_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: host name, name on the local network, public name and every IPv4 address; loopback for this machine."""
    monkeypatch.setattr(socket, "gethostname", lambda: "Hoi-Truong.xa.vn")
    monkeypatch.setattr(tls, "outward_address", lambda: ip_address("192.0.2.7"))

    found = names_of_machine(settings)

    assert found.hosts[:4] == ("hoi-truong.xa.vn", "hoi-truong.local", "hoinghi.lan", "localhost")
    assert {str(one) for one in found.addresses} >= {"192.0.2.7", "127.0.0.1", "::1"}
    assert found.needed == {"hoi-truong.xa.vn", "hoinghi.lan", ip_address("192.0.2.7")}


def test_where_it_listens_is_named_unless_that_is_everywhere(settings: Settings, tmp_path: Path) -> None:
    """Law: one address or name to listen on is a name of the machine; 0.0.0.0 is none; a public address is one."""
    at = Settings(data=tmp_path, host="198.51.100.4", public_url="https://203.0.113.5")
    everywhere = Settings(data=tmp_path, host="0.0.0.0")

    addresses = {str(one) for one in names_of_machine(at).addresses}
    assert addresses >= {"198.51.100.4", "203.0.113.5"}
    assert ip_address("203.0.113.5") in names_of_machine(at).needed
    assert "0.0.0.0" not in {str(one) for one in names_of_machine(everywhere).addresses}


def test_a_restart_shows_the_same_until_its_last_month(settings: Settings) -> None:
    """Law: devices trust it once a year: a start makes a new one only when less than a month is left."""
    calendar = Calendar()
    first = Tls(settings, calendar)
    assert first.issued is not None

    calendar.now = first.issued.ends - LAST_MONTH - DAY
    assert fingerprint(Tls(settings, calendar)) == fingerprint(first)
    calendar.now = first.issued.ends - LAST_MONTH
    assert fingerprint(Tls(settings, calendar)) != fingerprint(first)


def test_a_running_server_changes_it_in_the_last_days_only(settings: Settings) -> None:
    """Law: no evening is broken by a renewal that could wait; none is broken by an end that was known."""
    calendar = Calendar()
    running = Tls(settings, calendar)
    assert running.issued is not None
    before, ends = fingerprint(running), running.issued.ends

    calendar.now = ends - LAST_DAYS - DAY
    running.refresh()
    assert fingerprint(running) == before
    calendar.now = ends - LAST_DAYS
    running.refresh()
    assert fingerprint(running) != before
    assert running.authority() == running.issued.ca == (settings.data / certificates.CA_FILE).read_bytes()


def test_a_new_name_is_a_new_certificate(settings: Settings) -> None:
    """Law: a name people use that the kept one does not have makes a new one at the next start."""
    calendar = Calendar()
    first = fingerprint(Tls(settings, calendar))
    moved = Settings(data=settings.data, tls="local", public_url="https://khac.lan")

    assert fingerprint(Tls(moved, calendar)) != first


def test_a_certificate_of_ones_own_is_followed(settings: Settings, tmp_path: Path) -> None:
    """Law: files that are renewed are read again; what cannot be read leaves the former in place."""
    shown = tmp_path / "own.pem"
    names = names_of_machine(settings)
    shown.write_bytes(certificates.issue(names, Calendar().now).pem)
    shown.chmod(0o640)
    own = Settings(tls="files", tls_cert=str(shown), tls_key=str(shown), public_url="https://hoinghi.lan")
    opened = Tls(own)
    assert opened.issued is None and opened.authority() is None
    first = opened._read

    shown.write_bytes(b"half a file")
    os.utime(shown, (1, 1))
    opened.refresh()
    assert opened._read == first

    shown.write_bytes(certificates.issue(names, Calendar().now).pem)
    os.utime(shown, (2, 2))
    opened.refresh()
    assert opened._read == [2_000_000_000, 2_000_000_000]


def test_half_a_renewal_leaves_the_former_pair_in_use(settings: Settings, tmp_path: Path) -> None:
    """Law: between two files that are written one after the other nobody is turned away."""
    names, calendar = names_of_machine(settings), Calendar()
    first, second = (certificates.issue(names, calendar.now).pem for _ in range(2))
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(first)
    key.write_bytes(first)
    key.chmod(0o600)
    own = Settings(tls="files", tls_cert=str(cert), tls_key=str(key), public_url="https://hoinghi.lan")
    opened = Tls(own)

    cert.write_bytes(second)
    os.utime(cert, (1, 1))
    opened.refresh()
    assert shown_by(opened) == der_of(first)
    key.write_bytes(second)
    opened.refresh()
    assert shown_by(opened) == der_of(second)


def shown_by(opened: Tls) -> bytes:
    """The certificate that a browser is shown, DER."""
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    browser = asking.wrap_bio(ours, theirs)
    door = opened.context.wrap_bio(theirs, ours, server_side=True)
    for _ in range(3):
        for end in (browser, door):
            with contextlib.suppress(ssl.SSLWantReadError):
                end.do_handshake()
    der = browser.getpeercert(binary_form=True)
    assert der is not None
    return der


def der_of(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


def test_files_that_do_not_fit_stop_the_start(settings: Settings, tmp_path: Path) -> None:
    """Law: a certificate without its key is refused in words that name both files."""
    one, other = tmp_path / "one.pem", tmp_path / "other.pem"
    for path in (one, other):
        path.write_bytes(certificates.issue(names_of_machine(settings), Calendar().now).pem)
        path.chmod(0o600)
    own = Settings(tls="files", tls_cert=str(one), tls_key=str(other), public_url="https://hoinghi.lan")

    with pytest.raises(KeyUnusable, match=r"one\.pem and .*other\.pem"):
        Tls(own)
    missing = Settings(tls="files", tls_cert=str(tmp_path / "none"), tls_key="x", public_url="https://h.lan")
    with pytest.raises(KeyUnusable, match="none"):
        Tls(missing)
    assert not (tmp_path / TLS_FILE).exists()


def test_a_key_that_everybody_may_read_stops_the_start(settings: Settings, tmp_path: Path) -> None:
    """Law: it is no secret any more; who shares it with a group of programs may."""
    whole = tmp_path / "whole.pem"
    whole.write_bytes(certificates.issue(names_of_machine(settings), Calendar().now).pem)
    own = Settings(tls="files", tls_cert=str(whole), tls_key=str(whole), public_url="https://hoinghi.lan")

    whole.chmod(0o644)
    with pytest.raises(KeyUnusable, match="chmod o="):
        Tls(own)
    whole.chmod(0o640)
    assert Tls(own).issued is None
