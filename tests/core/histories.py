"""Random histories of a conference for Hypothesis: what hosts and desks may do, sensible or not, in any order."""

from typing import NamedTuple

from hypothesis import strategies as st

from server.core.commands import (
    AddWalkIn,
    CheckIn,
    CheckOut,
    Excuse,
    Exempt,
    PeopleRun,
    PointRow,
    ReportHeadCount,
)
from server.core.ids import NodeNo, PersonNo, SessionNo
from tests.given import DIGEST, HOST, MINUTE, NOON, Story, running

POINTS = ("A1", "A2", "B1")
SESSIONS = 2
PEOPLE = 12
"""A little more than are there: nine on the roster, then walk-ins, then nobody."""


class Step(NamedTuple):
    """One thing somebody does. What a field means depends on `act`; `by` picks the desk or the host."""

    act: str
    person: int
    point: str
    session: int
    minute: int
    number: int
    by: int


ACTS = (
    "in", "in", "in", "in", "out", "out", "walk in", "heads", "excuse", "excuse", "exempt", "exempt",
    "undo", "undo", "undo ahead", "open", "close", "import", "retry", "settle",
)  # fmt: skip

steps = st.builds(
    Step,
    st.sampled_from(ACTS),
    st.integers(0, PEOPLE),
    st.sampled_from(POINTS),
    st.integers(0, SESSIONS - 1),
    st.integers(0, 60),
    st.integers(0, 40),
    st.integers(0, 3),
)
histories = st.lists(steps, max_size=40)


def begun(name: int = 0) -> Story:
    """A running conference with both sessions open and a desk at every point and unit."""
    story = running(SESSIONS, name)
    story.opens(1)
    for code in (*POINTS, "A", "T"):
        story.desk(code)
    return story


def told(history: list[Step], name: int = 0) -> Story:
    story = begun(name)
    for step in history:
        take(story, step)
    return story


def take(story: Story, step: Step) -> None:
    """Let the step happen, one second after the one before."""
    story.at += 1000
    when = {"made_ms": NOON + step.minute * MINUTE, "received_ms": max(story.at, NOON + step.minute * MINUTE)}
    session, person, point = SessionNo(step.session), PersonNo(step.person), story.node(step.point)
    match step.act:
        case "in":
            story.asks(CheckIn(session, person, point), asker(story, step), **when)
        case "out":
            story.asks(CheckOut(session, person, point), asker(story, step), **when)
        case "walk in":
            story.asks(AddWalkIn(session, point, DIGEST), asker(story, step), **when)
        case "heads":
            story.asks(ReportHeadCount(session, point, step.number), asker(story, step), **when)
        case "excuse":
            story.asks(Excuse(session, person, DIGEST, step.number % 3 == 0), asker(story, step), **when)
        case "exempt":
            story.asks(Exempt(session, person, DIGEST, step.number % 3 == 0), HOST, **when)
        case "undo":
            story.undoes(story.entries[-1 - step.number % len(story.entries)].id, asker(story, step))
        case "undo ahead":
            story.undoes(story.id_ahead(2 + step.number % 5), asker(story, step))
        case "open":
            story.opens(step.session)
        case "close":
            story.closes(step.session)
        case "import":
            import_one(story, step)
        case "retry":
            story.takes(story.entries[-1 - step.number % len(story.entries)])
        case "settle":
            story.conference.settle()


def asker(story: Story, step: Step) -> str:
    """The point's own desk, its unit's, a neighbour's, or the host."""
    if step.by == 0:
        return HOST
    return story.desk((step.point, step.point[0], POINTS[step.number % 3])[step.by - 1])


def import_one(story: Story, step: Step) -> None:
    """A few more people, summoned to some sessions; now and then a new point or a new name for an old one."""
    code = f"N{step.number}"
    points = [PointRow(code, step.point[0], f"Phòng {step.minute}")] if step.number % 4 == 0 else []
    people = [PeopleRun(step.point[0], step.point, step.person % 4, 1 + step.number % 3)]
    story.imports((), points, people)


def nodes(story: Story) -> list[NodeNo]:
    return [NodeNo(node) for node in range(story.conference.node_count)]
