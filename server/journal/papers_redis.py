"""papers.SharedPapers in the Redis that the journals are in, in the conference's slot.

    diemcau:{<conference>}:paper:<paper>   the bytes of one PDF

Rule: bytes come before the journal lists them. Until then they end by themselves (AWAITED_S), so that an upload whose
node dies leaves nothing behind; every node that folds the entry makes them stay.
"""

from collections.abc import Iterable

from server.core.ids import ConferenceId, PaperId
from server.journal.redis import prefix_of
from server.journal.redis_client import RedisClient

AWAITED_S = 3_600
"""Far longer than the journal takes to list a paper, or a node to start and fold."""


class RedisPapers:
    """Uses the node's client, which belongs to the app."""

    def __init__(self, client: RedisClient) -> None:
        self._client = client

    async def keep(self, conference: ConferenceId, paper: PaperId, content: bytes) -> None:
        await self._client.call("SET", _key(conference, paper), content, "EX", AWAITED_S)

    async def fetch(self, conference: ConferenceId, paper: PaperId) -> bytes | None:
        content: bytes | None = await self._client.call("GET", _key(conference, paper))
        return content

    async def settle(
        self, conference: ConferenceId, listed: Iterable[PaperId], removed: Iterable[PaperId]
    ) -> None:
        for paper in listed:
            await self._client.call("PERSIST", _key(conference, paper))
        for paper in removed:
            await self._client.call("UNLINK", _key(conference, paper))


def _key(conference: ConferenceId, paper: PaperId) -> str:
    return f"{prefix_of(conference)}:paper:{paper.hex()}"
