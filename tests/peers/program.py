"""Another program as a process of the test: started on an example of config/ with the test's own places, ended with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ANSWERS_WITHIN_S = 20


def placed(example: Path, places: Mapping[str, str]) -> str:
    """The example's text with each of `places` put in the stead of what it says. What is not there fails the test."""
    text = example.read_text(encoding="utf-8")
    for said, here in places.items():
        assert said in text, f"{example.name} says {said!r} no more"
        text = text.replace(said, here)
    return text


@asynccontextmanager
async def program(log: Path, *command: str, port: int, host: str = "127.0.0.1") -> AsyncIterator[None]:
    """The program, listening on the TCP port. One that ends before that fails the test with what it printed."""
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=out
        )
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            while not await _listens(host, port):
                assert process.returncode is None, _said(log)
                await asyncio.sleep(0.05)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _said(log: Path) -> str:
    return log.read_text(errors="replace")


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True
