"""A process to be killed: appends from many callers at once and says each acknowledgement on standard output.

python -m tests.journal.burst JOURNAL NAME      a line per append: "<seq of its last entry> <NAME>-<number>"

JOURNAL is a file, or the address of a Redis.
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from server.journal.port import Journal
from server.journal.redis import open_redis_journal
from server.journal.sqlite import open_sqlite_journal
from tests.journal.given import text
from tests.journal.redis_server import node

CALLERS = 40


async def burst(where: str, name: str) -> None:
    if "://" in where:
        async with node(where) as reader:
            await append_for_ever(await open_redis_journal(reader, "ONE"), name)
    else:
        await append_for_ever(await open_sqlite_journal(Path(where)), name)


async def append_for_ever(journal: Journal, name: str) -> None:
    numbers = itertools.count()

    async def caller() -> None:
        while True:
            mark = f"{name}-{next(numbers)}"
            seq = await journal.append(
                [b"%s of %s" % (part, mark.encode()) for part in (b"first", b"second")]
            )
            await journal.append([], [text(seq, mark.encode())])
            os.write(1, f"{seq} {mark}\n".encode())

    await asyncio.gather(*(caller() for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(burst(sys.argv[1], sys.argv[2]))
