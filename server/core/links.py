"""Grants' links and the devices enrolled through them.

Rule 1: a link's token is derived from its version (1 at first); revoking raises the version and signs out every
device of the grant. A phone's code may be renewed instead: who is in stays, nobody comes in by the old one.
Rule 2: the first device of an operator's link (per version) is active at once; further ones wait for approval.
Devices of other links are active at once.
Rule 3: no device leaves the list; it is revoked.
"""

from array import array
from itertools import takewhile
from typing import NamedTuple

from server.core.ids import DeviceId, GrantId, Millis, Seq

ACTIVE, WAITING, REVOKED = 0, 1, 2
UNLISTED = 3
"""A device this conference never enrolled: a browser of an account, or the server itself."""


class Device(NamedTuple):
    id: DeviceId
    grant: GrantId
    label: str
    state: int
    key_hash: bytes
    enrolled_ms: Millis
    changed: Seq


class Desk(NamedTuple):
    """What the fold asks of an active operator's device at every check-in, in one look."""

    device: int
    grant: int
    name: str
    node: int


class Links:
    """Grants by number, devices by number. Owned by its State; only grows."""

    STATE = ("names", "versions", "ids", "grant_of", "labels", "states", "key_hashes", "enrolled_ms", "changed",
             "opened_with", "skews")  # fmt: skip

    def __init__(self) -> None:
        self.names: list[GrantId] = []
        """Every grant that ever asked for something, by number."""
        self.versions: dict[str, int] = {}
        """Only of links that were revoked."""
        self.ids: list[bytes] = []
        self.grant_of = array("i")
        self.labels: list[str] = []
        self.states = bytearray()
        self.key_hashes: list[bytes] = []
        self.enrolled_ms = array("q")
        self.changed = array("I")
        self.opened_with = array("I")
        """The version of the link it was enrolled with."""
        self.skews: dict[int, list[int]] = {}
        """Device whose clock was wrong enough to be flagged -> [its last such skew, when], in milliseconds."""
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self.number_of_grant: dict[str, int] = {name: number for number, name in enumerate(self.names)}
        self.number_of: dict[bytes, int] = {id: number for number, id in enumerate(self.ids)}
        self.devices_of: dict[str, list[int]] = {}
        self.desks: dict[bytes, Desk] = {}
        order = sorted(range(len(self.ids)), key=lambda number: self.changed[number])
        self._trail: list[tuple[int, int]] = [(self.changed[number], number) for number in order]
        """(seq, device) of every change, in order: the changes since any seq are its end."""
        for number in range(len(self.ids)):
            self._file(number)

    def _file(self, number: int) -> None:
        if self.states[number] != UNLISTED:
            self.devices_of.setdefault(self.names[self.grant_of[number]], []).append(number)
        self._seat(number)

    def _seat(self, number: int) -> None:
        """Keep `desks` true for this device."""
        grant = self.grant_of[number]
        name = self.names[grant]
        if self.states[number] == ACTIVE and name[0] == "o":
            self.desks[self.ids[number]] = Desk(number, grant, name, int(name[1:]))
        else:
            self.desks.pop(self.ids[number], None)

    def grant_number(self, name: GrantId) -> int:
        """The grant's number, given now if it is new."""
        number = self.number_of_grant.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number

    def device_number(self, id: DeviceId, grant: GrantId) -> int:
        """The device's number; one nobody enrolled is noted as UNLISTED."""
        number = self.number_of.get(id)
        return self._add(id, grant, "", UNLISTED, b"", 0, 0) if number is None else number

    def _add(
        self, id: DeviceId, grant: GrantId, label: str, state: int, key_hash: bytes, at_ms: int, seq: int
    ) -> int:
        number = self.number_of[id] = len(self.ids)
        self.ids.append(id)
        self.grant_of.append(self.grant_number(grant))
        self.labels.append(label)
        self.states.append(state)
        self.key_hashes.append(key_hash)
        self.enrolled_ms.append(at_ms)
        self.changed.append(seq)
        self._trail.append((seq, number))
        self.opened_with.append(0)
        self._file(number)
        return number

    def version_of(self, grant: str) -> int:
        return self.versions.get(grant, 1)

    def enrol(self, id: DeviceId, grant: GrantId, label: str, key_hash: bytes, at_ms: int, seq: int) -> int:
        """The new device's state: ACTIVE or WAITING."""
        version = self.version_of(grant)
        taken = any(self.opened_with[number] == version for number in self.devices_of.get(grant, ()))
        state = WAITING if grant[0] == "o" and taken else ACTIVE
        number = self._add(id, grant, label, state, key_hash, at_ms, seq)
        self.opened_with[number] = version
        return state

    def set_state(self, number: int, state: int, seq: int) -> None:
        self.states[number] = state
        self.changed[number] = seq
        self._trail.append((seq, number))
        self._seat(number)

    def renew(self, grant: str) -> None:
        """A new version of the link: nobody comes in by the old one any more."""
        self.versions[grant] = self.version_of(grant) + 1

    def revoke_link(self, grant: str, seq: int) -> None:
        """A new version of the link; every device of the grant is out."""
        self.renew(grant)
        for number in self.devices_of.get(grant, ()):
            if self.states[number] != REVOKED:
                self.set_state(number, REVOKED, seq)

    def grants_changed(self, since: int) -> set[GrantId]:
        """Whose list of devices changed after `since`."""
        changed = takewhile(lambda change: change[0] > since, reversed(self._trail))
        return {self.names[self.grant_of[number]] for _, number in changed}

    def device(self, number: int) -> Device:
        return Device(
            DeviceId(self.ids[number]),
            self.names[self.grant_of[number]],
            self.labels[number],
            self.states[number],
            self.key_hashes[number],
            Millis(self.enrolled_ms[number]),
            Seq(self.changed[number]),
        )
