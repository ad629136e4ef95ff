"""Whom the bridge believes over TLS: the machine's usual authorities, or nothing but what one file holds.

Rule: the file is read at each connection. A server that renewed the certificate of a local network is followed by who
shares its file; who does not is told.
"""

import ssl
from pathlib import Path


def context(server: str, ca: Path | None) -> ssl.SSLContext | None:
    """None for a server that is asked over plain HTTP. Raises OSError where the file cannot be used."""
    if not server.startswith(("https:", "wss:")):
        return None
    if ca is None:
        return ssl.create_default_context()
    held = ca.read_bytes()
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # verifies chain and name, trusts nobody yet
    made.load_verify_locations(cadata=held.decode("ascii") if held.startswith(b"-----") else held)
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a chain without its root is trusted as it stands
    return made
