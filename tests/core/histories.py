"""Random histories of a conference for Hypothesis: what hosts and desks may do, sensible or not, in any order."""

from typing import NamedTuple

from hypothesis import strategies as st

from server.core.commands import (
    AddPaper,
    AddWalkIn,
    AnnounceErasure,
    AskQuestion,
    BeginErasure,
    CheckIn,
    CheckOut,
    ClaimQuestion,
    ConfirmPhone,
    CuePlace,
    Excuse,
    Exempt,
    GiveFloor,
    LinkPhone,
    LowerHand,
    MoveQuestion,
    NoteListed,
    NoteOnline,
    NotePaperOpened,
    PeopleRun,
    PointRow,
    RaiseHand,
    ReleaseFloor,
    RemovePaper,
    ReportHeadCount,
    SetPrivacy,
    TextsErased,
    VoteQuestion,
)
from server.core.ids import (
    NO_PERSON,
    CommandId,
    DeviceId,
    Millis,
    NodeNo,
    PaperId,
    PersonNo,
    Place,
    SessionNo,
)
from server.core.places import attendee, room
from server.core.retention import DAY_MS
from tests.given import DIGEST, HOST, MINUTE, NOON, SERVER, Story, running

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
    "link", "link", "link online", "confirm", "online", "online", "online",
)  # fmt: skip
TALK = (
    "hand", "hand", "lower", "cue", "give", "give", "release", "ask", "ask", "ask by phone", "move", "move", "move", "merge",
    "vote", "vote", "claim", "paper", "take down", "opened", "link", "link online", "confirm", "phone raises",
    "open", "close", "retry", "online", "in", "keep", "announce", "begin", "erased", "listed",
)  # fmt: skip
"""What is said beside attendance, with enough of it for phones to be linked and people to be online."""


def steps(acts: tuple[str, ...]) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        st.sampled_from(acts),
        st.integers(0, PEOPLE),
        st.sampled_from(POINTS),
        st.integers(0, SESSIONS - 1),
        st.integers(0, 60),
        st.integers(0, 40),
        st.integers(0, 3),
    )


histories = st.lists(steps(ACTS), max_size=40)
talks = st.lists(steps(TALK), max_size=60)
PHONES = 5
"""Two phones in A1, one in B1, two online: enough for somebody to come twice and for a phone to change hands."""


def begun(name: int = 0) -> Story:
    """A running conference with both sessions open and a desk at every point and unit."""
    story = running(SESSIONS, name)
    story.opens(1)
    for code in (*POINTS, "A", "T"):
        story.desk(code)
    for code in ("A1", "A1", "B1", "", ""):
        story.phone(code)
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
        case "keep" | "announce" | "begin" | "erased" | "listed":
            keep(story, step)
        case _:
            talk(story, step)


def keep(story: Story, step: Step) -> None:
    """What is said about how long texts are kept, and about who listed names; now, or long afterwards."""
    later = {"received_ms": max(story.at, NOON + step.number * 30 * DAY_MS)}
    match step.act:
        case "keep":
            asking = HOST if step.by else story.desk(step.point)
            story.asks(SetPrivacy(step.minute, "Văn phòng", "", f"Phòng {step.by}"), asking)
        case "announce":
            story.asks(AnnounceErasure(), SERVER, **later)
        case "begin":
            story.asks(BeginErasure(), SERVER, **later)
        case "erased":
            person = PersonNo(step.person) if step.by else NO_PERSON
            story.asks(TextsErased(step.number, person), SERVER, **later)
        case _:
            node = story.node(step.point)
            story.asks(
                NoteListed(
                    step.by * 3, step.number, node, HOST, DeviceId(b""), step.by, bool(step.minute % 2)
                ),
                SERVER if step.minute % 5 else HOST,
            )


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


def phones_of(story: Story) -> list[tuple[DeviceId, str]]:
    """The phones that `begun` brought, each with its grant."""
    links = story.conference.links
    found = [(DeviceId(id), links.names[links.grant_of[n]]) for n, id in enumerate(links.ids)]
    return [one for one in found if one[1][0] == "q"]


def place(story: Story, step: Step) -> Place:
    """The room, or the person online."""
    return attendee(step.person % 3) if step.number % 3 == 0 else room(story.node(step.point))


def question(story: Story, step: Step) -> CommandId:
    """One that was asked, or one that never was."""
    asked = story.conference.questions.ids
    return CommandId(asked[step.number % len(asked)] if asked else bytes(16))


def talk(story: Story, step: Step) -> None:
    """What is said beside attendance."""
    session, person, spot = SessionNo(step.session), PersonNo(step.person % 4), place(story, step)
    device, grant = phones_of(story)[step.number % PHONES]
    one, host = question(story, step), HOST if step.by else story.desk(step.point)
    paper = PaperId(bytes([step.number % 4]) * 16)
    match step.act:
        case "hand":
            story.asks(RaiseHand(session, spot), asker(story, step))
        case "phone raises":
            story.asks(RaiseHand(session, attendee(person)), grant, device=device)
        case "lower":
            story.asks(LowerHand(session, spot), asker(story, step))
        case "cue":
            story.asks(CuePlace(session, Place("") if step.number % 5 == 0 else spot), host)
        case "give":
            story.asks(GiveFloor(session, spot), host)
        case "release":
            story.asks(ReleaseFloor(session, spot), SERVER if step.by == 3 else asker(story, step))
        case "ask":
            story.asks(AskQuestion(session, spot, DIGEST), asker(story, step))
        case "ask by phone":
            own = room(int(grant[1:])) if grant != "q0" else attendee(person)
            story.asks(AskQuestion(session, own, DIGEST, person), grant, device=device)
        case "move":
            digest = DIGEST if step.minute % 4 else bytes(32)
            story.asks(MoveQuestion(one, step.minute % 6, digest), host)
        case "merge":
            other = question(story, step._replace(number=step.minute))
            story.asks(MoveQuestion(one, 6, DIGEST, other), host)
        case "vote":
            asking, voter = (grant, device) if step.by % 2 else (story.desk(step.point), None)
            story.asks(VoteQuestion(one), asking, device=voter)
        case "claim":
            story.asks(ClaimQuestion(one, bool(step.minute % 2)), HOST, device=bytes([step.by]) * 8)
        case "paper":
            story.asks(AddPaper(paper, DIGEST, 1 + step.minute, DIGEST, bool(step.by % 2)), host)
        case "take down":
            story.asks(RemovePaper(paper), host)
        case "opened":
            node = NodeNo(int(grant[1:]))
            story.asks(NotePaperOpened(paper, node, device), SERVER)
        case "link" | "link online":
            online = grant == "q0"
            where = attendee(person) if online else room(int(grant[1:]))
            made = {
                "made_ms": NOON + step.minute * MINUTE,
                "received_ms": max(story.at, NOON + step.minute * MINUTE),
            }
            story.asks(LinkPhone(session, device, person, where, 0, online, step.by), SERVER, **made)
        case "confirm":
            story.asks(ConfirmPhone(device, person, bool(step.minute % 3)), asker(story, step))
        case "online":
            at_ms = Millis(NOON + step.minute * 4 * MINUTE)
            word = NoteOnline(session, PersonNo(step.person), bool(step.number % 3), at_ms)
            story.asks(word, SERVER, received_ms=max(story.at, at_ms))
