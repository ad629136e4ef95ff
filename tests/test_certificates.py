"""The CA of one certificate: what it names is verified by a real TLS handshake, what it does not name is not."""

import datetime
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server import certificates
from server.certificates import CA_FILE, TLS_FILE, Issued, Names
from server.journal.keys import KeyUnusable

NOW = datetime.datetime.now(datetime.UTC)
LAN, OUTSIDE = "192.0.2.7", "192.0.2.8"


def names(*hosts: str, addresses: tuple[str, ...] = (), needed: tuple[str, ...] = ()) -> Names:
    return Names(hosts, tuple(map(ip_address, addresses)), frozenset(needed))


HALL = names("hoi-truong", "localhost", addresses=(LAN, "::1"))


def forged(hosts: Names) -> Issued:
    """What somebody could sign who had kept the key of a CA made for HALL."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([])
    begun = x509.CertificateBuilder().issuer_name(issuer).not_valid_before(NOW - certificates.BEFORE)
    begun = begun.not_valid_after(NOW + certificates.LASTS)
    ca = certificates._authority(begun, issuer, ca_key, HALL).sign(ca_key, hashes.SHA256())
    shown = certificates._server(begun, ca_key, key, hosts).sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Issued(private + shown.public_bytes(pem), ca.public_bytes(serialization.Encoding.DER))


def shake_hands(folder: Path, issued: Issued, asked_for: str) -> str:
    """A browser that trusts this CA alone asks for a name; the TLS version spoken. Raises SSLCertVerificationError."""
    path = folder / "shown.pem"
    path.write_bytes(issued.pem)
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(cadata=issued.ca)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    browser = trusting.wrap_bio(down, up, server_hostname=asked_for)
    server = certificates.context(path).wrap_bio(up, down, server_side=True)
    done: set[ssl.SSLObject] = set()
    while len(done) < 2:
        for side in (browser, server):
            try:
                side.do_handshake()
                done.add(side)
            except ssl.SSLWantReadError:
                continue
    return browser.version() or ""


@pytest.mark.parametrize("asked_for", ["hoi-truong", "localhost", LAN, "::1"])
def test_each_name_of_the_machine_is_verified(tmp_path: Path, asked_for: str) -> None:
    """Law: who trusts the CA reaches the machine by each of its names and addresses."""
    assert shake_hands(tmp_path, certificates.issue(HALL, NOW), asked_for) == "TLSv1.3"


@pytest.mark.parametrize("asked_for", ["bank.example.vn", OUTSIDE, "::2"])
def test_another_name_is_not(tmp_path: Path, asked_for: str) -> None:
    """Law: the certificate is for nothing else."""
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, certificates.issue(HALL, NOW), asked_for)


@pytest.mark.parametrize(
    ("signed", "asked_for"),
    [
        (names("bank.example.vn"), "bank.example.vn"),
        (names("hoi-truong", addresses=(OUTSIDE,)), OUTSIDE),
        (names("hoi-truong", addresses=("::2",)), "::2"),
    ],
    ids=["a name", "an address", "an IPv6 address"],
)
def test_what_the_ca_might_sign_outside_its_constraint_is_not_verified(
    tmp_path: Path, signed: Names, asked_for: str
) -> None:
    """Law: even with the key that was not kept, nobody could sign for another place: the constraint is critical."""
    assert shake_hands(tmp_path, forged(HALL), LAN)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(tmp_path, forged(signed), asked_for)


def test_the_key_of_the_ca_is_not_kept(tmp_path: Path) -> None:
    """Law: what is on the disk holds one private key, and it is not the one that signed."""
    (tmp_path / "keys").mkdir()
    issued = certificates.issue(HALL, NOW)
    certificates.keep(tmp_path, issued)

    pem = (tmp_path / TLS_FILE).read_bytes()
    kept = serialization.load_pem_private_key(pem, None)
    shown, ca = x509.load_pem_x509_certificates(pem)

    assert pem.count(b"PRIVATE KEY") == 2
    assert kept.public_key() == shown.public_key() != ca.public_key()
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["ca.crt", "tls.pem"]


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    """Law: a restart shows the same certificate; the file to trust is the CA, and its hash the fingerprint."""
    (tmp_path / "keys").mkdir()
    assert certificates.read(tmp_path) is None
    issued = certificates.issue(HALL, NOW)
    certificates.keep(tmp_path, issued)

    assert certificates.read(tmp_path) == issued
    assert (tmp_path / CA_FILE).read_bytes() == issued.ca
    digest = hashes.Hash(hashes.SHA256())
    digest.update(issued.ca)
    assert issued.fingerprint == digest.finalize().hex(":").upper()
    assert (tmp_path / TLS_FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_file_that_others_read_or_that_is_none_is_refused(tmp_path: Path) -> None:
    """Law: a key somebody may have copied, or half a file, stops the start in words."""
    (tmp_path / "keys").mkdir()
    certificates.keep(tmp_path, certificates.issue(HALL, NOW))
    path = tmp_path / TLS_FILE

    path.chmod(0o640)
    with pytest.raises(KeyUnusable, match="may be read by others"):
        certificates.read(tmp_path)
    path.chmod(0o600)
    path.write_bytes(b"half a file")
    with pytest.raises(KeyUnusable, match="not what this program wrote"):
        certificates.read(tmp_path)
    with pytest.raises(KeyUnusable, match=r"tls\.pem"):
        certificates.context(path)


def test_it_lasts_a_year_and_says_what_it_covers() -> None:
    """Law: it ends within a year, began before now for clocks that are behind, and knows which names it has."""
    issued = certificates.issue(HALL, NOW)

    assert issued.ends - NOW < datetime.timedelta(days=366) and issued.ends > NOW
    assert issued.covers(names("x", needed=("hoi-truong", "localhost")))
    assert issued.covers(HALL._replace(needed=frozenset({ip_address(LAN)})))
    assert not issued.covers(names("x", needed=("hoi-truong", "hoinghi.example.vn")))
    assert not issued.covers(HALL._replace(needed=frozenset({ip_address(OUTSIDE)})))
