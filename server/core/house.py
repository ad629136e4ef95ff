"""The house: accounts, their signed-in browsers, and the list of conferences, folded from the house journal.

Rule: names and password hashes are vault texts; the fold holds only whose text it is.
"""

import zlib
from typing import NamedTuple

from server.core.commands import (
    AddConference,
    EnrolAccountDevice,
    Entry,
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


class House:
    """The folded house. One instance per server, changed only by `apply`."""

    def __init__(self) -> None:
        self.seq = Seq(0)
        self.epoch = 1
        self.accounts: dict[int, bytes] = {}
        """Account number -> vault subject of [name, password hash]."""
        self.conferences: dict[ConferenceId, ListedConference] = {}
        self.devices: dict[DeviceId, AccountDevice] = {}
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
            case EnrolAccountDevice(account=account):
                if account not in self.accounts:
                    return Judgement(Verdict.NOT_ALLOWED)
            case _:
                pass
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
            case _:
                raise UnknownHouseEntry(f"entry {self.seq} of the house journal has kind {entry.kind}")
        return Judgement(Verdict.ACCEPTED)


def _crc(entry: Entry) -> int:
    return zlib.crc32(repr((entry.grant, entry.body)).encode())
