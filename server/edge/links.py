"""Links: a capability for one grant, derived and never stored.

`/<page>#<conference>.<grant>.<token>`: what stands after the # reaches no server, log or Referer; the
page POSTs it to /api/enter. The token is an HMAC over the grant and its version: showing a link again
recomputes it, revoking raises the version. A personal link is the conference's phone link (q0) and, behind it,
`.<person>.<token>`: a second HMAC that proves one person online. It ends with the version of q0.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple

from server.core.ids import ConferenceId, GrantId, PersonNo

TOKEN_CHARS = 27
"""162 bits: above the 112 that ASVS 5.0 (6.5.2) asks of a secret that is not slowed down."""

KEY_BYTES = 32

OLD_VERSIONS = 64
"""How far back a revoked link is still told apart from a wrong one."""

PAGES = {"h": "control", "o": "desk", "v": "board", "w": "board", "q": "phone"}
"""The page a role's link opens; w opens it as a wall. q: a phone in the room of a point; q0: online."""

ONLINE = GrantId("q0")

GRANT = re.compile(r"[hovwq](0|[1-9][0-9]{0,7})")
CONFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
_LINK = re.compile(rf"({CONFERENCE.pattern})\.({GRANT.pattern})\.([A-Za-z0-9_-]{{{TOKEN_CHARS}}})")
_CLAIM = re.compile(rf"(0|[1-9][0-9]{{0,9}})\.([A-Za-z0-9_-]{{{TOKEN_CHARS}}})")


class Link(NamedTuple):
    conference: ConferenceId
    grant: GrantId
    token: str


class Claim(NamedTuple):
    """What a personal link says behind the conference's: who its holder is."""

    person: PersonNo
    token: str

    @property
    def spelled(self) -> str:
        return f"{self.person}.{self.token}"


class Links:
    """Makes and checks tokens with one key (keys/ in the data folder; never exported)."""

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError(f"the link key needs {KEY_BYTES} bytes")
        self._key = key

    def token(self, conference: ConferenceId, grant: GrantId, version: int) -> str:
        return self._mac(f"{conference}|{grant}|{version}")

    def claim(self, conference: ConferenceId, version: int, person: PersonNo) -> Claim:
        """What makes `person`'s link personal; `version`: of the conference's phone link."""
        return Claim(person, self._mac(f"{conference}|{ONLINE}|{version}|person {person}"))

    def personal_path(self, conference: ConferenceId, version: int, person: PersonNo) -> str:
        """The personal link without its origin: "/phone#0ABC2345.q0.….17.…"."""
        whole = self.path(conference, ONLINE, version)
        return f"{whole}.{self.claim(conference, version, person).spelled}"

    def proves(self, claim: Claim, conference: ConferenceId, version: int) -> bool:
        """Whether the claim is this conference's, of this version; in constant time."""
        right = self.claim(conference, version, claim.person)
        return hmac.compare_digest(right.token.encode(), claim.token.encode())

    def _mac(self, said: str) -> str:
        return urlsafe_b64encode(hmac.digest(self._key, said.encode(), sha256))[:TOKEN_CHARS].decode()

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


def read_claim(text: object) -> Claim | None:
    """The parts of "person.token"; None for anything else."""
    found = _CLAIM.fullmatch(text) if isinstance(text, str) else None
    return Claim(PersonNo(int(found[1])), found[2]) if found else None


def read_entry(text: str) -> tuple[Link, Claim | None] | None:
    """A link as a page POSTs it: with a claim behind it when it is a personal one. None for anything else."""
    parts = text.split(".", 3)
    link, claim = read_link(".".join(parts[:3])), read_claim(parts[3]) if parts[3:] else None
    if link is None or (parts[3:] and (claim is None or link.grant != ONLINE)):
        return None
    return link, claim


def node_of(grant: GrantId) -> int:
    return int(grant[1:])
