"""config/redis.conf: loaded by a real redis-server, a reason at each line, and no right that the server does not need."""

import asyncio
import datetime
import ipaddress
import re
import socket
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server.journal.port import JournalBroken, JournalBusy
from server.journal.redis import open_redis_journal
from server.journal.redis_archive import RedisArchive
from server.journal.redis_client import DURABLE
from tests.journal.given import history, numbered
from tests.journal.redis_server import EXAMPLE, PASSWORD, USER, node, redis_server

LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()


def test_every_group_of_lines_has_its_reason() -> None:
    """Law: above each run of settings stands a sentence."""
    for number, line in enumerate(LINES):
        if line and not line.startswith("#"):
            above = [earlier for earlier in LINES[:number] if earlier and not re.match(r"# ----", earlier)]
            reason = next(earlier for earlier in reversed(above) if earlier.startswith("#"))
            assert reason.rstrip().endswith((".", ":")), (line, reason)
            assert "" not in LINES[LINES.index(reason) : number], line


def test_what_the_server_demands_stands_there_and_is_marked() -> None:
    """Law: the example and `demand_durable` name the same settings, with the same values."""
    marked = {}
    for number, line in enumerate(LINES):
        if line.startswith("# [needed]"):
            following = next(later for later in LINES[number:] if later and not later.startswith("#"))
            name, _, value = following.partition(" ")
            marked[name] = value.strip('"')
    others = {name: wanted for name, (wanted, _) in DURABLE.items()}
    assert marked == others | {"user": "default off resetpass ~* &* +@all"}


@pytest.mark.parametrize(
    "command",
    [
        ("FLUSHALL",), ("FLUSHDB",), ("CONFIG", "SET", "appendfsync", "no"), ("SHUTDOWN",), ("DEBUG", "SLEEP", "0"),
        ("KEYS", "*"), ("SAVE",), ("REPLICAOF", "NO", "ONE"), ("ACL", "LIST"), ("ACL", "SETUSER", "x"),
        ("GET", "another:key"), ("CLIENT", "KILL", "ID", "1"), ("MONITOR",), ("SLOWLOG", "GET"),
    ],
    ids=" ".join,
)  # fmt: skip
async def test_the_servers_user_may_do_nothing_it_does_not_need(command: tuple[str, ...]) -> None:
    """Law: who stole the server's password can neither empty nor reconfigure Redis, nor read other keys."""
    with redis_server() as redis:
        async with node(redis.url) as reader:
            with pytest.raises(JournalBroken, match=r"(?i)no permission|access|not allowed"):
                await reader.client.call(*command)


async def test_nobody_is_the_default_user() -> None:
    """Law: without name and password nothing is answered."""
    with redis_server() as redis, pytest.raises((JournalBroken, JournalBusy)):
        async with node(redis.url.replace(f"{USER}:{PASSWORD}@", "")):
            pass


async def test_a_name_stands_in_no_slow_log(tmp_path: Path) -> None:
    """Law: what Redis would repeat of a command's arguments is switched off."""
    with redis_server() as redis:
        async with node(redis.url) as reader:
            journal = await open_redis_journal(reader, "ONE")
            await journal.append(numbered(20_000))
            assert redis.admin("SLOWLOG", "LEN") == "0"
            assert redis.admin("CONFIG", "GET", "crash-log-enabled").split()[1] == "no"
            await journal.close()


# TLS


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "redis.crt", folder / "redis.key"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    return cert_file, key_file


async def test_a_redis_behind_tls_is_used_when_its_certificate_is_trusted_and_refused_when_not(
    tmp_path: Path,
) -> None:
    """Law: rediss:// checks who answers; `ssl_ca_certs` in the address names whom to trust."""
    cert_file, key_file = await asyncio.to_thread(certificate, tmp_path)
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    tls = ("--tls-port", str(port), "--tls-cert-file", str(cert_file), "--tls-key-file", str(key_file))
    with redis_server(*tls, "--tls-auth-clients", "no", "--tls-ca-cert-file", str(cert_file)):
        plain = f"rediss://{USER}:{PASSWORD}@127.0.0.1:{port}/0"
        trusted = f"{plain}?ssl_ca_certs={cert_file}"
        async with node(trusted) as reader:
            journal = await open_redis_journal(reader, "ONE")
            await journal.append(numbered(3))
            assert await history(journal) == numbered(3)
            await journal.close()
        archive = RedisArchive(trusted)
        assert [block.entries for block in archive.blocks("ONE")] == [numbered(3)]
        archive.close()
        with pytest.raises(JournalBusy, match=r"(?i)certificate") as said:
            async with node(plain):
                pass
        assert PASSWORD not in str(said.value)
