"""Every address of the server in one table, and the application that serves them."""

from asyncio import Semaphore
from collections.abc import AsyncIterator

from aiohttp import web

from server.edge import (
    audit,
    bridges,
    conferences,
    enter,
    errors,
    exports,
    gate,
    headers,
    health,
    logs,
    metrics,
    operations,
    pages,
    papers,
    people,
    phones,
    points,
    rosters,
    shelf,
    sign_in,
    socket,
    trust,
    turn,
    uploads,
)
from server.edge.addresses import address_of
from server.edge.bridges import Enrolments
from server.edge.codes import Codes
from server.edge.figures import Figures
from server.edge.keys import (
    CLOCK,
    CODES,
    ENROLMENTS,
    GATE,
    HUB,
    LIMITS,
    LINKS,
    METRICS,
    PASSING,
    PASSWORDS,
    PERSONS,
    PREVIEWS,
    SETTINGS,
    SHELF,
    SIGNER,
    TALLY,
    TURN,
    WATCH,
    WORKSHOP,
    Clock,
)
from server.edge.limits import JSON_BYTES, Limits, demand
from server.edge.links import Links
from server.edge.metrics import Metrics
from server.edge.operations import Watch
from server.edge.passwords import Passwords
from server.edge.rosters import Previews
from server.edge.signing import Signer
from server.edge.tally import Tally
from server.edge.turn import Turn
from server.journal.papers import SharedPapers
from server.journal.passing import Passing
from server.live.hub import Hub
from server.settings import Settings

BELOW = "/api/c/{conference}/{grant}"
"""A conference seen with one right: the cookie of that grant, or the account for h0."""

NOT_LIMITED = frozenset({"/healthz", "/readyz"})
"""Not counted, so that a flood from one address does not look like death to its supervisor."""


def table() -> list[web.RouteDef]:
    return [
        web.get("/api/me", sign_in.me),
        web.get("/api/setup", sign_in.needs_setup),
        web.post("/api/setup", sign_in.set_up),
        web.post("/api/sign-in", sign_in.sign_in),
        web.post("/api/sign-out", sign_in.sign_out),
        web.post("/api/password", sign_in.change_password),
        web.post("/api/enter", enter.enter),
        web.post("/api/origin", health.origin),
        web.get("/api/conferences", conferences.listed),
        web.post("/api/conferences", conferences.create),
        web.post(f"{BELOW}/media", turn.issue),
        web.post(f"{BELOW}/roster", rosters.upload),
        web.post(f"{BELOW}/roster/{{upload}}/commit", rosters.commit),
        web.get(f"{BELOW}/template.xlsx", rosters.template),
        web.get(f"{BELOW}/points", points.listed),
        web.post(f"{BELOW}/links", points.link),
        web.post(f"{BELOW}/links/sheet", points.sheet),
        web.post(f"{BELOW}/links/person", phones.personal_link),
        web.get(f"{BELOW}/phone-link", phones.link),
        web.get(f"{BELOW}/identify", phones.personal),
        web.post(f"{BELOW}/identify", phones.identify),
        web.post(f"{BELOW}/papers", papers.upload),
        web.get(f"{BELOW}/papers/{{paper}}", papers.show),
        web.get(f"{BELOW}/export/{{by}}.xlsx", exports.download),
        web.post(f"{BELOW}/people", people.search),
        web.get(f"{BELOW}/people/{{person}}", people.show),
        web.get(f"{BELOW}/people/{{person}}/copy.json", people.copy),
        web.post(f"{BELOW}/people/{{person}}/erase", people.erase),
        web.get("/api/operations", operations.show),
        web.post("/api/bridges/enrol", bridges.enrol),
        web.get("/socket", socket.socket),
        web.get("/bridge", bridges.bridge),
        web.get("/ca.crt", trust.authority),
        web.get("/healthz", health.alive),
        web.get("/readyz", health.ready),
        web.get("/metrics", metrics.show),
        web.get("/{rest:.*}", pages.show),
    ]


def make_app(
    *,
    settings: Settings,
    hub: Hub,
    passing: Passing,
    papers_shared: SharedPapers,
    links: Links,
    clock: Clock,
    signer: Signer,
    enrolments: Enrolments,
) -> web.Application:
    """The application; what it is given belongs to the caller, who closes it. Raises BadSetting."""
    app = web.Application(
        middlewares=[
            logs.middleware,
            errors.middleware,
            _within_rate,
            headers.from_our_pages,
        ],
        client_max_size=JSON_BYTES,
    )
    app[SETTINGS], app[HUB], app[PASSING], app[LINKS], app[CLOCK] = settings, hub, passing, links, clock
    app[SIGNER], app[ENROLMENTS] = signer, enrolments
    app[LIMITS], app[METRICS], app[TALLY] = Limits(settings), Metrics(), Tally()
    app[WATCH] = Watch(app)
    app[GATE] = gate.Gate(app[WATCH].pulse.late_s, settings.handshakes_per_second / 2)
    app.on_shutdown.append(gate.close)
    app[METRICS].registry.register(Figures(app[WATCH], hub))
    app[PASSWORDS] = Passwords(settings.hashes_at_once, settings.hashes_waiting)
    app[WORKSHOP] = uploads.empty_folder(settings.data)
    app[PREVIEWS] = Previews(settings, app[WORKSHOP])
    app.on_response_prepare.append(headers.dress)
    app[TURN] = Turn.of(settings)
    app[CODES], app[SHELF] = Codes(), shelf.Shelf(settings.data, papers_shared)
    app.cleanup_ctx.append(_belongings)
    app[PERSONS] = Semaphore()
    app.cleanup_ctx.append(shelf.keep_swept)
    app.cleanup_ctx.append(audit.keep_taken_in)
    app.add_routes(table())
    return app


@web.middleware
async def _within_rate(request: web.Request, handler: errors.Handler) -> web.StreamResponse:
    if request.path not in NOT_LIMITED:
        demand(request.app[LIMITS].requests.take(address_of(request)))
    return await handler(request)


async def _belongings(app: web.Application) -> AsyncIterator[None]:
    """What the application makes for itself, and ends itself."""
    await app[WATCH].begin()
    yield
    await app[WATCH].end()
    app[PASSWORDS].close()
    app[PREVIEWS].close()
