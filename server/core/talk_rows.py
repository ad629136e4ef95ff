"""What each audience sees of the floor, questions, papers and phones, as tables of rows; the twin of rows.py.

Rows hold no personal text. A cell that names a person or a text holds the vault's key (bytes), or "" where the audience
is not told; live puts words there:

| table | cells | words |
|---|---|---|
| floor row 0 | 2, 5 | the person's name (text [code, name, …]) |
| hand | 3 | the same |
| questions | 4, 5 | the same |
| questions | 6, 8 | all strings of the text, put together |
| papers | 1, 6 | 1 subject of [title, file name] -> 1 title, 6 file name |
| phones | 3 | the person's name |
| me | 2 | the same |

Who is told what: a person on air is named to everybody, one who raised her hand to the host. Who asks, and the name of
a person's place, is told to the host, to herself, and to the operator of the room it was asked in. Names of people stand
on no wall. The cue is told to the host; the place that is next hears it from its rights.
"""

from typing import NamedTuple

from server.core.access import HOST, parse, reaches
from server.core.attendance import NONE
from server.core.choices import QuestionState
from server.core.ids import NO_PERSON, ROOT, CommandId, DeviceId, subject_of
from server.core.linked import WAITING
from server.core.online import bounds_of
from server.core.places import NOBODY, person_of, point_of
from server.core.reading import Reading
from server.core.rows import Row
from server.core.state import SessionState

HANDS_SHOWN = 1_000
"""Nobody reads further down; a frame of them is 80 KB. How many are up stands beside them."""

OPEN_TO_ALL = frozenset(
    {QuestionState.APPROVED, QuestionState.ON_SCREEN, QuestionState.ANSWERED, QuestionState.IN_WRITING}
)
ON_WALLS = frozenset({QuestionState.ON_SCREEN, QuestionState.ANSWERED})

UNKNOWN, IN_ROOM, ONLINE, WAITS = range(4)
"""Status in a phone's own row."""

MINUTE_MS = 60_000


class Audience(NamedTuple):
    """Who looks. For all but phones the grant says it; a phone is who it is linked to."""

    grant: str
    device: DeviceId = DeviceId(b"")


def _name(state: Reading, place: str, told: bool = True) -> str | bytes:
    """Name of the room; of a person the subject, if the audience is told."""
    if place == NOBODY:
        return ""
    person = person_of(place)
    if person == NO_PERSON:
        return state.name_of(point_of(place))
    return state.subject_of_person(person) if told else ""


def floor(state: Reading, session: int, director: bool) -> list[Row]:
    """[0, on air, its name, since_ms, cue, its name, 0, hands up]; per hand ["h:<place>", order, place, name, since_ms,
    times spoken, total_ms, 0]. Live fills grace (6) and the hand's link (7)."""
    stage = state.sessions[session].floor
    cue = stage.cue if director else NOBODY
    on_air = [stage.on_air, _name(state, stage.on_air), stage.since_ms]
    rows: list[Row] = [[0, *on_air, cue, _name(state, cue), 0, len(stage.hands)]]
    for place, (seq, since_ms) in list(stage.hands.items())[:HANDS_SHOWN]:
        times, total_ms = stage.spoken(place)
        rows.append([f"h:{place}", seq, place, _name(state, place, director), since_ms, times, total_ms, 0])
    return rows


def questions_changed(state: Reading, session: int, audience: Audience) -> int:
    """Seq that last changed a row, or who looks."""
    return max(state.questions.changed_in.get(session, 0), questions_began(state, session, audience))


def questions_began(state: Reading, session: int, audience: Audience) -> int:
    """Seq since when the audience is who it is: a phone linked to another person sees other questions."""
    if audience.grant[:1] != "q":
        return 0
    number = state.links.number_of.get(audience.device, NONE)
    return state.sessions[session].phones.turned.get(number, 0)


def questions(state: Reading, session: int, audience: Audience, since: int = -1) -> list[Row]:
    """[hex, state, at_ms, place, its name, asker, text, votes, answer, claimed by, merged into, answered_ms, mine, claim
    device hex, claimed_ms] of every question the audience may see."""
    return [
        _question(state, number, audience)
        for number in state.questions.since(session, since)
        if _is_seen(state, number, audience)
    ]


def questions_gone(state: Reading, session: int, audience: Audience, since: int) -> list[str]:
    """Keys of those it may not see any more."""
    one = state.questions
    changed = one.since(session, since)
    return [one.ids[n].hex() for n in changed if one.shown[n] and not _is_seen(state, n, audience)]


def _is_mine(state: Reading, number: int, audience: Audience) -> bool:
    role, node = parse(audience.grant)
    one = state.questions
    if role == "o":
        return reaches(node, point_of(one.places[number]), state)
    if role != "q" or one.person[number] == NO_PERSON:
        return False
    phones = state.sessions[one.session[number]].phones
    return phones.person_of(state.links.number_of.get(audience.device, NONE)) == one.person[number]


def _is_seen(state: Reading, number: int, audience: Audience) -> bool:
    role, now = audience.grant[:1], state.questions.states[number]
    if role in ("v", "w"):
        return now in ON_WALLS
    return role == "h" or now in OPEN_TO_ALL or _is_mine(state, number, audience)


def _question(state: Reading, number: int, audience: Audience) -> Row:
    one, mine = state.questions, _is_mine(state, number, audience)
    told = mine or audience.grant == HOST
    person, said, into, claimer = (
        one.person[number],
        one.said[number],
        one.into[number],
        one.claimed_by[number],
    )
    return [
        one.ids[number].hex(),
        one.states[number],
        one.at_ms[number],
        one.places[number],
        _name(state, one.places[number], told),
        state.subject_of_person(person) if told and person != NO_PERSON else "",
        subject_of(CommandId(one.ids[number])),
        one.votes[number],
        subject_of(CommandId(said)) if said else "",
        "" if claimer == NONE else state.links.labels[claimer] or state.links.ids[claimer].hex()[:4],
        "" if into == NONE else one.ids[into].hex(),
        one.answered_ms[number],
        mine,
        "" if claimer == NONE else state.links.ids[claimer].hex(),
        one.claimed_ms[number],
    ]


def papers(state: Reading, since: int = -1) -> list[Row]:
    """[hex, subject, size_bytes, shared, added_ms, devices that opened it, ""]."""
    one = state.papers
    return [
        [
            one.ids[n].hex(),
            subject_of(CommandId(one.commands[n])),
            one.sizes[n],
            bool(one.shared[n]),
            one.added_ms[n],
            one.totals[n],
            "",
        ]
        for n in range(len(one))
        if one.changed[n] > since and not one.removed[n]
    ]


def papers_gone(state: Reading, since: int) -> list[str]:
    one = state.papers
    return [one.ids[n].hex() for n in range(len(one)) if one.changed[n] > since and one.removed[n]]


def opened(state: Reading, paper: int) -> list[Row]:
    """[node (0 online), name, devices that opened the paper there]."""
    return [
        [node, state.name_of(node) if node else "", count] for node, count in state.papers.opened_of(paper)
    ]


def phones_changed(state: Reading, point: int) -> int:
    return max((session.phones.changed_at.get(point, 0) for session in state.sessions), default=0)


def phones(state: Reading, point: int, since: int = -1) -> list[Row]:
    """["<session>:<device hex>:<person>", device hex, person, subject, waits, at_ms, session, device label, online]."""
    return [
        [
            key,
            state.links.ids[one.device[row]].hex(),
            one.person[row],
            state.subject_of_person(one.person[row]),
            one.states[row] == WAITING,
            one.at_ms[row],
            session,
            state.links.labels[one.device[row]],
            one.node[row] == ROOT,
        ]
        for key, session, row, stands in _listed(state, point, since)
        if stands
        for one in (state.sessions[session].phones,)
    ]


def phones_gone(state: Reading, point: int, since: int) -> list[str]:
    """Keys of phones that were replaced or declined."""
    return [key for key, session, row, stands in _listed(state, point, since) if not stands]


def _listed(state: Reading, point: int, since: int) -> list[tuple[str, int, int, bool]]:
    """(key, session, row, still on the list) of what changed after `since`; the newest word about a key alone."""
    found: dict[str, tuple[str, int, int, bool]] = {}
    for session, sitting in enumerate(state.sessions):
        one = sitting.phones
        for row in one.listed.get(point, ()):
            if one.changed[row] > since:
                key = f"{session}:{state.links.ids[one.device[row]].hex()}:{one.person[row]}"
                found[key] = (key, session, row, one.stands(row))
    return list(found.values())


def me(state: Reading, device: DeviceId, now_ms: int) -> list[Row]:
    """[0, person, subject, place, status, minutes online, session, minutes that count, counted] of a phone; its session is
    the open one it is linked in, else the last."""
    number = state.links.number_of.get(device, NONE)
    known = [n for n, session in enumerate(state.sessions) if number in session.phones.turned]
    going = [n for n in known if state.sessions[n].state == SessionState.OPEN]
    for session in (*reversed(going), *reversed(known)):
        row = state.sessions[session].phones.of_device.get(number, NONE)
        if row != NONE:
            return [_linked(state, session, row, now_ms)]
    for session in reversed(going):
        if state.sessions[session].phones.waits(number):
            return [[0, NO_PERSON, "", NOBODY, WAITS, 0, session, 0, False]]
    return [[0, NO_PERSON, "", NOBODY, UNKNOWN, 0, NONE, 0, False]]


def _linked(state: Reading, session: int, row: int, now_ms: int) -> Row:
    sitting = state.sessions[session]
    one, person = sitting.phones, sitting.phones.person[row]
    limits = bounds_of(state, session)
    spent_ms = sitting.dwell.spent_ms(person, limits, now_ms)
    return [
        0,
        person,
        state.subject_of_person(person),
        one.place(row),
        ONLINE if one.node[row] == ROOT else IN_ROOM,
        spent_ms // MINUTE_MS,
        session,
        -(-limits.needed_ms // MINUTE_MS),
        person in sitting.dwell.present,
    ]
