"""Passwords: argon2id in threads of their own, few at once, and never a shorter wait for a name nobody has."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from server.edge.errors import Problem

T = TypeVar("T")

LEAST_CHARS = 10
"""ASVS 5.0, 6.2.1: 8 at least; no rule about kinds of characters (6.2.5)."""

MOST_CHARS = 256


def _nobody(argon2: PasswordHasher) -> str:
    """What an unknown name's password is compared with: salt and hash are drawn, so that it is nobody's; what it costs to
    look is in its parameters, and a start need not wait for a hash."""
    salt, drawn = (b64encode(token_bytes(n)).decode().rstrip("=") for n in (argon2.salt_len, argon2.hash_len))
    costs = f"m={argon2.memory_cost},t={argon2.time_cost},p={argon2.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${drawn}"


class Passwords:
    """Hashes and checks; owned by the application, ends with `close`."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._argon2 = PasswordHasher()  # argon2id, 64 MiB, 3 passes, 4 lanes: RFC 9106, second choice
        self._nobody = _nobody(self._argon2)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._most = at_once + waiting
        self._asked = 0

    async def hash(self, password: str) -> str:
        """The PHC string to keep. Raises Problem 503 when too many are waiting."""
        return await self._run(self._argon2.hash, password)

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one of `kept`; None (no such name) costs the same and is False."""
        right = await self._run(self._matches, kept or self._nobody, password)
        return right and kept is not None

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._argon2.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *values: str) -> T:
        if self._asked >= self._most:
            raise Problem(503, "BUSY", retry_after_s=2)
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *values)
        finally:
            self._asked -= 1
