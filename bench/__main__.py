"""`python -m bench …`: runs one bench and prints its figures as the last line of stdout."""

import json
import tempfile
from pathlib import Path
from typing import Any

import uvloop

from bench.arguments import Asked, AskedFloor, AskedJoin, AskedRelay, read
from bench.board import measure_board
from bench.checkins import measure_checkins
from bench.floor import measure_floor
from bench.join import measure_join
from bench.relay import measure_relay
from server.app import raise_open_files


async def measure(asked: Asked) -> dict[str, Any]:
    """One run in a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-", dir=asked.folder) as folder:
        if asked.bench == "board":
            return await measure_board(asked, Path(folder))
        return await measure_checkins(asked, Path(folder))


async def measure_media(asked: AskedFloor | AskedJoin) -> dict[str, Any]:
    """One run of server, bridge and pages, in a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory(prefix="diemcau-bench-", dir=asked.folder) as folder:
        if isinstance(asked, AskedFloor):
            return {"rooms": asked.rooms} | await measure_floor(asked, Path(folder))
        return await measure_join(asked, Path(folder))


def main() -> None:
    asked = read()
    raise_open_files()
    if isinstance(asked, AskedFloor | AskedJoin):
        print(json.dumps({"bench": asked.bench, "rounds": asked.rounds} | uvloop.run(measure_media(asked))))
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
