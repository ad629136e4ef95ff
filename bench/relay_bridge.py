"""The bridge under measurement: a process of its own, told over its stdin whom to let in, a line of JSON each way."""

import asyncio
import json
import os
import sys
import time
from typing import Any

import uvloop

from bridge.bridge import Bridge
from bridge.settings import Settings
from bridge.stage import PeerId, PlaceId, RoomId, Slot
from bridge.tickets import Ticket

ROOM = RoomId("bench")


def _ticket(asked: dict[str, Any]) -> Ticket:
    peer = asked["peer"]
    slots = frozenset(Slot(slot) for slot in asked["slots"])
    end_ms = time.time_ns() // 1_000_000 + 30_000
    return Ticket(ROOM, PeerId(peer), PlaceId(peer), "bench", slots, asked["fingerprint"], end_ms)


async def _answered(bridge: Bridge, asked: dict[str, Any]) -> dict[str, Any]:
    if "offer" in asked:
        return {"answer": await bridge.join(_ticket(asked), asked["offer"])}
    if "grant" in asked:
        until_ms = time.time_ns() // 1_000_000 + 600_000
        return {"refused": bridge.grant(PeerId(asked["grant"]), Slot.PROGRAMME, until_ms)}
    return bridge.stats()


async def serve(host: str) -> None:
    """Answers each line of stdin until it ends."""
    bridge = await Bridge.open(Settings(udp_host=host, udp_port=0, peers=10_000, camera_kbps=20_000))
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    print(json.dumps({"port": bridge.port, "pid": os.getpid()}), flush=True)
    while line := await reader.readline():
        print(json.dumps(await _answered(bridge, json.loads(line))), flush=True)
    await bridge.close()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
