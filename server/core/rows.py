"""What each audience sees, as tables of rows; first element of a row is its key.

Rows hold no personal text. A cell marked *subject* holds the vault's key (bytes; b"" for none) and live puts
words there; the cells after it that the same text fills are "".

| table | cells live fills |
|---|---|
| roster | 1 subject of the person: text [code, name, post] -> 1 last 4 characters of the code, 2 name, 3 post |
| roster | 12 subject of the reason -> its first string |
| latest | 2 subject of the person -> her name |
| attention | 4 subject of the contact -> its strings in one line |
| devices | 4 False -> whether the device is linked now |

Every function takes the seq the watcher stands at (-1: nothing yet) and gives the rows changed after it.
Settle the conference first. Rows never go from a table, but for points moved in a draft: a watcher whose
position is older than `conference.moved` reloads. `latest` and `attention` are small and given whole.
"""

from collections.abc import Iterator
from itertools import islice

from server.core import attendance, retention
from server.core.access import parse
from server.core.attendance import Standing
from server.core.ids import NO_NODE, GrantId, subject_of
from server.core.links import WAITING
from server.core.online import bounds_of
from server.core.reading import Reading
from server.core.state import MARK_EXCUSED, MARK_EXEMPT, MARK_SUMMONED
from server.core.units import KIND_POINT

Row = list[object]

LATEST = 30
LISTED = 100
"""Listings shown; `diemcau audit` has them all."""

ATTENTION_PER_KIND = 9
"""Rows told of one kind; the total stands beside them. Five kinds here and one of presence: at most 60 rows."""

EXPECTED, PRESENT, LEFT, ELSEWHERE, EXCUSED, EXEMPT, CONFLICT, TAKEN_BACK = range(8)
"""Status of a roster row. TAKEN_BACK: a walk-in or guest whose evidence was all undone."""


def conference(state: Reading, since: int = -1) -> list[Row]:
    """[0, title, state, [[name, starts_ms, ends_ms, state, opened_ms, closed_ms, needed_ms]…], units, points, people,
    staged people, zone, online_percent]. Units without the conference itself; people without walk-ins."""
    if state.changed <= since:
        return []
    sessions = [
        [
            s.name,
            s.starts_ms,
            s.ends_ms,
            int(s.state),
            s.opened_ms,
            s.closed_ms,
            bounds_of(state, n).needed_ms,
        ]
        for n, s in enumerate(state.sessions)
    ]
    points = state.units.point_count
    units = state.node_count - points - 1
    return [
        [
            0,
            state.title,
            state.phase,
            sessions,
            units,
            points,
            state.roster_count,
            state.staged_people,
            state.zone,
            state.online_percent,
        ]
    ]


def board_changed(state: Reading, node: int, session: int) -> int:
    """Seq that last changed a row of the board: whatever happens under the node changes the node."""
    return state.changed_of(session, node)


def board(state: Reading, node: int, session: int, since: int = -1) -> list[Row]:
    """[node, kind (0 self, 1 unit, 2 point), code, name, place figures, belonging figures, carrier]."""
    changed = state.sessions[session].figures.changed
    if changed[node] <= since:
        return []
    nodes = [node, *state.units.children(node)]
    return [_board_row(state, one, session, 0 if one == node else 1) for one in nodes if changed[one] > since]


def _board_row(state: Reading, node: int, session: int, child: int) -> Row:
    figures = state.sessions[session].figures
    kind = child and (2 if state.kind_of(node) == KIND_POINT else 1)
    return [node, kind, state.code_of(node), state.name_of(node), figures.place(node), figures.belonging(node),
            state.carrier_of(node)]  # fmt: skip


def roster(state: Reading, point: int, session: int, since: int = -1) -> list[Row]:
    """[person, subject, "", "", unit name, status, at_ms of her first check-in, point she is at now (0: online), its name,
    device label of the first, last command that can be taken back, is walk-in, subject of the reason]."""
    touched = state.sessions[session].touched
    since = -1 if since < state.moved else since
    return [
        roster_row(state, person, point, session)
        for person in state.people_at(point, session)
        if touched[person] > since
    ]


def roster_row(state: Reading, person: int, point: int, session: int) -> Row:
    """The row of one person on the roster of `point`."""
    history = state.evidence.history(state.sessions[session].last[person])
    now = state.standing(session, person)
    first, unit = now.first, state.people.unit_of[person]
    last = next((piece.command for piece in reversed(history) if not piece.undone), b"")
    return [
        person,
        state.people.subject(person),
        "",
        "",
        state.name_of(unit) if unit != NO_NODE else "",
        _status(state, person, point, session, now),
        first.at_ms if first else 0,
        now.now,
        state.name_of(now.now) if now.opens else "",
        state.device_label(first.device) if first else "",
        last,
        state.people.is_walk_in(person),
        _reason(state, person, session),
    ]


def _status(state: Reading, person: int, point: int, session: int, standing: Standing) -> int:
    mark = state.sessions[session].marks[person]
    if len(standing.opens) > 1:
        return CONFLICT
    if standing.opens:
        return PRESENT if standing.now == point else ELSEWHERE
    if standing.first:
        return LEFT
    if mark & MARK_EXEMPT:
        return EXEMPT
    if mark & MARK_EXCUSED:
        return EXCUSED
    own = state.point_of(person) == point and mark & MARK_SUMMONED
    return EXPECTED if own else TAKEN_BACK


def _reason(state: Reading, person: int, session: int) -> bytes:
    """Subject of the reason for being exempt or excused, while it holds."""
    mark = state.sessions[session].marks[person]
    if not mark & (MARK_EXEMPT | MARK_EXCUSED):
        return b""
    kind = attendance.EXEMPT if mark & MARK_EXEMPT else attendance.EXCUSED
    said = state.answers.of_seq(state.notes.seq[state.notes.holds(kind, session, person)])
    return subject_of(state.answers.command(said))


def latest(state: Reading, session: int) -> list[Row]:
    """The last check-ins: [seq, at_ms, subject, point name, kind (0 in, 1 out, 2 walk-in, 3 undone)]."""
    return [
        [
            piece.seq,
            piece.at_ms,
            state.subject_of_person(piece.person),
            state.name_of(piece.point),
            3 if piece.undone else piece.kind,
        ]
        for piece in state.lately(session, LATEST)
    ]


def devices(state: Reading, grant: GrantId, since: int = -1) -> list[Row]:
    """[device hex, label, state (0 active, 1 waiting, 2 revoked), enrolled_ms, False]."""
    return [
        [device.id.hex(), device.label, device.state, device.enrolled_ms, False]
        for device in state.devices_of(grant)
        if device.changed > since
    ]


def privacy(state: Reading) -> list[Row]:
    """[0, keep_days, due_ms, announced_ms, begun_ms, ended_ms, texts erased, version of the notice, organisation, purpose,
    contact, what the erasure takes (retention.figures)]."""
    own = state.privacy
    told = [own.version, own.organisation, own.purpose, own.contact, retention.figures(state)]
    when = [own.announced_ms, own.begun_ms, own.ended_ms]
    return [[0, own.keep_days, retention.due_ms(state), *when, own.texts, *told]]


def listings(state: Reading) -> list[Row]:
    """The last LISTED: [seq, at_ms, what, count, node, its name, grant, device label, account, refused]."""
    return [
        [
            *(one.seq, one.at_ms, one.what, one.count, one.node, state.name_of(one.node), one.grant),
            *(state.label_of(one.device), one.account, one.refused),
        ]
        for one in state.listings.newest(LISTED)
    ]


def attention(state: Reading, session: int) -> list[Row]:
    """What the journal knows to be wrong: [key, kind, node, point name, subject, since_ms, count]. Kinds here:
    conflict, device (waits), skew (count: milliseconds), late, never; "silent" is presence's to add. Per kind a
    total leads."""
    rows: list[Row] = []
    for kind, total, found in (
        ("conflict", len(state.sessions[session].conflicts), _conflicts(state, session)),
        ("device", state.links.states.count(WAITING), _waiting(state)),
        ("skew", len(state.links.skews), _skews(state)),
        ("late", len(state.sessions[session].late), _late(state, session)),
        ("never", *_never(state)),
    ):
        if total:
            rows.append([f"total:{kind}", f"total:{kind}", NO_NODE, "", b"", 0, total])
        rows += [
            [f"{kind}:{key}", kind, node, state.name_of(node), state.subject_of_contact(node) or b"", at, n]
            for key, node, at, n in islice(found, ATTENTION_PER_KIND)
        ]
    return rows


Found = Iterator[tuple[object, int, int, int]]
"""(what tells it apart, node, since_ms, count)."""


def _conflicts(state: Reading, session: int) -> Found:
    for person in sorted(state.sessions[session].conflicts):
        opens = state.standing(session, person).opens
        yield person, opens[0].point, opens[1].at_ms, len(opens)


def _waiting(state: Reading) -> Found:
    links, number = state.links, state.links.states.find(WAITING)
    while number >= 0:
        yield links.ids[number].hex(), parse(_grant(state, number))[1], links.enrolled_ms[number], 1
        number = links.states.find(WAITING, number + 1)


def _skews(state: Reading) -> Found:
    for number, (skew_ms, at_ms) in state.links.skews.items():
        yield state.links.ids[number].hex(), parse(_grant(state, number))[1], at_ms, skew_ms


def _grant(state: Reading, device: int) -> str:
    return state.links.names[state.links.grant_of[device]]


def _late(state: Reading, session: int) -> Found:
    late = state.sessions[session].late
    for point in sorted(late):
        yield point, point, state.sessions[session].closed_ms, late[point][0]


def _never(state: Reading) -> tuple[int, Found]:
    """Points that were never linked: how many, and which."""
    units = state.units
    nodes = enumerate(zip(units.kind, units.linked_ms, strict=True))
    found = ((node, node, 0, 1) for node, (kind, linked) in nodes if kind == KIND_POINT and not linked)
    return units.point_count - units.linked_count, found
