"""What one may ask of the house: what only its journal holds, accounts, the list of conferences, bridges.

The rules of commands.py hold here as well. EpochBegan, which every journal may hold, stands there.
"""

from typing import NamedTuple

from server.core.ids import ConferenceId, DeviceId, Millis


class SetAccount(NamedTuple):
    """An account's name and password hash, as vault text [name, hash]; again replaces both."""

    account: int
    digest: bytes
    is_first: bool = False
    """Refused when the account has a password: of two set-ups in one moment, at whatever nodes, one stands."""


class EnrolAccountDevice(NamedTuple):
    """A browser that signed in to an account. `key_hash`: SHA-256 of the secret in its cookie."""

    account: int
    device: DeviceId
    key_hash: bytes
    label: str
    expires_ms: Millis


class SignOut(NamedTuple):
    device: DeviceId


class AddConference(NamedTuple):
    conference: ConferenceId
    title: str


class AddBridge(NamedTuple):
    """A media bridge proved its key and brought a one-time code. `bridge`: eight bytes, never used again."""

    bridge: bytes
    name: str
    public_key: bytes
    """Ed25519, 32 bytes: what it signs the server's challenges with."""


class RemoveBridge(NamedTuple):
    bridge: bytes
