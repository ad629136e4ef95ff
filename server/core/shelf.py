"""The papers of a conference as columns, and who opened them. It holds no rule; papers.py has the law."""

from array import array
from collections.abc import Iterator

from server.core.ids import CommandId, PaperId

PAPERS = 64
"""One bit of a device's mask per paper; a study conference hands out under ten."""


class Papers:
    """Papers by number, in journal order. Owned by State; a paper taken down keeps its number."""

    STATE = ("ids", "commands", "sizes", "hashes", "shared", "removed", "added_ms", "changed", "opened_by", "opened_at",
             "changed_last")  # fmt: skip

    def __init__(self) -> None:
        self.ids: list[bytes] = []
        self.commands: list[bytes] = []
        """The command that added it: under it the vault holds title and file name."""
        self.sizes = array("q")
        self.hashes: list[bytes] = []
        self.shared = bytearray()
        self.removed = bytearray()
        self.added_ms = array("q")
        self.changed = array("I")
        self.opened_by = array("Q")
        """By number of the device: bit n: it opened paper n."""
        self.opened_at: dict[int, int] = {}
        """Paper and node, in one number -> how many devices opened it there."""
        self.changed_last = 0
        """Seq that last changed any row."""
        self.reindex()

    def reindex(self) -> None:
        """Rebuild what is derived from the columns."""
        self.number_of: dict[bytes, int] = {id: number for number, id in enumerate(self.ids)}
        self.totals = [0] * len(self.ids)
        for key, count in self.opened_at.items():
            self.totals[key >> 32] += count

    def __len__(self) -> int:
        return len(self.ids)

    def add(
        self,
        id: PaperId,
        command: CommandId,
        size_bytes: int,
        sha256: bytes,
        shared: bool,
        at_ms: int,
        seq: int,
    ) -> None:
        self.number_of[id] = len(self.ids)
        self.ids.append(id)
        self.commands.append(command)
        self.sizes.append(size_bytes)
        self.hashes.append(sha256)
        self.shared.append(shared)
        self.removed.append(0)
        self.added_ms.append(at_ms)
        self.changed.append(0)
        self.totals.append(0)
        self.touch(len(self.ids) - 1, seq)

    def touch(self, number: int, seq: int) -> None:
        self.changed[number] = self.changed_last = seq

    def remove(self, number: int, seq: int) -> None:
        self.removed[number] = 1
        self.touch(number, seq)

    def open(self, number: int, node: int, device: int, seq: int) -> bool:
        """False when this device had opened it before."""
        if device >= len(self.opened_by):
            self.opened_by.frombytes(bytes(8 * (device + 1 - len(self.opened_by))))
        if self.opened_by[device] >> number & 1:
            return False
        self.opened_by[device] |= 1 << number
        key = number << 32 | node
        self.opened_at[key] = self.opened_at.get(key, 0) + 1
        self.totals[number] += 1
        self.touch(number, seq)
        return True

    def forget_devices(self) -> None:
        """Which device opened which paper is known no more; how many did, and where, is."""
        self.opened_by = array("Q", bytes(8 * len(self.opened_by)))

    def opened_of(self, number: int) -> Iterator[tuple[int, int]]:
        """(node, devices) of the places a paper was opened at, in order of node."""
        found = ((key & 0xFFFFFFFF, count) for key, count in self.opened_at.items() if key >> 32 == number)
        yield from sorted(found)
