"""A certificate for a machine without a public name: made here, signed by a CA of its own that signs nothing else.

Rule 1: the CA's key is never written down. It signs one certificate and is forgotten, so who trusts the CA trusts this
machine for a year, and nobody, not even who takes keys/, can ever sign for another.
Rule 2: all the same the CA is constrained, critically, to the names and addresses of that certificate (RFC 5280, 4.2.1.10).
Rule 3: key, certificate and CA are one file (0600) that is put in place whole; beside it stands what devices are to trust.
"""

import datetime
import os
import ssl
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.journal.keys import KeyUnusable
from server.journal.sqlite_file import sync_file

Address = IPv4Address | IPv6Address

TLS_FILE = "keys/tls.pem"
CA_FILE = "keys/ca.crt"
"""Below the data folder. DER: `Get-FileHash` and `sha256sum` of it print the fingerprint that the terminal shows."""

LASTS = datetime.timedelta(days=365)
"""Apple takes 825 days from a CA that a person added, public ones may have 398: a year is safe everywhere."""

BEFORE = datetime.timedelta(days=1)
"""A laptop's clock may be behind."""


class Names(NamedTuple):
    """What the machine is called. `needed` are those people use; the rest is named as well, and may change."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]
    needed: frozenset[str | Address]

    def general(self) -> list[x509.GeneralName]:
        return [*map(x509.DNSName, self.hosts), *map(x509.IPAddress, self.addresses)]


@dataclass(frozen=True)
class Issued:
    """One certificate with its key, and the CA that signed it."""

    pem: bytes
    """Key, certificate, CA: as ssl.SSLContext.load_cert_chain reads it."""
    ca: bytes
    """DER."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the CA as pairs of hex digits."""
        return x509.load_der_x509_certificate(self.ca).fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def ends(self) -> datetime.datetime:
        return self._certificate.not_valid_after_utc

    def covers(self, names: Names) -> bool:
        """Whether every name that is needed stands in the certificate."""
        said = self._certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        named = {*said.get_values_for_type(x509.DNSName), *said.get_values_for_type(x509.IPAddress)}
        return names.needed <= named

    @cached_property
    def _certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.pem)


def issue(names: Names, now: datetime.datetime) -> Issued:
    """A new CA, and the one certificate it ever signs."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    called = f"Điểm Cầu · {names.hosts[0][:32]} · {now:%Y-%m-%d}"
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])
    begun = (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .not_valid_before(now - BEFORE)
        .not_valid_after(now - BEFORE + LASTS)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    ca = _authority(begun, issuer, ca_key, names).sign(ca_key, hashes.SHA256())
    certificate = _server(begun, ca_key, key, names).sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    whole = private + certificate.public_bytes(pem) + ca.public_bytes(pem)
    return Issued(whole, ca.public_bytes(serialization.Encoding.DER))


def _authority(
    begun: x509.CertificateBuilder, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, names: Names
) -> x509.CertificateBuilder:
    allowed: list[x509.GeneralName] = [
        *map(x509.DNSName, names.hosts),
        *(x509.IPAddress(ip_network(one)) for one in names.addresses),
    ]
    return (
        begun.subject_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(allowed, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _server(
    begun: x509.CertificateBuilder,
    ca_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    names: Names,
) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names.hosts[0][:64])])
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    return (
        begun.subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(names.general()), critical=False)
        .add_extension(signer, critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        **dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        ),
    )


def read(data: Path) -> Issued | None:
    """What was kept in this data folder; None where there is nothing. Raises KeyUnusable."""
    path = data / TLS_FILE
    if not path.exists():
        return None
    if path.stat().st_mode & 0o077:
        raise KeyUnusable(f"{path} may be read by others; remove it: a new one is made")
    pem = path.read_bytes()
    try:
        ca = x509.load_pem_x509_certificates(pem)[-1]
    except ValueError as error:
        raise KeyUnusable(f"{path} is not what this program wrote; remove it: a new one is made") from error
    return Issued(pem, ca.public_bytes(serialization.Encoding.DER))


def keep(data: Path, issued: Issued) -> None:
    """On the disk from here on, whole or not at all."""
    for name, content, mode in ((TLS_FILE, issued.pem, 0o600), (CA_FILE, issued.ca, 0o644)):
        path = data / name
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        try:
            os.write(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        fresh.replace(path)
        sync_file(path.parent)


def context(certificate: Path, key: Path | None = None) -> ssl.SSLContext:
    """What a server speaks TLS 1.2 or newer with. Raises KeyUnusable."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    load(made, certificate, key)
    return made


def load(into: ssl.SSLContext, certificate: Path, key: Path | None = None) -> None:
    """New connections show this certificate; open ones stay. Raises KeyUnusable."""
    try:
        into.load_cert_chain(certificate, key)
    except OSError as error:
        said = f"{certificate}" + (f" and {key}" if key else "")
        why = error.strerror or "not a certificate and its key, in PEM"
        raise KeyUnusable(f"the certificate cannot be used: {said}: {why}") from error
