"""Makes the demo conference through the same door as any import: planned, staged, committed, launched, opened."""

from secrets import token_bytes

from server.core.commands import Launch, OpenSession, PlanConference
from server.core.entries import Command
from server.core.ids import ConferenceId, ImportId, SessionNo
from server.core.refusals import Judgement, is_refusal
from server.core.state import Phase
from server.live.hub import Hub, Refused
from server.live.spine import SERVER_DEVICE, SERVER_GRANT
from server.roster.chunks import chunks
from server.roster.demo import TITLE, ZONE, demo_preview, demo_sessions


async def make_demo(hub: Hub) -> ConferenceId:
    """The id of a demo conference that is launched, its first session open. Raises Refused.

    One that a stopped run left unfinished is finished instead of making another.
    """
    sessions = demo_sessions(hub.clock())
    id = await _unfinished(hub) or await hub.create(PlanConference(TITLE, sessions, ZONE))
    live = await hub.open(id)
    if live.state.roster_count == 0:
        _demand(await live.ask(PlanConference(TITLE, sessions, ZONE)))
        commands = chunks(demo_preview(), ImportId(token_bytes(16)))
        for judgement in await live.ask_all(commands, grant=SERVER_GRANT, device=SERVER_DEVICE):
            _demand(judgement)
    steps: tuple[Command, ...] = (Launch(), OpenSession(SessionNo(0)))
    for step in steps:
        _demand(await live.ask(step))
    return id


async def needs_demo(hub: Hub) -> bool:
    """True for a house without conferences, or with nothing but a demo that a stopped run left unfinished."""
    ids = hub.conference_ids()
    return not ids or (len(ids) == 1 and await _unfinished(hub) is not None)


async def _unfinished(hub: Hub) -> ConferenceId | None:
    for listed in hub.house.state.conferences.values():
        if listed.title == TITLE and (await hub.open(listed.id)).state.phase == Phase.DRAFT:
            return listed.id
    return None


def _demand(judgement: Judgement) -> None:
    if is_refusal(judgement.verdict):
        raise Refused(judgement)
