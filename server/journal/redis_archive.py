"""archive.Archive over a Redis: the journals as commands read them, beside any number of nodes."""

from collections.abc import Iterator, Sequence
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from server.core.ids import Seq
from server.journal.archive import HOUSE, Paper
from server.journal.chain import START
from server.journal.port import Block, Text
from server.journal.redis import block_of, prefix_of
from server.journal.redis_client import ANSWER_S, CONNECT_S, PREFIX, Argument, in_words, shown
from server.journal.redis_texts import SUBJECTS_AT_ONCE, body_of, text_of

COUNT = 1_000
"""Entries of one answer; journals named by one answer of SCAN."""


class RedisArchive:
    """Owned by one command, which ends it with `close`."""

    def __init__(self, url: str) -> None:
        self.where = shown(url)
        self._redis = Redis.from_url(
            url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=CONNECT_S,
            socket_timeout=ANSWER_S,
        )
        self._redis.response_callbacks.clear()

    def names(self) -> list[str]:
        if not self._call("EXISTS", f"{prefix_of(HOUSE)}:journal"):
            return []
        found = {_name_of(key) for key in self._keys("journal")}
        return [HOUSE, *sorted(found - {HOUSE})]

    def papers(self) -> Iterator[Paper]:
        for key in sorted(set(self._keys("paper:*"))):
            content = self._call("GET", key)
            if content is not None:
                yield Paper(_name_of(key), key.rpartition(b":")[2].decode(), content)

    def nodes_live(self) -> bool:
        """Whether a node has said within seconds that it serves a conference (redis_sharing.py)."""
        return any(self._keys("node:*"))

    def _keys(self, what: str) -> Iterator[bytes]:
        """The keys of this kind of every journal. Redis may give one again."""
        cursor = b"0"
        while True:
            cursor, keys = self._call("SCAN", cursor, "MATCH", f"{PREFIX}:{{*}}:{what}", "COUNT", COUNT)
            yield from keys
            if cursor == b"0":
                return

    def blocks(self, name: str) -> Iterator[Block]:
        key, after = f"{prefix_of(name)}:journal", START
        while found := self._call("XRANGE", key, f"{after + 1}-0", "+", "COUNT", COUNT):
            block = block_of(after, found, f"{self.where}: {key}")
            yield block
            after = Seq(after + len(block.entries))

    def texts(self, name: str, subjects: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
            some = subjects[start : start + SUBJECTS_AT_ONCE]
            packed = self._call("HMGET", f"{prefix_of(name)}:vault", *some)
            found |= {subject: body_of(text) for subject, text in zip(some, packed, strict=True) if text}
        return found

    def vault(self, name: str) -> Iterator[list[Text]]:
        for found in self._scan("HSCAN", f"{prefix_of(name)}:vault"):
            yield [text_of(*pair) for pair in zip(found[::2], found[1::2], strict=True)]

    def erased(self, name: str) -> Iterator[list[bytes]]:
        return self._scan("SSCAN", f"{prefix_of(name)}:erased")

    def _scan(self, how: str, key: str) -> Iterator[list[bytes]]:
        """Everything that is there all the while, at least once: Redis may give an element again."""
        cursor = b"0"
        while True:
            cursor, found = self._call(how, key, cursor, "COUNT", COUNT)
            if found:
                yield found
            if cursor == b"0":
                return

    def close(self) -> None:
        self._redis.close()

    def _call(self, *command: Argument) -> Any:
        try:
            return self._redis.execute_command(*command)  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as error:
            raise in_words(self.where, error) from error


def _name_of(key: bytes) -> str:
    return key[key.index(b"{") + 1 : key.index(b"}")].decode()
