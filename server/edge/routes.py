"""Every address of the server in one table, and the application that serves them."""

from typing import TYPE_CHECKING

from aiohttp import web

from server.edge import errors, headers, logs, metrics, tickets
from server.edge.addresses import address_of
from server.edge.keys import CLOCK, HUB, LIMITS, LINKS, METRICS, PASSING, SETTINGS, Clock, Passing
from server.edge.limits import JSON_BYTES, Limits, demand
from server.edge.links import Links
from server.edge.metrics import Metrics
from server.settings import Settings

if TYPE_CHECKING:
    from server.live.hub import Hub

BELOW = "/api/c/{conference}/{grant}"


def table() -> list[web.RouteDef]:
    return [
        web.post(f"{BELOW}/ticket", tickets.issue),
        web.get("/metrics", metrics.show),
    ]


@web.middleware
async def bounded(request: web.Request, handler: errors.Handler) -> web.StreamResponse:
    """Every address has its rate; health checks are not counted, so that a flood does not look like death."""
    if request.path not in {"/healthz", "/readyz"}:
        demand(request.app[LIMITS].requests.take(address_of(request)))
    return await handler(request)


def make_app(
    *, settings: Settings, hub: "Hub", passing: Passing, links: Links, clock: Clock
) -> web.Application:
    """The application; it owns none of what it is given, and closes nothing."""
    app = web.Application(
        middlewares=[logs.middleware, errors.middleware, bounded, headers.from_our_pages],
        client_max_size=JSON_BYTES,
    )
    app[SETTINGS], app[HUB], app[PASSING], app[LINKS], app[CLOCK] = settings, hub, passing, links, clock
    app[LIMITS], app[METRICS] = Limits(settings), Metrics()
    app.on_response_prepare.append(headers.dress)
    app.add_routes(table())
    return app
