"""Which table stands behind each topic name, and how its rows get their words.

Columns and audiences: server/wire/PROTOCOL.md. What the journal alone says is in ledger_views.py; here is what is computed
anew and kept, with what only presence knows (links, grace). Rights are asked by the door before it comes here.

Rule: watchers who see the same rows of a topic are one *group* and share its frames. Most topics have one group; of the
floor the host is apart; of questions each desk and each phone is its own, because each sees its own questions.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from server.core import rows, talk_rows
from server.core.access import HOST
from server.core.changes import devices_aspect
from server.core.ids import NO_PERSON, ROOT, DeviceId, GrantId, NodeNo
from server.core.places import person_of, point_of
from server.core.talk_rows import Audience
from server.core.units import KIND_POINT
from server.live.ledger_views import Board, Papers, Phones, Questions, Roster
from server.live.presence import Link
from server.live.tables import KeptTable, Names, Row, Table, Wording
from server.live.topic import Arrival
from server.live.wording import named, subjects_in

if TYPE_CHECKING:
    from server.live.conference import LiveConference

AT_ONCE, SOON, EACH_SECOND, SELDOM = 1, 4, 20, 40
"""Periods in ticks of a twentieth of a second: what a person acts on; boards (5 Hz); presence; what is wrong."""

SILENT_SHOWN = 10
"""Silent points told one by one; their total stands beside them."""

Made = tuple[Table, int]


def make(live: "LiveConference", name: str, audience: Audience) -> Made | None:
    """The table of a topic for this audience, and its period; None when there is no such topic, node or session."""
    kind, _, rest = name.partition("/")
    maker, talk = _MAKERS.get(kind), _TALK.get(kind)
    if talk is not None:
        return talk(live, rest, audience)
    return maker(live, rest) if maker else None


def group_of(name: str, audience: Audience | Arrival) -> str:
    """Watchers of a topic with the same group see the same rows."""
    kind, role = name.partition("/")[0], audience.grant[:1]
    if kind == "floor":
        return HOST if role == "h" else ""
    if kind == "me" or (kind == "questions" and role == "q"):
        return f"{audience.grant} {audience.device.hex()}"
    if kind == "questions":
        return audience.grant if role in "ho" else "walls"
    return ""


def _conference(live: "LiveConference", rest: str) -> Made | None:
    return (KeptTable(live.incarnation(), lambda: rows.conference(live.state)), AT_ONCE) if not rest else None


def _board(live: "LiveConference", rest: str) -> Made | None:
    found = _node_and_session(live, rest)
    return (Board(live, *found), SOON) if found else None


def _roster(live: "LiveConference", rest: str) -> Made | None:
    found = _node_and_session(live, rest)
    if found is None or live.state.kind_of(found[0]) != KIND_POINT:
        return None
    return Roster(live, *found), AT_ONCE


def _latest(live: "LiveConference", rest: str) -> Made | None:
    session = _session(live, rest)
    if session is None:
        return None
    wording = Wording(lambda row: [row[2]], _word_latest)
    return KeptTable(live.incarnation(), lambda: rows.latest(live.state, session), wording), SOON


def _attention(live: "LiveConference", rest: str) -> Made | None:
    session = _session(live, rest)
    if session is None:
        return None

    def now() -> list[Row]:
        return [*rows.attention(live.state, session), *_silent(live)]

    wording = Wording(lambda row: [row[4]] if row[4] else [], _word_attention)
    return KeptTable(live.incarnation(), now, wording), SELDOM


def _silent(live: "LiveConference") -> Iterator[Row]:
    silent = live.presence.counts(ROOT).silent
    if not silent:
        return
    yield ["total:silent", "total:silent", -1, "", b"", 0, silent]
    for point, since_ms in live.presence.silent(SILENT_SHOWN):
        contact = live.state.subject_of_contact(point) or b""
        yield [f"silent:{point}", "silent", point, live.state.name_of(point), contact, since_ms, 1]


def _privacy(live: "LiveConference", rest: str) -> Made | None:
    state = live.state

    def stamp() -> object:
        known = (len(state.people), len(state.questions), len(state.notes.kind), state.papers.changed_last)
        return (state.privacy.changed, state.changed, state.moved, *known)

    return (
        (KeptTable(live.incarnation(), lambda: rows.privacy(state), stamp=stamp), SELDOM)
        if not rest
        else None
    )


def _listings(live: "LiveConference", rest: str) -> Made | None:
    state = live.state

    def stamp() -> object:
        return len(state.listings), state.moved

    return (
        (KeptTable(live.incarnation(), lambda: rows.listings(state), stamp=stamp), SOON) if not rest else None
    )


def _devices(live: "LiveConference", rest: str) -> Made | None:
    def now() -> list[Row]:
        told = rows.devices(live.state, GrantId(rest))
        return [[*row[:4], live.neighbours.is_linked(DeviceId(bytes.fromhex(str(row[0]))))] for row in told]

    def stamp() -> object:
        links, linked = live.state.links, live.neighbours.is_linked_number
        return [(one, links.changed[one], linked(one)) for one in links.devices_of.get(rest, ())]

    return KeptTable(live.incarnation(), now, stamp=stamp, follows=[devices_aspect(rest)]), EACH_SECOND


def _presence(live: "LiveConference", rest: str) -> Made | None:
    node = _node(live, rest)
    if node is None:
        return None

    def now() -> list[Row]:
        nodes = [NodeNo(node), *live.state.children_of(node)]
        return [[one, *live.presence.counts(one), live.presence.heard_ms(one)] for one in nodes]

    return KeptTable(live.incarnation(), now), EACH_SECOND


def _floor(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    session = _session(live, rest)
    if session is None:
        return None
    state, director = live.state, audience.grant == HOST

    def now() -> list[Row]:
        grace = live.media.grace_until_ms
        first, *hands = talk_rows.floor(state, session, director)
        return [
            [*first[:6], grace, first[7]],
            *([*hand[:7], _link(live, session, str(hand[2]))] for hand in hands),
        ]

    def stamp() -> object:
        return (
            state.sessions[session].floor.changed,
            live.media.grace_until_ms,
            live.presence.version,
            state.moved,
        )

    wording = Wording(lambda row: subjects_in(row, 2, 3, 5), lambda row, names: named(row, names, 2, 3, 5))
    return KeptTable(live.incarnation(), now, wording, stamp), AT_ONCE


def _link(live: "LiveConference", session: int, place: str) -> int:
    """How a place is linked: a room by its desk; a person by what the server noted of her."""
    person = person_of(place)
    if person == NO_PERSON:
        return live.presence.state_of(point_of(place))
    words = live.state.sessions[session].dwell.words(person)
    return Link.NEVER if not words else Link.LINKED if words[-1].joined else Link.SILENT


def _questions(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    session = _session(live, rest)
    if session is None:
        return None
    period = {"q": EACH_SECOND, "o": SOON}.get(audience.grant[:1], AT_ONCE)
    return Questions(live, session, audience), period


def _papers(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    return None if rest else (Papers(live), SOON)


def _opened(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    papers = live.state.papers
    number = next((n for n, id in enumerate(papers.ids) if id.hex() == rest), None)
    if number is None:
        return None

    def now() -> Sequence[Row]:
        return talk_rows.opened(live.state, number)

    return KeptTable(live.incarnation(), now, stamp=lambda: papers.changed[number]), EACH_SECOND


def _phones(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    point = _node(live, rest)
    if point is None or live.state.kind_of(point) != KIND_POINT:
        return None
    return Phones(live, point), SOON


def _me(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    if rest:
        return None

    def now() -> Sequence[Row]:
        return talk_rows.me(live.state, audience.device, live.clock())

    wording = Wording(lambda row: subjects_in(row, 2), lambda row, names: named(row, names, 2))
    return KeptTable(live.incarnation(), now, wording), EACH_SECOND


def _programme(live: "LiveConference", rest: str, audience: Audience) -> Made | None:
    return (KeptTable(live.incarnation(), lambda: [live.media.programme()]), AT_ONCE) if not rest else None


def _word_latest(row: Row, names: Names) -> Row:
    return [row[0], row[1], (*names.get(row[2], ())[1:2], "")[0], *row[3:]]


def _word_attention(row: Row, names: Names) -> Row:
    contact = " · ".join(word for word in names.get(row[4], ()) if word)
    return [*row[:4], contact, *row[5:]]


def _number(text: str, below: int) -> int | None:
    plain = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if plain and int(text) < below else None


def _node(live: "LiveConference", text: str) -> int | None:
    return _number(text, live.state.node_count)


def _session(live: "LiveConference", text: str) -> int | None:
    return _number(text, len(live.state.sessions))


def _node_and_session(live: "LiveConference", rest: str) -> tuple[int, int] | None:
    node, _, session = rest.partition("/")
    found = _node(live, node), _session(live, session)
    return None if found[0] is None or found[1] is None else (found[0], found[1])


_MAKERS: dict[str, Callable[["LiveConference", str], Made | None]] = {
    "conference": _conference,
    "board": _board,
    "roster": _roster,
    "latest": _latest,
    "attention": _attention,
    "devices": _devices,
    "privacy": _privacy,
    "listings": _listings,
    "presence": _presence,
}

_TALK: dict[str, Callable[["LiveConference", str, Audience], Made | None]] = {
    "floor": _floor,
    "questions": _questions,
    "papers": _papers,
    "opened": _opened,
    "phones": _phones,
    "me": _me,
    "programme": _programme,
}
"""Topics whose rows or words depend on who looks, or may."""
