"""Which table stands behind each topic name, and how its rows get their words.

Columns and audiences: server/wire/PROTOCOL.md. What the journal knows comes from core.rows; what only presence
knows (links) is joined here. Rights are asked by the door before it comes here.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from server.core import rows
from server.core.ids import ROOT, GrantId, NodeNo
from server.core.units import KIND_POINT
from server.live.tables import KeptTable, LedgerTable, Names, Row, Table, Wording

if TYPE_CHECKING:
    from server.live.conference import LiveConference

AT_ONCE, SOON, EACH_SECOND, SELDOM = 1, 4, 20, 40
"""Periods in ticks of a twentieth of a second: what a person acts on; boards (5 Hz); presence; what is wrong."""

SILENT_SHOWN = 10
"""Silent points told one by one; their total stands beside them."""

Made = tuple[Table, int]


def make(live: "LiveConference", name: str) -> Made | None:
    """The table of a topic and its period; None when there is no such topic, node or session."""
    kind, _, rest = name.partition("/")
    maker = _MAKERS.get(kind)
    return maker(live, rest) if maker else None


def _conference(live: "LiveConference", rest: str) -> Made | None:
    return (KeptTable(live.incarnation, lambda: rows.conference(live.state)), AT_ONCE) if not rest else None


def _board(live: "LiveConference", rest: str) -> Made | None:
    found = _node_and_session(live, rest)
    if found is None:
        return None
    node, session = found
    state = live.state
    table = LedgerTable(
        lambda: rows.board_changed(state, node, session),
        lambda since: rows.board(state, node, session, since),
        live.spine.position,
        live.resumes,
    )
    return table, SOON


def _roster(live: "LiveConference", rest: str) -> Made | None:
    found = _node_and_session(live, rest)
    if found is None or live.state.kind_of(found[0]) != KIND_POINT:
        return None
    point, session = found
    state = live.state
    table = LedgerTable(
        lambda: state.roster_changed(session, point),
        lambda since: rows.roster(state, point, session, since),
        live.spine.position,
        live.resumes,
        Wording(lambda row: [subject for subject in (row[1], row[12]) if subject], _word_roster),
    )
    return table, AT_ONCE


def _latest(live: "LiveConference", rest: str) -> Made | None:
    session = _session(live, rest)
    if session is None:
        return None
    wording = Wording(lambda row: [row[2]], _word_latest)
    return KeptTable(live.incarnation, lambda: rows.latest(live.state, session), wording), SOON


def _attention(live: "LiveConference", rest: str) -> Made | None:
    session = _session(live, rest)
    if session is None:
        return None

    def now() -> list[Row]:
        return [*rows.attention(live.state, session), *_silent(live)]

    wording = Wording(lambda row: [row[4]] if row[4] else [], _word_attention)
    return KeptTable(live.incarnation, now, wording), SELDOM


def _silent(live: "LiveConference") -> Iterator[Row]:
    silent = live.presence.counts(ROOT).silent
    if not silent:
        return
    yield ["total:silent", "total:silent", -1, "", b"", 0, silent]
    for point, since_ms in live.presence.silent(SILENT_SHOWN):
        contact = live.state.subject_of_contact(point) or b""
        yield [f"silent:{point}", "silent", point, live.state.name_of(point), contact, since_ms, 1]


def _devices(live: "LiveConference", rest: str) -> Made | None:
    def now() -> list[Row]:
        linked = {socket.device.hex() for socket in live.sockets() if socket.grant == rest}
        return [[*row[:4], row[0] in linked] for row in rows.devices(live.state, GrantId(rest))]

    return KeptTable(live.incarnation, now), EACH_SECOND


def _presence(live: "LiveConference", rest: str) -> Made | None:
    node = _node(live, rest)
    if node is None:
        return None

    def now() -> list[Row]:
        nodes = [NodeNo(node), *live.state.children_of(node)]
        return [[one, *live.presence.counts(one), live.presence.heard_ms(one)] for one in nodes]

    return KeptTable(live.incarnation, now), EACH_SECOND


def _word_roster(row: Row, names: Names) -> Row:
    code, name, post, _, unit, *_ = (*names.get(row[1], ()), "", "", "", "", "")
    reason = names.get(row[12], ("",))[0] if row[12] else ""
    return [row[0], code[-4:], name, post, row[4] or unit, *row[5:12], reason]


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
    "presence": _presence,
}
