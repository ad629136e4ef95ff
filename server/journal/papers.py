"""Where the bytes of papers lie so that every node can show them; the folder of a node is then a copy.

| adapter | shared by |
|---|---|
| OwnPapers | nobody: the one node's folder holds them (edge/shelf.py) |
| RedisPapers (papers_redis.py) | every node of that Redis |
"""

from collections.abc import Iterable
from typing import Protocol

from server.core.ids import ConferenceId, PaperId


class SharedPapers(Protocol):
    async def keep(self, conference: ConferenceId, paper: PaperId, content: bytes) -> None:
        """Every node can fetch it, for AWAITED_S; after `settle`, for as long as it is listed.

        Raises JournalFull, JournalBusy.
        """
        ...

    async def fetch(self, conference: ConferenceId, paper: PaperId) -> bytes | None:
        """What was kept, if it still is. Raises JournalBusy."""
        ...

    async def settle(
        self, conference: ConferenceId, listed: Iterable[PaperId], removed: Iterable[PaperId]
    ) -> None:
        """What the journal lists stays for good, what was taken down is gone. Idempotent, from any node."""
        ...


class OwnPapers:
    """SharedPapers of a house with one node: what its folder does not hold is nowhere."""

    async def keep(self, conference: ConferenceId, paper: PaperId, content: bytes) -> None:
        """The folder has it already."""

    async def fetch(self, conference: ConferenceId, paper: PaperId) -> bytes | None:
        return None

    async def settle(
        self, conference: ConferenceId, listed: Iterable[PaperId], removed: Iterable[PaperId]
    ) -> None:
        """The sweep of the folder does it."""
