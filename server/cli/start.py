"""`up`, `server`, `demo`: the commands that hold the data folder. `up` also runs a media bridge of its own."""

import asyncio
from collections.abc import Awaitable, Callable

import click

from server import app
from server.cli import folder
from server.cli.asked import Asked, helped, listens, opens_doors
from server.cli.demo import make_demo, needs_demo
from server.cli.failing import holding
from server.cli.local_bridge import LocalBridge
from server.cli.screen import console, count, links
from server.cli.trusting import show_trust
from server.core.conference import Conference
from server.core.ids import ROOT, ConferenceId, GrantId, NodeNo
from server.edge.logs import start_logging
from server.live.conference import LiveConference
from server.settings import Settings


@click.command(help=helped("help_up"))
@listens
@opens_doors
def up(asked: Asked) -> None:
    settings = asked.settings(log_level="warning")

    async def announce(server: app.Running) -> None:
        if await needs_demo(server.hub):
            with console(error=True).status(asked.says("making_demo")):
                await make_demo(server.hub)
        await _show(server, settings, asked)
        if settings.media_bridge == "own":
            await _bridge(server, settings, asked)

    _serve(settings, asked, announce)


@click.command(help=helped("help_server"))
@listens
@opens_doors
def server(asked: Asked) -> None:
    settings = asked.settings()

    async def announce(server: app.Running) -> None:
        await _show(server, settings, asked)

    _serve(settings, asked, announce)


@click.command(help=helped("help_demo"))
@listens
def demo(asked: Asked) -> None:
    settings = asked.settings(log_level="warning")
    start_logging(settings.log_level)

    async def make() -> tuple[ConferenceId, int, int]:
        async with folder.writing(settings, "demo") as hub:
            id = await make_demo(hub)
            state = (await hub.open(id)).state
            return id, state.point_count(0), state.roster_count

    with holding(settings, asked), console(error=True).status(asked.says("making_demo")):
        id, points, people = asyncio.run(make())
    shown = {"points": count(points, asked.language), "people": count(people, asked.language)}
    click.echo(asked.says("demo_made", id=id, **shown))


def _serve(settings: Settings, asked: Asked, announce: Callable[[app.Running], Awaitable[None]]) -> None:
    with holding(settings, asked):
        app.run(settings, announce)


async def _bridge(server: app.Running, settings: Settings, asked: Asked) -> None:
    """Our own bridge, until the server ends; says where media go."""
    local = LocalBridge(server, settings)
    server.ends_with.push_async_callback(local.stop)
    addresses = await local.start()
    word = "media_at" if addresses else "no_media"
    console().print(asked.says(word, addresses=addresses), style="dim", soft_wrap=True)


async def _show(server: app.Running, settings: Settings, asked: Asked) -> None:
    """The table of links: the same on every start, because links are derived and the first conference stays."""
    out = console()
    out.print()
    out.print(asked.says("open_links", url=server.url), style="bold")
    ids = server.hub.conference_ids()
    rows: list[tuple[str, str]] = []
    if ids:
        live = await server.hub.open(ids[0])
        out.print(live.state.title, style="dim", soft_wrap=True)
        rows = _links(server, ids[0], live, asked)
    else:
        out.print(asked.says("no_conference"), style="dim")
    if server.setup_code is not None:
        rows.append((asked.says("set_up"), f"{server.url}/setup#{server.setup_code}"))
    if rows:
        out.print()
        out.print(links(rows), soft_wrap=True)
    if server.setup_code is not None:
        out.print(asked.says("set_up_note", hours=settings.setup_hours), style="dim", soft_wrap=True)
    out.print(asked.says("keep_links"), style="dim", soft_wrap=True)
    if server.tls is not None and server.tls.issued is not None:
        show_trust(server.tls.issued, server.url, asked)


def _links(
    server: app.Running, id: ConferenceId, live: LiveConference, asked: Asked
) -> list[tuple[str, str]]:
    state = live.state
    desk = next((f"o{point}" for point in state.points_under(0)), None)
    shown = _widest(state)
    grants = [("control", "h0"), ("desk", desk), ("board", f"v{shown}"), ("wall", f"w{shown}")]
    return [
        (asked.says(word), server.link(id, GrantId(grant), state.version_of(grant)))
        for word, grant in grants
        if grant is not None
    ]


def _widest(state: Conference) -> NodeNo:
    """Where a board begins to say something: a province that stands alone under the conference is all of it."""
    node = ROOT
    while len(below := state.children_of(node)) == 1:
        node = below[0]
    return node
