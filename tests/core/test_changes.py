"""Who follows what changed misses nothing: ten thousand views rest until one of their aspects is named."""

from collections.abc import Callable, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core import rows, talk_rows
from server.core.changes import (
    PAPERS,
    Aspect,
    changed_aspects,
    devices_aspect,
    node_aspect,
    phone_aspect,
    phones_aspect,
    questions_aspect,
)
from server.core.conference import Conference
from server.core.ids import GrantId
from server.core.talk_rows import Audience
from tests.core.histories import ACTS, SESSIONS, TALK, Step, begun, phones_of, steps, take
from tests.given import HOST, Story

Shown = Callable[[Conference], list]
View = tuple[object, ...]
"""What a view is called: an import adds points, and with them views."""
SAID = ACTS + TALK


def views(story: Story) -> Iterator[tuple[View, set[Aspect], Shown]]:
    """Each view, what it follows, and what it shows."""
    conference = story.conference
    yield ("papers",), {PAPERS}, lambda c: [talk_rows.papers(c), c.papers.changed_last]
    for session in range(SESSIONS):
        for node in range(conference.node_count):
            yield (
                ("board", session, node),
                {node_aspect(session, node)},
                lambda c, s=session, n=node: rows.board(c, n, s),
            )
        for point in conference.points_under(0):
            yield (
                ("roster", session, point),
                {node_aspect(session, point)},
                lambda c, s=session, p=point: rows.roster(c, p, s),
            )
        for device, grant in phones_of(story):
            number = conference.links.number_of[device]
            seen = Audience(GrantId(grant), device)
            followed = {questions_aspect(session), phone_aspect(session, number)}
            yield (
                ("phone", session, number),
                followed,
                lambda c, s=session, seen=seen: talk_rows.questions(c, s, seen),
            )
        for grant in (HOST, "v2", "o2", "o4"):
            seen = Audience(GrantId(grant))
            follows = {questions_aspect(session)}
            yield (
                ("questions", session, grant),
                follows,
                lambda c, s=session, seen=seen: talk_rows.questions(c, s, seen),
            )
    for point in conference.points_under(0):
        yield ("phones", point), {phones_aspect(point)}, lambda c, p=point: talk_rows.phones(c, p)
        yield (
            ("devices", point),
            {devices_aspect(f"o{point}")},
            lambda c, p=point: rows.devices(c, GrantId(f"o{p}")),
        )


@given(st.lists(steps(SAID), max_size=40), st.lists(st.integers(1, 6), min_size=1, max_size=40))
@settings(max_examples=150)
def test_a_view_shows_something_else_only_when_one_of_its_aspects_is_named(
    history: list[Step], pauses: list[int]
) -> None:
    """Law: whatever was said, and however much of it between two looks; a tree that moved reloads everybody."""
    story = begun()
    conference = story.conference
    conference.settle()
    before, since = {name: shown(conference) for name, _, shown in views(story)}, conference.seq
    for at, step in enumerate(history):
        take(story, step)
        if at % pauses[at % len(pauses)]:
            continue
        conference.settle()
        named = set(changed_aspects(conference, since))
        now = {name: (followed, shown(conference)) for name, followed, shown in views(story)}
        if conference.moved <= since:
            for name, old in before.items():
                followed, new = now[name]
                assert old == new or followed & named, name
        before, since = {name: new for name, (_, new) in now.items()}, conference.seq
        assert not list(changed_aspects(conference, since))
