"""The house: accounts, their signed-in browsers, the list of conferences, the bridges, folded from the house journal.

Rule: names and password hashes are vault texts; the fold holds only whose text it is.
"""

import zlib
from typing import NamedTuple

from server.core.commands import EpochBegan
from server.core.entries import Entry
from server.core.house_commands import (
    AddBridge,
    AddConference,
    EnrolAccountDevice,
    RemoveBridge,
    SetAccount,
    SignOut,
)
from server.core.ids import CommandId, ConferenceId, DeviceId, Millis, Seq, subject_of
from server.core.refusals import Judgement, Verdict


class UnknownHouseEntry(Exception):
    """The house journal holds a kind this version does not know: folding must stop."""


class ListedConference(NamedTuple):
    id: ConferenceId
    title: str
    created_ms: Millis


class AccountDevice(NamedTuple):
    account: int
    key_hash: bytes
    label: str
    enrolled_ms: Millis
    expires_ms: Millis


class EnrolledBridge(NamedTuple):
    name: str
    public_key: bytes
    enrolled_ms: Millis


BRIDGE_BYTES, PUBLIC_KEY_BYTES = 8, 32
"""An id as drawn by the shell; an Ed25519 public key (RFC 8032)."""


class House:
    """The folded house. One instance per server, changed only by `apply`."""

    def __init__(self) -> None:
        self.seq = Seq(0)
        self.epoch = 1
        self.accounts: dict[int, bytes] = {}
        """Account number -> vault subject of [name, password hash]."""
        self.conferences: dict[ConferenceId, ListedConference] = {}
        self.devices: dict[DeviceId, AccountDevice] = {}
        self.bridges: dict[bytes, EnrolledBridge] = {}
        self._spent: set[bytes] = set()
        """Ids of bridges that were ever enrolled: a code is good once, also after the bridge was removed."""
        self._known: dict[CommandId, tuple[int, Judgement]] = {}

    def first_outcome(self, entry: Entry) -> Judgement | None:
        """What a known command id was answered with; None for a new one."""
        known = self._known.get(entry.id)
        if known is None:
            return None
        crc, judgement = known
        return judgement if crc == _crc(entry) else Judgement(Verdict.ID_REUSED)

    def judge(self, entry: Entry) -> Judgement | None:
        """A refusal that needs no journal; None when nothing speaks against the entry."""
        match entry.body:
            case AddConference(conference, title):
                if not title.strip() or conference in self.conferences:
                    return Judgement(Verdict.BAD_TEXT if not title.strip() else Verdict.DUPLICATE_CODE)
            case SignOut(device):
                if device not in self.devices:
                    return Judgement(Verdict.NO_SUCH_DEVICE)
            case SetAccount(account, is_first=True):
                return Judgement(Verdict.WRONG_STATE) if account in self.accounts else None
            case EnrolAccountDevice(account=account):
                if account not in self.accounts:
                    return Judgement(Verdict.NOT_ALLOWED)
            case AddBridge(bridge, name, public_key):
                return self._judge_bridge(bridge, name, public_key)
            case RemoveBridge(bridge):
                return None if bridge in self.bridges else Judgement(Verdict.NO_SUCH_DEVICE)
            case EpochBegan(epoch):
                return None if epoch >= self.epoch else Judgement(Verdict.WRONG_STATE)
            case _:
                pass
        return None

    def _judge_bridge(self, bridge: bytes, name: str, public_key: bytes) -> Judgement | None:
        if len(bridge) != BRIDGE_BYTES or len(public_key) != PUBLIC_KEY_BYTES or not name.strip():
            return Judgement(Verdict.BAD_TEXT)
        if bridge in self._spent:
            return Judgement(Verdict.WRONG_STATE)
        if name in (one.name for one in self.bridges.values()):
            return Judgement(Verdict.DUPLICATE_CODE)
        return None

    def apply(self, seq: int, entry: Entry) -> Judgement:
        """The verdict on `entry`, which is now part of the house. Raises UnknownHouseEntry."""
        self.seq = Seq(seq)
        judgement = self.first_outcome(entry)
        if judgement is None:
            judgement = self.judge(entry) or self._take(entry)
            self._known[entry.id] = (_crc(entry), judgement)
        return judgement

    def _take(self, entry: Entry) -> Judgement:
        match entry.body:
            case SetAccount(account):
                # A new password signs every browser of the account out.
                self.devices = {name: one for name, one in self.devices.items() if one.account != account}
                self.accounts[account] = subject_of(entry.id)
            case EnrolAccountDevice(account, device, key_hash, label, expires_ms):
                self.devices[device] = AccountDevice(account, key_hash, label, entry.received_ms, expires_ms)
            case SignOut(device):
                del self.devices[device]
            case AddConference(conference, title):
                self.conferences[conference] = ListedConference(conference, title, entry.received_ms)
            case AddBridge(bridge, name, public_key):
                self.bridges[bridge] = EnrolledBridge(name, public_key, entry.received_ms)
                self._spent.add(bridge)
            case RemoveBridge(bridge):
                del self.bridges[bridge]
            case EpochBegan(epoch):
                if epoch == self.epoch:
                    return Judgement(Verdict.ALREADY_SO)
                self.epoch = epoch
            case _:
                raise UnknownHouseEntry(f"entry {self.seq} of the house journal has kind {entry.kind}")
        return Judgement(Verdict.ACCEPTED)


def _crc(entry: Entry) -> int:
    return zlib.crc32(repr((entry.grant, entry.body)).encode())
