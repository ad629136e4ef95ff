"""A process to be killed: appends from many callers at once and says each acknowledgement on standard output.

python -m tests.journal.burst JOURNAL NAME      a line per append: "<seq of its last entry> <NAME>-<number>"
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from server.journal.sqlite import open_sqlite_journal
from tests.journal.given import text

CALLERS = 40


async def burst(path: Path, name: str) -> None:
    journal = await open_sqlite_journal(path)
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
    asyncio.run(burst(Path(sys.argv[1]), sys.argv[2]))
