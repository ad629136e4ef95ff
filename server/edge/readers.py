"""Processes that look at files from outside, so that nothing hostile is ever read in the server's own."""

import asyncio
import sys
from pathlib import Path

import server

GRACE_S = 5
"""Past its own limit of processor time, what a reader that waits for the disk may still take."""

ENVIRONMENT = {
    "PYTHONPATH": str(Path(server.__file__).parents[1]),
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
}


async def run_reader(module: str, folder: Path, seconds: int, memory_mib: int) -> int:
    """How `python -m module folder seconds memory_mib` ended; -1 when it had to be stopped. It confines itself."""
    reader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", module, str(folder), str(seconds), str(memory_mib)),
        env=ENVIRONMENT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(seconds + GRACE_S):
            return await reader.wait()
    except TimeoutError:
        return -1
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
