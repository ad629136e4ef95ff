"""Is it alive, is it ready: for supervisors and load balancers. Why not, in words, for observers only."""

import shutil

from aiohttp import web

from server.edge.keys import HUB, SETTINGS
from server.edge.observers import is_observer
from server.live.hub import Reason

LEAST_FREE_BYTES = 64 * 1024 * 1024
"""Ten minutes of the fastest check-in measured; below it a person should act."""


async def alive(request: web.Request) -> web.Response:
    """GET /healthz: the loop turns."""
    return web.json_response({"alive": True})


async def origin(request: web.Request) -> web.Response:
    """POST /api/origin: that the page which asks is one of ours; others are refused before they come here (headers.py). A
    page whose socket does not open asks, because a browser does not tell it why."""
    return web.json_response({})


async def ready(request: web.Request) -> web.Response:
    """GET /readyz: 200, or 503 with the reasons: a full disk, a journal from a newer version, still folding."""
    reasons = [one.words for one in reasons_of(request.app)]
    said: dict[str, object] = {"ready": not reasons}
    if is_observer(request):
        said |= {"reasons": reasons, "bridges": _bridges(request.app)}
    return web.json_response(said, status=503 if reasons else 200)


def _bridges(app: web.Application) -> dict[str, bool]:
    """Every enrolled bridge by name, and whether it is linked: without one the rest of the server works."""
    hub = app[HUB]
    return {one.name: hub.bridges.is_linked(id) for id, one in hub.house.state.bridges.items()}


def reasons_of(app: web.Application) -> list[Reason]:
    """Why the server should be sent nobody; empty when it is ready."""
    reasons = [*app[HUB].reasons()]
    if app[HUB].stopping:
        reasons.append(Reason("STOPPING", "", "stopping"))
    try:
        free = shutil.disk_usage(app[SETTINGS].data).free
    except OSError as error:
        return [*reasons, Reason("DATA_FOLDER", "", f"data folder: {error.strerror}")]
    if free < LEAST_FREE_BYTES:
        reasons.append(Reason("DISK_LOW", "", f"data folder: {free // 2**20} MiB free"))
    return reasons
