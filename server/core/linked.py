"""Which phone is whose in one session, as columns: one row per wish of a device to be a person's, in journal order.

It holds no rule beyond keeping itself true; phones.py has the law.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from server.core.attendance import NONE
from server.core.ids import ROOT, Place
from server.core.places import attendee, room

LINKED, WAITING, ENDED, DECLINED = 0, 1, 2, 3


class Phones:
    """Owned by its Session; rows are never removed."""

    STATE = (
        "device",
        "person",
        "node",
        "desk",
        "how",
        "states",
        "at_ms",
        "received_ms",
        "changed",
        "changed_at",
        "consent",
    )

    def __init__(self) -> None:
        self.device = array("i")
        """Number of the device."""
        self.person = array("i")
        self.node = array("i")
        """The point whose room it is in; ROOT online."""
        self.desk = array("i")
        """The point on whose list it stands: that room, or online where the person is summoned."""
        self.how = bytearray()
        self.states = bytearray()
        self.at_ms = array("q")
        self.received_ms = array("q")
        self.changed = array("I")
        self.consent = array("I")
        """The version of the notice that was accepted; 0 where none was asked about."""
        self.changed_at: dict[int, int] = {}
        """Point -> seq that last changed its list."""
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self.of_device: dict[int, int] = {}
        self.of_person: dict[int, int] = {}
        """Device or person -> the row that links them."""
        self.listed: dict[int, list[int]] = {}
        """Point -> rows on its list, ended ones included."""
        self._newest: dict[int, int] = {}
        """Device and person, in one number -> their newest row."""
        self._waiting: dict[int, int] = {}
        """Device -> how many of its rows wait."""
        self.turned: dict[int, int] = {}
        """Device -> seq that last changed what is known of it."""
        self.changed_last = max(self.changed, default=0)
        """Seq that last changed any row."""
        order = sorted(range(len(self.changed)), key=self.changed.__getitem__)
        self._trail = array("I", [self.changed[row] for row in order]), array("I", order)
        """Seq and row of every change, in order: the changes since any seq are its end."""
        for row, state in enumerate(self.states):
            self._newest[_pair(self.device[row], self.person[row])] = row
            self.turned[self.device[row]] = max(self.turned.get(self.device[row], 0), self.changed[row])
            self.listed.setdefault(self.desk[row], []).append(row)
            if state == WAITING:
                self._waiting[self.device[row]] = self._waiting.get(self.device[row], 0) + 1
            if state == LINKED:
                self.of_device[self.device[row]] = self.of_person[self.person[row]] = row

    def add(
        self, device: int, person: int, node: int, desk: int, how: int, state: int, at_ms: int, received_ms: int,
        seq: int, consent: int = 0,
    ) -> int:  # fmt: skip
        """The number of the new row."""
        row = len(self.states)
        self.consent.append(consent)
        self.device.append(device)
        self.person.append(person)
        self.node.append(node)
        self.desk.append(desk)
        self.how.append(how)
        self.states.append(state)
        self.at_ms.append(at_ms)
        self.received_ms.append(received_ms)
        self.changed.append(seq)
        self.changed_at[desk] = seq
        self._follow(row, seq)
        self.listed.setdefault(desk, []).append(row)
        self._newest[_pair(device, person)] = row
        self.turned[device] = seq
        if state == WAITING:
            self._waiting[device] = self._waiting.get(device, 0) + 1
        if state == LINKED:
            self.of_device[device] = self.of_person[person] = row
        return row

    def set_state(self, row: int, state: int, seq: int) -> None:
        if self.states[row] == LINKED:
            del self.of_device[self.device[row]]
            del self.of_person[self.person[row]]
        if self.states[row] == WAITING:
            self._waiting[self.device[row]] -= 1
        self.states[row], self.changed[row] = state, seq
        self.turned[self.device[row]] = seq
        self.changed_at[self.desk[row]] = seq
        self._follow(row, seq)
        if state == LINKED:
            self.of_device[self.device[row]] = self.of_person[self.person[row]] = row

    def _follow(self, row: int, seq: int) -> None:
        seqs, rows = self._trail
        seqs.append(seq)
        rows.append(row)
        self.changed_last = seq

    def since(self, seq: int) -> set[int]:
        """The rows that changed after `seq`."""
        seqs, rows = self._trail
        return set(rows[bisect_right(seqs, seq) :])

    def rows_of(self, person: int) -> Iterator[int]:
        """Every row of the person's, ended ones included; a search that runs in C: two million in some 20 ms."""
        at = 0
        while True:
            try:
                row = self.person.index(person, at)
            except ValueError:
                return
            yield row
            at = row + 1

    def person_of(self, device: int) -> int:
        """Whose the device is; NONE while it is nobody's."""
        row = self.of_device.get(device, NONE)
        return NONE if row == NONE else self.person[row]

    def place(self, row: int) -> Place:
        """Where she speaks and asks from."""
        return room(self.node[row]) if self.node[row] != ROOT else attendee(self.person[row])

    def is_online(self, person: int) -> bool:
        """True when her phone is linked online."""
        row = self.of_person.get(person, NONE)
        return row != NONE and self.node[row] == ROOT

    def stands(self, row: int) -> bool:
        """True while the row is on its list: it links the two or waits to, and is the newest word about them."""
        newest = self._newest[_pair(self.device[row], self.person[row])]
        return newest == row and self.states[row] in (LINKED, WAITING)

    def waits(self, device: int) -> bool:
        """True when the device waits for the desk."""
        return self._waiting.get(device, 0) > 0

    def newest(self, device: int, person: int) -> int:
        """The newest row of the two; NONE if there is none."""
        return self._newest.get(_pair(device, person), NONE)


def _pair(device: int, person: int) -> int:
    return device << 32 | person
