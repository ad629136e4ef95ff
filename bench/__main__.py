"""`python -m bench …`: runs one bench and prints its figures as the last line of stdout."""

import json
import tempfile
from pathlib import Path
from typing import Any

import uvloop

from bench.arguments import Asked, AskedJoin, AskedRelay, AskedRooms, AskedSockets, AskedStorm, read
from bench.board import measure_board
from bench.checkins import measure_checkins
from bench.floor import measure_floor
from bench.join import measure_join
from bench.recover import measure_recover
from bench.relay import measure_relay
from bench.sockets import measure_sockets
from bench.storm import measure_storm
from server.app import raise_open_files


async def measure(asked: Asked) -> dict[str, Any]:
    """One run in a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-", dir=asked.folder) as folder:
        if asked.bench == "board":
            return await measure_board(asked, Path(folder))
        return await measure_checkins(asked, Path(folder))


async def measure_media(asked: AskedRooms | AskedJoin) -> dict[str, Any]:
    """One run of server, bridge and pages, in a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-", dir=asked.folder) as folder:
        if isinstance(asked, AskedRooms):
            measured = measure_floor if asked.bench == "floor" else measure_recover
            return {"rooms": asked.rooms} | await measured(asked, Path(folder))
        return await measure_join(asked, Path(folder))


async def measure_crowd(asked: AskedStorm | AskedSockets) -> dict[str, Any]:
    """One run of a server and its desks, in a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-", dir=asked.folder) as folder:
        if isinstance(asked, AskedStorm):
            return {"points": asked.points} | await measure_storm(asked, Path(folder))
        return {"count": asked.count} | await measure_sockets(asked, Path(folder))


def main() -> None:
    asked = read()
    raise_open_files()
    if isinstance(asked, AskedRooms | AskedJoin):
        print(json.dumps({"bench": asked.bench, "rounds": asked.rounds} | uvloop.run(measure_media(asked))))
        return
    if isinstance(asked, AskedStorm | AskedSockets):
        print(json.dumps({"bench": asked.bench} | uvloop.run(measure_crowd(asked))))
        return
    if isinstance(asked, AskedRelay):
        figures = {"bench": asked.bench, "subscribers": asked.subscribers} | uvloop.run(measure_relay(asked))
        print(json.dumps(figures | {"seconds": asked.seconds}))
        return
    figures = uvloop.run(measure(asked))
    named = {"bench": asked.bench, "people": asked.people, "points": asked.points, "rate": asked.rate}
    asked_for = {"desks": asked.desks, "seconds": asked.seconds, "journal": asked.journal}
    print(json.dumps(named | asked_for | figures))


if __name__ == "__main__":
    main()
