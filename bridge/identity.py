"""Who this bridge is: its key, its id and its server's key, in one file that only its user may read.

Rule: the private key is drawn here and never leaves. Enrolling is one POST with a one-time code; the answer is kept
before it is used.
"""

import base64
import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bridge import trust
from server.wire.link import enrolment_proof

FILE = "bridge.json"
ANSWER_WITHIN_S = 10
ANSWER_BYTES = 64 * 1024


class NotEnrolled(Exception):
    """There is no identity and none could be had; the message is a sentence for the person who starts the bridge."""


@dataclass(frozen=True, slots=True)
class Identity:
    """One enrolled bridge."""

    bridge: bytes
    key: Ed25519PrivateKey
    server_key: Ed25519PublicKey


def read(folder: Path) -> Identity | None:
    """The identity kept in `folder`; None where there is none. Raises NotEnrolled when it cannot be used."""
    path = folder / FILE
    try:
        if path.stat().st_mode & 0o077:
            raise NotEnrolled(f"{path} may be read by others; if nobody did: chmod 600 {path}")
        kept = json.loads(path.read_bytes())
        return Identity(
            bytes.fromhex(kept["bridge"]),
            Ed25519PrivateKey.from_private_bytes(_bytes(kept["key"])),
            Ed25519PublicKey.from_public_bytes(_bytes(kept["server_key"])),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotEnrolled(f"{path} cannot be used: {error}. Remove it and enrol again.") from error


def enrol(server: str, code: str, name: str, folder: Path, ca: Path | None = None) -> Identity:
    """Makes this bridge one of the server's and keeps who it is. Blocks for one request. Raises NotEnrolled."""
    key = Ed25519PrivateKey.generate()
    asked = {
        "code": code,
        "name": name,
        "public_key": _text(key.public_key().public_bytes_raw()),
        "signature": _text(key.sign(enrolment_proof(code, name))),
    }
    told = _post(f"{server}/api/bridges/enrol", asked, server, ca)
    kept = {
        "bridge": told["bridge"],
        "key": _text(key.private_bytes_raw()),
        "server_key": told["server_key"],
    }
    _keep(folder, json.dumps(kept).encode())
    found = read(folder)
    if found is None:
        raise NotEnrolled(f"{folder / FILE} was removed while it was written.")
    return found


def _post(url: str, body: dict[str, str], origin: str, ca: Path | None) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "Origin": origin}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(
            request, timeout=ANSWER_WITHIN_S, context=trust.context(url, ca)
        ) as answer:
            told = json.loads(answer.read(ANSWER_BYTES))
        return {"bridge": str(told["bridge"]), "server_key": str(told["server_key"])}
    except urllib.error.HTTPError as error:
        raise NotEnrolled(_refusal(error, body["name"])) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotEnrolled(f"{url} did not answer as a server does: {error}") from error


def _refusal(error: urllib.error.HTTPError, name: str) -> str:
    try:
        code = json.loads(error.read(ANSWER_BYTES))["error"]
    except (OSError, ValueError, KeyError, TypeError):
        code = str(error.code)
    return {
        "WRONG_CODE": "The enrolment code is wrong, used or too old: `diemcau bridge enrol` prints another.",
        "BRIDGE_NAME_TAKEN": f"Another bridge is called {name!r}: choose another name with --name.",
        "FOREIGN_ORIGIN": "The server has another name: give --server as its public_url says it, or over https.",
    }.get(code, f"The server refused to enrol this bridge: {code}.")


def _keep(folder: Path, content: bytes) -> None:
    """Writes the file whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f"{FILE}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fresh.replace(folder / FILE)


def _text(piece: bytes) -> str:
    return base64.urlsafe_b64encode(piece).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
