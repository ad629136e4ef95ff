"""Whom a bridge believes: one CA and nobody else, read anew at each connection."""

import datetime
import socket
import ssl
import threading
from ipaddress import ip_address
from pathlib import Path

import pytest

from bridge import identity, trust
from bridge.identity import NotEnrolled
from server import certificates
from server.certificates import Issued, Names


def issued() -> Issued:
    names = Names(("localhost",), (ip_address("127.0.0.1"),), frozenset())
    return certificates.issue(names, datetime.datetime.now(datetime.UTC))


def answers_once(folder: Path, shown: Issued) -> int:
    """The port of a server that shows this certificate to one visitor and says 404."""
    path = folder / "shown.pem"
    path.write_bytes(shown.pem)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening, listening.accept()[0] as plain:
            try:
                with certificates.context(path).wrap_socket(plain, server_side=True) as spoken:
                    said = b""
                    while not said.endswith(b"}"):
                        said += spoken.recv(65_536)
                    spoken.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                return  # the visitor did not believe us

    threading.Thread(target=serve, daemon=True).start()
    port: int = listening.getsockname()[1]
    return port


def enrols(folder: Path, port: int, ca: Path) -> str:
    """What enrolling at that port ends with, in words."""
    with pytest.raises(NotEnrolled) as refused:
        identity.enrol(f"https://127.0.0.1:{port}", "code", "name", folder, ca)
    return str(refused.value)


@pytest.mark.parametrize("form", ["der", "pem"])
def test_the_ca_in_the_file_is_believed_and_no_other(tmp_path: Path, form: str) -> None:
    """Law: enrolling sends its code to the server of this CA, and to no other, whatever the name."""
    ours, ca = issued(), tmp_path / "ca.crt"
    ca.write_bytes(ours.ca if form == "der" else ssl.DER_cert_to_PEM_cert(ours.ca).encode())

    believed = enrols(tmp_path, answers_once(tmp_path, ours), ca)
    refused = enrols(tmp_path, answers_once(tmp_path, issued()), ca)

    assert "refused to enrol this bridge: 404" in believed
    assert "CERTIFICATE_VERIFY_FAILED" in refused


def test_plain_http_needs_no_trust(tmp_path: Path) -> None:
    """Law: without TLS there is no context; with it and no file the machine's own authorities count."""
    assert trust.context("http://localhost:8080", tmp_path / "none") is None
    assert trust.context("ws://localhost:8080/bridge", None) is None
    usual = trust.context("wss://hoinghi.example.vn/bridge", None)
    assert usual is not None and usual.verify_mode is ssl.CERT_REQUIRED and usual.check_hostname


def test_a_certificate_without_its_root_is_believed_as_it_stands(tmp_path: Path) -> None:
    """Law: the file of setting tls_cert will do: its own first certificate is trusted, by name."""
    ours, chain = issued(), tmp_path / "chain.pem"
    chain.write_bytes(ours.pem[: ours.pem.index(b"-----END CERTIFICATE") + 26])

    assert "404" in enrols(tmp_path, answers_once(tmp_path, ours), chain)
