"""Links: a capability for one grant, derived and never stored.

`/<page>#<conference>.<grant>.<token>`: what stands after the # reaches no server, log or Referer; the
page POSTs it to /api/enter. The token is an HMAC over the grant and its version: showing a link again
recomputes it, revoking raises the version.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple

from server.core.ids import ConferenceId, GrantId

TOKEN_CHARS = 27
"""162 bits: above the 112 that ASVS 5.0 (6.5.2) asks of a secret that is not slowed down."""

KEY_BYTES = 32

OLD_VERSIONS = 64
"""How far back a revoked link is still told apart from a wrong one."""

PAGES = {"h": "control", "o": "desk", "v": "board", "w": "board"}
"""The page a role's link opens; w opens it as a wall."""

GRANT = re.compile(r"[hovw](0|[1-9][0-9]{0,7})")
CONFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
_LINK = re.compile(rf"({CONFERENCE.pattern})\.({GRANT.pattern})\.([A-Za-z0-9_-]{{{TOKEN_CHARS}}})")


class Link(NamedTuple):
    conference: ConferenceId
    grant: GrantId
    token: str


class Links:
    """Makes and checks tokens with one key (keys/ in the data folder; never exported)."""

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"the link key needs {KEY_BYTES} bytes")
        self._key = key

    def token(self, conference: ConferenceId, grant: GrantId, version: int) -> str:
        said = f"{conference}|{grant}|{version}".encode()
        return urlsafe_b64encode(hmac.digest(self._key, said, sha256))[:TOKEN_CHARS].decode()

    def path(self, conference: ConferenceId, grant: GrantId, version: int) -> str:
        """The link without its origin: "/desk#0ABC2345.o17.…"."""
        wall = "?wall" if grant[0] == "w" else ""
        return f"/{PAGES[grant[0]]}{wall}#{conference}.{grant}.{self.token(conference, grant, version)}"

    def opens(self, link: Link, version: int) -> bool:
        """Whether the token is the one of this version; in constant time."""
        right = self.token(link.conference, link.grant, version)
        return hmac.compare_digest(right.encode(), link.token.encode())

    def was_revoked(self, link: Link, version: int) -> bool:
        """Whether the token opened an earlier version: its holder is told so in words."""
        return any(self.opens(link, old) for old in range(max(1, version - OLD_VERSIONS), version))


def read_link(text: object) -> Link | None:
    """The parts of "conference.grant.token"; None for anything else."""
    found = _LINK.fullmatch(text) if isinstance(text, str) else None
    return Link(ConferenceId(found[1]), GrantId(found[2]), found[4]) if found else None


def node_of(grant: GrantId) -> int:
    return int(grant[1:])
