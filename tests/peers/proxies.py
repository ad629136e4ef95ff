"""nginx and Caddy on the examples of config/proxy, in front of a real server; and visitors who come through them.

Beside the server stands a second node that is dead: every story passes it over.
"""

import os
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from server import certificates
from server.certificates import Issued, Names
from tests.end_to_end.server import Server, free_port
from tests.house.reading import ROOT
from tests.peers.program import placed, program

NAME = "hoinghi.example.vn"
"""What the examples call the server."""

PROXY = "127.0.0.1"
WITHOUT_IPV6 = {
    "        listen [::]:443 ssl http2;\n": "",
    "        listen [::]:443 ssl default_server;\n": "",
}


class Behind(NamedTuple):
    """A server behind a proxy."""

    server: Server
    port: int
    """Of the proxy, TLS."""
    issued: Issued
    log: Path
    """What the proxy wrote down of requests."""

    @property
    def origin(self) -> str:
        return f"https://{NAME}:{self.port}"


class Loopback(AbstractResolver):
    """The examples' name is this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = ResolveResult(hostname=host, host=PROXY, port=port, family=socket.AF_INET, proto=0, flags=0)
        return [found]

    async def close(self) -> None:
        """Nothing is held."""


@asynccontextmanager
async def visitor(behind: Behind, address: str, **headers: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser at `address`, that trusts the proxy's CA alone and says these headers, too."""
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusted.load_verify_locations(cadata=behind.issued.ca)
    connector = aiohttp.TCPConnector(ssl=trusted, resolver=Loopback(), local_addr=(address, 0))
    said = {"Origin": behind.origin} | {name.replace("_", "-"): text for name, text in headers.items()}
    async with aiohttp.ClientSession(behind.origin, connector=connector, headers=said) as session:
        yield session


Start = Callable[[Path, Server, int, Path], Any]


@asynccontextmanager
async def behind(start: Start, folder: Path, **settings: str) -> AsyncIterator[Behind]:
    """A server that believes this machine's proxy, and the proxy."""
    port, certificate = free_port(), folder / "shown.pem"
    issued = certificates.issue(Names((NAME,), (), frozenset()), datetime.now(UTC))
    certificate.write_bytes(issued.pem)
    known = {"public_url": f"https://{NAME}:{port}", "trusted_proxies": f"{PROXY}/32"}
    server = Server(folder / "data", **(known | settings))
    async with server.running(), start(folder, server, port, certificate):
        yield Behind(server, port, issued, folder / "requests.log")


@asynccontextmanager
async def nginx(folder: Path, server: Server, port: int, certificate: Path) -> AsyncIterator[None]:
    """nginx on config/proxy/nginx.conf, its places in `folder`."""
    kept = "".join(
        f"    {one}_temp_path {folder}/{one};\n"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    places = WITHOUT_IPV6 | {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "pid /run/nginx.pid": f"pid {folder}/nginx.pid",
        "/var/log/nginx/error.log": f"{folder}/error.log",
        "/var/log/nginx/diemcau.log": f"{folder}/requests.log",
        "http {\n": "http {\n" + kept,
        "server 127.0.0.1:8080": f"server 127.0.0.1:{server.port}",
        "# server 10.0.0.12:8080": f"server 127.0.0.1:{free_port()}",
        "        listen 80;\n        listen [::]:80;\n": f"        listen {PROXY}:{free_port()};\n",
        "listen 443 ssl": f"listen {PROXY}:{port} ssl",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(certificate),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(certificate),
        "client_header_timeout 10s": "client_header_timeout 1s",
        "worker_rlimit_nofile 131072;": "",
        "worker_connections 60000": "worker_connections 256",
    }
    conf = folder / "nginx.conf"
    conf.write_text(placed(ROOT / "config" / "proxy" / "nginx.conf", places), encoding="utf-8")
    command = ("nginx", "-p", str(folder), "-c", str(conf), "-g", "daemon off;")
    async with program(folder / "nginx.out", *command, port=port):
        yield


@asynccontextmanager
async def caddy(folder: Path, server: Server, port: int, certificate: Path) -> AsyncIterator[None]:
    """Caddy on config/proxy/Caddyfile, its places in `folder`."""
    own = (
        f"\tadmin off\n\thttp_port {free_port()}\n\thttps_port {port}\n\tstorage file_system {folder}/caddy\n"
    )
    places = {
        "{\n\tservers {": f"{{\n{own}\tservers {{",
        f"{NAME} {{\n": f"{NAME} {{\n\tbind {PROXY}\n\ttls {certificate} {certificate}\n",
        "/var/log/caddy/diemcau.log": f"{folder}/requests.log",
        "reverse_proxy 127.0.0.1:8080": f"reverse_proxy 127.0.0.1:{server.port} 127.0.0.1:{free_port()}",
        "read_header 10s": "read_header 1s",
    }
    conf = folder / "Caddyfile"
    conf.write_text(placed(ROOT / "config" / "proxy" / "Caddyfile", places), encoding="utf-8")
    command = ("caddy", "run", "--adapter", "caddyfile", "--config", str(conf))
    async with program(folder / "caddy.out", *command, port=port):
        yield
